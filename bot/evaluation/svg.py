"""Small pictures as inline SVG: they need no library, no script, and follow the page's colours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from bot.evaluation.curves import Point

WIDTH, HEIGHT = 360, 280
LEFT, RIGHT, TOP, BOTTOM = 46, 342, 12, 236
CELL_WIDTH, CELL_HEIGHT, HEAD = 44, 34, 78
STEPS = (0.02, 0.05, 0.1, 0.2)
MOST_STEPS = 6


@dataclass(frozen=True)
class Series:
    """Points that belong together; the style is a class of the page's stylesheet."""

    name: str
    points: tuple[Point, ...]
    style: str
    dots: bool = False
    """Whether the points are marked."""
    line: bool = True
    """Whether they are joined."""


@dataclass(frozen=True)
class Axis:
    """A side of a picture, in shares that are written as per cent."""

    title: str
    highest: float = 1.0
    """The highest value that must fit."""

    @property
    def step(self) -> float:
        """From one tick to the next."""
        return next(step for step in STEPS if self.highest <= MOST_STEPS * step)

    @property
    def ticks(self) -> list[float]:
        """Where the grid is drawn; the last one is where the axis ends."""
        steps = max(ceil(self.highest / self.step - 1e-9), 1)
        return [self.step * tick for tick in range(steps + 1)]

    def place(self, value: float, start: int, end: int) -> float:
        """Where a value stands between two edges of the picture."""
        return round(start + (end - start) * value / self.ticks[-1], 1)


def chart(x: Axis, y: Axis, series: Sequence[Series]) -> str:
    """Lines and dots over two axes that start at 0, and what each stands for."""
    parts = [*_grid(x, y), *(mark for one in series for mark in _marks(one, x, y))]
    legend = "".join(
        f'<span class="{one.style}{"" if one.line else " dot"}">{escape(one.name)}</span>'
        for one in series
    )
    picture = _picture((WIDTH, HEIGHT), f"{y.title} over {x.title}", parts)
    return f'{picture}<p class="legend">{legend}</p>'


def _picture(size: tuple[int, int], label: str, parts: Sequence[str]) -> str:
    box = f'viewBox="0 0 {size[0]} {size[1]}"'
    return f'<svg {box} role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _grid(x: Axis, y: Axis) -> Iterator[str]:
    for tick in x.ticks:
        at = _x(tick, x)
        yield f'<path class="grid" d="M{at} {TOP}V{BOTTOM}"/>'
        yield _text(at, BOTTOM + 15, f"{tick:.0%}", "middle")
    for tick in y.ticks:
        at = _y(tick, y)
        yield f'<path class="grid" d="M{LEFT} {at}H{RIGHT}"/>'
        yield _text(LEFT - 5, at + 4, f"{tick:.0%}", "end")
    yield _text((LEFT + RIGHT) / 2, HEIGHT - 8, x.title, "middle")
    turned = f'transform="rotate(-90 10 {(TOP + BOTTOM) / 2})"'
    yield _text(10, (TOP + BOTTOM) / 2, y.title, "middle", turned)


def _marks(one: Series, x: Axis, y: Axis) -> Iterator[str]:
    places = [(_x(point.x, x), _y(point.y, y)) for point in one.points]
    if one.line and places:
        path = " ".join(f"{at_x},{at_y}" for at_x, at_y in places)
        yield f'<polyline class="{one.style}" points="{path}"/>'
    if one.dots:
        yield from (
            f'<circle class="{one.style}" cx="{at_x}" cy="{at_y}" r="4"/>' for at_x, at_y in places
        )


def _x(value: float, axis: Axis) -> float:
    return axis.place(value, LEFT, RIGHT)


def _y(value: float, axis: Axis) -> float:
    return axis.place(value, BOTTOM, TOP)


def _text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" {more}>{escape(words)}</text>'


def heat_map(names: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    """How many of each row fell into each column, darker where more of the row did."""
    parts = []
    for at, name in enumerate(names):
        middle = HEAD + CELL_WIDTH * (at + 0.5)
        parts.append(_text(middle, 28, name, "middle"))
        parts.append(_text(HEAD - 6, 40 + CELL_HEIGHT * at + 21, name, "end"))
        parts += _cells(at, counts[at])
    size = (HEAD + CELL_WIDTH * len(names) + 4, 44 + CELL_HEIGHT * len(names))
    parts += [_text(HEAD + CELL_WIDTH * len(names) / 2, 12, "best guess", "middle")]
    parts += [_text(HEAD - 6, 28, "asked", "end")]
    return _picture(size, "families asked for, by families guessed", parts)


def _cells(row: int, counts: Sequence[int]) -> Iterator[str]:
    for column, count in enumerate(counts):
        share = count / max(sum(counts), 1)
        x, y = HEAD + CELL_WIDTH * column, 40 + CELL_HEIGHT * row
        yield (
            f'<rect class="heat" x="{x + 1}" y="{y + 1}" width="{CELL_WIDTH - 2}" '
            f'height="{CELL_HEIGHT - 2}" fill-opacity="{0.06 + 0.94 * share:.2f}"/>'
        )
        ink = "on-dark" if share > 0.5 else ""
        yield _text(x + CELL_WIDTH / 2, y + 21, str(count or "·"), "middle", f'class="{ink}"')
