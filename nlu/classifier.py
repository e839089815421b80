"""The intent classifier as a whole: scores, what they are worth, and what follows from them."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlu import calibration, decision, softmax
from nlu.calibration import Calibration
from nlu.decision import Bounds, Judge
from nlu.features import Vector
from nlu.progress import Progress
from nlu.softmax import Schedule, Softmax
from nlu.understanding import Guess

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

UNSEEN_EVERY = 5
"""Each so many-th example of an intent is kept from a first training, to learn how far to trust."""

_FILE = "trust.json"


class Classifier:
    """Ranks intents with probabilities that mean what they say, and judges the ranking."""

    def __init__(self, scores: Softmax, trust: Calibration, judge: Judge) -> None:
        self._scores = scores
        self._trust = trust
        self.judge = judge

    def ranking(self, vector: Vector) -> tuple[Guess, ...]:
        """All intents, the most probable first."""
        chances = self._trust.probabilities(self._scores.scores(vector))
        order = np.argsort(-chances, kind="stable")
        return tuple(Guess(self._scores.intents[at], float(chances[at])) for at in order)

    def save(self, folder: Path) -> None:
        """Write plain arrays and one JSON file."""
        self._scores.save(folder)
        learnt = {"calibration": asdict(self._trust), "judge": asdict(self.judge)}
        (folder / _FILE).write_text(json.dumps(learnt), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Classifier":
        """Read what ``save`` wrote."""
        learnt = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        trust = Calibration(
            learnt["calibration"]["sharpness"], tuple(learnt["calibration"]["shifts"])
        )
        return cls(Softmax.load(folder), trust, Judge.from_config(learnt["judge"]))


@dataclass(frozen=True)
class Plan:
    """How to train, and within which bounds to decide."""

    schedule: Schedule = field(default_factory=Schedule)
    bounds: Bounds = field(default_factory=Bounds)
    judge: Judge = field(default_factory=Judge)
    """What is not learnt of it: how many choices to offer, and which never."""


def fit(
    versions: "Sequence[csr_matrix]",
    labels: Sequence[str],
    plan: Plan,
    progress: Progress = lambda share: None,
) -> Classifier:
    """Train twice: without a fifth of the examples to learn how far to trust, then on all.

    ``versions`` as for ``softmax.fit``.
    """
    unseen = _unseen(labels)
    first = float((~unseen).sum() / (len(unseen) + (~unseen).sum()))
    trust, judge = _learn_trust(versions, labels, unseen, plan, lambda done: progress(done * first))
    model = softmax.fit(
        versions, labels, plan.schedule, lambda done: progress(first + done * (1 - first))
    )
    return Classifier(model, trust, judge)


def _learn_trust(
    versions: "Sequence[csr_matrix]",
    labels: Sequence[str],
    unseen: NDArray[np.bool_],
    plan: Plan,
    progress: Progress,
) -> tuple[Calibration, Judge]:
    named = np.array(labels)
    trial = softmax.fit(
        [rows[~unseen] for rows in versions], named[~unseen].tolist(), plan.schedule, progress
    )
    number = {intent: at for at, intent in enumerate(trial.intents)}
    target = np.array([number[label] for label in named[unseen]])
    scores = trial.all_scores(versions[0][unseen])
    trust = calibration.fit(scores, target)
    chances = trust.probabilities(scores)
    return trust, decision.learn(plan.judge, trial.intents, chances, target, plan.bounds)


def _unseen(labels: Sequence[str]) -> NDArray[np.bool_]:
    """Which examples to keep from the first training; never the only ones of an intent."""
    seen: Counter[str] = Counter()
    unseen = np.zeros(len(labels), bool)
    for at, label in enumerate(labels):
        seen[label] += 1
        unseen[at] = seen[label] % UNSEEN_EVERY == 0
    return unseen
