"""The words that mean something in a dialogue, whatever the model thinks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.moves import Moves, read_moves
from bot.telling import Telling, read_telling
from nlu.lexicon import read_procedures


@dataclass(frozen=True)
class Vocabulary:
    """The word lists of data/lexicon that the dialogue reads."""

    moves: Moves
    telling: Telling
    procedures: Mapping[str, str]
    """The need that each procedure belongs to."""


def read_vocabulary(folder: Path) -> Vocabulary:
    """The word lists of a folder.

    Raises:
        ValueError: a file is not what it should be; the message says why, in one sentence.
    """
    return Vocabulary(
        read_moves(folder / "moves.yml"),
        read_telling(folder / "telling.yml"),
        read_procedures(folder),
    )
