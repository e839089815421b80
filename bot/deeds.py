"""What the log of the desk says: who did what to whom, and when."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """An action on accounts; those on cases are named where they are done."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    CODE_WRONG = "code_wrong"
    """A second factor that was not right, after the right password."""
    PASSWORD_WRONG = "password_wrong"
    """The old password, asked of somebody signed in, was not right."""
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_REOPENED = "account_reopened"
    PASSWORD_LENT = "password_lent"
    """Somebody else gave a password that is good for one sign-in."""
    PASSWORD_CHANGED = "password_changed"
    FACTOR_SET = "factor_set"
    FACTOR_REMOVED = "factor_removed"


AT_THE_DOOR = (Deed.SIGNED_IN, Deed.SIGN_IN_FAILED, Deed.CODE_WRONG, Deed.LOCKED)
"""What somebody wants to know of who came, or tried to come, in their name."""


@dataclass(frozen=True)
class LogFilter:
    """Which rows of the log; an empty field does not narrow."""

    account: str = ""
    """Who did it, or to whom it was done."""
    actions: tuple[str, ...] = ()
    subject: str = ""
    """*case:12*, *account:lan*."""
    since: datetime | None = None
    """UTC, as ``until``, which does not count any more."""
    until: datetime | None = None
    names: tuple[str, ...] | None = None
    """The accounts whose rows may be read; None for all."""
    page: int = 1

    def within(self, names: tuple[str, ...]) -> "LogFilter":
        """The same, of what concerns some accounts only."""
        return replace(self, names=names)


@dataclass(frozen=True)
class Logged:
    """One row of the log. ``at`` is UTC."""

    at: datetime
    account: str
    """Empty where nobody had signed in, or the machine did it."""
    action: str
    subject: str
    details: dict[str, object]


@dataclass(frozen=True)
class LogPage:
    """Some rows of the log, newest first."""

    rows: tuple[Logged, ...]
    more: bool
    """Whether there are older ones."""
