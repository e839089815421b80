"""The benchmark as one page in the style of the report, and as a table for the terminal."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.evaluation.benchmark.figures import Benchmark, Standing
from bot.evaluation.curves import Point
from bot.evaluation.svg import Axis, Series, chart

_HERE = Path(__file__).parent
_STYLES = ("first", "third")


def write_page(found: Benchmark) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader([_HERE, _HERE.parent]),  # the stylesheet is the report's
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["percent"] = _percent
    pictures = [Markup(_picture(one)) for one in found.sets]  # escaped where it is drawn
    page = environment.get_template("benchmark.html")
    return page.render(found=found, pictures=pictures)


def _percent(value: float) -> str:
    return f"{100 * value:.1f}\u00a0%"


def _picture(one: Standing) -> str:
    published = tuple(
        Point(row.recall, row.accuracy) for row in one.published if row.accuracy is not None
    )
    series = [Series("published", published, "second", dots=True, line=False)]
    for ours, style in zip(one.ours, _STYLES, strict=False):
        chosen = tuple(Point(row.recall.value, row.accuracy.value) for row in ours.rows)
        series.append(Series(ours.system, ours.curve, style))
        series.append(Series(f"{ours.system}, as chosen", chosen, style, dots=True, line=False))
    return chart(Axis("lines out of scope refused"), Axis("lines in scope right"), series)


def write_table(found: Benchmark) -> str:
    """In-scope accuracy and out-of-scope recall, published and ours, set by set."""
    return "\n\n".join("\n".join(_set(one)) for one in found.sets)


def _set(one: Standing) -> Iterator[str]:
    yield f"{one.name}: {one.learnt} lines to learn from, {one.judged} judge;"
    yield f"thresholds refuse a share of the lines in scope among the {one.chosen_on}"
    yield f"  {'':34} in-scope accuracy  out-of-scope recall"
    for row in one.published:
        accuracy = "–" if row.accuracy is None else f"{row.accuracy:.1%}"
        yield f"  {row.system + ' (published)':34} {accuracy:>17}  {row.recall:>19.1%}"
    for ours in one.ours:
        for figures in ours.rows:
            name = f"{ours.system}, {figures.refused:.0%} refused"
            yield f"  {name:34} {figures.accuracy.value:>17.1%}  {figures.recall.value:>19.1%}"
