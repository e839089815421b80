"""Trains the classifier: what to learn from, and how far to trust what was learnt."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlu import calibration, decision, opinion, softmax
from nlu.classifier import Classifier, Trust
from nlu.decision import Bounds, Judge
from nlu.opinion import Opinion
from nlu.progress import Progress, between
from nlu.softmax import Floats, Schedule
from nlu.transformer import Transformer
from nlu.vietnamese import Tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

UNSEEN_EVERY = 5
"""Each so many-th example of an intent is kept from a first training, to learn how far to trust."""
_ASKED, _TRIED = 0.4, 0.7
"""Where the second opinion and the first training end, as shares of the whole."""


@dataclass(frozen=True)
class Plan:
    """How to train, and within which bounds to decide."""

    schedule: Schedule = field(default_factory=Schedule)
    bounds: Bounds = field(default_factory=Bounds)
    judge: Judge = field(default_factory=Judge)
    """What is not learnt of it: how many choices to offer, and which never."""
    encoder: Transformer | None = None
    """Gives a second opinion …"""
    ask_below: float = 0.95
    """… when no intent is this probable without it."""


@dataclass(frozen=True)
class Lessons:
    """Labelled examples, as they are learnt from."""

    versions: "Sequence[csr_matrix]"
    """As for ``softmax.fit``; the first one holds the examples as they were written."""
    labels: Sequence[str]
    texts: Sequence[str]
    words: Sequence[Tokens]
    """The texts as they are read."""


def fit(lessons: Lessons, plan: Plan, progress: Progress = lambda share: None) -> Classifier:
    """Train twice: without some of the examples to learn how far to trust, then on all."""
    unseen = _unseen(lessons, plan)
    opinions = _opinions(lessons, unseen, plan, between(progress, 0.0, _ASKED))
    trust, judge = _learn_trust(lessons, unseen, opinions, plan, between(progress, _ASKED, _TRIED))
    last = between(progress, _TRIED, 1.0)
    model = softmax.fit(lessons.versions, lessons.labels, plan.schedule, last)
    return Classifier(model, trust, judge, opinions.second if opinions else None)


@dataclass(frozen=True)
class _Opinions:
    """A second opinion, and what it says of the unseen examples."""

    second: Opinion
    scores: Floats


def _opinions(
    lessons: Lessons, unseen: NDArray[np.bool_], plan: Plan, progress: Progress
) -> _Opinions | None:
    if plan.encoder is None:
        return None
    seen = np.flatnonzero(~unseen)
    words, labels = zip(*((lessons.words[at], lessons.labels[at]) for at in seen), strict=True)
    second = opinion.teach(plan.encoder, words, labels, between(progress, 0.0, 0.7))
    asked = [lessons.words[at] for at in np.flatnonzero(unseen)]
    rows = opinion.rows_of(plan.encoder, asked, between(progress, 0.7, 1.0))
    return _Opinions(second, second.head.all_scores(rows))


def _learn_trust(
    lessons: Lessons,
    unseen: NDArray[np.bool_],
    opinions: _Opinions | None,
    plan: Plan,
    progress: Progress,
) -> tuple[Trust, Judge]:
    labels = np.array(lessons.labels)
    seen = [rows[~unseen] for rows in lessons.versions]
    trial = softmax.fit(seen, labels[~unseen].tolist(), plan.schedule, progress)
    number = {intent: at for at, intent in enumerate(trial.intents)}
    target = np.array([number[label] for label in labels[unseen]])
    scores = trial.all_scores(lessons.versions[0][unseen])
    trust = Trust(calibration.fit([scores], target))
    chances = trust.alone.probabilities(scores)
    if opinions:
        together = calibration.fit([scores, opinions.scores], target)
        trust = Trust(trust.alone, together, plan.ask_below)
        unsure = chances.max(axis=1) < plan.ask_below
        chances[unsure] = together.probabilities(scores[unsure], opinions.scores[unsure])
    return trust, decision.learn(plan.judge, trial.intents, chances, target, plan.bounds)


def _unseen(lessons: Lessons, plan: Plan) -> NDArray[np.bool_]:
    """Which examples to keep from the first training; never the only ones of an intent."""
    left = Counter(lessons.labels)
    met: Counter[str] = Counter()
    unseen = np.zeros(len(lessons.labels), bool)
    for at, (label, text) in enumerate(zip(lessons.labels, lessons.texts, strict=True)):
        met[label] += 1
        wanted = opinion.is_kept_back(text) if plan.encoder else met[label] % UNSEEN_EVERY == 0
        unseen[at] = wanted and left[label] > 1
        left[label] -= int(unseen[at])
    return unseen
