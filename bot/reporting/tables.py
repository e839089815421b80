"""Figures as tables to be read: names, numbers with their share of the whole, or why not shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from bot.figures import Figure, Grid
from bot.reporting.meaning import Meaning, Words
from bot.reporting.report import Report, for_outside, sheet_of
from bot.reporting.small import LEAST, Mark, protect

UNDER = f"dưới {LEAST}"
WITHHELD = "ẩn"

HOUR_S, DAY_S = 3600, 86400


@dataclass(frozen=True)
class Shown:
    """A number as it is shown; no value where it is not told."""

    text: str
    value: int | None = None


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    label: str
    cells: tuple[Shown, ...]
    share: str = ""
    """Of the whole, in percent; empty where that would tell what is hidden."""
    inner: bool = False
    """Whether it is a part of the line above."""


@dataclass(frozen=True)
class Table:
    """A figure with its meaning and its denominator."""

    meaning: Meaning
    whole: Shown
    of: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    has_shares: bool = True

    @property
    def id(self) -> str:
        """The figure's."""
        return self.meaning.id


class Teller:
    """Tells the figures of a report; outside the team, small ones are withheld."""

    def __init__(self, words: Words, report: Report, *, outside: bool) -> None:
        self._words = words
        self._report = report = for_outside(report) if outside else report
        sheet = sheet_of(report, words)
        self._cells = sheet.cells
        self._marks: Mapping[str, Mark] = protect(sheet) if outside else {}

    def shown(self, key: str) -> Shown:
        """One number, such as ``needs`` or ``answers/waiting``."""
        match self._marks.get(key):
            case Mark.SMALL:
                return Shown(UNDER)
            case Mark.HIDDEN:
                return Shown(WITHHELD)
        return Shown(f"{self._cells[key]:,}".replace(",", "."), self._cells[key])

    def table(self, id: str, most: int | None = None) -> Table:
        """A figure; ``most`` lines of it, and the rest as one (only inside the team)."""
        figure = self._report.figures[id]
        figure = figure if most is None or self._marks else figure.top(most)
        return self._table(figure, ("Số",), (self._row(figure, part.key) for part in figure.parts))

    def tree(self) -> Table:
        """The topics, each with its matters below it."""
        topics, matters = self._report.figures["topics"], self._report.figures["matters"]
        rows: list[Row] = []
        for topic in topics.parts:
            rows.append(self._row(topics, topic.key))
            below = self._report.matters_of.get(topic.key, ())
            rows += [self._row(matters, matter, inner=True) for matter in below if matter]
        return self._table(topics, ("Số",), rows)

    def guided(self) -> Table:
        """People helped, by topic, and whether by message or at home."""
        columns = ("Nhắn tin", "Tại nhà", "Cộng")
        return self._grid(self._report.guided, "topics", columns)

    def judged(self) -> Table | None:
        """What people said of guides."""
        if self._report.judged is None or not self._report.judged.rows:
            return None
        return self._grid(self._report.judged, "matters", ("Được", "Chưa được", "Cộng"))

    def funnel(self) -> Table | None:
        """How many stood at each step of a guide, and how many stopped there."""
        funnel = self._report.funnel
        if funnel is None:
            return None
        order = {step: 0 for step in self._words.steps(funnel.guide)}
        steps = [*order, *(step for step in funnel.stood if step not in order)]
        rows = []
        for step in steps:
            stood = self._optional(f"stood/{step}")
            last = self._optional(f"funnel/{step}")
            label = self._words.step_of(funnel.guide, step)
            rows.append(Row(label, (stood, last), share(stood, self.shown("opened"))))
        return self._table(funnel.last, ("Từng đứng", "Dừng hẳn"), rows)

    def is_told(self, *keys: str) -> bool:
        """Whether numbers are shown as they are."""
        return all(self.shown(key).value is not None for key in keys)

    def wait(self, share: float) -> str:
        """How long a share of those answered waited at most for the first answer."""
        told = self.is_told("answers/answered")
        return how_long(self._report.waits.share(share)) if told else WITHHELD

    @property
    def helped(self) -> Shown:
        """People helped: who said so, or said nothing."""
        keys = ("people/yes", "people/silent")
        count = sum(self._cells[key] for key in keys)
        return _plain(count) if self.is_told(*keys) else Shown(WITHHELD)

    def _optional(self, key: str) -> Shown:
        return self.shown(key) if key in self._cells else Shown("0", 0)

    def _row(self, figure: Figure, key: str, *, inner: bool = False) -> Row:
        meaning = self._words.meanings[figure.id]
        cell = f"{figure.id}/{key}"
        told = self.shown(cell) if cell in self._cells else _plain(figure.count(key))
        label = self._words.label(meaning.labels, key)
        return Row(label, (told,), share(told, self.shown(meaning.of)), inner)

    def _grid(self, grid: Grid, labels: str, columns: tuple[str, ...]) -> Table:
        rows = []
        whole = self._words.meanings[grid.id].of
        for row in (*grid.rows, "*"):
            keys = [f"{grid.id}/{row}/{column}" for column in grid.columns]
            keys.append(whole if row == "*" else f"{grid.id}/{row}/*")
            label = "Cộng" if row == "*" else self._words.label(labels, row)
            rows.append(Row(label, tuple(self.shown(key) for key in keys)))
        return self._table(Figure(grid.id, ()), columns, rows, has_shares=False)

    def _table(
        self,
        figure: Figure,
        columns: tuple[str, ...],
        rows: Iterable[Row],
        *,
        has_shares: bool = True,
    ) -> Table:
        meaning = self._words.meanings[figure.id]
        of = self._words.wholes[meaning.of]
        return Table(meaning, self.shown(meaning.of), of, columns, tuple(rows), has_shares)


def _plain(count: int) -> Shown:
    return Shown(f"{count:,}".replace(",", "."), count)


def share(part: Shown, whole: Shown) -> str:
    """A part in percent of its whole; empty where one of them is not told.

    >>> share(Shown("1", 1), Shown("300", 300)), share(Shown(UNDER), Shown("9", 9))
    ('<1 %', '')
    """
    if part.value is None or not whole.value:
        return ""
    percent = 100 * part.value / whole.value
    if 0 < percent < 1:
        return "<1 %"
    return ">99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def how_long(seconds: float | None) -> str:
    """A wait in words.

    >>> how_long(59), how_long(7200), how_long(223260), how_long(None)
    ('dưới 1 phút', '2 giờ', '2 ngày 15 giờ', 'chưa có')
    """
    if seconds is None:
        return "chưa có"
    unit = HOUR_S if seconds >= DAY_S else 60  # rounded up: "within" must hold
    minutes = ceil(seconds / unit) * unit // 60 if seconds >= 60 else 0
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "ngày"), (hours, "giờ"), (minutes, "phút")]
    told = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(told[:2]) or "dưới 1 phút"
