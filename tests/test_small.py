"""Small counts: what is shown, and that no more can be worked out."""

import random
from itertools import product

import pytest

from bot.reporting.small import LEAST, Mark, Sheet, Sum, determined, protect

SHOWN, SMALL, HIDDEN = Mark.SHOWN, Mark.SMALL, Mark.HIDDEN


def row(*counts: int) -> Sheet:
    """One row: parts a, b, c … and their sum."""
    parts = {chr(ord("a") + at): count for at, count in enumerate(counts)}
    return Sheet(parts | {"sum": sum(counts)}, (Sum("sum", tuple(parts)),))


def table(counts: list[list[int]]) -> Sheet:
    """Rows and columns with both sums."""
    rows, columns = range(len(counts)), range(len(counts[0]))
    cells = {f"{r}.{c}": counts[r][c] for r in rows for c in columns}
    cells |= {f"{r}.*": sum(counts[r]) for r in rows}
    cells |= {f"*.{c}": sum(counts[r][c] for r in rows) for c in columns}
    cells["*.*"] = sum(map(sum, counts))
    sums = [Sum(f"{r}.*", tuple(f"{r}.{c}" for c in columns)) for r in [*rows, "*"]]
    sums += [Sum(f"*.{c}", tuple(f"{r}.{c}" for r in rows)) for c in [*columns, "*"]]
    return Sheet(cells, tuple(sums))


def by_trying(sheet: Sheet, marks: dict[str, Mark], most: int) -> dict[str, set[int]]:
    """Every value that each unseen cell could have, by trying all of them."""
    unseen = [key for key, mark in marks.items() if mark is not SHOWN]
    possible = {key: set() for key in unseen}
    allowed = {
        SMALL: range(1, LEAST),
        HIDDEN: [*range(1, most + 1)],
    }
    for values in product(*(allowed[marks[key]] for key in unseen)):
        tried = dict(sheet.cells) | dict(zip(unseen, values, strict=True))
        if all(tried[line.whole] == sum(tried[key] for key in line.parts) for line in sheet.sums):
            for key, value in zip(unseen, values, strict=True):
                possible[key].add(value)
    return possible


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((7, 12), {"a": SHOWN, "b": SHOWN, "sum": SHOWN}),  # nothing is small
        ((0, 12), {"a": SHOWN, "b": SHOWN, "sum": SHOWN}),  # nobody is nobody
        ((4, 20, 30), {"a": SMALL, "b": HIDDEN, "c": SHOWN, "sum": SHOWN}),
        ((3, 2, 30), {"a": SMALL, "b": SMALL, "c": SHOWN, "sum": SHOWN}),  # they hide each other
        ((4, 4, 30), {"a": SMALL, "b": SMALL, "c": HIDDEN, "sum": SHOWN}),  # 8 = 4 + 4 only
        ((1, 1, 30), {"a": SMALL, "b": SMALL, "c": HIDDEN, "sum": SHOWN}),  # 2 = 1 + 1 only
        ((1, 5, 30), {"a": SMALL, "b": SHOWN, "c": HIDDEN, "sum": SHOWN}),  # 6 = 1 + 5 only
        ((3, 0), {"a": SMALL, "b": SHOWN, "sum": SMALL}),
        ((6,), {"a": SHOWN, "sum": SHOWN}),
    ],
)
def test_small_cells_hide_and_are_hidden_by_others(counts, expected) -> None:
    assert expected == protect(row(*counts))


def test_four_ones_are_not_given_away_by_a_small_sum() -> None:
    marks = protect(row(1, 1, 1, 1))

    assert HIDDEN is marks["sum"]
    assert [SMALL] * 4 == [marks[key] for key in "abcd"]


def test_a_lone_hidden_cell_is_determined_and_a_pair_is_not() -> None:
    [line] = row(1, 2, 3).sums

    assert {"a"} == determined([line], {"a"})
    assert set() == determined([line], {"a", "b"})


def test_a_cell_that_joins_two_hidden_squares_is_determined() -> None:
    sums = table([[0] * 4 for _ in range(4)]).sums
    squares = {"0.0", "0.1", "1.0", "1.1", "2.2", "2.3", "3.2", "3.3"}

    assert set() == determined(sums, squares)
    assert {"1.2"} == determined(sums, squares | {"1.2"})


def test_a_whole_that_two_tables_share_hides_in_both() -> None:
    cells = {"all": 8, "a": 4, "b": 4, "c": 8, "d": 0}
    sheet = Sheet(cells, (Sum("all", ("a", "b")), Sum("all", ("c", "d"))))

    marks = protect(sheet)
    assert HIDDEN is marks["all"]
    assert HIDDEN is marks["c"]


@pytest.mark.parametrize("seed", range(60))
def test_no_hidden_cell_of_a_table_follows_by_subtraction(seed: int) -> None:
    chance = random.Random(seed)
    size = chance.randint(1, 6), chance.randint(1, 5)
    most = chance.choice([4, 9, 60])
    counts = [[chance.randint(0, most) for _ in range(size[1])] for _ in range(size[0])]
    sheet = table(counts)

    marks = protect(sheet)
    unseen = {key for key, mark in marks.items() if mark is not SHOWN}
    assert set() == determined(sheet.sums, unseen)
    assert {key for key, count in sheet.cells.items() if 0 < count < LEAST} <= unseen
    for line in sheet.sums:
        assert 1 != len(unseen.intersection(line.keys))


@pytest.mark.parametrize("seed", range(40))
def test_no_small_cell_of_a_row_has_only_one_possible_value(seed: int) -> None:
    chance = random.Random(seed)
    sheet = row(*(chance.randint(0, 7) for _ in range(chance.randint(1, 4))))

    marks = protect(sheet)
    possible = by_trying(sheet, marks, most=30)
    small = [key for key, count in sheet.cells.items() if 0 < count < LEAST]
    assert [] == [key for key in small if len(possible[key]) < 2]


def test_a_limit_gives_nothing_away_either() -> None:
    # 8 people, 7 + 1; whoever knows that at least 7 are among the first part knows the other
    row = Sheet({"all": 8, "said": 7, "no": 1, "seen": 7}, (Sum("all", ("said", "no")),))

    assert {"all": SHOWN, "said": HIDDEN, "no": SMALL, "seen": SHOWN} == protect(row)
    marks = protect(row.limits(("said", ("seen",))))
    assert [HIDDEN, HIDDEN, SMALL] == [marks[key] for key in ("all", "said", "no")]
