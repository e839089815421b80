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
            break
    return {key: mark for key, mark in marks.items() if key not in sheet.slack}


def _exposed(sheet: Sheet, marks: Mapping[str, Mark]) -> set[str]:
    """Cells that are not shown and could be worked out."""
    unseen = {key for key, mark in marks.items() if mark is not Mark.SHOWN}
    bounds = _bounds(sheet, marks)
    small = {key for key in unseen if 0 < sheet.cells[key] < LEAST}
    tight = {key for key in small if bounds[key][0] == bounds[key][1]}
    return (determined(sheet.sums, unseen) | tight) - sheet.slack


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


def _hide_more(sheet: Sheet, marks: dict[str, Mark], exposed: set[str]) -> bool:
    """Hide one more cell, as near to the exposed ones as can be; False when all is hidden."""
    reach: set[str] = set()
    further = exposed
    while reach != further:
        reach = further
        beside = [line for line in sheet.sums if not reach.isdisjoint(line.keys)]
        wholes = {line.whole for line in beside} - exposed
        parts = {key for line in beside for key in line.parts} - exposed - wholes
        if hidden := _large(sheet, marks, parts) or _large(sheet, marks, wholes):
            marks[hidden] = Mark.HIDDEN
            return True
        further = reach.union(*(line.keys for line in beside))
    small = {key for key in reach if marks[key] is Mark.SMALL}
    unsaid = small & {line.whole for line in sheet.sums} or small
    marks |= dict.fromkeys(unsaid, Mark.HIDDEN)  # not even said to be small
    return bool(unsaid)


def _large(sheet: Sheet, marks: Mapping[str, Mark], keys: set[str]) -> str:
    """A cell to hide: the smallest beside which a small one could be any, else the largest."""
    large = [key for key in keys if marks[key] is Mark.SHOWN and sheet.cells[key] >= LEAST]
    ample = [key for key in large if sheet.cells[key] >= 2 * LEAST - 2]
    if ample:
        return min(ample, key=lambda key: (sheet.cells[key], key))
    return max(large, key=lambda key: (sheet.cells[key], key), default="")
