"""Counts what goes out, by channel and month: plans allow only so many messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.database.tables import conversations, outbox, sendings
from bot.message import Outgoing
from bot.quota import Usage, month_of

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def count_sending(connection: Connection, now: datetime, outgoing: Outgoing) -> Usage:
    """Count a piece of a reply that went out, and what its channel has sent this month."""
    piece = update(outbox).where(outbox.c.id == outgoing.id)
    connection.execute(piece.values(pieces=outbox.c.pieces + 1))
    channel = outgoing.to.channel
    row = {"channel": channel, "month": month_of(now), "count": 1}
    counted = _INSERT[connection.dialect.name](sendings).on_conflict_do_update(
        index_elements=["channel", "month"], set_={"count": sendings.c.count + 1}
    )
    connection.execute(counted, row)
    return usage(connection, now, channel)


def usage(connection: Connection, now: datetime, channel: str) -> Usage:
    """What a channel has sent this month, and to how many people we know there."""
    sent = select(sendings.c.count).where(*_of_month(channel, now))
    people = select(func.count()).where(conversations.c.channel == channel)
    counts = (connection.scalar(query) or 0 for query in (sent, people))
    return Usage(month_of(now), *counts)


def _of_month(channel: str, now: datetime) -> tuple[Any, Any]:
    return sendings.c.channel == channel, sendings.c.month == month_of(now)
