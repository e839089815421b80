"""The whole judgement of a model as values: clean lines, four noises, speed."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from bot.content import Content
from bot.evaluation.curves import (
    Calibration,
    RiskCoverage,
    Scope,
    calibration,
    risk_coverage,
    scope,
)
from bot.evaluation.entities import EntityFigures
from bot.evaluation.figures import (
    NeedFigures,
    Pair,
    Share,
    by_need,
    confused,
    families,
    macro_f1,
    share,
)
from bot.evaluation.lines import Line, disturbed
from bot.evaluation.verdicts import Interpreter, Judged, Verdict, judge
from nlu.noise import Noise


@dataclass(frozen=True)
class Scores:
    """The figures of one pass over the lines."""

    top1: Share
    macro_f1: float
    served_right: Share
    """Answered right or offered right."""
    verdicts: dict[Verdict, Share]
    calibration_error: float
    scope: Scope | None


@dataclass(frozen=True)
class Miss:
    """A line that was not answered right."""

    text: str
    need: str
    guess: str
    confidence: float
    verdict: Verdict


@dataclass(frozen=True)
class Detail:
    """What is worth knowing of the clean lines only."""

    needs: tuple[NeedFigures, ...]
    families: tuple[tuple[int, ...], ...]
    confused: tuple[Pair, ...]
    risk: RiskCoverage
    calibration: Calibration
    misses: tuple[Miss, ...]


@dataclass(frozen=True)
class Speed:
    """How long one utterance takes in the interpreter, one after the other."""

    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Examined:
    """A model and everything that was found out about it."""

    name: str
    clean: Scores
    noises: dict[Noise, Scores]
    detail: Detail
    speed: Speed


@dataclass(frozen=True)
class Report:
    """Ours, and the stock models beside it."""

    judged_on: str
    made: str
    lines: int
    ours: Examined
    stock: tuple[Examined, ...] = ()
    entities: EntityFigures | None = None
    """What ours finds in the lines that judge entities; None when others were judged on."""

    @property
    def models(self) -> tuple[Examined, ...]:
        """All of them, ours first."""
        return (self.ours, *self.stock)


def examine(
    name: str, lines: Sequence[Line], interpreter: Interpreter, content: Content
) -> Examined:
    """Judge a model on the lines, clean and with each noise."""
    interpreter.parse(lines[0].text)  # the first one reads the model from the disk
    judged = judge(lines, interpreter, content)
    noises = {kind: scores(judge(disturbed(lines, kind), interpreter, content)) for kind in Noise}
    return Examined(name, scores(judged), noises, detail(judged), speed(judged))


def scores(judged: Sequence[Judged]) -> Scores:
    """The figures of one pass."""
    counts = Counter(one.verdict for one in judged)
    right = counts[Verdict.ANSWERED_RIGHT] + counts[Verdict.OFFERED_RIGHT]
    return Scores(
        share(sum(one.is_top for one in judged), len(judged)),
        macro_f1(by_need(judged)),
        share(right, len(judged)),
        {verdict: share(counts[verdict], len(judged)) for verdict in Verdict},
        calibration(judged).error,
        scope(judged),
    )


def detail(judged: Sequence[Judged]) -> Detail:
    """Needs, confusions, curves and misses."""
    misses = tuple(
        Miss(one.line.text, one.need, one.guess, one.understanding.confidence, one.verdict)
        for one in judged
        if one.verdict is not Verdict.ANSWERED_RIGHT
    )
    return Detail(
        by_need(judged),
        families(judged),
        confused(judged),
        risk_coverage(judged),
        calibration(judged),
        misses,
    )


def speed(judged: Sequence[Judged]) -> Speed:
    """The time in the middle, and the one that 99 of 100 do not exceed."""
    p50, p99 = np.quantile([one.seconds for one in judged], (0.5, 0.99), method="inverted_cdf")
    return Speed(float(p50) * 1000, float(p99) * 1000)


def write_json(report: Report) -> str:
    """Every figure, for other programs."""
    return json.dumps(asdict(report), indent=1, ensure_ascii=False) + "\n"
