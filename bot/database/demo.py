"""The mark of invented data: where it may be written, and how it goes away again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select

from bot.accounts import CITIZEN, Account
from bot.database.tables import (
    accounts,
    answers,
    audit,
    cases,
    contacts,
    conversations,
    interactions,
    lessons,
    marks,
    needs,
    outbox,
    presence,
    sessions,
    turns,
)
from bot.message import DEMO

MARK = "demo"
_TRAFFIC = (
    *(contacts, needs, turns, conversations, interactions, outbox),
    *(cases, answers, lessons, presence),
)
_OF_SENDERS = (turns, needs, conversations)


def is_marked(connection: Connection) -> bool:
    """Whether a database was filled for demonstration."""
    return connection.scalar(select(marks.c.value).where(marks.c.name == MARK)) is not None


class Demonstration:
    """A database that is filled with invented data."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def is_marked(self) -> bool:
        """Whether it was filled for demonstration before."""
        return is_marked(self._connection)

    def is_in_use(self, names: Sequence[str]) -> bool:
        """Whether anything real is there: what people wrote, what a team made of it, its names."""
        real = [~table.c.sender.startswith(DEMO, autoescape=True) for table in _OF_SENDERS]
        found = [
            self._connection.execute(select(table.c.sender).where(written).limit(1)).first()
            for table, written in zip(_OF_SENDERS, real, strict=True)
        ]
        return any(found) or (not self.is_marked() and self._holds_work(names))

    def _holds_work(self, names: Sequence[str]) -> bool:
        """Cases outlive the turns they came from."""
        named = select(accounts.c.name).where(accounts.c.name.in_(names)).limit(1)
        kept = [select(table.c.id).limit(1) for table in (cases, answers, lessons)]
        return any(self._connection.execute(query).first() for query in (named, *kept))

    def mark(self) -> None:
        """Say of the database itself that it is no real one; before anything else is written."""
        self._connection.execute(delete(marks).where(marks.c.name == MARK))
        row = {"name": MARK, "value": self._now.isoformat(timespec="seconds")}
        self._connection.execute(insert(marks), row)

    def clear(self, names: Sequence[str]) -> None:
        """Take everything invented away; ``names`` are the accounts of its team."""
        for table in _TRAFFIC:
            self._connection.execute(delete(table))
        invented = or_(audit.c.account.in_(["", CITIZEN, *names]), audit.c.subject.like("case:%"))
        self._connection.execute(delete(audit).where(invented))
        self._connection.execute(delete(sessions).where(sessions.c.account.in_(names)))
        self._connection.execute(delete(accounts).where(accounts.c.name.in_(names)))

    def add(self, account: Account) -> None:
        """An account of the invented team."""
        row = {
            "name": account.name,
            "password_hash": account.password_hash,
            "role": account.role.value,
            "failures": 0,
            "created_at": self._now,
            "communes": list(account.communes),
            "province": account.province,
        }
        self._connection.execute(insert(accounts), row)

    def counts(self) -> tuple[int, int, int, int]:
        """How many people, turns, needs and cases there are."""
        people = select(conversations.c.sender).distinct().subquery()
        tables = (people, turns, needs, cases)
        counted = [
            self._connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        ]
        return counted[0], counted[1], counted[2], counted[3]
