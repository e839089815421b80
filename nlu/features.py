"""Numbers that stand for an utterance: n-grams of words, of unaccented words and of letters."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlu.vietnamese import Tokens, fold

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SEEN_AT_LEAST = 4
"""An n-gram that fewer training examples have, in all their versions, is left out."""


class Vector(NamedTuple):
    """A sparse row: ``values[i]`` stands in column ``indices[i]``."""

    indices: NDArray[np.int32]
    values: NDArray[np.float32]


class Ngrams:
    """TF-IDF over three kinds of n-grams, each kind of unit length times its weight.

    The kinds are words with accents (1-2), words without (1-2) and letters without (2-5, inside
    words): the first tells *mất* from *mật*, the others hold when accents or spelling are lost.
    """

    KINDS = ("w", "f", "c")

    def __init__(
        self, vocabulary: dict[str, int], idf: NDArray[np.float32], weights: Sequence[float]
    ) -> None:
        self._vocabulary = vocabulary
        self._idf = idf
        self._weights = dict(zip(self.KINDS, weights, strict=True))
        self.size = len(vocabulary)

    @classmethod
    def fit(
        cls,
        documents: Iterable[Sequence[Tokens]],
        *,
        seen_at_least: int,
        weights: Sequence[float],
    ) -> "Ngrams":
        """Count the n-grams of the training documents, each given in all its versions.

        What fewer than ``seen_at_least`` documents have is left out.
        """
        seen: Counter[str] = Counter()
        total = 0
        for versions in documents:
            seen.update(
                set().union(*(kind for tokens in versions for kind in grams(tokens).values()))
            )
            total += 1
        kept = sorted(gram for gram, count in seen.items() if count >= seen_at_least)
        idf = [math.log((1 + total) / (1 + seen[gram])) + 1 for gram in kept]
        vocabulary = {gram: column for column, gram in enumerate(kept)}
        return cls(vocabulary, np.array(idf, dtype=np.float32), weights)

    def vector(self, tokens: Tokens) -> Vector:
        """The utterance as a sparse row; empty when nothing in it was ever seen."""
        columns: list[int] = []
        parts: list[NDArray[np.float32]] = []
        for kind, found in grams(tokens).items():
            # A set of strings has another order in every process; training must not notice.
            known = sorted(self._vocabulary[gram] for gram in found if gram in self._vocabulary)
            if known and self._weights[kind]:
                values = self._idf[known]
                parts.append(values * (self._weights[kind] / math.sqrt(values @ values)))
                columns.extend(known)
        values = np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
        return Vector(np.array(columns, dtype=np.int32), values.astype(np.float32))

    def save(self, folder: Path) -> None:
        """Write the vocabulary as text and the weights as plain arrays."""
        text = "\n".join(self._vocabulary)
        (folder / "vocabulary.txt").write_text(text, encoding="utf-8")
        np.save(folder / "idf.npy", self._idf, allow_pickle=False)
        weights = np.array([self._weights[kind] for kind in self.KINDS], dtype=np.float32)
        np.save(folder / "weights.npy", weights, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "Ngrams":
        """Read what ``save`` wrote."""
        lines = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
        vocabulary = {gram: column for column, gram in enumerate(lines)}
        idf = np.load(folder / "idf.npy", allow_pickle=False)
        weights = np.load(folder / "weights.npy", allow_pickle=False)
        return cls(vocabulary, idf, [float(weight) for weight in weights])


def stack(vectors: Sequence[Vector], size: int) -> "csr_matrix":
    """Sparse rows as one matrix; columns keep the order in which they were found."""
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(vector.indices) for vector in vectors)])
    columns = np.concatenate([vector.indices for vector in vectors])
    values = np.concatenate([vector.values for vector in vectors])
    return csr_matrix((values, columns, ends), shape=(len(vectors), size))


def grams(tokens: Tokens) -> dict[str, set[str]]:
    """The n-grams of an utterance by kind; each carries its kind as a prefix."""
    folded = tuple(map(_folded, tokens))
    return {
        "w": {"w" + gram for gram in _runs(tokens, 2)},
        "f": {"f" + gram for gram in _runs(folded, 2)},
        "c": set().union(*map(_letters, folded)),
    }


def _runs(tokens: Tokens, longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for start in range(len(tokens) - length + 1):
            yield " ".join(tokens[start : start + length])


_folded = lru_cache(maxsize=5_000)(fold)


@lru_cache(maxsize=5_000)
def _letters(token: str) -> frozenset[str]:
    padded = f" {token} "
    return frozenset(
        "c" + padded[start : start + length]
        for length in range(2, 6)
        for start in range(max(1, len(padded) - length + 1))
    )
