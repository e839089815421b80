"""What a channel's plan allows in a month, and how much of it is used."""

from dataclasses import dataclass
from datetime import datetime

from bot.daytime import VIETNAM

WARN_AT = (0.8, 0.95, 1.0)


@dataclass(frozen=True)
class Quota:
    """Most messages of ours in a month, and most people who may write to us."""

    messages: int
    people: int


ZALO_BOT = Quota(messages=3000, people=50)
"""The free plan of the Zalo Bot Platform, as of 2026-11."""


@dataclass(frozen=True)
class Usage:
    """What was sent in a month, and how many people are known on the channel."""

    month: str
    messages: int
    people: int

    def warns(self, quota: Quota) -> bool:
        """Whether the message sent last made a mark worth telling of."""
        return self.messages in {round(share * quota.messages) for share in WARN_AT}


def month_of(now: datetime) -> str:
    """The month in Viet Nam, as 2026-11; ``now`` is UTC without saying so."""
    return (now + VIETNAM).strftime("%Y-%m")
