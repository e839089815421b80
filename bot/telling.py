"""Messages that only tell of the citizen: *máy tôi oppo cũ*, *tui ở Di Linh*."""

from dataclasses import dataclass
from pathlib import Path

from bot.conversation import About
from bot.moves import plain
from nlu.lexicon import read_words
from nlu.understanding import Understanding


@dataclass(frozen=True)
class Telling:
    """The words of data/lexicon/telling.yml."""

    words: frozenset[str]

    def of(self, understood: Understanding) -> About | None:
        """What a message tells of a phone or a place, when it says nothing else."""
        told = About().heard(understood.entities)
        if not (told.phone or told.commune or told.province):
            return None
        said = plain(_beside_entities(understood)).split()
        return told if self.words.issuperset(said) else None


def read_telling(path: Path) -> Telling:
    """The words that may stand beside a phone or a place and ask nothing.

    Raises:
        ValueError: the file is not a word list.
    """
    return Telling(frozenset(plain(word) for word in read_words(path)))


def _beside_entities(understood: Understanding) -> str:
    """The words of an utterance that belong to no entity."""
    pieces, end = [], 0
    for entity in sorted(understood.entities, key=lambda entity: entity.start):
        pieces.append(understood.text[end : entity.start])
        end = max(end, entity.end)
    return " ".join((*pieces, understood.text[end:]))
