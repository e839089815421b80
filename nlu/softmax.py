"""Multinomial logistic regression: the intent classifier, trained with SciPy, asked with NumPy."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlu.features import Vector
from nlu.understanding import Guess

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Progress = Callable[[float], None]


class Softmax:
    """Probabilities of intents for a sparse row."""

    def __init__(
        self, intents: Sequence[str], weights: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> None:
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


class _Loss:
    """Mean cross-entropy with an L2 penalty, and its slope, over sparse rows."""

    def __init__(self, rows: "csr_matrix", target: NDArray[np.int64], penalty: float) -> None:
        self._rows = rows
        self._columns = rows.T.tocsr()
        self._target = target
        self._each = np.arange(len(target))
        self._penalty = penalty
        counts = np.bincount(target)
        self.shape = (rows.shape[1] + 1, len(counts))  # the last row is the bias
        # Every intent weighs the same, however many examples it has.
        self._importance = (1.0 / counts[target] / len(counts)).astype(np.float32)

    def __call__(self, flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(self.shape).astype(np.float32)
        scores = self._rows @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        surprise = np.log(total[:, 0]) - scores[self._each, self._target]
        odds /= total
        odds[self._each, self._target] -= 1
        odds *= self._importance[:, None]
        slope = np.vstack([self._columns @ odds, odds.sum(axis=0)])
        slope[:-1] += self._penalty * weights[:-1]
        ridge = self._penalty / 2 * float((weights[:-1] ** 2).sum())
        return float(self._importance @ surprise) + ridge, slope.ravel().astype(np.float64)


def fit(
    rows: "csr_matrix",
    labels: Sequence[str],
    *,
    penalty: float,
    rounds: int,
    progress: Progress = lambda share: None,
) -> Softmax:
    """Fit by L-BFGS; ``progress`` is told the share of rounds done."""
    from scipy.optimize import minimize

    intents = sorted(set(labels))
    where = {intent: at for at, intent in enumerate(intents)}
    loss = _Loss(rows, np.array([where[label] for label in labels]), penalty)
    done = 0

    def count_round(_: NDArray[np.float64]) -> None:
        nonlocal done
        done += 1
        progress(done / rounds)

    options = {"maxiter": rounds, "maxcor": 5}
    start = np.zeros(loss.shape[0] * loss.shape[1])
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options=options, callback=count_round)
    weights = best.x.reshape(loss.shape).astype(np.float32)
    return Softmax(intents, np.ascontiguousarray(weights[:-1]), weights[-1].copy())
