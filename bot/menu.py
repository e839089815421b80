"""The menu: topics and the guides under each, read from data/menu.yml."""

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Topic:
    """One button of the menu and the guides behind it."""

    id: str
    title: str
    guides: tuple[str, ...]


def read_menu(path: Path) -> tuple[Topic, ...]:
    """The topics in their order."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(Topic(id, topic["title"], tuple(topic["guides"])) for id, topic in written.items())
