"""The figures of the benchmark and the table that compares them."""

import pytest

from bot.bench.figures import (
    Comparison,
    Figures,
    Load,
    Row,
    percentile,
    read_load,
    rows,
    write_number,
    write_table,
)  # fmt: skip


def figures(name: str, factor: float) -> Figures:
    one = Load(
        callers=1, answers=round(1000 / factor), seconds=1.0, p50_ms=factor, p99_ms=2 * factor
    )
    many = Load(
        callers=16, answers=round(2000 / factor), seconds=1.0, p50_ms=factor, p99_ms=9 * factor
    )
    return Figures(name, (factor, 3 * factor, 2 * factor), 50 * factor, 60 * factor, one, many)


@pytest.fixture
def compared() -> Comparison:
    stock = (figures("DIET (3 of 50 epochs)", 20), figures("LR", 4))
    return Comparison(figures("ours", 1), figures("whole", 2), stock)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.5, 7.0),
        ([7.0], 0.99, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([4.0, 3.0, 2.0, 1.0], 0.5, 2.0),
        ([float(n) for n in range(100, 0, -1)], 0.99, 99.0),
        ([float(n) for n in range(1, 102)], 0.99, 100.0),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


def test_a_load_is_read_from_waits() -> None:
    load = read_load(16, [0.010, 0.020, 0.030, 0.500], seconds=2.0)

    assert load == Load(callers=16, answers=4, seconds=2.0, p50_ms=20.0, p99_ms=500.0)
    assert load.rate == 2.0


def test_the_start_in_the_middle_counts() -> None:
    assert figures("ours", 1).start_s == 2


def test_a_ratio_says_how_many_times_better_ours_is() -> None:
    assert Row("seconds", 2.0, (20.0, None)).ratios == (10.0, None)
    assert Row("rate", 500.0, (100.0,), less_is_better=False).ratios == (5.0,)


@pytest.mark.parametrize(
    ("stock", "expected"),
    [
        ((10.0, 12.0), "10x: met"),
        ((12.0, 9.9), "10x: met for 1 of 2"),
        ((9.9, 1.0), "10x: missed"),
    ],
)
def test_an_aim_is_met_or_missed(stock: tuple[float, ...], expected: str) -> None:
    assert Row("seconds", 1.0, stock, aim=10).verdict == expected


def test_a_row_without_an_aim_has_no_verdict() -> None:
    assert Row("seconds", 1.0, (2.0,)).verdict == ""


def test_parsing_is_compared_first_then_the_whole(compared: Comparison) -> None:
    titles = [row.title for row in rows(compared)]

    assert titles[0] == "parsing: start to the first answer, s"
    assert titles.index("parse p99, 16 callers, ms") < titles.index(
        "whole assistant: start to the first answer, s"
    )
    assert titles[-1] == "whole turn p99, 16 citizens, ms"
    assert len(titles) == len(set(titles)) == 18


def test_the_table_is_markdown_with_ratios_and_verdicts(compared: Comparison) -> None:
    lines = write_table(compared).splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]

    by_title = {title: rest for title, *rest in cells}
    assert by_title[""] == [
        "ours",
        "DIET (3 of 50 epochs)",
        "LR",
        "ours vs DIET",
        "ours vs LR",
        "aim",
    ]
    assert by_title["parse p50, 1 caller, ms"] == ["1.00", "20.0", "4.00", "20.0x", "4.00x", ""]
    assert by_title["parses per second, 1 caller"][-1] == "5x: met for 1 of 2"
    assert by_title["whole turns per second, 16 citizens"] == ["1,000", *"––––", ""]
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (None, "–"),
        (0.4567, "0.46"),
        (9.994, "9.99"),
        (12.34, "12.3"),
        (99.96, "100.0"),
        (4321.4, "4,321"),
    ],
)
def test_numbers_are_short(number: float | None, expected: str) -> None:
    assert write_number(number) == expected
