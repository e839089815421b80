"""Who comes to the demonstration, what they say, who helps: read from data/demo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.accounts import Role


@dataclass(frozen=True)
class Matter:
    """Something that people come for."""

    id: str
    """The guide that answers it, where there is one."""
    says: tuple[str, ...]
    often: int
    known: bool
    title: str = ""
    """What the team calls it."""
    answer: str = ""
    close: str = ""
    """How the team closes it without an answer."""
    visit: bool = False


@dataclass(frozen=True)
class Burst:
    """One bad day on which everybody asks the same."""

    days_ago: int
    matter: Matter
    people: int


@dataclass(frozen=True)
class Member:
    """Somebody of the team."""

    name: str
    role: Role
    communes: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """Everything that is invented; a mapping gives how often each of its keys is chosen."""

    province: str
    communes: Mapping[str, int]
    channels: Mapping[str, int]
    hours: Mapping[int, int]
    weekdays: tuple[int, ...]
    burst: Burst
    team: tuple[Member, ...]
    sayings: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    matters: tuple[Matter, ...] = field(repr=False)


def read_script(folder: Path) -> Script:
    """The script of a folder."""
    life = _read(folder / "life.yml")
    matters = tuple(
        _matter(entry, known=name == "known")
        for name in ("known", "unknown")
        for entry in _read(folder / f"{name}.yml")
    )
    burst = life["burst"]
    asked = Matter(burst["matter"], tuple(burst["says"]), 0, known=True)
    return Script(
        life["province"],
        life["communes"],
        life["channels"],
        life["hours"],
        tuple(life["weekdays"]),
        Burst(burst["days_ago"], asked, burst["people"]),
        tuple(_member(entry) for entry in life["team"]),
        {kind: tuple(said) for kind, said in life["sayings"].items()},
        tuple(life["notes"]),
        matters,
    )


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _matter(entry: dict[str, Any], *, known: bool) -> Matter:
    of_team = {name: entry[name] for name in ("title", "answer", "close", "visit") if name in entry}
    return Matter(entry["matter"], tuple(entry["says"]), entry["often"], known, **of_team)


def _member(entry: dict[str, Any]) -> Member:
    return Member(entry["name"], Role(entry["role"]), tuple(entry["communes"]))
