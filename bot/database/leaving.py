"""Guides that were left at a step: told to the team once, without a code, for nobody waits."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from bot.conversation import Conversation, Place
from bot.database.states import read_state, write_state
from bot.database.tables import conversations, needs
from bot.needs import Reason

LEFT_AFTER = timedelta(days=1)
MOST_AT_ONCE = 500


def still_told(conversation: Conversation) -> tuple[str, ...]:
    """What the team knows to be left, as far as the citizen still stands there."""
    there = {_name(place) for place in conversation.unfinished}
    return tuple(name for name in conversation.told if name in there)


def log_left(connection: Connection, now: datetime) -> None:
    """Log a need for each guide that was left at a step a day ago, once for each stay."""
    left = (conversations.c.unfinished, conversations.c.changed_at < now - LEFT_AFTER)
    query = select(conversations).where(*left).order_by(conversations.c.changed_at)
    # Several serving processes sweep: each takes what no other has taken.
    query = query.limit(MOST_AT_ONCE).with_for_update(skip_locked=True)
    for row in connection.execute(query).all():
        conversation = read_state(row.state)
        untold = [
            place for place in conversation.unfinished if _name(place) not in conversation.told
        ]
        rows = [
            {"channel": row.channel, "sender": row.sender, "at": now} | _need(conversation, place)
            for place in untold
        ]
        if rows:
            connection.execute(insert(needs), rows)
        told = (*conversation.told, *map(_name, untold))
        mine = (conversations.c.channel == row.channel, conversations.c.sender == row.sender)
        state = write_state(replace(conversation, told=told))
        connection.execute(update(conversations).where(*mine).values(state=state, unfinished=False))


def _need(conversation: Conversation, place: Place) -> dict[str, object]:
    return {
        "reason": Reason.LEFT_UNFINISHED.value,
        "words": "",
        "intent": "",
        "confidence": 0.0,
        "guide": place.guide,
        "step": place.step,
        "cause": "",
        "commune": conversation.about.commune,
        "province": conversation.about.province,
        "helps": conversation.about.helps,
        "ranking": [],
    }


def _name(place: Place) -> str:
    return f"{place.guide}/{place.step}"
