"""People who talk to the assistant on a real database, and what a team does for them there."""

import re
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select, update

from bot.assistant import Assistant
from bot.codes import say_code
from bot.database.store import Database
from bot.database.tables import answers, cases, needs
from bot.database.tallies import recount
from bot.message import Message, Reply, Sender

_IDS = count(1)


class Villager:
    """Says things and taps buttons, and keeps the codes that are told."""

    def __init__(
        self, assistant: Assistant, store: Database, name: str = "aunt", channel: str = "telegram"
    ) -> None:
        self.sender = Sender(channel, name)
        self.replies: list[Reply] = []
        self._assistant = assistant
        self._store = store
        self._choices: dict[str, str] = {}

    async def says(self, text: str) -> str:
        """Type a message; what is heard, as one text."""
        return await self._send(text=text)

    async def taps(self, label: str) -> str:
        """Tap a button that was seen at any time."""
        return await self._send(choice=self._choices[label])

    async def sends(self, choice: str) -> str:
        """A choice as a link or an old button sends it."""
        return await self._send(choice=choice)

    @property
    def codes(self) -> list[str]:
        """The codes under the last replies, as they are shown."""
        return re.findall(r"[A-Z]\w\w-\w\w\w", self.heard)

    @property
    def heard(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def sees(self) -> list[str]:
        """The labels under the last replies."""
        return [button.label for reply in self.replies for button in reply.buttons]

    async def _send(self, **said: str) -> str:
        message = Message(self.sender, str(next(_IDS)), **said)
        self.replies = [each.reply for each in await self._assistant.handle(message)]
        self._choices |= {
            button.label: button.choice for reply in self.replies for button in reply.buttons
        }
        return self.heard


def rows(store: Database, table: Any = needs) -> list[Any]:
    """All rows of a table, as they were written."""
    with store._engine.begin() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key)))


def everything(store: Database) -> str:
    """All that the database holds, as one text."""
    from bot.database.tables import metadata

    return "\n".join(str(row) for table in metadata.tables.values() for row in rows(store, table))


def later(store: Database, table: Any, by: timedelta, *columns: str) -> None:
    """Let time pass: what is written in a table happened that much earlier."""
    with store._engine.begin() as connection:
        for row in connection.execute(select(table)).mappings().all():
            same = [column == row[column.name] for column in table.primary_key]
            past = {name: row[name] - by for name in columns if row[name]}
            connection.execute(update(table).where(*same).values(past))


class Team:
    """Does by hand what the desk does: opens a case, answers, closes."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def groups(self) -> int:
        """Put everything that is logged into one case; its id."""
        with self._store.transaction() as records:
            connection = records._connection
            new = insert(cases).values(opened_at=records._now, visited_at=None)
            id: int = connection.scalars(new.returning(cases.c.id)).one()
            connection.execute(update(needs).values(case_id=id))
            recount(connection, [id])
        return id

    def answers(self, id: int, text: str) -> None:
        """Answer everybody who waits in a case, and close it."""
        with self._store.transaction() as records:
            connection, now = records._connection, records._now
            row = {"case_id": id, "at": now, "account": "lan", "kind": "free", "text": text}
            answer = connection.scalars(insert(answers).values(row).returning(answers.c.id)).one()
            given = {"answer_id": answer, "answered_at": now, "pushed": True}
            waiting = (needs.c.case_id == id, needs.c.code.is_not(None))
            connection.execute(update(needs).where(*waiting).values(given))
            recount(connection, [id])
        self.closes(id, "answered")

    def closes(self, id: int, reason: str) -> None:
        with self._store.transaction() as records:
            closed = {"closed_at": records._now, "closed_as": reason}
            records._connection.execute(update(cases).where(cases.c.id == id).values(closed))


def plain_code(shown: str) -> str:
    """A code as it is kept: *K4M-7TX* as *K4M7TX*."""
    assert shown == say_code(shown.replace("-", ""))
    return shown.replace("-", "")
