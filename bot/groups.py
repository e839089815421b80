"""Telegram groups of teams: how they join, and up to where each was told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Joining(StrEnum):
    """What came of a code that was written into a group."""

    JOINED = "joined"
    AGAIN = "again"
    """The same code from the same group: delivered twice."""
    WRONG = "wrong"


@dataclass(frozen=True)
class Group:
    """A team's group as the notices see it."""

    id: int
    chat: str
    place: str
    """A commune or a province as needs name them; empty for everywhere."""
    told_at: datetime | None
    told_need: int
    alarmed_need: int


@dataclass(frozen=True)
class GroupState:
    """The same as the desk shows it."""

    id: int
    chat: str
    place: str
    told_at: datetime | None
    fails: bool
    """Whether the last message waits after a failure."""


@dataclass(frozen=True)
class LostGroup:
    """A group that put us out; ``at`` is UTC."""

    place: str
    at: datetime


@dataclass(frozen=True)
class Offer:
    """A code that lets one group join; ``until`` is UTC."""

    code: str
    place: str
    until: datetime
    chat: str = ""
    """Which group used it."""
    wrong: int = 0
    """How many wrong codes were tried meanwhile."""
