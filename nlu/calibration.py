"""Makes probabilities mean what they say: of the guesses held at 0.8, four in five are right.

Temperature and bias (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017: the
scores are sharpened or blunted together and shifted intent by intent), learnt on examples that the
classifier has not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.softmax import Floats, softmax

SHIFT_PENALTY = 1e-3
"""How much a shift costs; intents with few unseen examples stay near zero."""


@dataclass(frozen=True)
class Calibration:
    """From scores to probabilities."""

    sharpness: float
    """Factor on the scores; above 1 the classifier was too modest."""
    shifts: tuple[float, ...]
    """Added to each intent's score afterwards."""

    def probabilities(self, scores: Floats) -> Floats:
        """The probability of each intent, along the last axis."""
        return softmax(scores * np.float32(self.sharpness) + np.array(self.shifts, np.float32))


def fit(scores: Floats, target: NDArray[np.int64]) -> Calibration:
    """Fit on the scores (examples, intents) of unseen examples and their intents' numbers."""
    from scipy.optimize import minimize

    each = np.arange(len(target))

    def surprise(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = softmax(scores * at[0] + at[1:])
        loss = -np.log(odds[each, target] + 1e-12).mean() + SHIFT_PENALTY * (at[1:] ** 2).sum()
        odds[each, target] -= 1
        odds /= len(target)
        slope = np.concatenate([[(odds * scores).sum()], odds.sum(axis=0)])
        slope[1:] += 2 * SHIFT_PENALTY * at[1:]
        return float(loss), slope

    start = np.concatenate([[1.0], np.zeros(scores.shape[1])])
    best: Sequence[float] = minimize(surprise, start, jac=True, method="L-BFGS-B").x.tolist()
    return Calibration(best[0], tuple(best[1:]))
