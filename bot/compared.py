"""A need as far as the grouping looks at it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ComparedNeed:
    """What is compared of a need, and what is known of where it is."""

    words: str
    reason: str
    ranking: tuple[tuple[str, float], ...] = ()
    guide: str = ""
    step: str = ""
    cause: str = ""
    id: int = 0
    vector: bytes = b""
    """What an earlier comparison made of it; empty when there was none."""
    case: int | None = None
    by_hand: bool = False
    """Whether somebody of a team put it where it is."""
    urgent: bool = False
    """Whether somebody is in danger: such a need is never one of many."""
    settled: bool = False
    """Whether its case is closed and stays so, whatever joins it."""
