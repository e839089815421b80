"""The report in a terminal: the figures that decide, and on request every miss."""

from collections.abc import Iterator

from bot.evaluation.entities import EntityFigures
from bot.evaluation.figures import Share
from bot.evaluation.report import Examined, Miss, Report, Scores
from bot.evaluation.verdicts import Verdict

WEAKEST = 10


def write_table(report: Report, *, show_misses: bool) -> str:
    """The verdicts in figures, the weakest needs, the noises, and any stock models beside."""
    ours = report.ours
    lines = [f"{report.lines} utterances", *_shares(ours.clean)]
    lines += ["", "weakest needs (top-1):", *_weakest(ours)]
    for model in report.models:
        lines += ["", *_noises(model)]
    if report.entities:
        lines += ["", *_entities(report.entities)]
    if show_misses:
        lines += ["", *map(_miss, ours.detail.misses)]
    return "\n".join(lines)


def _shares(clean: Scores) -> list[str]:
    named: list[tuple[str, Share]] = [("top-1", clean.top1), *clean.verdicts.items()]
    return [f"  {name:15} {one.count:5d}  {one.value:6.1%}" for name, one in named]


def _weakest(model: Examined) -> list[str]:
    ranked = sorted(model.detail.needs, key=lambda figures: figures.recall.value)
    return [
        f"  {figures.need:32} {figures.recall.count:3d} of {figures.recall.total}"
        for figures in ranked[:WEAKEST]
    ]


def _noises(model: Examined) -> Iterator[str]:
    yield f"{model.name}, clean and under noise (points against clean):"
    titles = ("top-1", "served right", "misled", *(("out of scope*",) if model.clean.scope else ()))
    yield f"  {'':10} {'  '.join(f'{title:13}' for title in titles)}".rstrip()
    passes: list[tuple[str, Scores]] = [("clean", model.clean), *model.noises.items()]
    for name, scores in passes:
        cells = [
            f"{here:6.1%} {_points(here, clean):>6}"
            for here, clean in zip(_figures(scores), _figures(model.clean), strict=True)
        ]
        yield f"  {name:10} {'  '.join(cells)}".rstrip()
    if model.clean.scope:
        yield "  * lines out of scope turned away when 95 % of the others are let in"


def _figures(scores: Scores) -> list[float]:
    found = [scores.top1, scores.served_right, scores.verdicts[Verdict.MISLED]]
    found += [scores.scope.kinds[0].recall] if scores.scope else []
    return [one.value for one in found]


def _points(here: float, clean: float) -> str:
    return f"{100 * (here - clean):+.1f}" if here != clean else ""


def _entities(figures: EntityFigures) -> Iterator[str]:
    yield f"entities in {figures.lines} lines (precision, recall, named):"
    for one in figures.kinds:
        found = f"{one.precision.value:6.1%} {one.recall.value:6.1%}"
        yield f"  {one.kind:16} {found} {one.support:5d}"


def _miss(miss: Miss) -> str:
    guess = f"{miss.guess} {miss.confidence:.2f}"
    return f"{miss.verdict:14} {miss.need:28} {guess:36} {miss.text}"
