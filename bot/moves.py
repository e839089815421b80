"""Short words that move within a guide (*tiếp*, *rồi*, *lùi lại*): typing does what a tap does."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from nlu.vietnamese import compose, fold, words


class Move(StrEnum):
    """Where a short word leads."""

    NEXT = "next"
    BACK = "back"
    AGAIN = "again"
    STUCK = "stuck"
    REFUSE = "refuse"
    STOP = "stop"
    WAIT = "wait"
    MENU = "menu"
    RESUME = "resume"
    PERSON = "person"
    CODE = "code"
    """To ask with a code where a question stands."""


def plain(text: str) -> str:
    """Lower-case words without accents: how typed words and labels are compared."""
    return " ".join(fold(token) for token, _, _ in words(compose(text)) if token != "?")


@dataclass(frozen=True)
class Moves:
    """The words of data/lexicon/moves.yml."""

    by_words: Mapping[str, Move]

    def of(self, text: str) -> Move | None:
        """The move that a whole message names, if it names one."""
        return self.by_words.get(plain(text))


def read_moves(path: Path) -> Moves:
    """The moves and the words that make them.

    Raises:
        ValueError: a move of the file is unknown.
    """
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Moves({plain(word): Move(name) for name, said in written.items() for word in said})
