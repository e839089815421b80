"""What a citizen asked and we could not give."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why the need was not met."""

    NOT_UNDERSTOOD = "not_understood"
    NONE_FITS = "none_fits"
    NO_ANSWER = "no_answer"
    STUCK = "stuck"
    NOT_HELPED = "not_helped"
    """The citizen says that an answer, or a guide to its end, did not help."""
    LEFT_UNFINISHED = "left_unfinished"
    """A guide was left at a step and not taken up again; nobody waits for an answer."""
    ASKED_PERSON = "asked_person"
    ASKED_VISIT = "asked_visit"
    TOLD_TEAM = "told_team"
    """Written at a step that asks for it: no signal in a hamlet, a wish for a visit."""


@dataclass(frozen=True)
class UnmetNeed:
    """One need as it is kept. ``words`` are masked before this value exists; see bot/privacy.py."""

    reason: Reason
    words: str = ""
    intent: str = ""
    """The model's real guess, also when it was too unsure to answer."""
    confidence: float = 0.0
    guide: str = ""
    step: str = ""
    cause: str = ""
    """The trouble of the step that was tried in vain."""
    commune: str = ""
    """Where the citizen is, by our own list of places."""
    province: str = ""
    bank: str = ""
    """The bank or wallet that the question is about."""
    ranking: tuple[tuple[str, float], ...] = ()
    """The model's best guesses with their confidences, best first."""
    helps: bool = False
    """Whether the citizen asks for somebody else."""
    urgent: bool = False
    """Whether harm may be going on right now: a scam, money on its way."""
