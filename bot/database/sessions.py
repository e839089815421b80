"""Who is signed in with which browser. Of a session's key only the hash is kept."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from bot.database.tables import sessions

SESSION_FOR = timedelta(hours=12)
UNPROVEN_FOR = timedelta(minutes=10)
"""How long somebody may look for the code of the second factor."""


class Sessions:
    """The sessions as the desk sees them."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def start(self, name: str, key_hash: str, *, proven: bool, awaits_code: bool = False) -> None:
        """Remember who holds a session key; old sessions are cleared."""
        self._connection.execute(delete(sessions).where(sessions.c.expires_at < self._now))
        lasts = UNPROVEN_FOR if awaits_code else SESSION_FOR
        row = {
            "key_hash": key_hash,
            "account": name,
            "expires_at": self._now + lasts,
            "proven": proven,
        }
        self._connection.execute(insert(sessions), row)

    def find(self, key_hash: str) -> tuple[str, bool] | None:
        """Whose session a key opens and whether it is proven; None when unknown or over."""
        query = select(sessions.c.account, sessions.c.proven).where(
            sessions.c.key_hash == key_hash, sessions.c.expires_at > self._now
        )
        row = self._connection.execute(query).first()
        return (row.account, row.proven) if row else None

    def count(self, name: str) -> int:
        """How many sessions of an account are open."""
        mine = (sessions.c.account == name) & (sessions.c.expires_at > self._now)
        return self._connection.scalar(select(func.count()).where(mine)) or 0

    def end(self, key_hash: str) -> None:
        """End one session."""
        self._connection.execute(delete(sessions).where(sessions.c.key_hash == key_hash))

    def end_all(self, name: str, but: str = "") -> None:
        """End all sessions of an account, or all but that of one key."""
        theirs = (sessions.c.account == name) & (sessions.c.key_hash != but)
        self._connection.execute(delete(sessions).where(theirs))
