"""One way to write each syllable."""

import pytest

from nlu.vietnamese import Shorthand, compose, fold, settle, tokens, untelex


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
