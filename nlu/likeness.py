"""How likely a need belongs to a group of needs, from what it shares with them."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlu.softmax import Floats

FEATURES = (
    "about",  # log of how probable it is that both are about one matter
    "about_sure",  # the same of the need with itself: how sure its own matter is
    "overlap",  # of both rankings of matters (Bhattacharyya)
    "same_top",  # whether the likeliest matter is one
    "words",  # cosine, the rarer the weightier
    "guesses",  # of the model's rankings of intents
    "same_guide",  # share of the group's needs in the need's guide, at its step, in others
    "same_step",
    "other_guide",
)


@dataclass(frozen=True)
class Weights:
    """What evidence counts for; learnt from labelled needs by nlu/likening.py."""

    factors: tuple[float, ...]
    """One for each of ``FEATURES``."""
    shift: float
    joins: float
    """A need joins the likeliest group from this chance on …"""
    joins_settled: float
    """… and from this one if the group is closed for good, as no need or out of scope."""

    def chances(self, features: Floats) -> Floats:
        """The chance of each group; ``features`` is shaped (groups, features)."""
        scores = features @ np.array(self.factors, np.float32) + np.float32(self.shift)
        chances: Floats = 1 / (1 + np.exp(-scores))
        return chances

    @classmethod
    def load(cls, path: Path) -> "Weights":
        """Read the file that the fitting writes."""
        learnt = json.loads(path.read_text(encoding="utf-8"))
        factors = tuple(float(learnt["factors"][name]) for name in FEATURES)
        return cls(factors, learnt["shift"], learnt["joins"], learnt["joins_settled"])

    def save(self, path: Path) -> None:
        """Write the file, for people to read too."""
        factors = dict(zip(FEATURES, (round(one, 3) for one in self.factors), strict=True))
        learnt = {
            "factors": factors,
            "shift": round(self.shift, 3),
            "joins": round(self.joins, 3),
            "joins_settled": round(self.joins_settled, 3),
        }
        path.write_text(json.dumps(learnt, indent=1) + "\n", encoding="utf-8")
