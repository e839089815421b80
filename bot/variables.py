"""What stands in texts as ``{name}``: hotlines, limits, the commune's own address."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml


class Variable(NamedTuple):
    """A value that stands once, with its source and the day on which to check it again."""

    value: str
    about: str
    source: str
    check_by: date
    valid_from: date | None = None


def read_variables(*paths: Path) -> dict[str, Variable]:
    """The variables of all files; a later file (the commune's) overrides an earlier one.

    Raises:
        TypeError: an entry lacks a field or has an unknown one.
    """
    variables: dict[str, Variable] = {}
    for path in paths:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        variables |= {name: Variable(**entry) for name, entry in written.items()}
    return variables


def values(variables: Mapping[str, Variable]) -> dict[str, str]:
    """Just what is put into texts."""
    return {name: variable.value for name, variable in variables.items()}
