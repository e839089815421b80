"""The monthly report that a commune sends up: what we count, and what only the commune knows."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.reporting.meaning import Meaning, Words
from bot.reporting.report import Report
from bot.reporting.tables import Shown, Table, Teller

_FILE = Path(__file__).with_name("month.yml")


@dataclass(frozen=True)
class Line:
    """One line; without a number it is filled in by hand."""

    label: str
    shown: Shown | None = None


@dataclass(frozen=True)
class Section:
    """A numbered part of the report."""

    title: str
    lines: tuple[Line, ...]
    table: Table | None = None


@dataclass(frozen=True)
class Fixed:
    """What stands on every such report."""

    title: str
    source: str
    by_hand: str
    """What is told of the lines without a number."""
    small: str
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Monthly:
    """The whole report, ready to be printed or written to a sheet."""

    fixed: Fixed

    month: str
    """As *2026-11*."""
    place: str
    made_at: datetime
    """By Vietnam's clock."""
    parts: tuple[Section, ...]
    tables: tuple[Table, ...]
    meanings: tuple[Meaning, ...]
    notes: tuple[str, ...]

    @property
    def month_name(self) -> str:
        """As *11/2026*."""
        return f"{self.month[5:]}/{self.month[:4]}"


def monthly(words: Words, report: Report, made_at: datetime, notes: tuple[str, ...]) -> Monthly:
    """Fill in the form; small counts are withheld, for it leaves the team."""
    form = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    teller = Teller(words, report, outside=True)
    fixed = Fixed(
        form["title"], form["source"], form["by_hand"], form["small"], tuple(form["signs"])
    )
    return Monthly(
        fixed,
        f"{report.period.first:%Y-%m}",
        report.scope.name,
        made_at,
        tuple(_section(written, teller) for written in form["parts"]),
        tuple(_table(name, teller) for name in form["tables"]),
        tuple(words.meanings[id] for id in form["meanings"]),
        notes,
    )


def _section(written: dict[str, Any], teller: Teller) -> Section:
    table = _table(written["table"], teller) if "table" in written else None
    return Section(written["title"], tuple(_line(line, teller) for line in written["lines"]), table)


def _line(written: dict[str, Any], teller: Teller) -> Line:
    if "cell" in written:
        return Line(written["label"], teller.shown(written["cell"]))
    if "wait" in written:
        return Line(written["label"], Shown(teller.wait(written["wait"])))
    return Line(written["label"])


def _table(name: str, teller: Teller) -> Table:
    match name:
        case "tree":
            return teller.tree()
        case "guided":
            return teller.guided()
    return teller.table(name)
