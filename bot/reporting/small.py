"""Small counts: nobody may be recognised by a number under five, nor work one out from others.

A sheet is every number of a report and every sum among them. Cells of 1 to 4 are told as *under
five*; more cells are hidden until no hidden one follows from what is shown: not by adding and
subtracting, over any number of sums, and no small one by the bounds that the sums set either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

LEAST = 5
"""The smallest count that is shown; 0 is, too."""
_NO_END = 10**12
_MOST_ROUNDS = 50


class Mark(Enum):
    """What is shown of a cell."""

    SHOWN = "shown"
    SMALL = "small"
    """That it is under five."""
    HIDDEN = "hidden"
    """Nothing, so that others do not follow."""


@dataclass(frozen=True)
class Sum:
    """A cell that is the sum of others."""

    whole: str
    parts: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Its parts, and last the whole."""
        return (*self.parts, self.whole)


@dataclass(frozen=True)
class Sheet:
    """Every number of a report, and the sums among them."""

    cells: Mapping[str, int]
    sums: tuple[Sum, ...]
    slack: frozenset[str] = frozenset()
    """Cells that are never shown: what one number is larger by than others it cannot be under."""

    def limits(self, *limits: tuple[str, tuple[str, ...]]) -> "Sheet":
        """The same, and a reader knows that some numbers sum to no more than another."""
        gaps = {f"{whole} less {parts}": (whole, parts) for whole, parts in limits}
        left = {
            key: self.cells[whole] - sum(self.cells[part] for part in parts)
            for key, (whole, parts) in gaps.items()
        }
        sums = tuple(Sum(whole, (*parts, key)) for key, (whole, parts) in gaps.items())
        return Sheet({**self.cells, **left}, self.sums + sums, self.slack | left.keys())


def protect(sheet: Sheet) -> dict[str, Mark]:
    """What may be shown of each cell."""
    marks = {
        key: Mark.SMALL if 0 < count < LEAST else Mark.SHOWN for key, count in sheet.cells.items()
    } | {key: Mark.HIDDEN for key in sheet.slack}
    while exposed := _exposed(sheet, marks):
        if not _hide_more(sheet, marks, exposed):
            return {key: Mark.HIDDEN if sheet.cells[key] else Mark.SHOWN for key in marks}
    return marks


def _exposed(sheet: Sheet, marks: Mapping[str, Mark]) -> str:
    """A cell that is not shown and could be worked out; empty when there is none."""
    unseen = {key for key, mark in marks.items() if mark is not Mark.SHOWN}
    if found := determined(sheet.sums, unseen) - sheet.slack:
        return min(found)
    bounds = _bounds(sheet, marks)
    tight = [
        key for key in unseen if 0 < sheet.cells[key] < LEAST and bounds[key][0] == bounds[key][1]
    ]
    return min(tight, default="")


def determined(sums: Iterable[Sum], unseen: set[str]) -> set[str]:
    """The unseen cells that follow from the others by adding and subtracting."""
    solved: dict[str, dict[str, Fraction]] = {}
    for line in sums:
        row = {key: Fraction(1) for key in line.parts if key in unseen}
        if line.whole in unseen:
            row[line.whole] = Fraction(-1)
        for pivot, other in solved.items():
            if pivot in row:
                row = _less(row, other, row[pivot])
        if not row:
            continue
        pivot = min(row)
        row = {key: value / row[pivot] for key, value in row.items()}
        solved = {
            known: _less(other, row, other[pivot]) if pivot in other else other
            for known, other in solved.items()
        }
        solved[pivot] = row
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _less(
    row: dict[str, Fraction], other: dict[str, Fraction], times: Fraction
) -> dict[str, Fraction]:
    keys = row.keys() | other.keys()
    left = {key: row.get(key, Fraction()) - times * other.get(key, Fraction()) for key in keys}
    return {key: value for key, value in left.items() if value}


def _bounds(sheet: Sheet, marks: Mapping[str, Mark]) -> dict[str, tuple[int, int]]:
    """Between which numbers each cell must lie for who sees the marks and all sums."""
    bounds = {key: _bound(count, marks[key]) for key, count in sheet.cells.items()}
    bounds |= {key: (0, _NO_END) for key in sheet.slack}
    for _ in range(_MOST_ROUNDS):
        before = dict(bounds)
        for line in sheet.sums:
            _tighten(line, bounds)
        if bounds == before:
            break
    return bounds


def _bound(count: int, mark: Mark) -> tuple[int, int]:
    match mark:
        case Mark.SMALL:
            return 1, LEAST - 1
        case Mark.HIDDEN:  # a large one is known not to be small, or it would say so
            return (LEAST if count >= LEAST else 1), _NO_END
    return count, count


def _tighten(line: Sum, bounds: dict[str, tuple[int, int]]) -> None:
    least = sum(bounds[key][0] for key in line.parts)
    most = sum(bounds[key][1] for key in line.parts)
    low, high = bounds[line.whole]
    low, high = bounds[line.whole] = max(low, least), min(high, most)
    for key in line.parts:
        mine = bounds[key]
        bounds[key] = max(mine[0], low - (most - mine[1])), min(mine[1], high - (least - mine[0]))


def _hide_more(sheet: Sheet, marks: dict[str, Mark], exposed: str) -> bool:
    """Hide one more cell beside an exposed one; False when nothing is left to hide."""
    beside = [line for line in sheet.sums if exposed in line.keys]
    parts = {key for line in beside for key in line.parts} - {exposed}
    wholes = {line.whole for line in beside} - {exposed}
    for keys in (parts - wholes, wholes):
        large = [key for key in keys if marks[key] is Mark.SHOWN and sheet.cells[key] >= LEAST]
        if large:
            marks[min(large, key=lambda key: (sheet.cells[key], key))] = Mark.HIDDEN
            return True
    for keys in (wholes, parts, {exposed}):  # not even said to be small
        small = [key for key in keys if marks[key] is Mark.SMALL]
        if small:
            marks[min(small)] = Mark.HIDDEN
            return True
    return False
