"""Word lists of data/lexicon, read as plain values."""

from pathlib import Path

import yaml


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
