"""Multinomial logistic regression over dense features, such as those of a sentence encoder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.softmax import MOST_IMPORTANCE, Floats, softmax

PENALTY = 3e-5
"""How much large weights cost; chosen out of fold on the training lines of HINT3's curekart."""
MOST_STEPS = 200

_FILE = "dense.npz"


@dataclass(frozen=True)
class Scaler:
    """Gives each column of the training rows mean 0 and deviation 1, then each row unit length."""

    mean: Floats
    deviation: Floats

    @classmethod
    def fit(cls, rows: Floats) -> "Scaler":
        """Learn from training rows, shaped (examples, features)."""
        return cls(rows.mean(axis=0), rows.std(axis=0) + np.float32(1e-6))

    def rows(self, rows: Floats) -> Floats:
        """Rows in the form that was learnt from."""
        scaled: Floats = (rows - self.mean) / self.deviation
        scaled /= np.linalg.norm(scaled, axis=1, keepdims=True) + np.float32(1e-6)
        return scaled


@dataclass(frozen=True)
class Dense:
    """Scores of intents for dense rows."""

    intents: tuple[str, ...]
    scaler: Scaler
    weights: Floats
    """Shaped (features + 1, intents); the last row belongs to a feature that is always 1."""

    def all_scores(self, rows: Floats) -> Floats:
        """The scores of many rows at once, shaped (rows, intents)."""
        scores: Floats = _with_bias(self.scaler.rows(rows)) @ self.weights
        return scores

    def save(self, folder: Path) -> None:
        """Write plain arrays."""
        learnt = {"mean": self.scaler.mean, "deviation": self.scaler.deviation}
        np.savez(folder / _FILE, intents=np.array(self.intents), weights=self.weights, **learnt)

    @classmethod
    def load(cls, folder: Path) -> "Dense":
        """Read what ``save`` wrote."""
        with np.load(folder / _FILE, allow_pickle=False) as file:
            scaler = Scaler(file["mean"], file["deviation"])
            return cls(tuple(file["intents"].tolist()), scaler, file["weights"])


def fit(rows: Floats, labels: Sequence[str]) -> Dense:
    """Fit by L-BFGS to rows shaped (examples, features)."""
    from scipy.optimize import minimize

    intents, target = np.unique(labels, return_inverse=True)
    scaler = Scaler.fit(rows)
    surprise = _Surprise(_with_bias(scaler.rows(rows)), target)
    start = np.zeros(surprise.shape[0] * surprise.shape[1])
    options = {"maxiter": MOST_STEPS}
    best = minimize(surprise, start, jac=True, method="L-BFGS-B", options=options).x
    weights = best.reshape(surprise.shape).astype(np.float32)
    return Dense(tuple(intents.tolist()), scaler, weights)


def _with_bias(rows: Floats) -> Floats:
    return np.hstack([rows, np.ones((len(rows), 1), np.float32)])


class _Surprise:
    """The cross-entropy and its slope; a rare intent counts for more, as in ``softmax``."""

    def __init__(self, rows: Floats, target: NDArray[np.int64]) -> None:
        counts = np.bincount(target)
        importance = np.minimum(counts.mean() / counts, MOST_IMPORTANCE)[target]
        self._rows = rows
        self._right = np.arange(len(target)), target
        self._importance = importance.astype(np.float32)
        self.shape = rows.shape[1], len(counts)

    def __call__(self, at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = at.reshape(self.shape).astype(np.float32)
        odds = softmax(self._rows @ weights)
        free = weights[:-1]  # the bias costs nothing
        loss = -(self._importance * np.log(odds[self._right] + 1e-12)).mean()
        odds[self._right] -= 1
        slope = self._rows.T @ (odds * (self._importance / len(odds))[:, None])
        slope[:-1] += 2 * PENALTY * free
        return float(loss + PENALTY * (free**2).sum()), slope.ravel().astype(np.float64)
