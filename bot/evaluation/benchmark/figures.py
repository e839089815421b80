"""What the public sets are judged by, as their papers define it. Pure.

*In-scope accuracy*: of the lines in scope, the share that is accepted and given the right
intent; one that is refused counts as wrong. *Out-of-scope recall*: of the lines out of scope, the
share that is refused. So Larson et al. (EMNLP 2019) for CLINC150 and Arora et al. (EMNLP 2020,
Insights) for HINT3; ``sets`` names the papers.

A line is accepted when its most probable intent is in scope and its score, p / √p(out of scope),
reaches a threshold; where out of scope was not learnt, the score is p alone. The threshold follows
from lines the model has not learnt from and that do not judge it: the validation lines of CLINC150;
of HINT3, which has none, each training line by a model that was trained without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.benchmark.model import Model, target
from bot.evaluation.benchmark.sets import PublicSet, Published
from bot.evaluation.curves import Point
from bot.evaluation.figures import Share, share
from nlu.decision import OUT_OF_SCOPE
from nlu.softmax import Floats
from nlu.training_data import Example

REFUSED = (0.0, 0.02, 0.05, 0.1, 0.2)
"""Shares of unseen lines in scope that a threshold may refuse; at 0 the best guess alone counts."""
MOST_POINTS = 101


@dataclass(frozen=True)
class Row:
    """The figures at one threshold."""

    refused: float
    """The share of unseen lines in scope by which the threshold was chosen."""
    threshold: float
    accuracy: Share
    recall: Share


@dataclass(frozen=True)
class Ours:
    """One of our models on one set."""

    system: str
    rows: tuple[Row, ...]
    curve: tuple[Point, ...]
    """To the right recall, upwards accuracy, over all thresholds; none is chosen by it."""


@dataclass(frozen=True)
class Standing:
    """One set: ours beside what was published."""

    name: str
    learnt: int
    judged: int
    chosen_on: str
    published: tuple[Published, ...]
    ours: tuple[Ours, ...]


@dataclass(frozen=True)
class Benchmark:
    """Everything that was measured."""

    name: str
    made: str
    sets: tuple[Standing, ...]


@dataclass(frozen=True)
class Guesses:
    """What a model makes of labelled lines, in arrays of their length."""

    sure: Floats
    """The score of the best guess; 0 when it is out of scope, which is never accepted."""
    right: NDArray[np.bool_]
    in_scope: NDArray[np.bool_]

    def row(self, refused: float, threshold: float) -> Row:
        """The figures when lines from this threshold on are accepted."""
        accepted = (self.sure > 0) & (self.sure >= threshold)
        served, turned_away = self.right & accepted & self.in_scope, ~accepted & ~self.in_scope
        inside = int(self.in_scope.sum())
        return Row(
            refused,
            threshold,
            share(int(served.sum()), inside),
            share(int(turned_away.sum()), len(self.sure) - inside),
        )


def guesses(chances: Floats, intents: Sequence[str], lines: Sequence[Example]) -> Guesses:
    """From probabilities shaped (lines, intents)."""
    best = chances.argmax(axis=1)
    named = np.array(intents)[best]
    lost = chances[:, np.array(intents) == OUT_OF_SCOPE].sum(axis=1)
    doubt = np.sqrt(lost + 1e-12) if OUT_OF_SCOPE in intents else 1.0
    sure = np.where(named == OUT_OF_SCOPE, np.float32(0), chances.max(axis=1) / doubt)
    in_scope = np.array([line.intent != OUT_OF_SCOPE for line in lines])
    return Guesses(sure, best == target(lines, intents), in_scope)


def threshold(unseen: Guesses, refused: float) -> float:
    """The highest threshold that refuses at most this share of the lines in scope."""
    if not refused:
        return 0.0
    inside = np.sort(unseen.sure[unseen.in_scope])
    return float(inside[int(refused * len(inside))])


def judge(system: str, model: Model, of: PublicSet) -> Ours:
    """Choose thresholds on unseen lines, then count on the lines that judge."""
    unseen = guesses(_unseen(model, of), model.intents, of.validation or of.train)
    lines = [line.text for line in of.test]
    test = guesses(model.probabilities(lines), model.intents, of.test)
    rows = [test.row(refused, threshold(unseen, refused)) for refused in REFUSED]
    levels = np.unique(np.append(np.quantile(test.sure, np.linspace(0, 1, MOST_POINTS)), 2.0))
    points = [test.row(0, float(level)) for level in levels]
    curve = tuple(Point(row.recall.value, row.accuracy.value) for row in points)
    return Ours(system, tuple(rows), curve)


def _unseen(model: Model, of: PublicSet) -> Floats:
    if not of.validation:
        return model.unseen
    return model.probabilities([line.text for line in of.validation])
