"""Vietnamese as hurried thumbs write it, made from clean text: for judging a model, or training it.

Pure: what becomes of a text depends on the text, the kind and the seed alone.
"""

import unicodedata
import zlib
from collections.abc import Callable
from enum import StrEnum
from random import Random

from nlu.lexicon import Surroundings
from nlu.teencode import teencode
from nlu.typos import typos
from nlu.vietnamese import fold


class Noise(StrEnum):
    """A way in which writing strays from the dictionary."""

    UNACCENTED = "unaccented"
    TEENCODE = "teencode"
    TYPOS = "typos"
    ALL = "all"


def noisy(text: str, kind: Noise, seed: int = 0) -> str:
    """The text with one kind of noise, in NFC; it is never empty unless it was."""
    text = unicodedata.normalize("NFC", text)
    chance = Random(zlib.crc32(f"{seed} {kind} {text}".encode()))
    for disturb in _DISTURBED_BY[kind]:
        text = disturb(text, chance) or text  # an accent alone would vanish
    return unicodedata.normalize("NFC", text)


def _unaccented(text: str, chance: Random) -> str:
    return fold(text)


def dressed(text: str, surroundings: Surroundings, seed: int = 0) -> str:
    """The text between words that say nothing of the need, as people wrap theirs."""
    chance = Random(zlib.crc32(f"{seed} dressed {text}".encode()))
    before = chance.choice((*surroundings.openings, *surroundings.asides))
    after = chance.choice((*surroundings.closings, *surroundings.asides))
    return chance.choice((f"{before} {text}", f"{text} {after}", f"{before} {text} {after}"))


_DISTURBED_BY: dict[Noise, tuple[Callable[[str, Random], str], ...]] = {
    Noise.UNACCENTED: (_unaccented,),
    Noise.TEENCODE: (teencode,),
    Noise.TYPOS: (typos,),
    Noise.ALL: (teencode, _unaccented, typos),
}
