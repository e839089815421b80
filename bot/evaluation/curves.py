"""How far a model's confidence can be trusted: risk, calibration, what is out of scope. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.conversation import Outcome
from bot.evaluation.figures import Share, share
from bot.evaluation.lines import Distance
from bot.evaluation.verdicts import Judged, Verdict
from nlu.decision import OUT_OF_SCOPE

Numbers = NDArray[np.float64]
BINS = 15
RISKS = (0.01, 0.02, 0.05, 0.1)
ACCEPTANCE = 0.95
MOST_POINTS = 200


@dataclass(frozen=True)
class Point:
    """A point of a picture, both sides from 0 to 1."""

    x: float
    y: float


@dataclass(frozen=True)
class RiskCoverage:
    """What it would cost to answer more: coverage to the right, risk upwards.

    Coverage is the share of all lines that are answered, the surest first; risk is the share of the
    answers that are wrong. What is guessed to be out of scope is never answered.
    """

    curve: tuple[Point, ...]
    served: Point
    """Where the model answers now."""
    reach: dict[float, float]
    """The highest coverage for each risk that one may be willing to bear."""


def risk_coverage(judged: Sequence[Judged]) -> RiskCoverage:
    """The curve over every confidence from which one could answer."""
    answers = [one for one in judged if one.guess not in ("", OUT_OF_SCOPE)]
    answers.sort(key=lambda one: -one.understanding.confidence)
    confidence = np.array([one.understanding.confidence for one in answers])
    wrong = np.cumsum([not one.is_top for one in answers])
    ends = np.flatnonzero(np.diff(confidence, append=-1.0))  # equally sure: answered together
    coverage, risk = (ends + 1) / len(judged), wrong[ends] / (ends + 1)
    kept = np.unique(np.linspace(0, len(ends) - 1, min(MOST_POINTS, len(ends))).round().astype(int))
    return RiskCoverage(
        tuple(Point(float(coverage[at]), float(risk[at])) for at in kept),
        _served(judged),
        {most: float(coverage[risk <= most].max(initial=0.0)) for most in RISKS},
    )


def _served(judged: Sequence[Judged]) -> Point:
    answered = [one for one in judged if one.is_answered]
    misled = sum(one.verdict is Verdict.MISLED for one in answered)
    return Point(len(answered) / len(judged), misled / len(answered) if answered else 0.0)


@dataclass(frozen=True)
class Bin:
    """Lines of about the same confidence."""

    lines: int
    confidence: float
    """Their mean confidence."""
    accuracy: float
    """The share of them whose best guess is right."""


@dataclass(frozen=True)
class Calibration:
    """Whether 80 % sure means right in 80 of 100."""

    error: float
    """The expected calibration error."""
    bins: tuple[Bin, ...]


def calibration(judged: Sequence[Judged]) -> Calibration:
    """The expected calibration error of Guo et al. (2017), over bins of equally many lines.

    It is the sum over the bins of (lines in the bin / all lines) * |accuracy - confidence|. Bins of
    equal width, as in the paper, would leave most of them nearly empty.
    """
    ordered = sorted(judged, key=lambda one: one.understanding.confidence)
    sure = np.array([one.understanding.confidence for one in ordered])
    right = np.array([one.is_top for one in ordered], dtype=float)
    bins = tuple(
        Bin(len(at), float(sure[at].mean()), float(right[at].mean()))
        for at in np.array_split(np.arange(len(ordered)), min(BINS, len(ordered)))
    )
    error = sum(each.lines * abs(each.accuracy - each.confidence) for each in bins) / len(ordered)
    return Calibration(error, bins)


@dataclass(frozen=True)
class Rejection:
    """How well one kind of lines out of scope is turned away."""

    kind: str
    """``all``, ``near`` or ``far``."""
    recall: Share
    """Turned away when 95 % of the lines in scope are let in."""
    auroc: float
    """How often a line in scope scores higher than one out of scope, of all pairs."""
    served: Share
    """Turned away as the model is served: neither answered nor offered a choice."""
    curve: tuple[Point, ...]
    """To the right the share of lines in scope that are let in, upwards the recall."""


@dataclass(frozen=True)
class Scope:
    """How well lines in scope are told from the others by their score (see ``score``)."""

    threshold: float
    """The score from which a line is let in, so that at least 95 % of those in scope are."""
    let_in: Share
    """The lines in scope that are let in at that score."""
    served: Share
    """The lines in scope that are let in as the model is served."""
    kinds: tuple[Rejection, ...]


def score(judged: Judged) -> float:
    """1 - p(out_of_scope): how sure the model is that a line asks for any of our needs.

    A ranking that does not name out_of_scope gives it nothing; where nothing at all was understood
    the score is 0.
    """
    ranking = judged.understanding.ranking
    lost = sum(guess.confidence for guess in ranking if guess.intent == OUT_OF_SCOPE)
    return 1.0 - lost if ranking else 0.0


def scope(judged: Sequence[Judged]) -> Scope | None:
    """The figures, or None where one of the two sides is missing."""
    ours = [one for one in judged if one.is_in_scope]
    others = [one for one in judged if not one.is_in_scope]
    if not ours or not others:
        return None
    inside = np.sort([score(one) for one in ours])
    threshold = _threshold(inside, ACCEPTANCE)
    kinds = {"all": others} | {
        str(kind): [one for one in others if one.line.distance is kind] for kind in Distance
    }
    return Scope(
        threshold,
        share(int((inside >= threshold).sum()), len(ours)),
        share(sum(not _is_turned_away(one) for one in ours), len(ours)),
        tuple(_rejection(kind, lines, inside) for kind, lines in kinds.items() if lines),
    )


def _threshold(inside: Numbers, acceptance: float) -> float:
    """The highest score at which at least this share of the sorted scores is let in."""
    refused = int((1 - acceptance) * len(inside) + 1e-9)
    return float(inside[refused]) if refused < len(inside) else np.inf


def _rejection(kind: str, lines: Sequence[Judged], inside: Numbers) -> Rejection:
    outside = np.array([score(one) for one in lines])
    below = np.searchsorted(inside, outside, side="left")
    not_above = np.searchsorted(inside, outside, side="right")
    wins = len(inside) - (below + not_above) / 2  # a tie counts half
    levels = [level / 100 for level in range(101)]
    return Rejection(
        kind,
        share(int((outside < _threshold(inside, ACCEPTANCE)).sum()), len(lines)),
        float(wins.mean() / len(inside)),
        share(sum(map(_is_turned_away, lines)), len(lines)),
        tuple(
            Point(level, float((outside < _threshold(inside, level)).mean())) for level in levels
        ),
    )


def _is_turned_away(judged: Judged) -> bool:
    return judged.outcome == Outcome.FALLBACK
