"""Makes probabilities mean what they say: of the guesses held at 0.8, four in five are right.

Temperature and bias (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017: the
scores are sharpened or blunted together and shifted intent by intent), learnt on examples that the
classifier has not seen. Several sets of scores are weighed against each other on the way.
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
    """From one or more sets of scores to probabilities."""

    sharpness: tuple[float, ...]
    """Factor on each set of scores; above 1 the classifier was too modest."""
    shifts: tuple[float, ...]
    """Added to each intent's score afterwards."""

    def probabilities(self, *scores: Floats) -> Floats:
        """The probability of each intent, along the last axis."""
        weighed = zip(self.sharpness, scores, strict=True)
        shifts = np.array(self.shifts, np.float32)
        return softmax(sum((np.float32(factor) * each for factor, each in weighed), start=shifts))


def fit(scores: Sequence[Floats], target: NDArray[np.int64]) -> Calibration:
    """Fit on sets of scores (examples, intents) of unseen examples and their intents' numbers."""
    from scipy.optimize import minimize

    each, many = np.arange(len(target)), len(scores)

    def surprise(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        factors, shifts = at[:many], at[many:]
        odds = softmax(sum(f * one for f, one in zip(factors, scores, strict=True)) + shifts)
        loss = -np.log(odds[each, target] + 1e-12).mean() + SHIFT_PENALTY * (shifts**2).sum()
        odds[each, target] -= 1
        odds /= len(target)
        slope = np.concatenate([[(odds * one).sum() for one in scores], odds.sum(axis=0)])
        slope[many:] += 2 * SHIFT_PENALTY * shifts
        return float(loss), slope

    start = np.concatenate([np.full(many, 1 / many), np.zeros(scores[0].shape[1])])
    best: Sequence[float] = minimize(surprise, start, jac=True, method="L-BFGS-B").x.tolist()
    return Calibration(tuple(best[:many]), tuple(best[many:]))
