"""The benchmark as a picture: small bar charts, ours beside stock Rasa."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

from bot.bench.figures import Comparison, Figures, write_number

OURS, STOCK = ("#0b7a75", "#5fb3ae"), ("#c8553d", "#e9a178", "#8d8d8d")
Bar = tuple[str, float, str]


def draw(compared: Comparison, title: str, path: Path) -> None:
    """Write the picture."""
    figure, places = pyplot.subplots(2, 3, figsize=(13, 7), layout="constrained")
    figure.suptitle(title, fontsize=12, x=0.01, ha="left")
    for place, (what, bars, is_log) in zip(places.flat, _charts(compared), strict=True):
        _bars(place, what, bars, is_log)
    figure.savefig(path, dpi=130)
    pyplot.close(figure)


def _charts(compared: Comparison) -> list[tuple[str, list[Bar], bool]]:
    def beside(read: Callable[[Figures], float], *, whole: bool = False) -> list[Bar]:
        return _beside(compared, read, whole=whole)

    one, many = compared.whole.one, compared.whole.many
    turns = [("1 citizen", one.rate, OURS[1]), ("16 citizens", many.rate, OURS[1])]
    return [
        ("Start to the first answer, s", beside(lambda of: of.start_s, whole=True), False),
        ("Resident memory, MiB", beside(lambda of: of.memory_mib, whole=True), False),
        ("Our whole turns per second", turns, False),
        ("Parses per second, 1 caller", beside(lambda of: of.one.rate), False),
        ("Parses per second, 16 callers", beside(lambda of: of.many.rate), False),
        ("Parse p99, 16 callers, ms, log scale", beside(lambda of: of.many.p99_ms), True),
    ]


def _beside(compared: Comparison, read: Callable[[Figures], float], *, whole: bool) -> list[Bar]:
    bars = [("ours,\nparsing", read(compared.parsing), OURS[0])]
    if whole:
        bars.append(("ours, whole\nassistant", read(compared.whole), OURS[1]))
    for figures, colour in zip(compared.stock, STOCK, strict=False):
        bars.append(("\n".join(["Rasa", *figures.name.split(" ", 1)]), read(figures), colour))
    return bars


def _bars(place: Any, what: str, bars: Sequence[Bar], is_log: bool) -> None:
    names, values, colours = zip(*bars, strict=True)
    drawn = place.barh(range(len(bars)), values, color=colours, height=0.62)
    place.bar_label(drawn, [write_number(value) for value in values], padding=4)
    place.set_yticks(range(len(bars)), names)
    place.invert_yaxis()
    place.set_title(what, fontsize=11, loc="left")
    place.spines[["top", "right"]].set_visible(False)
    place.set_ylim(len(bars) - 0.5, -0.5)
    if is_log:
        place.set_xscale("log")
        place.xaxis.set_major_formatter("{x:,g}")
        place.set_xlim(left=min(1.0, min(values) / 2), right=max(values) * 4)
    else:
        place.set_xlim(0, max(values) * 1.18)
