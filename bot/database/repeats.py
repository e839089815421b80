"""Knows messages again whose sender had everything deleted: their channel may bring them again."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.database.tables import forgotten, turns
from bot.message import Message, Sender

REMEMBER_FOR = timedelta(days=30)
"""Longer than any channel is known to bring a message again."""
_FOUND = select(forgotten.c.key).where(forgotten.c.key == bindparam("of_key"))


def remember_ids(connection: Connection, now: datetime, sender: Sender) -> None:
    """Before a sender's turns are deleted: keep hashes of the ids of those that were answered."""
    of_sender = turns.c.channel == sender.channel, turns.c.sender == sender.id
    answered = select(turns.c.message_id).where(*of_sender, turns.c.outcome.is_not(None))
    keys = [_key(sender.channel, id) for id in connection.scalars(answered)]
    known = {*connection.scalars(select(forgotten.c.key).where(forgotten.c.key.in_(keys)))}
    if rows := [{"key": key, "at": now} for key in keys if key not in known]:
        connection.execute(insert(forgotten), rows)


def was_forgotten(connection: Connection, message: Message) -> bool:
    """Whether a message was answered before its sender had everything deleted."""
    key = _key(message.sender.channel, message.id)
    return connection.scalar(_FOUND, {"of_key": key}) is not None


def drop_outdated(connection: Connection, now: datetime) -> None:
    """Delete the hashes that are not needed any more."""
    connection.execute(delete(forgotten).where(forgotten.c.at < now - REMEMBER_FOR))


def _key(channel: str, message_id: str) -> str:
    return hashlib.sha256(f"{channel} {message_id}".encode()).hexdigest()
