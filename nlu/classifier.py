"""The intent classifier as a whole: scores, what they are worth, and what follows from them."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlu.calibration import Calibration
from nlu.decision import Judge
from nlu.features import Vector
from nlu.opinion import Opinion
from nlu.softmax import Softmax
from nlu.transformer import Transformer
from nlu.understanding import Guess
from nlu.vietnamese import Tokens

_FILE = "trust.json"


@dataclass(frozen=True)
class Trust:
    """What scores are worth: those of the n-grams alone, and with a second opinion."""

    alone: Calibration
    together: Calibration | None = None
    ask_below: float = 0.0
    """A second opinion is asked for when no intent is this probable without it."""

    @classmethod
    def read(cls, written: dict[str, Any]) -> "Trust":
        """The trust that ``asdict`` wrote."""
        alone, *together = (
            Calibration(tuple(one["sharpness"]), tuple(one["shifts"]))
            for one in (written["alone"], written["together"])
            if one
        )
        return cls(alone, together[0] if together else None, written["ask_below"])


class Classifier:
    """Ranks intents with probabilities that mean what they say, and judges the ranking."""

    def __init__(
        self, scores: Softmax, trust: Trust, judge: Judge, second: Opinion | None = None
    ) -> None:
        self._scores = scores
        self._trust = trust
        self._second = second
        self.judge = judge

    @property
    def encoder(self) -> Transformer | None:
        """What gives the second opinion its rows."""
        return self._second.encoder if self._second else None

    def ranking(self, vector: Vector, words: Tokens) -> tuple[Guess, ...]:
        """All intents, the most probable first; ``vector`` holds the n-grams of ``words``."""
        scores = self._scores.scores(vector)
        chances = self._trust.alone.probabilities(scores)
        if self._second and self._trust.together and chances.max() < self._trust.ask_below:
            chances = self._trust.together.probabilities(scores, self._second.scores(words))
        order = np.argsort(-chances, kind="stable")
        return tuple(Guess(self._scores.intents[at], float(chances[at])) for at in order)

    def save(self, folder: Path) -> None:
        """Write plain arrays and one JSON file."""
        self._scores.save(folder)
        if self._second:
            self._second.save(folder)
        learnt = {"trust": asdict(self._trust), "judge": asdict(self.judge)}
        (folder / _FILE).write_text(json.dumps(learnt), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Classifier":
        """Read what ``save`` wrote."""
        learnt = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        trust, judge = Trust.read(learnt["trust"]), Judge.from_config(learnt["judge"])
        return cls(Softmax.load(folder), trust, judge, Opinion.load(folder))
