"""A reply as plain messages: numbered, short enough, never cut inside a word."""

import unicodedata

import pytest

from bot.channels.degrade import pieces, units
from bot.message import Button, Reply
from tests.test_stories import STORIES

BUTTONS = (Button("Có", "a"), Button("Không", "b"))


def test_buttons_become_a_numbered_list() -> None:
    assert ["Mời chọn\n\n1. Có\n2. Không"] == pieces(Reply("Mời chọn", BUTTONS), 2000)


def test_a_hint_stands_above_the_numbers_and_nowhere_else() -> None:
    hint = "Bác nhắn số để chọn:"

    assert [f"Mời chọn\n\n{hint}\n1. Có\n2. Không"] == pieces(Reply("Mời chọn", BUTTONS), 99, hint)
    assert ["Chào bác"] == pieces(Reply("Chào bác"), 99, hint)
    assert [] == pieces(Reply(" \n "), 99, hint)


def test_a_long_reply_is_cut_between_paragraphs() -> None:
    assert ["một hai\n\nba bốn", "năm sáu bảy", "1. Có\n2. Không"] == pieces(
        Reply("một hai\n\nba bốn\n\nnăm sáu bảy", BUTTONS), 16
    )


def test_a_long_paragraph_is_cut_between_sentences_then_words() -> None:
    assert ["Bác mở máy.", "Rồi bấm vào đây", "cho tôi."] == pieces(
        Reply("Bác mở máy. Rồi bấm vào đây cho tôi."), 16
    )


def test_a_list_too_long_is_cut_between_its_lines() -> None:
    many = tuple(Button(f"Mục số {at}", "x") for at in range(1, 13))

    cut = pieces(Reply("Mời chọn", many), 60)

    assert [f"{at}. Mục số {at}" for at in range(1, 13)] == "\n".join(cut).splitlines()[1:]
    assert all(units(piece) <= 60 for piece in cut)


def test_what_phones_count_twice_is_counted_twice() -> None:
    assert 2 == units("😀")
    assert ["😀😀", "😀"] == pieces(Reply("😀😀😀"), 5)
    assert ["😀😀 a", "b"] == pieces(Reply("😀😀 a b"), 6)


def test_letters_are_composed_before_they_are_counted() -> None:
    apart = unicodedata.normalize("NFD", "tiếng Việt")

    assert ["tiếng Việt"] == pieces(Reply(apart), 10)


@pytest.mark.parametrize("most", [100, 333, 2000])
def test_no_word_of_any_text_is_lost_or_torn(most: int) -> None:
    for story in (param.values[0] for param in STORIES):
        text = "\n\n".join(map(str, story["turns"]))

        cut = pieces(Reply(text, BUTTONS), most)

        assert max(map(units, cut)) <= most
        assert f"{text} 1. Có 2. Không".split() == " ".join(cut).split()


def test_a_word_longer_than_a_message_is_torn_and_not_lost() -> None:
    cut = pieces(Reply("x" * 11 + "😀" * 3), 5)

    assert "x" * 11 + "😀" * 3 == "".join(cut)
    assert max(map(units, cut)) <= 5
