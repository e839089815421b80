"""What a need is about, beyond our intents: a ranking of the matters that people bring to a team.

Unmet needs are mostly about what no guide covers, and two of them often share no word. So a list of
matters with ways to speak of each (data/needs/matters.yml) is learnt as intents are: by n-grams and
by what the sentence encoder makes of the words, where there is one.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from nlu.features import Ngrams
from nlu.lexicon import PARTS, Said, spellings
from nlu.softmax import Floats, softmax
from nlu.vietnamese import Tokens

_FILE = "matters.npz"


def read_matters(path: Path) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Each matter, and for each way to speak of it all its wordings.

    Raises:
        ValueError: the file is no list of matters; the message says why.
    """
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        lists: Said = {name: tuple(said) for name, said in written.pop(PARTS, {}).items()}
        return {
            matter: tuple(tuple(spellings(way, lists)) for way in ways)
            for matter, ways in written.items()
        }
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"needs/{path.name} is no list of matters: {reason}") from error


@dataclass(frozen=True)
class Coded:
    """Weights shaped (features, matters) in eight bits, each matter with its own scale."""

    codes: NDArray[np.int8]
    scales: Floats

    @classmethod
    def of(cls, weights: Floats) -> "Coded":
        """Round weights to what is kept."""
        scales = (np.abs(weights).max(axis=0) / 127 + 1e-9).astype(np.float32)
        return cls(np.rint(weights / scales).astype(np.int8), scales)

    def sum_of(self, rows: NDArray[np.int32], values: Floats) -> Floats:
        """The rows of some features, each times its value, added up."""
        added: Floats = values @ self.codes[rows].astype(np.float32)
        return added * self.scales


@dataclass(frozen=True)
class Matters:
    """Ranks matters by the words of a need."""

    names: tuple[str, ...]
    ngrams: Ngrams
    by_ngrams: Coded
    bias: Floats
    by_meaning: Floats
    """Shaped (width of the encoder + 1, matters); the last row is always added."""
    centre: tuple[Floats, Floats]
    """Mean and deviation of the encoder's numbers."""

    def chances(self, words: Tokens, meaning: Floats | None) -> Floats:
        """How probable each matter is; ``meaning`` is the encoder's row of the words."""
        vector = self.ngrams.vector(words)
        scores = self.bias + self.by_ngrams.sum_of(vector.indices, vector.values)
        if meaning is not None:
            mean, deviation = self.centre
            scaled = (meaning - mean) / deviation
            scaled /= np.linalg.norm(scaled) + np.float32(1e-6)
            scores = scores + scaled @ self.by_meaning[:-1] + self.by_meaning[-1]
        return softmax(scores)

    def save(self, folder: Path) -> None:
        """Write names and numbers; floats of the meaning in half precision."""
        self.ngrams.save(folder)
        np.savez_compressed(
            folder / _FILE,
            names=np.array(self.names),
            codes=self.by_ngrams.codes,
            scales=self.by_ngrams.scales,
            bias=self.bias,
            by_meaning=self.by_meaning.astype(np.float16),
            centre=np.stack(self.centre),
        )

    @classmethod
    def load(cls, folder: Path) -> "Matters":
        """Read what ``save`` wrote."""
        with np.load(folder / _FILE, allow_pickle=False) as kept:
            return cls(
                tuple(kept["names"].tolist()),
                Ngrams.load(folder),
                Coded(kept["codes"], kept["scales"]),
                kept["bias"],
                kept["by_meaning"].astype(np.float32),
                (kept["centre"][0], kept["centre"][1]),
            )
