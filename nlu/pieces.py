"""Splits words into the pieces that a sentence encoder knows (unigram model, Kudo 2018)."""

from collections.abc import Sequence
from functools import lru_cache

from nlu.vietnamese import Tokens

BEGIN, END, UNKNOWN, FIRST = 0, 1, 2, 3
"""Numbers that belong to no piece, and the number of the first one."""
MOST = 64
"""How many pieces of a text are read, its begin and end among them."""
_WORD_BEGINS = "\u2581"
_NEVER = -1e9
_STRANGE = -100.0
"""What a letter costs that is no piece; dearer than any piece."""


class Pieces:
    """The pieces and how likely each one is."""

    def __init__(self, names: Sequence[str], scores: Sequence[float]) -> None:
        self.names = tuple(names)
        self.scores = tuple(scores)
        self._known = {
            name: (score, number)
            for number, (name, score) in enumerate(zip(names, scores, strict=True), start=FIRST)
        }
        self._longest = max(map(len, names), default=0)
        self._split = lru_cache(maxsize=8192)(self._likeliest)

    def numbers(self, words: Tokens) -> list[int]:
        """The pieces of a text by their numbers, between BEGIN and END."""
        inner = [number for word in words for number in self._split(_WORD_BEGINS + word)]
        return [BEGIN, *inner[: MOST - 2], END]

    def _likeliest(self, word: str) -> tuple[int, ...]:
        """The likeliest way to put a word together from pieces (Viterbi)."""
        ways: list[tuple[float, tuple[int, ...]]] = [(0.0, ()), *[(_NEVER, ())] * len(word)]
        for begin in range(len(word)):
            so_far, path = ways[begin]
            ways[begin + 1] = max(ways[begin + 1], (so_far + _STRANGE, (*path, UNKNOWN)))
            for end in range(begin + 1, min(len(word), begin + self._longest) + 1):
                score, number = self._known.get(word[begin:end], (_NEVER, UNKNOWN))
                if so_far + score > ways[end][0]:
                    ways[end] = so_far + score, (*path, number)
        return ways[-1][1]
