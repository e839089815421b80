"""A reply for a channel that shows only words: buttons as a numbered list, long texts in pieces."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.message import Reply

SEAMS = ("\n\n", "\n", r"(?<=[.!?…:;]) ", r"\s+")
"""Where a text may be cut, the best place first."""


def pieces(reply: Reply, most: int, hint: str = "") -> list[str]:
    """A reply as messages of at most so many UTF-16 units each.

    A number typed back picks a button (bot/dialogue.py); ``hint`` says so above the list.
    """
    numbered = [f"{at}. {button.label}" for at, button in enumerate(reply.buttons, start=1)]
    choices = "\n".join([hint, *numbered] if hint and numbered else numbered)
    parts = (unicodedata.normalize("NFC", part).strip() for part in (reply.text, choices))
    return list(_joined((piece for part in parts for piece in _cut(part, most)), most, "\n\n"))


def units(text: str) -> int:
    """The length as phones count it: letters outside the basic plane, like emojis, are two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _cut(text: str, most: int, seams: tuple[str, ...] = SEAMS) -> Iterator[str]:
    """Pieces that fit, cut where it hurts least; a word is torn only if it alone is too long."""
    if units(text) <= most:
        if text:
            yield text
    elif not seams:
        yield from _torn(text, most)
    else:
        seam, *finer = seams
        glue = seam if seam.isspace() else " "
        found = (part for part in re.split(seam, text) if part.strip())
        small = (piece for part in found for piece in _cut(part, most, tuple(finer)))
        yield from _joined(small, most, glue)


def _joined(parts: Iterable[str], most: int, glue: str) -> Iterator[str]:
    """As few pieces as fit, in order."""
    piece = ""
    for part in parts:
        longer = f"{piece}{glue}{part}" if piece else part
        if units(longer) > most:
            yield piece
            longer = part
        piece = longer
    if piece:
        yield piece


def _torn(word: str, most: int) -> Iterator[str]:
    piece = ""
    for letter in word:
        if units(piece + letter) > most:
            yield piece
            piece = ""
        piece += letter
    yield piece
