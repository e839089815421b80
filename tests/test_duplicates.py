"""Near-duplicates: what is one line said twice, and what is not."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

from nlu.duplicates import ALIKE, Gist, _Join, twins
from nlu.lexicon import read_shorthand, read_words
from nlu.training_data import Example, read_lines

ROOT = Path(__file__).parent.parent
LEXICON = ROOT / "data" / "lexicon"


@pytest.fixture(scope="module")
def gist() -> Gist:
    shorthand = read_shorthand(LEXICON / "shorthand.yml")
    return Gist(shorthand, read_words(LEXICON / "fillers.yml"))


def are_twins(gist: Gist, one: str, other: str, among: Sequence[str] = ()) -> bool:
    """Whether two lines are found, among some others that say which words are common."""
    lines = [Example(text, "thu") for text in (one, other, *among)]
    return any({one, other} == {twin.first.text, twin.second.text} for twin in twins(lines, gist))


@pytest.fixture(scope="module")
def company() -> list[str]:
    """Real lines: in them common words are common."""
    return [example.text for example in read_lines(ROOT / "data" / "holdout")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quên mật khẩu VNeID", "quen mat khau vneid"),
        ("quên mật khẩu vneid", "dạ cho em hỏi em quên pass vneid rồi ạ"),
        ("đổi sđt vneid", "đổi số điện thoại VNeID"),
        ("không được", "hok dc"),
        ("không được", "khong dduowcj"),
        ("app định danh không vào được", "không vào được ứng dụng định danh"),
        (
            "Máy tính bảng không lắp sim có cài được VNeID không?",
            "Máy tính bảng không lắp SIM thì có cài được VNeID hay không?",
        ),
        (
            "Làm thế nào để kích hoạt tài khoản VNeID mức 2 ở nước ngoài?",
            "o nuoc ngoai thi kich hoat tai khoan vneid muc 2 nhu the nao",
        ),
    ],
)
def test_the_same_said_twice_is_found(gist: Gist, company: list[str], one: str, other: str) -> None:
    assert are_twins(gist, one, other, company)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("khóa thẻ", "mở thẻ"),
        ("đồng ý", "không đồng ý"),
        ("thẻ bị từ chối", "bị từ chối"),
        ("mã tra cứu", "cách tra cứu"),
        ("vì sao tài khoản bị khóa", "khóa tài khoản"),
        ("ghi chú kết hôn ở nước ngoài", "ghi chú ly hôn ở nước ngoài"),
        ("giấy khai sinh cho con", "giấy khai sinh cho mẹ"),
        ("chuyển khoản nhầm", "rút tiền tại cây atm"),
    ],
)
def test_one_telling_word_makes_another_line(
    gist: Gist, company: list[str], one: str, other: str
) -> None:
    assert not are_twins(gist, one, other, company)


def test_nothing_but_fillers_is_compared_as_it_stands(gist: Gist) -> None:
    assert ("da", "vang", "a") == gist.words("Dạ vâng ạ")
    assert not are_twins(gist, "dạ vâng ạ", "ad ơi")


def test_no_pair_is_lost_by_comparing_few(gist: Gist, company: list[str]) -> None:
    """The short way finds exactly what comparing every line with every line finds."""
    words = [line.split() for line in company[:500]]
    shuffled = [" ".join(line[2:] + line[:1]) for line in words]  # one word left out, others moved
    bags = [frozenset((word, 0) for word in gist.words(text)) for text in company[:500] + shuffled]
    join = _Join(bags)

    expected = {
        (one, other)
        for one, other in combinations(range(len(bags)), 2)
        for words_ in [min(len(bags[one]), len(bags[other]))]
        if words_ >= ALIKE[-1][0]
        and bags[one] != bags[other]
        and join._likeness(one, other) >= next(least for many, least in ALIKE if words_ >= many)
    }
    found = [tuple(sorted(pair[:2])) for pair in join.pairs()]

    assert 100 < len(expected)
    assert sorted(expected) == sorted(found)
