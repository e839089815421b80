"""Accounts and sessions of the desk."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.accounts import Account, Role
from bot.database.tables import accounts, sessions

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SESSION_FOR = timedelta(hours=12)


class Accounts:
    """The tables as the desk sees them."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def exist(self) -> bool:
        """Whether anybody can sign in yet."""
        return bool(self._connection.scalar(select(func.count()).select_from(accounts)))

    def add(self, name: str, password_hash: str, role: str) -> None:
        """Add an account; the name is new."""
        row = {
            "name": name,
            "password_hash": password_hash,
            "role": role,
            "failures": 0,
            "created_at": self._now,
        }
        self._connection.execute(insert(accounts), row)

    def account(self, name: str) -> Account | None:
        """The account of that name."""
        row = self._connection.execute(select(accounts).where(accounts.c.name == name)).first()
        if row is None:
            return None
        locked = row.locked_until is not None and row.locked_until > self._now
        return Account(
            row.name,
            row.password_hash,
            Role(row.role),
            locked,
            communes=tuple(row.communes),
            province=row.province,
            totp_secret=row.totp_secret,
            must_change=row.must_change,
            closed=row.closed_at is not None,
        )

    def failed(self, name: str) -> None:
        """Count a wrong password; too many lock the account for a while."""
        mine = accounts.c.name == name
        self._connection.execute(
            update(accounts).where(mine).values(failures=accounts.c.failures + 1)
        )
        too_many = accounts.c.failures >= MOST_FAILURES
        locked = {"failures": 0, "locked_until": self._now + LOCKED_FOR}
        self._connection.execute(update(accounts).where(mine, too_many).values(locked))

    def start_session(self, name: str, key_hash: str) -> None:
        """Remember who holds a session key; failures are forgiven, old sessions cleared."""
        self._connection.execute(delete(sessions).where(sessions.c.expires_at < self._now))
        row = {"key_hash": key_hash, "account": name, "expires_at": self._now + SESSION_FOR}
        self._connection.execute(insert(sessions), row)
        self._connection.execute(update(accounts).where(accounts.c.name == name).values(failures=0))

    def session(self, key_hash: str) -> Account | None:
        """Whose session a key opens; None when it is unknown or over."""
        name = self._connection.scalar(
            select(sessions.c.account).where(
                sessions.c.key_hash == key_hash, sessions.c.expires_at > self._now
            )
        )
        return self.account(name) if name else None

    def end_session(self, key_hash: str) -> None:
        """Sign out."""
        self._connection.execute(delete(sessions).where(sessions.c.key_hash == key_hash))
