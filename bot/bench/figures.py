"""What the benchmark measured, as values, and the table that compares them. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median


@dataclass(frozen=True)
class Load:
    """What some callers got who asked one thing after another."""

    callers: int
    answers: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


@dataclass(frozen=True)
class Figures:
    """What was measured of one server."""

    name: str
    starts_s: tuple[float, ...]
    """From the start of the process to its first answer, once for every start."""
    memory_mib: float
    """Resident memory after the first answers."""
    memory_after_mib: float
    """The same after all answers."""
    one: Load
    many: Load

    @property
    def start_s(self) -> float:
        """The start in the middle."""
        return median(self.starts_s)


@dataclass(frozen=True)
class Comparison:
    """Ours beside each stock Rasa."""

    parsing: Figures
    whole: Figures
    stock: tuple[Figures, ...]


@dataclass(frozen=True)
class Row:
    """One line of the table; a stock Rasa that has no such figure has None."""

    title: str
    ours: float
    stock: tuple[float | None, ...]
    less_is_better: bool = True
    aim: float | None = None
    """How many times better ours should be."""

    @property
    def ratios(self) -> tuple[float | None, ...]:
        """How many times better ours is than each stock Rasa."""
        return tuple(self._ratio(theirs) for theirs in self.stock)

    def _ratio(self, theirs: float | None) -> float | None:
        if theirs is None:
            return None
        return theirs / self.ours if self.less_is_better else self.ours / theirs

    @property
    def verdict(self) -> str:
        """Whether the aim is met, against every stock Rasa or some of them."""
        if self.aim is None:
            return ""
        met = [ratio is not None and ratio >= self.aim for ratio in self.ratios]
        said = "met" if all(met) else f"met for {sum(met)} of {len(met)}" if any(met) else "missed"
        return f"{self.aim:g}x: {said}"


def read_load(callers: int, waits_s: Sequence[float], seconds: float) -> Load:
    """The load of callers who waited so long for each of their answers."""
    p50, p99 = (percentile(waits_s, share) * 1000 for share in (0.50, 0.99))
    return Load(callers, len(waits_s), seconds, p50, p99)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed."""
    ranked = sorted(values)
    return ranked[max(ceil(share * len(ranked)), 1) - 1]


Read = Callable[[Figures], float]
_START_AND_MEMORY: tuple[tuple[str, Read, float | None], ...] = (
    ("start to the first answer, s", lambda figures: figures.start_s, 10),
    ("resident memory after the first answers, MiB", lambda figures: figures.memory_mib, 4),
    ("resident memory after the load, MiB", lambda figures: figures.memory_after_mib, None),
)
_LOADS: tuple[tuple[str, Callable[[Figures], Load]], ...] = (
    ("1 caller", lambda figures: figures.one),
    ("16 callers", lambda figures: figures.many),
)


def rows(compared: Comparison) -> list[Row]:
    """All lines of the table."""
    return [
        *_costs("parsing", compared.parsing, compared.stock),
        *_parses(compared),
        *_costs("whole assistant", compared.whole, compared.stock),
        *_turns(compared),
    ]


def _costs(what: str, ours: Figures, stock: tuple[Figures, ...]) -> list[Row]:
    return [
        Row(f"{what}: {title}", read(ours), tuple(map(read, stock)), aim=aim)
        for title, read, aim in _START_AND_MEMORY
    ]


def _parses(compared: Comparison) -> list[Row]:
    found = []
    for callers, load in _LOADS:
        ours, stock = load(compared.parsing), [load(figures) for figures in compared.stock]
        found += [
            Row(
                f"parses per second, {callers}", ours.rate, tuple(one.rate for one in stock),
                less_is_better=False, aim=5,
            ),
            Row(f"parse p50, {callers}, ms", ours.p50_ms, tuple(one.p50_ms for one in stock)),
            Row(f"parse p99, {callers}, ms", ours.p99_ms, tuple(one.p99_ms for one in stock)),
        ]  # fmt: skip
    return found


def _turns(compared: Comparison) -> list[Row]:
    found = []
    nothing = (None,) * len(compared.stock)
    for callers, load in _LOADS:
        ours = load(compared.whole)
        citizens = callers.replace("caller", "citizen")
        found += [
            Row(f"whole turns per second, {citizens}", ours.rate, nothing, less_is_better=False),
            Row(f"whole turn p50, {citizens}, ms", ours.p50_ms, nothing),
            Row(f"whole turn p99, {citizens}, ms", ours.p99_ms, nothing),
        ]
    return found


def write_table(compared: Comparison) -> str:
    """The comparison as a Markdown table, its columns lined up for a terminal too."""
    names = [figures.name for figures in compared.stock]
    head = ["", "ours", *names, *(f"ours vs {name.partition(' (')[0]}" for name in names), "aim"]
    lines = [[row.title, *_cells(row), row.verdict] for row in rows(compared)]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(cells, widths) for cells in [head, rule, *lines])


def _cells(row: Row) -> list[str]:
    figures = [write_number(figure) for figure in (row.ours, *row.stock)]
    return figures + ["–" if ratio is None else f"{write_number(ratio)}x" for ratio in row.ratios]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
    return f"| {' | '.join([first, *rest])} |"


def write_number(number: float | None) -> str:
    """About three digits; a dash for a figure that there is none of."""
    if number is None:
        return "–"
    return (
        f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"
    )
