"""Multinomial logistic regression: the intent classifier, trained with SciPy, asked with NumPy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlu.features import Vector
from nlu.progress import Progress

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]

FIRST_SLOPE = 1e-5
"""What each weight's squared slopes start from: less lets a rare feature leap at first sight."""
MOST_IMPORTANCE = 4.0
"""An example of a rare intent counts for more, up to this much."""


@dataclass(frozen=True)
class Schedule:
    """How long and how boldly to learn."""

    rounds: int = 10
    """Times the examples are gone through, each time in the next of their versions."""
    step: float = 0.8
    """Length of the first steps; it shrinks to nothing by the end."""
    batch: int = 256
    """Examples looked at before each step."""
    dropped: float = 0.5
    """Share of the features hidden at each look, so that no example is learnt by one rare word."""


class Softmax:
    """Scores of intents for a sparse row."""

    def __init__(self, intents: Sequence[str], weights: Floats, bias: Floats) -> None:
        self.intents = tuple(intents)
        self._weights = weights  # (features, intents)
        self._bias = bias  # (intents,)

    @property
    def learnt(self) -> tuple[Floats, Floats]:
        """The weights, shaped (features, intents), and what is added to each score."""
        return self._weights, self._bias

    def scores(self, vector: Vector) -> Floats:
        """One score for each of ``intents``, before they are made probabilities."""
        scores: Floats = self._bias + vector.values @ self._weights[vector.indices]
        return scores

    def all_scores(self, rows: "csr_matrix") -> Floats:
        """The scores of many rows at once, shaped (rows, intents)."""
        scores: Floats = rows @ self._weights + self._bias
        return scores

    def save(self, folder: Path) -> None:
        """Write names as text, numbers as plain arrays."""
        (folder / "intents.txt").write_text("\n".join(self.intents), encoding="utf-8")
        np.save(folder / "weights.npy", self._weights, allow_pickle=False)
        np.save(folder / "bias.npy", self._bias, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "Softmax":
        """Read what ``save`` wrote; the weights stay on disk until they are needed."""
        return cls(
            (folder / "intents.txt").read_text(encoding="utf-8").split("\n"),
            np.load(folder / "weights.npy", mmap_mode="r", allow_pickle=False),
            np.load(folder / "bias.npy", allow_pickle=False),
        )


def fit(
    versions: "Sequence[csr_matrix]",
    labels: Sequence[str],
    schedule: Schedule,
    progress: Progress = lambda share: None,
) -> Softmax:
    """Fit by AdaGrad over small batches; ``progress`` is told the share of steps done.

    Each of ``versions`` holds the same examples, row by row, written in another way (with accents,
    without, in teencode …); round after round the next one is learnt from.
    """
    intents = sorted(set(labels))
    where = {intent: at for at, intent in enumerate(intents)}
    target = np.array([where[label] for label in labels])
    learner = _Learner(versions[0].shape[1], np.bincount(target, minlength=len(intents)))
    chance = np.random.default_rng(1)
    batches = list(_batches(len(labels), schedule))
    for done, (round_, rows) in enumerate(batches):
        length = schedule.step * (1 - done / len(batches))
        seen = _dropped(versions[round_ % len(versions)][rows], schedule.dropped, chance)
        learner.step(seen, target[rows], length)
        if done % 50 == 0:
            progress((done + 1) / len(batches))
    return Softmax(intents, learner.weights, learner.bias)


def _batches(examples: int, schedule: Schedule) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The rows of each batch with the round it belongs to; shuffled alike on every machine."""
    chance = np.random.default_rng(0)
    for round_ in range(schedule.rounds):
        order = chance.permutation(examples)
        for start in range(0, examples, schedule.batch):
            yield round_, order[start : start + schedule.batch]


def _dropped(rows: "csr_matrix", share: float, chance: np.random.Generator) -> "csr_matrix":
    """The rows with a share of their values hidden, the rest enlarged to make up for it."""
    from scipy.sparse import csr_matrix

    kept = chance.random(len(rows.data), np.float32) >= share
    values = rows.data * kept / np.float32(1 - share)
    return csr_matrix((values, rows.indices, rows.indptr), shape=rows.shape)


class _Learner:
    """AdaGrad (Duchi et al. 2011): each weight's steps shrink with the slopes it has seen.

    Only the rows of features that occur in a batch are touched, so a step costs the same however
    many features there are.
    """

    def __init__(self, features: int, counts: NDArray[np.int64]) -> None:
        self.weights: Floats = np.zeros((features, len(counts)), np.float32)
        self.bias: Floats = np.zeros(len(counts), np.float32)
        self._seen: Floats = np.full_like(self.weights, FIRST_SLOPE)
        self._seen_bias: Floats = np.full_like(self.bias, FIRST_SLOPE)
        # Every intent weighs about the same, however many examples it has.
        mean = counts.sum() / len(counts)
        self._importance = np.minimum(mean / counts, MOST_IMPORTANCE).astype(np.float32)

    def step(self, rows: "csr_matrix", target: NDArray[np.int64], length: float) -> None:
        """One step down the slope of the cross-entropy of a batch."""
        columns, rows = _narrowed(rows)
        weights = self.weights[columns]
        slope = softmax(rows @ weights + self.bias)
        slope[np.arange(len(target)), target] -= 1
        slope *= self._importance[target][:, None] / len(target)
        down = rows.T @ slope
        seen = self._seen[columns] + down * down
        self._seen[columns] = seen
        self.weights[columns] = weights - length * down / np.sqrt(seen)
        down_bias = slope.sum(axis=0)
        self._seen_bias += down_bias * down_bias
        self.bias -= length * down_bias / np.sqrt(self._seen_bias)


def _narrowed(rows: "csr_matrix") -> "tuple[NDArray[np.int32], csr_matrix]":
    """The columns that occur, and the rows with those columns only."""
    from scipy.sparse import csr_matrix

    columns, places = np.unique(rows.indices, return_inverse=True)
    shape = (rows.shape[0], len(columns))
    return columns, csr_matrix((rows.data, places.astype(np.int32), rows.indptr), shape=shape)


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, along the last axis."""
    odds: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
    odds /= odds.sum(axis=-1, keepdims=True)
    return odds
