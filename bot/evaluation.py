"""Judges what citizens would get: answered right, offered right, misled, or nothing."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.content import Content
from bot.outcomes import named_need, offered, outcome_of
from bot.privacy import mask
from nlu.decision import OUT_OF_SCOPE
from nlu.training_data import Named, read_examples
from nlu.understanding import Entity, Understanding


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
    """One utterance and its verdict."""

    text: str
    need: str
    understanding: Understanding
    verdict: Verdict

    @property
    def is_top(self) -> bool:
        """Whether the best guess is the need, whatever was decided."""
        return same_need(self.understanding.intent, self.need)


def read_holdout(root: Path) -> list[tuple[str, str]]:
    """The held-out lines with their intents."""
    examples = read_examples(root / "data" / "holdout")
    return [(line, intent) for intent, lines in examples.items() for line in lines]


def read_tsv(path: Path) -> list[tuple[str, str]]:
    """Lines of a TSV file with the columns ``text`` and ``need``.

    Raises:
        ValueError: a column is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"text", "need"} <= rows[0].keys():
        raise ValueError(f"{path} needs the columns text and need, separated by tabs")
    return [(row["text"], row["need"]) for row in rows]


def judge(
    lines: Iterable[tuple[str, str]], interpreter: Interpreter, content: Content
) -> list[Judged]:
    """The verdict on each line."""
    judged = []
    for text, need in lines:
        masked = mask(text)
        understanding = interpreter.parse(masked.words)
        choices = offered(understanding.choices, named_need(understanding, content.procedures))
        understanding = replace(understanding, choices=choices)
        outcome = outcome_of(understanding, masked, content)
        judged.append(Judged(text, need, understanding, _verdict(understanding, outcome, need)))
    return judged


def _verdict(understanding: Understanding, outcome: str, need: str) -> Verdict:
    lost = need == OUT_OF_SCOPE
    if outcome == "fallback":
        return Verdict.ANSWERED_RIGHT if lost else Verdict.FALLBACK
    if outcome == "confirm":
        right = any(same_need(choice, need) for choice in understanding.choices)
        # Offering choices to somebody out of scope costs a tap, and misleads nobody.
        return Verdict.OFFERED_RIGHT if right or lost else Verdict.FALLBACK
    return Verdict.ANSWERED_RIGHT if same_need(understanding.intent, need) else Verdict.MISLED


def same_need(intent: str, need: str) -> bool:
    """Whether an intent belongs to a need; the part after ``__`` is a detail."""
    return intent.partition("__")[0] == need.partition("__")[0]


@dataclass(frozen=True)
class Tally:
    """How often the entities of one kind were found."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """How much of what was found is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """How much of what is there was found."""
        return self.right / max(1, self.right + self.missed)


def judge_entities(
    lines: Iterable[tuple[str, Named]], find: Callable[[str], Iterable[Entity]]
) -> dict[str, Tally]:
    """A tally for each kind; an entity is right when its kind and its value are."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for line, wanted in lines:
        found = {(entity.kind, entity.value) for entity in find(line)}
        right.update(kind for kind, _ in found & wanted)
        wrong.update(kind for kind, _ in found - wanted)
        missed.update(kind for kind, _ in wanted - found)
    kinds = sorted({*right, *wrong, *missed})
    return {kind: Tally(right[kind], wrong[kind], missed[kind]) for kind in kinds}


def write_entities(tallies: dict[str, Tally]) -> str:
    """The tallies in figures."""
    lines = ["entities (precision, recall, named):"]
    lines += [
        f"  {kind:16} {tally.precision:6.1%} {tally.recall:6.1%} {tally.right + tally.missed:5d}"
        for kind, tally in tallies.items()
    ]
    return "\n".join(lines)


def write_table(judged: list[Judged], *, show_misses: bool) -> str:
    """The verdicts in figures, the worst needs, and on request every miss."""
    counts = Counter(one.verdict for one in judged)
    top = sum(one.is_top for one in judged)
    lines = [f"{len(judged)} utterances", f"  top-1           {top:5d}  {top / len(judged):6.1%}"]
    lines += [
        f"  {verdict:15} {counts[verdict]:5d}  {counts[verdict] / len(judged):6.1%}"
        for verdict in Verdict
    ]
    lines += ["", "weakest needs (top-1):", *_weakest(judged)]
    if show_misses:
        lines += ["", *(_miss(one) for one in judged if one.verdict is not Verdict.ANSWERED_RIGHT)]
    return "\n".join(lines)


def _weakest(judged: list[Judged]) -> list[str]:
    by_need: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        by_need[one.need].append(one.is_top)
    ranked = sorted(by_need.items(), key=lambda item: sum(item[1]) / len(item[1]))
    return [f"  {need:32} {sum(hits):3d} of {len(hits)}" for need, hits in ranked[:10]]


def _miss(one: Judged) -> str:
    guess = f"{one.understanding.intent} {one.understanding.confidence:.2f}"
    return f"{one.verdict:14} {one.need:28} {guess:36} {one.text}"
