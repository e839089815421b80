"""Multinomial logistic regression: the intent classifier, trained with SciPy, asked with NumPy."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nlu.features import Vector
from nlu.understanding import Guess

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Progress = Callable[[float], None]


class Softmax:
    """Probabilities of intents for a sparse row."""

    def __init__(self, intents: Sequence[str], weights: np.ndarray, bias: np.ndarray) -> None:
        self._intents = tuple(intents)
        self._weights = weights  # (features, intents), float32
        self._bias = bias  # (intents,), float32

    def ranking(self, vector: Vector) -> tuple[Guess, ...]:
        """All intents, the most probable first."""
        scores = self._bias + vector.values @ self._weights[vector.indices]
        scores = np.exp((scores - scores.max()).astype(np.float64))
        scores /= scores.sum()
        order = np.argsort(-scores, kind="stable")
        return tuple(Guess(self._intents[at], float(scores[at])) for at in order)

    def save(self, folder: Path) -> None:
        """Write names as text, numbers as plain arrays."""
        (folder / "intents.txt").write_text("\n".join(self._intents), encoding="utf-8")
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
    rows: "csr_matrix",
    labels: Sequence[str],
    *,
    penalty: float,
    rounds: int,
    progress: Progress = lambda share: None,
) -> Softmax:
    """Fit by L-BFGS. Every intent weighs the same, however many examples it has.

    ``penalty`` is the L2 penalty per example; ``progress`` is told the share of rounds done.
    """
    from scipy.optimize import minimize

    intents = sorted(set(labels))
    where = {intent: at for at, intent in enumerate(intents)}
    target = np.array([where[label] for label in labels])
    counts = np.bincount(target)
    importance = (1.0 / counts[target] / len(intents)).astype(np.float32)
    shape = (rows.shape[1] + 1, len(intents))
    columns = rows.T.tocsr()
    done = 0

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape).astype(np.float32)
        scores = rows @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        picked = scores[np.arange(len(target)), target] - np.log(total[:, 0])
        odds /= total
        odds[np.arange(len(target)), target] -= 1
        odds *= importance[:, None]
        slope = np.vstack([columns @ odds, odds.sum(axis=0)])
        slope[:-1] += penalty * weights[:-1]
        value = -float(importance @ picked) + penalty / 2 * float((weights[:-1] ** 2).sum())
        return value, slope.ravel().astype(np.float64)

    def count_round(_: np.ndarray) -> None:
        nonlocal done
        done += 1
        progress(done / rounds)

    options = {"maxiter": rounds, "maxcor": 5}
    start = np.zeros(shape[0] * shape[1])
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options=options, callback=count_round)
    weights = best.x.reshape(shape).astype(np.float32)
    return Softmax(intents, np.ascontiguousarray(weights[:-1]), weights[-1].copy())
