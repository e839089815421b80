"""What a citizen who waits was promised: a code, and where the question behind it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.moves import plain

MOST_WRONG_CODES = 5
"""Codes that nobody holds, tried in a day, after which the next day is waited for."""
ALIKE = 2 / 3
WRONG_CODE = "wrong_code"
"""What such a turn is kept as, in place of an intent."""


@dataclass(frozen=True)
class Promise:
    """What came of logging a need."""

    code: str = ""
    """Empty where nobody waits."""
    new: bool = False
    """False where the citizen holds the code already, for the same trouble."""
    reachable: bool = False
    """Whether the team has a number to call."""


class State(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"
    ANSWERED = "answered"
    SETTLED = "settled"
    """The assistant answered it after all."""
    CLOSED = "closed"


@dataclass(frozen=True)
class Standing:
    """Where the question of a code stands: nothing that tells who asked, or in what words."""

    code: str
    state: State
    at: datetime
    """When it was asked; UTC."""
    topic: str = ""
    """Its intent or its guide; empty where the model was too unsure."""
    answer: str = ""
    judged: bool = False
    """Whether the citizen has said if the answer helped."""
    mine: bool = False
    """Whether whoever asks is the one who was given the code."""


def says_alike(words: str, others: str) -> bool:
    """Whether one of two questions says most of what the other says: the same, put anew."""
    one, other = set(plain(words).split()), set(plain(others).split())
    return len(one & other) >= ALIKE * min(len(one), len(other))
