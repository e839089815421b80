"""One way to write each syllable."""

import re

import pytest

from nlu.vietnamese import Shorthand, agrees, compose, fold, origins, settle, tokens, untelex


@pytest.mark.parametrize(
    ("written", "settled"),
    [
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("tìên", "tiền"),
        ("gìa", "già"),
        ("kỹ", "kĩ"),
        ("lý", "lí"),
        ("quý", "quý"),
        ("người", "người"),
        ("hoàn", "hoàn"),
        ("gì", "gì"),
        ("khuỷu", "khuỷu"),
    ],
)
def test_a_tone_mark_has_one_place(written: str, settled: str) -> None:
    assert settled == settle(written)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dduwowcj", "được"),
        ("vieejt", "việt"),
        ("khoong", "không"),
        ("laf", "là"),
        ("maatj", "mật"),
        ("app", "app"),
        ("wifi", "wifi"),
        ("bank", "bank"),
        ("toi", "toi"),
        ("agribank", "agribank"),
    ],
)
def test_telex_leftovers_are_undone_and_other_words_left(typed: str, meant: str) -> None:
    assert meant == untelex(typed)


def test_decomposed_letters_and_invisible_marks_are_composed() -> None:
    assert "đăng ký" == compose("đa\u0306ng\u200b  ky\u0301")


def test_folding_takes_every_mark_away() -> None:
    assert "Dang ky tai khoan dinh danh dien tu" == fold("Đăng ký tài khoản định danh điện tử")


def test_the_longest_shorthand_wins_and_amounts_stay_amounts() -> None:
    shorthand = Shorthand({"ck": "chuyển khoản", "k": "không", "vn eid": "vneid", "vn": "việt nam"})

    assert ("chuyển", "khoản", "#tien", "không", "được", "vneid") == tokens(
        "CK 50k k được VN eID", shorthand
    )


def test_numbers_keep_only_that_they_were_named() -> None:
    nothing = Shorthand({})

    assert ("gọi", "156", "#so", "lần", "3") == tokens("gọi 156, 1900123 lần 3", nothing)


@pytest.mark.parametrize(
    "typed",
    [
        "xã Di Linh",
        "  xa\u0303   Di\u200b Linh\n",
        "\ufeffđa\u0306\u0301ng ky\u0301",
        "",
        " \u200b ",
    ],
)
def test_each_letter_knows_where_it_was_typed(typed: str) -> None:
    composed, spans = compose(typed), origins(typed)

    assert len(composed) == len(spans)
    for word in re.finditer(r"\S+", composed):
        typed_word = typed[spans[word.start()][0] : spans[word.end() - 1][1]]
        assert word.group() == compose(typed_word)


@pytest.mark.parametrize(
    ("typed", "meant", "may_be"),
    [
        ("ha", "hà", True),
        ("hà", "hà", True),
        ("đinh", "định", True),
        ("ngải", "ngãi", True),
        ("há", "hà", False),
        ("bác", "bắc", False),
        ("đa", "da", False),
        ("ăn", "an", False),
    ],
)
def test_accents_may_be_missing_but_not_different(typed: str, meant: str, may_be: bool) -> None:
    assert may_be is agrees(typed, meant)
