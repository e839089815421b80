"""Accounts of the desk. Whatever changes one is written into the log in the same transaction."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.accounts import Account, Role, Session
from bot.database.audit import log_action, read_log
from bot.database.sessions import Sessions
from bot.database.tables import accounts, audit
from bot.deeds import Deed, LogFilter, LogPage

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
MOST_STRANGERS = 60
"""How many sign-ins under unknown names an hour are written down, lest they flood the log."""


class Accounts:
    """The tables as the desk sees them. The secret of a second factor stands in them as it is:

    whoever reads the database could sign in without it anyway, and a key beside it would hide
    nothing from them.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now
        """UTC; one moment for the whole transaction."""
        self.sessions = Sessions(connection, now)

    # Reading

    def exist(self) -> bool:
        """Whether anybody can sign in yet."""
        return bool(self._connection.scalar(select(func.count()).select_from(accounts)))

    def account(self, name: str) -> Account | None:
        """The account of that name."""
        row = self._connection.execute(select(accounts).where(accounts.c.name == name)).first()
        return self._read(row) if row else None

    def all(self) -> tuple[Account, ...]:
        """Every account by name, those that are closed last."""
        query = select(accounts).order_by(accounts.c.closed_at.is_not(None), accounts.c.name)
        return tuple(map(self._read, self._connection.execute(query)))

    def _read(self, row: Any) -> Account:
        return Account(
            row.name,
            row.password_hash,
            Role(row.role),
            locked=row.locked_until is not None and row.locked_until > self.now,
            communes=tuple(row.communes),
            province=row.province,
            totp_secret=row.totp_secret,
            must_change=row.must_change,
            closed=row.closed_at is not None,
        )

    def session(self, key_hash: str) -> Session | None:
        """Whose session a key opens; None when it is unknown or over."""
        found = self.sessions.find(key_hash)
        account = self.account(found[0]) if found else None
        return Session(account, found[1]) if found and account and not account.closed else None

    def log(self, wanted: LogFilter) -> LogPage:
        """A page of the log."""
        return read_log(self._connection, wanted)

    # Looking after accounts

    def add(self, account: Account, by: str) -> None:
        """Add an account; the name is new."""
        row = {
            "name": account.name,
            "password_hash": account.password_hash,
            "role": account.role.value,
            "failures": 0,
            "created_at": self.now,
            "communes": list(account.communes),
            "province": account.province,
            "must_change": account.must_change,
        }
        self._connection.execute(insert(accounts), row)
        self._log(by, Deed.ACCOUNT_ADDED, account.name, **_reach(account))

    def change(self, account: Account, by: str) -> bool:
        """Give an account its role and places; not when no administrator would be left."""
        before = self.account(account.name)
        if before is None or (
            account.role is not Role.ADMINISTRATOR and self._is_last_administrator(account.name)
        ):
            return False
        if _reach(before) != _reach(account):
            self._set(account.name, **_reach(account))
            after = {"before": _reach(before), "after": _reach(account)}
            self._log(by, Deed.ACCOUNT_CHANGED, account.name, **after)
        return True

    def close(self, name: str, by: str) -> bool:
        """Close an account and end its sessions; not the last administrator's."""
        if self._is_last_administrator(name):
            return False
        self._set(name, closed_at=self.now)
        self.sessions.end_all(name)
        self._log(by, Deed.ACCOUNT_CLOSED, name)
        return True

    def lend_password(self, name: str, password_hash: str, by: str) -> None:
        """Give somebody a password for one sign-in; unlocks, reopens, ends all sessions."""
        before = self.account(name)
        opened = {"closed_at": None, "locked_until": None, "failures": 0}
        self._set(name, password_hash=password_hash, must_change=True, **opened)
        self.sessions.end_all(name)
        closed = before is not None and before.closed
        self._log(by, Deed.ACCOUNT_REOPENED if closed else Deed.PASSWORD_LENT, name)

    def _is_last_administrator(self, name: str) -> bool:
        query = select(accounts.c.name).where(
            accounts.c.role == Role.ADMINISTRATOR.value, accounts.c.closed_at.is_(None)
        )
        # Locked, or two administrators who close each other at once would both succeed
        return [*self._connection.scalars(query.with_for_update())] == [name]

    # Passwords and second factors

    def set_password(self, name: str, password_hash: str) -> None:
        """Somebody's own new password; ends all sessions."""
        self._set(name, password_hash=password_hash, must_change=False)
        self.sessions.end_all(name)
        self._log(name, Deed.PASSWORD_CHANGED, name)

    def rehash(self, name: str, password_hash: str) -> None:
        """Keep the same password under a newer kind of hash."""
        self._set(name, password_hash=password_hash)

    def set_factor(self, name: str, secret: str, step: int) -> None:
        """Keep a second factor whose code of a step was shown; ends all sessions."""
        self._set(name, totp_secret=secret, totp_step=step)
        self.sessions.end_all(name)
        self._log(name, Deed.FACTOR_SET, name)

    def remove_factor(self, name: str, by: str) -> None:
        """Forget a second factor, if there is one; ends all sessions."""
        has_one = accounts.c.name == name, accounts.c.totp_secret != ""
        gone = update(accounts).where(*has_one).values(totp_secret="")
        if self._connection.execute(gone).rowcount:
            self.sessions.end_all(name)
            self._log(by, Deed.FACTOR_REMOVED, name)

    def use_step(self, name: str, step: int) -> bool:
        """Use the code of a step; False when it, or a later one, was used before."""
        unused = accounts.c.name == name, accounts.c.totp_step < step
        used = update(accounts).where(*unused).values(totp_step=step)
        return bool(self._connection.execute(used).rowcount)

    # At the door

    def failed(self, name: str, deed: Deed) -> bool:
        """Count a wrong password or code; too many lock the account for a while: whether so."""
        self._log("", deed, name)
        self._set(name, failures=accounts.c.failures + 1)
        too_many = accounts.c.name == name, accounts.c.failures >= MOST_FAILURES
        locking = {"failures": 0, "locked_until": self.now + LOCKED_FOR}
        locked = bool(
            self._connection.execute(update(accounts).where(*too_many).values(locking)).rowcount
        )
        if locked:
            self._log("", Deed.LOCKED, name)
        return locked

    def stranger_failed(self) -> None:
        """Write down a sign-in under an unknown name, but not the name: it may be a password."""
        lately = audit.c.at > self.now - timedelta(hours=1)
        unknown = (audit.c.action == Deed.SIGN_IN_FAILED.value) & (audit.c.subject == "")
        count = self._connection.scalar(select(func.count()).where(lately, unknown)) or 0
        if count < MOST_STRANGERS:
            log_action(self._connection, self.now, "", (Deed.SIGN_IN_FAILED.value, "", {}))

    def signed_in(self, name: str) -> None:
        """All that was asked for was right: failures are forgiven."""
        self._set(name, failures=0)
        self._log(name, Deed.SIGNED_IN, name)

    def signed_out(self, key_hash: str) -> None:
        """End a session at its holder's wish."""
        if session := self.session(key_hash):
            self.sessions.end(key_hash)
            self._log(session.account.name, Deed.SIGNED_OUT, session.account.name)

    def end_others(self, name: str, key_hash: str) -> None:
        """End all sessions of an account but that of a key."""
        self.sessions.end_all(name, but=key_hash)
        self._log(name, Deed.SESSIONS_ENDED, name)

    def _set(self, name: str, **values: Any) -> None:
        self._connection.execute(update(accounts).where(accounts.c.name == name).values(values))

    def _log(self, by: str, deed: Deed, name: str, **details: Any) -> None:
        entry = (deed.value, f"account:{name}", details)
        log_action(self._connection, self.now, by, entry)


def _reach(account: Account) -> dict[str, Any]:
    """What an account may do, and where."""
    return {
        "role": account.role.value,
        "communes": list(account.communes),
        "province": account.province,
    }
