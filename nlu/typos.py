"""Slips of the thumb: letters swapped, lost, doubled or struck beside, accents gone astray."""

import unicodedata
from collections.abc import Callable
from random import Random

from nlu.vietnamese import TONES, fold

SLIPS = 0.05
"""How many letters are struck wrong."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: [near for near in (row[at - 1 : at], row[at + 1 : at + 2]) if near]
    for row in _ROWS
    for at, key in enumerate(row)
}
_TONE_KEYS = dict(zip(TONES, "fsxrj", strict=True))
_LETTER_KEYS = {"â": "aa", "ă": "aw", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_HOOK_AND_TILDE = str.maketrans("\u0309\u0303", "\u0303\u0309")

Slip = Callable[[str, int, Random], str]


def typos(text: str, chance: Random) -> str:
    """The text with a few slips; at least one where there is a letter."""
    letters = [at for at, sign in enumerate(text) if sign.isalpha()]
    struck = [at for at in letters if chance.random() < SLIPS]
    for at in reversed(struck or (letters and [chance.choice(letters)])):
        slipped = text
        while slipped == text:  # most slips do not fit everywhere; doubling does
            slipped = chance.choice(_SLIPS)(text, at, chance)
        text = slipped
    return text


def _swap(text: str, at: int, chance: Random) -> str:
    after = text[at + 1 : at + 2]
    return f"{text[:at]}{after}{text[at]}{text[at + 2 :]}" if after.isalpha() else text


def _lose(text: str, at: int, chance: Random) -> str:
    start, end = _word_at(text, at)
    return text[:at] + text[at + 1 :] if end - start > 1 else text


def _double(text: str, at: int, chance: Random) -> str:
    return text[: at + 1] + text[at:]


def _strike_beside(text: str, at: int, chance: Random) -> str:
    keys = _BESIDE.get(fold(text[at]).lower())
    if not keys:
        return text
    key = chance.choice(keys)
    return f"{text[:at]}{key.upper() if text[at].isupper() else key}{text[at + 1 :]}"


def _miss_space(text: str, at: int, chance: Random) -> str:
    """Two words run together, or one falls apart."""
    after = text[at + 1 : at + 2]
    if after == " ":
        return text[: at + 1] + text[at + 2 :]
    return f"{text[: at + 1]} {text[at + 1 :]}" if after.isalpha() else text


def _mistake_tone(text: str, at: int, chance: Random) -> str:
    """*hỏi* for *ngã* or the other way round, which half the country cannot hear."""
    start, end = _word_at(text, at)
    signs = unicodedata.normalize("NFD", text[start:end]).translate(_HOOK_AND_TILDE)
    return text[:start] + unicodedata.normalize("NFC", signs) + text[end:]


def _leave_telex(text: str, at: int, chance: Random) -> str:
    """The tone key, or all keys, of a word stand as they were struck: *mậtj* and *maatj*."""
    start, end = _word_at(text, at)
    signs = unicodedata.normalize("NFD", text[start:end])
    tones = "".join(key for tone, key in _TONE_KEYS.items() if tone in signs)
    word = unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in TONES))
    if not tones or chance.random() < 0.5:
        word = "".join(_LETTER_KEYS.get(letter, letter) for letter in word)
    return text[:start] + word + tones + text[end:]


def _word_at(text: str, at: int) -> tuple[int, int]:
    start, end = at, at + 1
    while start and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return start, end


_SLIPS: tuple[Slip, ...] = (
    _swap, _lose, _double, _strike_beside, _strike_beside, _miss_space, _mistake_tone, _leave_telex,
)  # fmt: skip
