"""A Zalo Official Account: its keys, its pair of tokens, and when it may write to a citizen."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

FREE_FOR = timedelta(hours=48)
OPEN_FOR = timedelta(days=7)
RENEW_BEFORE = timedelta(hours=1)
WARN_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class OfficialAccount:
    """What an operator knows of the account."""

    id: str
    app_id: str
    app_secret: str = field(repr=False)
    """Proves us when tokens are renewed."""
    secret_key: str = field(repr=False)
    """Proves Zalo when events come."""
    refresh_token: str = field(default="", repr=False)
    """As the administrator of the account got it by consent; used once, then ours is kept."""
    api: str = "https://openapi.zalo.me"
    auth: str = "https://oauth.zaloapp.com"
    strict: bool = True
    """Refuse events with a wrong signature; otherwise only log them."""
    buttons: bool = False
    place_picture: str = ""
    """A picture for Zalo's own form that asks where one lives; without it there is no form."""


@dataclass(frozen=True)
class Pair:
    """The two tokens as they are kept."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_until: datetime
    renewed_at: datetime
    refused: bool = False
    """Zalo no longer takes the refresh token: a person must consent again."""

    def is_fresh(self, now: datetime) -> bool:
        """Whether the access token is good for a while."""
        return bool(self.access) and now < self.access_until - RENEW_BEFORE

    def is_alive(self, now: datetime) -> bool:
        """Whether the access token should still be taken."""
        return bool(self.access) and now < self.access_until

    def is_ageing(self, now: datetime) -> bool:
        """Whether it was not renewed for so long that it may soon be too late."""
        return now - self.renewed_at > WARN_AFTER


class Window(StrEnum):
    """What a message to a citizen costs now."""

    FREE = "free"
    BILLED = "billed"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """Nothing is known of their last message: Zalo will tell."""


def window_of(last: datetime | None, now: datetime) -> Window:
    """The window that a citizen's last message has opened."""
    if last is None:
        return Window.UNKNOWN
    if now - last <= FREE_FOR:
        return Window.FREE
    return Window.BILLED if now - last <= OPEN_FOR else Window.CLOSED
