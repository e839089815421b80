"""All figures of a period and scope, read at one moment."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from bot.figures import (
    Figure,
    Funnel,
    Grid,
    Period,
    Reached,
    Rise,
    Scope,
    Told,
    Waits,
    people,
    rises,
    spared,
)
from bot.reporting.meaning import Words
from bot.reporting.small import Sheet, Sum

AT_HOME, BY_MESSAGE = "home", "message"
WEEK = 7
MOST_STEPS, MOST_COMMUNES = 12, 40


class Figures(Protocol):
    """Where everything is counted."""

    def outcomes(self) -> Figure: ...
    def funnel(self, guide: str) -> Funnel: ...
    def guides_opened(self) -> Figure: ...
    def judged(self) -> Grid: ...
    def told(self, period: Period | None = None) -> Counter[Told]: ...
    def channels(self) -> Figure: ...
    def reasons(self) -> Figure: ...
    def communes(self) -> Figure: ...
    def askers(self) -> Figure: ...
    def urgent(self) -> Figure: ...
    def steps(self) -> Figure: ...
    def days_and_hours(self) -> tuple[Figure, Figure]: ...
    def answers(self) -> Figure: ...
    def waits(self) -> Waits: ...
    def helped(self) -> Figure: ...
    def reopened(self) -> Figure: ...
    def visits(self) -> Figure: ...
    def reached(self) -> list[Reached]: ...


@dataclass(frozen=True)
class Report:
    """What was counted."""

    period: Period
    scope: Scope
    figures: Mapping[str, Figure]
    guided: Grid
    waits: Waits
    spared: int
    matters_of: Mapping[str, tuple[str, ...]]
    """The matters that each topic consists of."""
    rises: tuple[Rise, ...] = ()
    judged: Grid | None = None
    funnel: Funnel | None = None


def read_needs(figures: Figures, words: Words, of: tuple[Period, Scope]) -> Report:
    """What is counted of needs, people and cases: the part that has a place."""
    matters = _matters(figures.told(), words)
    topics = Figure.of("topics", ((words.topic(part.key), part.count) for part in matters.parts))
    matters_of: dict[str, tuple[str, ...]] = {part.key: () for part in topics.parts}
    for part in matters.parts:
        matters_of[words.topic(part.key)] += (part.key,)
    reached = figures.reached()
    read = [
        topics.in_order(words.topics), matters, figures.steps().top(MOST_STEPS),
        figures.communes().top(MOST_COMMUNES),
        figures.channels(), figures.reasons(),
        figures.askers().in_order(("self", "helper")), figures.urgent().in_order(("urgent",)),
        *figures.days_and_hours(),
        figures.answers().in_order(
            ("answered", "visited", "called", "settled", "closed", "waiting")
        ),
        figures.helped().in_order(("yes", "no", "silent")),
        figures.reopened().in_order(("reopened", "closed")),
        people(reached).in_order(("yes", "silent", "no")),
        figures.visits().in_order(("done", "planned")),
    ]  # fmt: skip
    return Report(
        *of,
        figures={figure.id: figure for figure in read},
        guided=_guided(reached, words),
        waits=figures.waits(),
        spared=spared(reached),
        matters_of=matters_of,
    )


def read_rises(figures: Figures, words: Words, period: Period) -> tuple[Rise, ...]:
    """What rose most in the last seven days of a period against the seven before."""
    now = Period.ending(period.last, WEEK)
    before = Period.ending(now.first - timedelta(days=1), WEEK)
    was, has = (_matters(figures.told(week), words) for week in (before, now))
    return tuple(rises(was, has))


def _matters(told: Counter[Told], words: Words) -> Figure:
    return Figure.of("matters", ((words.matter(known), count) for known, count in told.items()))


def _guided(reached: Iterable[Reached], words: Words) -> Grid:
    """Each person once in a topic; at home if any visit was."""
    at_home: dict[tuple[str, str], bool] = {}
    for need in reached:
        if need.helped is not False:
            key = words.topic(words.matter(need.told)), need.who
            at_home[key] = at_home.get(key, False) or need.visited
    counts = Counter(
        (topic, AT_HOME if home else BY_MESSAGE) for (topic, _), home in at_home.items()
    )
    return Grid("guided", words.topics, (BY_MESSAGE, AT_HOME), dict(counts))


def sheet_of(report: Report, words: Words) -> Sheet:
    """Every number of a report, with the sums that a reader could use to work others out."""
    cells: dict[str, int] = {}
    sums: list[Sum] = []
    figures = [*report.figures.values(), *([report.funnel.last] if report.funnel else [])]
    for figure in figures:
        whole = words.meanings[figure.id].of
        parts = {f"{figure.id}/{part.key}": part.count for part in figure.parts}
        cells |= parts | {whole: figure.whole}
        sums.append(Sum(whole, tuple(parts)))
    cells |= {"spared": report.spared, "visited": cells["people/yes"] - report.spared}
    sums.append(Sum("people/yes", ("spared", "visited")))
    if "matters" in report.figures and "topics" in report.figures:
        sums += _sums_of_topics(report)
    for grid in (report.guided, *([report.judged] if report.judged else [])):
        cells |= dict(_cells(grid, words))
        sums += _sums(grid, words)
    if report.funnel:
        cells |= {f"stood/{step}": count for step, count in report.funnel.stood.items()}
    return Sheet(cells, tuple(sums)).limits(*_limits(report))


def _limits(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What cannot be more than something else, by what they mean."""
    yield "guided", ("people/yes", "people/silent")
    if report.judged and "outcomes" in report.figures:
        if report.judged.column("yes"):
            yield "outcomes/helped", ("judged/*/yes",)
        if not report.scope.name and report.judged.column("no"):
            yield "reasons/not_helped", ("judged/*/no",)
    if report.funnel:
        for step in report.funnel.stood:
            yield "opened", (f"stood/{step}",)
            if report.funnel.last.count(step):
                yield f"stood/{step}", (f"funnel/{step}",)


def for_outside(report: Report) -> Report:
    """What may leave the team: without what no rule of small counts was thought through for."""
    kept = {id: figure for id, figure in report.figures.items() if id != "steps"}
    return replace(report, figures=kept, rises=())


def _sums_of_topics(report: Report) -> Iterator[Sum]:
    for topic, matters in report.matters_of.items():
        yield Sum(f"topics/{topic}", tuple(f"matters/{matter}" for matter in matters))


def _cells(grid: Grid, words: Words) -> Iterator[tuple[str, int]]:
    for row in grid.rows:
        yield f"{grid.id}/{row}/*", grid.row(row)
        for column in grid.columns:
            yield f"{grid.id}/{row}/{column}", grid.count(row, column)
    for column in grid.columns:
        yield f"{grid.id}/*/{column}", grid.column(column)
    yield words.meanings[grid.id].of, grid.whole


def _sums(grid: Grid, words: Words) -> Iterator[Sum]:
    for row in (*grid.rows, "*"):
        whole = words.meanings[grid.id].of if row == "*" else f"{grid.id}/{row}/*"
        yield Sum(whole, tuple(f"{grid.id}/{row}/{column}" for column in grid.columns))
    for column in (*grid.columns, "*"):
        whole = words.meanings[grid.id].of if column == "*" else f"{grid.id}/*/{column}"
        yield Sum(whole, tuple(f"{grid.id}/{row}/{column}" for row in grid.rows))
