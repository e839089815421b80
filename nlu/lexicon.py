"""Word lists of data/lexicon, read as plain values."""

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Surroundings:
    """Clauses that can stand around any message and change nothing of it."""

    openings: tuple[str, ...]
    asides: tuple[str, ...]
    """Before or after a message."""
    closings: tuple[str, ...]


def read_surroundings(path: Path) -> Surroundings:
    """The three lists of the file.

    Raises:
        ValueError: the file is missing, or a list is missing or empty.
    """
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        lists = {
            place: tuple(map(str, written[place])) for place in ("openings", "asides", "closings")
        }
        if all(lists.values()):
            return Surroundings(**lists)
        reason = "a list is empty"
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())
    raise ValueError(f"lexicon/{path.name} needs openings, asides and closings: {reason}")


def read_shorthand(path: Path) -> dict[str, str]:
    """Shorthand and its expansion; the file groups the spellings of one expansion in a list."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {short: full for full, shorts in written.items() for short in shorts}


def read_fillers(path: Path) -> tuple[str, ...]:
    """Words that say nothing of the matter; the file groups them by what they are for.

    Raises:
        ValueError: the file is missing or holds no lists.
    """
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(str(filler) for group in written.values() for filler in group)
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"lexicon/{path.name} holds no word lists: {reason}") from error
