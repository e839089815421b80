"""Drawn pictures for people who look rather than read; data/pictures holds them as SVG."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from bot.findings import Finding

MOST_BYTES = 8000
_SVG = "{http://www.w3.org/2000/svg}"
_PLAIN = {
    "svg", "title", "desc", "g", "defs", "use", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "clipPath", "linearGradient", "stop",
}  # fmt: skip
"""What a drawing needs; a script, a style or a foreign picture is none of it."""


@dataclass(frozen=True)
class Picture:
    """One drawing, with what it says to those who cannot see it."""

    id: str
    svg: str
    title: str
    description: str


def read_pictures(folder: Path) -> dict[str, Picture]:
    """Every picture of a folder.

    Raises:
        ValueError: a file is not a picture; the message says why, in one sentence.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.svg"))}


def _read(path: Path) -> Picture:
    svg = path.read_text(encoding="utf-8")
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ValueError(f"pictures/{path.name} is not a picture: {error}") from error
    title, description = (
        " ".join((root.findtext(f"{_SVG}{name}") or "").split()) for name in ("title", "desc")
    )
    return Picture(path.stem, svg, title, description)


def faults(pictures: Mapping[str, Picture]) -> Iterator[Finding]:
    """What a phone should not load, or somebody who cannot see would miss."""
    for picture in pictures.values():
        file = f"pictures/{picture.id}.svg"
        if not (picture.title and picture.description):
            yield Finding(file, "a picture has a <title>, and a <desc> for who cannot see it")
        if (size := len(picture.svg.encode())) > MOST_BYTES:
            yield Finding(file, f"{size} bytes; at most {MOST_BYTES} load on a weak signal")
        for element in ElementTree.fromstring(picture.svg).iter():
            yield from (Finding(file, sentence) for sentence in _strange(element))


def _strange(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.removeprefix(_SVG)
    if name not in _PLAIN:
        yield f"<{name}> has no place in a drawing"
    for key, value in element.attrib.items():
        leads_out = key.endswith("href") and not value.startswith("#")
        if leads_out or key.startswith("on") or ("url(" in value and "url(#" not in value):
            yield f"'{key}' loads or runs something"
