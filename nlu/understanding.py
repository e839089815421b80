"""What the interpreter makes of an utterance, in plain values."""

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """How sure the interpreter is, named by what should follow."""

    ANSWERED = "answered"
    CONFIRM = "confirm"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Guess:
    """One intent of the ranking."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Entity:
    """A piece of the utterance with a meaning: ``value`` is the canonical form of ``text``.

    ``start`` and ``end`` are offsets into the utterance as it was typed.
    """

    kind: str
    value: str
    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Understanding:
    """The answer of the interpreter. The ranking holds real guesses only, best first."""

    text: str
    ranking: tuple[Guess, ...] = ()
    decision: Decision = Decision.FALLBACK
    choices: tuple[str, ...] = ()
    """The intents to offer when the decision is to confirm."""
    entities: tuple[Entity, ...] = ()

    @property
    def intent(self) -> str:
        """The best guess, also behind a fallback; empty for an empty utterance."""
        return self.ranking[0].intent if self.ranking else ""

    @property
    def confidence(self) -> float:
        """The probability of the best guess."""
        return self.ranking[0].confidence if self.ranking else 0.0
