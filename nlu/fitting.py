"""Trains the classifier: what to learn from, and how far to trust what was learnt."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
_TRIED = 0.5
"""Where the first training ends, as a share of the whole."""


@dataclass(frozen=True)
class Plan:
    """How to train, and within which bounds to decide."""

    schedule: Schedule = field(default_factory=Schedule)
    bounds: Bounds = field(default_factory=Bounds)
    judge: Judge = field(default_factory=Judge)
    """What is not learnt of it: how many choices to offer, and which never."""
    encoder: Transformer | None = None
    """Gives a second opinion …"""
    ask_below: float = 0.9
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
    with ThreadPoolExecutor(1) as beside:  # arithmetic on another processor, most of the time
        asked = beside.submit(_ask, lessons, unseen, plan)
        trial = _trial(lessons, unseen, plan, between(progress, 0.0, _TRIED))
        asked_of = asked.result()
    trust, judge = _learn_trust(trial, asked_of, plan)
    last = between(progress, _TRIED, 1.0)
    model = softmax.fit(lessons.versions, lessons.labels, plan.schedule, last)
    return Classifier(model, trust, judge, asked_of.second if asked_of else None)


@dataclass(frozen=True)
class _Asked:
    """A second opinion, and what it says of the unseen examples."""

    second: Opinion
    scores: Floats


def _ask(lessons: Lessons, unseen: NDArray[np.bool_], plan: Plan) -> _Asked | None:
    if plan.encoder is None:
        return None
    seen = [(lessons.words[at], lessons.labels[at]) for at in np.flatnonzero(~unseen)]
    second = opinion.teach(plan.encoder, *zip(*seen, strict=True))
    rows = opinion.rows_of(plan.encoder, [lessons.words[at] for at in np.flatnonzero(unseen)])
    return _Asked(second, second.head.all_scores(rows))


@dataclass(frozen=True)
class _Trial:
    """What a training without the unseen examples says of them."""

    intents: tuple[str, ...]
    scores: Floats
    target: NDArray[np.int64]
    """The number of each one's intent."""


def _trial(lessons: Lessons, unseen: NDArray[np.bool_], plan: Plan, progress: Progress) -> _Trial:
    labels = np.array(lessons.labels)
    seen = [rows[~unseen] for rows in lessons.versions]
    model = softmax.fit(seen, labels[~unseen].tolist(), plan.schedule, progress)
    number = {intent: at for at, intent in enumerate(model.intents)}
    target = np.array([number[label] for label in labels[unseen]])
    return _Trial(model.intents, model.all_scores(lessons.versions[0][unseen]), target)


def _learn_trust(trial: _Trial, asked: _Asked | None, plan: Plan) -> tuple[Trust, Judge]:
    trust = Trust(calibration.fit([trial.scores], trial.target))
    chances = trust.alone.probabilities(trial.scores)
    if asked:
        together = calibration.fit([trial.scores, asked.scores], trial.target)
        trust = Trust(trust.alone, together, plan.ask_below)
        unsure = chances.max(axis=1) < plan.ask_below
        chances[unsure] = together.probabilities(trial.scores[unsure], asked.scores[unsure])
    judge = decision.learn(plan.judge, trial.intents, chances, trial.target, plan.bounds)
    return trust, judge


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
