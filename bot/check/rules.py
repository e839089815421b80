"""What our own words are held to: the lists of data/rules, kept by people who do not program."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

SECRETS = (
    "secrets", "except", "hand", "between", "enter", "ours", "senders", "shields", "nobody",
    "resets", "verdicts", "questions", "personal", "elsewhere",
)  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """Word lists by name, as they are written."""

    jargon: Mapping[str, tuple[str, ...]]
    """A hard word and what explains it; the first explanation is the one to suggest."""
    hosts: tuple[str, ...]
    """Official hosts; what stands below one is official too."""
    warnings: Mapping[str, tuple[str, ...]]
    """``about``, ``warns`` and ``of``: which answers need a warning, and what is one."""
    secrets: Mapping[str, tuple[str, ...]]
    """The kinds of words by which a sentence that asks for a secret is known."""


def read_rules(folder: Path) -> Rules:
    """The lists of data/rules.

    Raises:
        ValueError: a file or a list in it is missing.
    """
    return Rules(
        jargon=_lists(folder / "jargon.yml"),
        hosts=_lists(folder / "hosts.yml", "official")["official"],
        warnings=_lists(folder / "warnings.yml", "about", "warns", "of"),
        secrets=_lists(folder / "secrets.yml", *SECRETS),
    )


def _lists(path: Path, *names: str) -> dict[str, tuple[str, ...]]:
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        lists = {str(name): tuple(map(str, words)) for name, words in written.items()}
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"rules/{path.name} holds no word lists: {reason}") from error
    if missing := [name for name in names if not lists.get(name)]:
        raise ValueError(f"rules/{path.name} lacks the list '{missing[0]}'")
    return lists
