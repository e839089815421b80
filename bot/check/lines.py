"""In which line of a YAML file something stands."""

from functools import lru_cache
from pathlib import Path

import yaml

from bot.findings import Way


def line_of(path: Path, way: Way) -> int:
    """The line, counted from 1, of what a way through the file leads to.

    Where the way breaks off, the line of the last thing on it: a missing key is told at its entry.
    """
    node = _read(path)
    line = 0
    for key in way:
        found = _child(node, key)
        if found is None:
            break
        line, node = found
    return line + 1


def _child(node: yaml.Node | None, key: str | int) -> tuple[int, yaml.Node] | None:
    """The entry of a mapping or a list, and the line where it begins."""
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key].start_mark.line, node.value[key]
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name.start_mark.line, value
    return None


@lru_cache(maxsize=256)
def _read(path: Path) -> yaml.Node | None:
    return yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
