"""Judges what citizens would get: answered right, offered right, misled, or nothing."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.content import Content
from bot.conversation import Outcome
from bot.evaluation.lines import Line
from bot.outcomes import as_offered, outcome_of
from bot.privacy import mask
from nlu.decision import OUT_OF_SCOPE
from nlu.understanding import Understanding


class Verdict(StrEnum):
    """What an utterance led to."""

    ANSWERED_RIGHT = "answered right"
    OFFERED_RIGHT = "offered right"
    MISLED = "misled"
    FALLBACK = "fallback"


class Interpreter(Protocol):
    """Says what an utterance means."""

    def parse(self, text: str) -> Understanding: ...


@dataclass(frozen=True)
class Judged:
    """One line and what came of it."""

    line: Line
    understanding: Understanding
    outcome: str
    verdict: Verdict
    seconds: float
    """How long the interpreter took."""

    @property
    def need(self) -> str:
        """What was asked, without the detail."""
        return need_of(self.line.need)

    @property
    def guess(self) -> str:
        """The best guess, without the detail, whatever was decided."""
        return need_of(self.understanding.intent)

    @property
    def is_top(self) -> bool:
        """Whether the best guess is the need."""
        return self.guess == self.need

    @property
    def is_in_scope(self) -> bool:
        """Whether the line asks for one of our needs."""
        return self.need != OUT_OF_SCOPE

    @property
    def is_answered(self) -> bool:
        """Whether one answer was given, right or wrong."""
        return self.outcome not in {Outcome.CONFIRM, Outcome.FALLBACK}


def judge(lines: Iterable[Line], interpreter: Interpreter, content: Content) -> list[Judged]:
    """The verdict on each line."""
    return [_judge(line, interpreter, content) for line in lines]


def _judge(line: Line, interpreter: Interpreter, content: Content) -> Judged:
    masked = mask(line.text)
    started = time.perf_counter()
    understanding = interpreter.parse(masked.words)
    seconds = time.perf_counter() - started
    understanding = as_offered(understanding, content)
    outcome = outcome_of(understanding, masked, content)
    return Judged(line, understanding, outcome, _verdict(understanding, outcome, line), seconds)


def _verdict(understanding: Understanding, outcome: str, line: Line) -> Verdict:
    need = need_of(line.need)
    lost = need == OUT_OF_SCOPE
    if outcome == Outcome.FALLBACK:
        return Verdict.ANSWERED_RIGHT if lost else Verdict.FALLBACK
    if outcome == Outcome.CONFIRM:
        right = need in map(need_of, understanding.choices)
        # Offering choices to somebody out of scope costs a tap, and misleads nobody.
        return Verdict.OFFERED_RIGHT if right or lost else Verdict.FALLBACK
    return Verdict.ANSWERED_RIGHT if need_of(understanding.intent) == need else Verdict.MISLED


def need_of(intent: str) -> str:
    """The need that an intent belongs to; the part after ``__`` is a detail."""
    return intent.partition("__")[0]
