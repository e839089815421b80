"""What is kept about a sender, and for how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, or_, select

from bot.conversation import Kept
from bot.database.tables import (
    cases,
    contacts,
    conversations,
    interactions,
    lessons,
    needs,
    outbox,
    turns,
)
from bot.database.tallies import recount
from bot.message import Sender

READ_LATER = "web"
"""The channel on which a citizen may come back days later to read what was said."""


def kept(connection: Connection, sender: Sender) -> Kept:
    """How much we hold about a sender."""
    counts = [
        connection.scalar(select(func.count()).select_from(table).where(*_of(table, sender)))
        for table in (turns, needs)
    ]
    words = connection.scalars(
        select(needs.c.words).where(*_of(needs, sender)).order_by(needs.c.id)
    )
    wishes = connection.scalars(
        select(contacts.c.wish)
        .join(needs, needs.c.id == contacts.c.need_id)
        .where(*_of(needs, sender))
    )
    return Kept(counts[0] or 0, counts[1] or 0, tuple(filter(None, words)), tuple(wishes))


def forget(connection: Connection, sender: Sender) -> None:
    """Delete everything about a sender; the cases are counted anew without it."""
    _forget_needs(connection, _of(needs, sender))
    for table in (turns, outbox, conversations, interactions):
        connection.execute(delete(table).where(*_of(table, sender)))


def forget_before(connection: Connection, now: datetime, days: int) -> None:
    """Delete what is older than a number of days.

    Replies go a day after they were sent, where nobody comes back to read them; numbers to call
    as soon as their case is closed.
    """
    old = now - timedelta(days=days)
    _forget_needs(connection, (needs.c.at < old,))
    connection.execute(delete(turns).where(turns.c.received_at < old))
    connection.execute(delete(conversations).where(conversations.c.changed_at < old))
    connection.execute(delete(interactions).where(interactions.c.at < old))
    sent = (outbox.c.channel != READ_LATER, outbox.c.sent_at < now - timedelta(days=1))
    connection.execute(delete(outbox).where(or_(and_(*sent), outbox.c.at < old)))
    closed = select(needs.c.id).join(cases, cases.c.id == needs.c.case_id)
    _forget_numbers(connection, closed.where(cases.c.closed_at.is_not(None)))


def _forget_needs(connection: Connection, which: Iterable[Any]) -> None:
    """Delete needs with the words and numbers that were taken from them."""
    ids = select(needs.c.id).where(*which)
    _forget_numbers(connection, ids)
    connection.execute(delete(lessons).where(lessons.c.need_id.in_(ids)))
    of_cases = connection.scalars(delete(needs).where(*which).returning(needs.c.case_id)).all()
    if counted := {id for id in of_cases if id}:
        recount(connection, counted)


def _forget_numbers(connection: Connection, ids: Any) -> None:
    connection.execute(delete(contacts).where(contacts.c.need_id.in_(ids)))


def _of(table: Any, sender: Sender) -> tuple[Any, Any]:
    return table.c.channel == sender.channel, table.c.sender == sender.id
