"""Noise: the same every time, as much as is said, and still Vietnamese."""

import re
import unicodedata
from pathlib import Path

import pytest

from nlu.noise import Noise, noisy
from nlu.training_data import read_examples
from nlu.vietnamese import fold

HOLDOUT = Path(__file__).parent.parent / "data" / "holdout"
LINES = [line for lines in read_examples(HOLDOUT).values() for line in lines]


@pytest.mark.parametrize("kind", Noise)
def test_noise_is_the_same_every_time(kind: Noise) -> None:
    assert [noisy(line, kind) for line in LINES[:200]] == [
        noisy(line, kind) for line in LINES[:200]
    ]


def test_noise_is_the_same_in_every_process() -> None:
    line = "Không nhận được mã OTP của ngân hàng"

    assert {
        Noise.UNACCENTED: "Khong nhan duoc ma OTP cua ngan hang",
        Noise.TEENCODE: "kg nhận dc mã OTP của nhag",
        Noise.TYPOS: "Không nhn được mã TP của gân hàng",
        Noise.ALL: "k nhan dk mma OTP cua bank",
    } == {kind: noisy(line, kind) for kind in Noise}


@pytest.mark.parametrize("kind", [Noise.TEENCODE, Noise.TYPOS, Noise.ALL])
def test_another_seed_is_another_noise(kind: Noise) -> None:
    changed = [line for line in LINES[:200] if noisy(line, kind) != noisy(line, kind, seed=1)]

    assert len(changed) > 100


@pytest.mark.parametrize("kind", Noise)
def test_letters_stay_composed_and_lines_stay_lines(kind: Noise) -> None:
    for line in LINES:
        spoilt = noisy(unicodedata.normalize("NFD", line), kind)
        assert unicodedata.is_normalized("NFC", spoilt)
        assert spoilt.strip()


@pytest.mark.parametrize("kind", Noise)
@pytest.mark.parametrize("text", ["", "k", "?", "đ", "Ơ", "113", "你好", "\u0301", " . "])
def test_the_shortest_texts_survive(kind: Noise, text: str) -> None:
    assert bool(text) == bool(noisy(text, kind))


def test_unaccented_is_the_text_without_marks() -> None:
    assert [fold(line) for line in LINES] == [noisy(line, Noise.UNACCENTED) for line in LINES]


@pytest.mark.parametrize("word", ["không", "được", "ngân hàng", "tài khoản"])
def test_teencode_shortens_most_of_what_can_be(word: str) -> None:
    whole = re.compile(rf"\b{word}\b", re.IGNORECASE)
    before = sum(len(whole.findall(line)) for line in LINES)
    after = sum(len(whole.findall(noisy(line, Noise.TEENCODE))) for line in LINES)

    assert 0.6 <= 1 - after / before <= 0.8


def test_teencode_reads_unaccented_text_too_but_not_what_has_many_meanings() -> None:
    short = {noisy("khong vay", Noise.TEENCODE, seed) for seed in range(20)}

    assert len(short) > 3
    assert all(text.split()[-1] == "vay" for text in short)


def test_numbers_and_names_of_apps_are_left_to_the_thumbs() -> None:
    assert all(
        "113 otp vneid" == noisy("113 otp vneid", Noise.TEENCODE, seed) for seed in range(20)
    )


def test_typos_spoil_about_one_letter_in_twenty_and_at_least_one_a_line() -> None:
    edits = [distance(line, noisy(line, Noise.TYPOS)) for line in LINES[::5]]
    letters = sum(map(str.isalpha, "".join(LINES[::5])))

    assert min(edits) >= 1
    # a slip is one edit, or two to four where keys of Telex are left standing
    assert 0.05 <= sum(edits) / letters <= 0.09


def distance(one: str, other: str) -> int:
    """Letters added, lost, changed or swapped between two texts."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        previous, before, row = before, row, [at]
        for to, struck in enumerate(other, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != struck))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == struck:
                cost = min(cost, previous[to - 2] + 1)
            row.append(cost)
    return row[-1]
