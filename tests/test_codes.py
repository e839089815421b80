"""Codes that are read aloud over a bad line."""

import random

import pytest

from bot.codes import new_code, read_code, say_code
from bot.privacy import mask


def test_codes_are_read_back_however_they_are_typed() -> None:
    code = new_code()

    assert code == read_code(say_code(code)) == read_code(f" Mã của tôi là {code.lower()}? ")
    assert code == read_code(" ".join(code))


def test_a_code_never_looks_like_something_private() -> None:
    chance = random.Random(5)

    assert all(not mask(new_code(chance)).found for _ in range(2000))


@pytest.mark.parametrize(
    "text", ["cho hoi ma K4M-7TX", "kiểm tra k4m7tx giúp tôi", "K4M-7TX trả lời chưa?"]
)
def test_a_code_is_found_in_a_sentence(text: str) -> None:
    assert "K4M7TX" == read_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "tết 2026 mấy ngày",
        "xe 49A1-23456",
        "K4M-7TX hay A2345H",
        "",
        "khám",
        "123456",
        "K4M7T",
        "K4M7TXX",
        "kham benh",
        "Q4M7TX",
    ],
)
def test_other_words_are_no_code(text: str) -> None:
    assert "" == read_code(text)
