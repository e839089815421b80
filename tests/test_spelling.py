"""Slips of the thumb are mended from what the examples say."""

import pytest

from nlu.spelling import KNOWN_FROM, Speller

EXAMPLES = ["quên mật khẩu", "đổi mật khẩu", "khóa tài khoản", "tài khoản bị khóa", "mất thẻ"]
SPELLER = Speller.fit(tuple(line.split()) for line in EXAMPLES * KNOWN_FROM)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mật khẩuu", "mật khau"),  # doubled
        ("mật khẩ", "mật khau"),  # missing
        ("mật khaun", "mật khau"),  # extra
        ("tàu khoản", "tai khoản"),  # a neighbouring key
        ("tài khaon", "tài khoan"),  # swapped
        ("quên mậtkhẩu", "quên mat khau"),  # the space left out
    ],
)
def test_one_slip_is_mended_without_accents(typed: str, meant: str) -> None:
    assert tuple(meant.split()) == SPELLER.mend(tuple(typed.split()))


@pytest.mark.parametrize("kept", ["mật khẩu", "xe đạp", "ok", "thẻ 123 #tien", "zzz", ""])
def test_what_is_known_short_or_far_from_everything_stays(kept: str) -> None:
    assert tuple(kept.split()) == SPELLER.mend(tuple(kept.split()))


def test_neighbours_decide_between_two_words_one_slip_away() -> None:
    speller = Speller.fit([("bán", "hàng"), ("bán", "hàng"), ("làm", "hang"), ("cái", "bàng")] * 5)

    assert ("bán", "hang") == speller.mend(("bán", "thang"))


def test_a_speller_is_the_same_when_read_again() -> None:
    again = Speller.read(SPELLER.write())

    assert SPELLER.mend(("mậtkhẩu",)) == again.mend(("mậtkhẩu",))
