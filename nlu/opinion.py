"""A second opinion: what a sentence encoder makes of words that the n-grams are unsure of."""

import shutil
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu import dense
from nlu.dense import Dense
from nlu.softmax import Floats
from nlu.transformer import Transformer
from nlu.vietnamese import Tokens

MOST_OF_AN_INTENT = 40
"""So many examples of an intent teach the head; four times as many taught hardly more."""
KEPT_BACK_EVERY = 10

_FILE = "encoder.npz"


def is_kept_back(text: str) -> bool:
    """Whether an example never tuned the encoder: these tell how far to trust it."""
    return zlib.crc32(text.encode()) % KEPT_BACK_EVERY == 0


@dataclass(frozen=True)
class Opinion:
    """Scores of intents by what the words mean together."""

    encoder: Transformer
    head: Dense

    def scores(self, words: Tokens) -> Floats:
        """One score for each intent of the head."""
        row = self.encoder.row(self.encoder.pieces.numbers(words))
        scores: Floats = self.head.all_scores(row[None])[0]
        return scores

    def save(self, folder: Path) -> None:
        """Write the head, and the encoder beside it."""
        self.head.save(folder)
        shutil.copyfile(self.encoder.file, folder / _FILE)

    @classmethod
    def load(cls, folder: Path) -> "Opinion | None":
        """Read what ``save`` wrote, if anything."""
        if not (folder / _FILE).is_file():
            return None
        return cls(Transformer(folder / _FILE), Dense.load(folder))


def teach(encoder: Transformer, words: Sequence[Tokens], labels: Sequence[str]) -> Opinion:
    """Fit a head to the first examples of each intent."""
    taught: Counter[str] = Counter()
    chosen = []
    for at, label in enumerate(labels):
        taught[label] += 1
        if taught[label] <= MOST_OF_AN_INTENT:
            chosen.append(at)
    rows = rows_of(encoder, [words[at] for at in chosen])
    return Opinion(encoder, dense.fit(rows, [labels[at] for at in chosen]))


def rows_of(encoder: Transformer, words: Sequence[Tokens]) -> Floats:
    """What the encoder makes of many texts, shaped (texts, width)."""
    return encoder.rows([encoder.pieces.numbers(each) for each in words])
