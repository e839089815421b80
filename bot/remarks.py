"""What is to be said of an answer that a team wrote itself, before citizens read it."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What may be wrong with an answer."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    ASKS_SECRET = "asks_secret"
    ASKS_PERSONAL = "asks_personal"
    STRANGE_LINK = "strange_link"
    PERSONAL_NUMBER = "personal_number"
    LONG_SENTENCE = "long_sentence"
    HARD_WORD = "hard_word"


STYLE = {Fault.LONG_SENTENCE, Fault.HARD_WORD}


@dataclass(frozen=True)
class Remark:
    """One fault, and the piece of the text that has it."""

    fault: Fault
    piece: str = ""
    better: str = ""
    """What may be said instead, where we know it."""

    @property
    def blocks(self) -> bool:
        """Whether the answer may not be sent like this; style only warns."""
        return self.fault not in STYLE
