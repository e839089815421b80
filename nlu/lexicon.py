"""Word lists of data/lexicon, read as plain values."""

from pathlib import Path

import yaml


def read_shorthand(path: Path) -> dict[str, str]:
    """Shorthand and its expansion; the file groups the spellings of one expansion in a list."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {short: full for full, shorts in written.items() for short in shorts}


def read_fillers(path: Path) -> tuple[str, ...]:
    """Words that say nothing of the matter; the file groups them by what they are for."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(filler for group in written.values() for filler in group)
