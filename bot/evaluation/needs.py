"""Labelled needs: which of them are truly one case (data/needs)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bot.compared import ComparedNeed
from bot.guides import Guides
from nlu.interpreter import Interpreter

DEVELOPMENT, JUDGING, MATTERS = "development.yml", "judging.yml", "matters.yml"
GUESSES = 5
"""So many guesses of the model are kept with a need."""


@dataclass(frozen=True)
class LabelledNeed:
    """A need and its true case; ``at`` is its place in the file."""

    need: ComparedNeed
    case: str
    at: tuple[str | int, ...]


def read_needs(path: Path) -> list[LabelledNeed]:
    """The needs of a file, as they are written there.

    Raises:
        ValueError: the file is no list of cases; the message says why.
    """
    try:
        cases = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return [
            LabelledNeed(_need(written), case["case"], (at, "needs", nth))
            for at, case in enumerate(cases)
            for nth, written in enumerate(case["needs"])
        ]
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"needs/{path.name} is no list of cases: {reason}") from error


def _need(written: dict[str, Any]) -> ComparedNeed:
    guide, step, cause, words = (
        written.get(name) or "" for name in ("guide", "step", "cause", "words")
    )
    return ComparedNeed(words, written["reason"], (), guide, step, cause)


def guessed(need: ComparedNeed, interpreter: Interpreter) -> ComparedNeed:
    """The need with what the model makes of its words, as a turn would have kept it."""
    ranking = interpreter.parse(need.words).ranking[:GUESSES] if need.words else ()
    named = tuple((guess.intent, guess.confidence) for guess in ranking)
    return replace(need, ranking=named)


def faults_of(labelled: list[LabelledNeed], guides: Guides) -> Iterator[tuple[LabelledNeed, str]]:
    """What is wrong with labelled needs: places that do not exist, one wording in two cases."""
    said: dict[str, str] = {}
    for one in labelled:
        guide = guides.by_id.get(one.need.guide)
        step = guide.step(one.need.step) if guide else None
        if one.need.guide and guide is None:
            yield one, f"there is no guide '{one.need.guide}'"
        elif one.need.step and step is None:
            yield one, f"guide '{one.need.guide}' has no step '{one.need.step}'"
        elif one.need.cause and (step is None or step.trouble(one.need.cause) is None):
            yield one, f"step '{one.need.step}' has no trouble '{one.need.cause}'"
        if one.need.words and said.setdefault(one.need.words, one.case) != one.case:
            yield one, f"the same words stand in case '{said[one.need.words]}'"
