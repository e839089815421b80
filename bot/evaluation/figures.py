"""How often the best guess is right, need by need, and what is taken for what. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bot.evaluation.verdicts import Judged, Verdict
from nlu.decision import OUT_OF_SCOPE

Z = 1.959964
"""Standard deviations to either side that hold 95 % of a normal distribution."""
MOST_PAIRS = 30
FAMILIES = ("vneid", "dvc", "proc", "pay", "other", OUT_OF_SCOPE)


@dataclass(frozen=True)
class Share:
    """So many out of a total, from 0 to 1, with the 95 % interval of Wilson (1927)."""

    count: int
    total: int
    value: float
    low: float
    high: float


def share(count: int, total: int) -> Share:
    """The share of a count; of nothing it is 0, and may be anything."""
    if not total:
        return Share(0, 0, 0.0, 0.0, 1.0)
    value, spread = count / total, Z * Z / total
    centre = value + spread / 2
    reach = Z * math.sqrt((value * (1 - value) + spread / 4) / total)
    low, high = ((centre + way * reach) / (1 + spread) for way in (-1, 1))
    return Share(count, total, value, max(low, 0.0), min(high, 1.0))


@dataclass(frozen=True)
class NeedFigures:
    """How one need is recognised and served."""

    need: str
    precision: float
    """How many of the guesses of this need are right; 0 where it is never guessed."""
    recall: Share
    """How many of the lines that ask for it are guessed right."""
    f1: float
    verdicts: dict[Verdict, int]
    taken_for: str
    """The most frequent wrong guess, or nothing."""
    taken: int
    """How often."""


def by_need(judged: Sequence[Judged]) -> tuple[NeedFigures, ...]:
    """Every need that some line asks for, the weakest first."""
    guessed = Counter(one.guess for one in judged)
    asked: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        asked[one.need].append(one)
    found = (_need_figures(need, lines, guessed[need]) for need, lines in asked.items())
    return tuple(sorted(found, key=lambda figures: (figures.f1, figures.need)))


def _need_figures(need: str, lines: Sequence[Judged], guesses: int) -> NeedFigures:
    hits = sum(one.is_top for one in lines)
    wrong = Counter(one.guess for one in lines if not one.is_top)
    taken_for, taken = wrong.most_common(1)[0] if wrong else ("", 0)
    verdicts = Counter(one.verdict for one in lines)
    return NeedFigures(
        need,
        precision=hits / guesses if guesses else 0.0,
        recall=share(hits, len(lines)),
        f1=2 * hits / (guesses + len(lines)),
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
        taken_for=taken_for,
        taken=taken,
    )


def macro_f1(needs: Sequence[NeedFigures]) -> float:
    """The mean of F1 over the needs that some line asks for."""
    return fmean(figures.f1 for figures in needs)


def families(judged: Sequence[Judged]) -> tuple[tuple[int, ...], ...]:
    """How many lines of each family (row) were taken for each family (column)."""
    counts = Counter((_family(one.need), _family(one.guess)) for one in judged)
    return tuple(tuple(counts[asked, guess] for guess in FAMILIES) for asked in FAMILIES)


def _family(need: str) -> str:
    family = need if need == OUT_OF_SCOPE else need.partition("_")[0]
    return family if family in FAMILIES else "other"


@dataclass(frozen=True)
class Pair:
    """A need that was taken for another."""

    need: str
    guess: str
    lines: int
    example: str


def confused(judged: Sequence[Judged]) -> tuple[Pair, ...]:
    """The pairs that are confused most often, each with the first line of it."""
    wrong: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in judged:
        if not one.is_top:
            wrong[one.need, one.guess].append(one.line.text)
    often = sorted(wrong.items(), key=lambda item: -len(item[1]))[:MOST_PAIRS]
    return tuple(Pair(need, guess, len(texts), texts[0]) for (need, guess), texts in often)
