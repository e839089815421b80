"""What of a need is compared with others: what it is about, its rarer words, the model's guesses.

All of it is one sparse row of numbers, so that a group of needs is the mean of its rows, and how
much of a need stands in a group is one product.
"""

import hashlib
import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlu.matters import Matters
from nlu.softmax import Floats
from nlu.vietnamese import Tokens, fold

WORDS, GUESSES = 512, 256
"""Columns that words and guessed intents are hashed into; more gave nothing."""
_LEAST_CHANCE = 0.004
_VERSION = 4
"""How many bytes say which way of reading made a row."""


@dataclass(frozen=True)
class Row:
    """A sparse row; ``values[i]`` stands in column ``columns[i]``."""

    columns: NDArray[np.uint16]
    values: NDArray[np.float16]

    def spread(self, width: int) -> Floats:
        """The same with all its noughts."""
        spread = np.zeros(width, np.float32)
        spread[self.columns] = self.values
        return spread

    @property
    def empty(self) -> bool:
        """Whether it says nothing: a need without words."""
        return not len(self.columns)


@dataclass(frozen=True)
class Senses:
    """How words are read, and what they mean where there is an encoder that we learnt with."""

    read: Callable[[str], Tokens]
    meaning: Callable[[Tokens], Floats] | None = None


@dataclass(frozen=True)
class Tracer:
    """Makes rows of needs, and keeps them as bytes."""

    matters: Matters
    rarity: Mapping[str, float]
    """How much a folded word tells (IDF over our examples)."""
    senses: Senses

    @property
    def parts(self) -> tuple[slice, slice, slice]:
        """Where matters, words and guesses stand in a row."""
        first = len(self.matters.names)
        ends = (0, first, first + WORDS, first + WORDS + GUESSES)
        return slice(ends[0], ends[1]), slice(ends[1], ends[2]), slice(ends[2], ends[3])

    @property
    def width(self) -> int:
        """How many columns a row has."""
        return len(self.matters.names) + WORDS + GUESSES

    @property
    def version(self) -> bytes:
        """Names the way rows are made; rows of another version cannot be compared."""
        way = f"{self.matters.bias.tobytes()!r} {self.senses.meaning is not None} {self.width}"
        return hashlib.sha256(way.encode()).digest()[:_VERSION]

    def row(self, words: str, ranking: Sequence[tuple[str, float]]) -> Row:
        """The row of a need."""
        tokens = tuple(token for token in self.senses.read(words) if token != "?")
        if not tokens:
            return Row(np.zeros(0, np.uint16), np.zeros(0, np.float16))
        about, said, guessed = self.parts
        spread = np.zeros(self.width, np.float32)
        spread[about] = self._about(tokens)
        spread[said] = self._said(tokens)
        for intent, chance in ranking:
            spread[guessed.start + zlib.crc32(intent.encode()) % GUESSES] += chance
        spread[guessed] = np.sqrt(spread[guessed])
        columns = np.flatnonzero(spread)
        return Row(columns.astype(np.uint16), spread[columns].astype(np.float16))

    def _about(self, tokens: Tokens) -> Floats:
        meaning = self.senses.meaning(tokens) if self.senses.meaning else None
        chances = self.matters.chances(tokens, meaning)
        return np.where(chances < _LEAST_CHANCE, np.float32(0), chances)

    def _said(self, tokens: Tokens) -> Floats:
        """Words and pairs of them, the rarer the weightier, hashed with signs, of unit length."""
        folded = [fold(token) for token in tokens]
        most = max(self.rarity.values(), default=1.0)
        weights = {word: self.rarity.get(word, most) for word in folded}
        for one, two in pairwise(folded):
            weights[f"{one} {two}"] = math.sqrt(weights[one] * weights[two])
        said = np.zeros(WORDS, np.float32)
        for gram, weight in weights.items():
            number = zlib.crc32(gram.encode())
            said[number % WORDS] += weight if number & 0x10000 else -weight
        length = float(np.linalg.norm(said))
        return said / np.float32(length) if length else said

    def pack(self, row: Row) -> bytes:
        """A row as it is kept beside its need."""
        return self.version + row.columns.tobytes() + row.values.tobytes()

    def unpack(self, kept: bytes) -> Row | None:
        """What ``pack`` wrote; None when it was made in another way."""
        if kept[:_VERSION] != self.version:
            return None
        half = (len(kept) - _VERSION) // 2
        columns = np.frombuffer(kept, np.uint16, half // 2, _VERSION)
        return Row(columns, np.frombuffer(kept, np.float16, half // 2, _VERSION + half))
