"""Figures of a report: what was counted, of how many, in which days and places.

Every figure is a whole and its parts; they always agree, for the whole is the sum of its parts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.accounts import Account
from bot.daytime import VIETNAM


@dataclass(frozen=True)
class Period:
    """Whole days by Vietnam's clock, the last one included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first moment, as the database keeps times: UTC."""
        return datetime.combine(self.first, time()) - VIETNAM

    @property
    def end(self) -> datetime:
        """The first moment after it, UTC."""
        return datetime.combine(self.last + timedelta(days=1), time()) - VIETNAM

    @property
    def days(self) -> Iterator[date]:
        """Each of its days."""
        for after in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=after)

    @classmethod
    def ending(cls, last: date, days: int) -> "Period":
        """So many days up to one."""
        return cls(last - timedelta(days=days - 1), last)

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """The whole month of a day."""
        first = day.replace(day=1)
        next_month = (first + timedelta(days=31)).replace(day=1)
        return cls(first, next_month - timedelta(days=1))


def in_vietnam(at: datetime) -> datetime:
    """What Vietnam's clocks show at a time in UTC."""
    return at + VIETNAM


@dataclass(frozen=True)
class Scope:
    """Where a report looks: everywhere, or communes and a province, or one commune of them."""

    communes: tuple[str, ...] = ()
    province: str = ""
    commune: str = ""
    """Narrowed to this one; it still must lie within the others."""

    @classmethod
    def of(cls, account: Account, commune: str = "") -> "Scope":
        """What an account sees, narrowed to a commune if one is named."""
        if account.sees_everywhere:
            return cls(commune=commune)
        return cls(account.communes, account.province, commune)

    @property
    def name(self) -> str:
        """The places it is limited to; empty when it is none."""
        return self.commune or "; ".join(filter(None, (*self.communes, self.province)))


@dataclass(frozen=True)
class Part:
    """One part of a whole; the key says which."""

    key: str
    count: int


REST = "…"
"""The key of what a table does not list line by line."""


@dataclass(frozen=True)
class Figure:
    """A whole and its parts."""

    id: str
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, id: str, counts: Iterable[tuple[str, int]]) -> "Figure":
        """The largest part first, equal ones by key; what is counted twice is summed."""
        summed: dict[str, int] = {}
        for key, count in counts:
            summed[key] = summed.get(key, 0) + count
        ranked = sorted(summed.items(), key=lambda item: (-item[1], item[0]))
        return cls(id, tuple(Part(key, count) for key, count in ranked))

    @property
    def whole(self) -> int:
        """What the parts are parts of."""
        return sum(part.count for part in self.parts)

    def count(self, key: str) -> int:
        """One part; 0 where there is none."""
        return next((part.count for part in self.parts if part.key == key), 0)

    def in_order(self, keys: Iterable[str]) -> "Figure":
        """Its parts in a fixed order, those that are missing as 0; others follow."""
        wanted = [*keys]
        known = {*wanted}
        first = tuple(Part(key, self.count(key)) for key in wanted)
        return Figure(self.id, first + tuple(part for part in self.parts if part.key not in known))

    def top(self, most: int) -> "Figure":
        """The first parts, and all others as one."""
        if len(self.parts) <= most + 1:
            return self
        rest = Part(REST, sum(part.count for part in self.parts[most:]))
        return Figure(self.id, (*self.parts[:most], rest))


class Told(NamedTuple):
    """What is known of the matter of some needs; empty strings where it is not known."""

    named: str
    """The intent that a team gave to their case."""
    guide: str
    """The guide in which they arose."""
    guessed: str
    """What the model was sure enough of."""


class Reached(NamedTuple):
    """A need that got an answer or a visit."""

    who: str
    visited: bool
    helped: bool | None
    """What was said of it; none where nothing was."""
    told: Told


def people(reached: Iterable[Reached]) -> Figure:
    """Each person once: one good word counts, else silence, else that nothing helped."""
    said: dict[str, set[bool | None]] = {}
    for need in reached:
        said.setdefault(need.who, set()).add(need.helped)
    words = ("yes" if True in all else "silent" if None in all else "no" for all in said.values())
    return Figure.of("people", ((word, 1) for word in words))


def spared(reached: Iterable[Reached]) -> int:
    """People who said that it helped, and were not visited."""
    needs = [*reached]
    visited = {need.who for need in needs if need.visited}
    return len({need.who for need in needs if need.helped} - visited)


@dataclass(frozen=True)
class Grid:
    """Counts in two directions, rows and columns."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: dict[tuple[str, str], int]

    def count(self, row: str, column: str) -> int:
        """One cell; 0 where nothing was counted."""
        return self.counts.get((row, column), 0)

    def row(self, row: str) -> int:
        """The sum of a row."""
        return sum(self.count(row, column) for column in self.columns)

    def column(self, column: str) -> int:
        """The sum of a column."""
        return sum(self.count(row, column) for row in self.rows)

    @property
    def whole(self) -> int:
        """The sum of all."""
        return sum(self.row(row) for row in self.rows)


@dataclass(frozen=True)
class Funnel:
    """How far conversations came in a guide."""

    guide: str
    stood: dict[str, int]
    """Conversations that stood at each step."""
    last: Figure
    """Where each conversation was last; its whole is those that opened the guide."""


@dataclass(frozen=True)
class Waits:
    """How long the first answers took."""

    seconds: tuple[float, ...]
    """Sorted."""

    def share(self, share: float) -> float | None:
        """The wait within which a share of them were answered; none where nobody was.

        >>> Waits((10.0, 20.0, 30.0, 40.0)).share(0.5), Waits(()).share(0.5)
        (20.0, None)
        """
        if not self.seconds:
            return None
        return self.seconds[max(0, -(-int(share * 100) * len(self.seconds) // 100) - 1)]


class Rise(NamedTuple):
    """What was asked more than the week before."""

    key: str
    before: int
    now: int


def rises(before: Figure, now: Figure, least: int = 3, most: int = 5) -> list[Rise]:
    """What rose most, by at least so many."""
    found = [Rise(part.key, before.count(part.key), part.count) for part in now.parts]
    grown = [rise for rise in found if rise.now - rise.before >= least]
    return sorted(grown, key=lambda rise: (rise.before - rise.now, rise.key))[:most]
