"""What the teams' groups have not been told yet, and telling them once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, case, func, or_, select, update

from bot.database.records import Records
from bot.database.tables import cases, contacts, needs, outbox, team_groups
from bot.database.tallies import WAITS
from bot.groups import Group
from bot.message import Outgoing, Reply, Sender
from bot.notices import AGAIN, ALARM, SURE_ENOUGH, News

TELEGRAM = "telegram"
SETTLED_AFTER = timedelta(seconds=2)
"""By then every turn that took a lower number has been kept, so that none is passed over."""

_COLUMNS = (
    needs.c.id,
    needs.c.at,
    (needs.c.channel + ":" + needs.c.sender).label("who"),
    needs.c.case_id.label("case"),
    needs.c.commune,
    needs.c.province,
    needs.c.reason,
    needs.c.guide,
    case((needs.c.confidence >= SURE_ENOUGH, needs.c.intent), else_="").label("guess"),
    func.coalesce(cases.c.title, "").label("title"),
    func.coalesce(cases.c.intent, "").label("intent"),
    contacts.c.need_id.is_not(None).label("reachable"),
)
_NEWS = select(*_COLUMNS).select_from(
    needs.outerjoin(cases, cases.c.id == needs.c.case_id).outerjoin(
        contacts, contacts.c.need_id == needs.c.id
    )
)


class Notices:
    """The tables as the notices see them; ``now`` is when they are asked."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now

    def groups(self) -> list[Group]:
        """Every group, and up to where it was told."""
        found = self._connection.execute(select(team_groups).order_by(team_groups.c.id))
        return [
            Group(row.id, row.chat, row.place, row.told_at, row.told_need, row.alarmed_need)
            for row in found
        ]

    def upto(self, patience: timedelta) -> int:
        """The newest need before which all are kept, and grouped unless that takes too long."""
        unsettled = needs.c.at > self.now - SETTLED_AFTER
        ungrouped = needs.c.case_id.is_(None)
        late = select(needs.c.id).where(
            needs.c.at > self.now - patience, or_(unsettled, ungrouped)
        )  # SQLite would look for the least of them among all needs
        if found := self._connection.scalars(late).all():
            return int(min(found)) - 1
        return self._connection.scalar(select(func.max(needs.c.id))) or 0

    def new(self, after: int, upto: int) -> list[News]:
        """What somebody waits on in open cases, between two needs."""
        between = (needs.c.id > after, needs.c.id <= upto)
        return self._news(*between, WAITS, cases.c.closed_at.is_(None))

    def urgent(self, after: int, upto: int) -> list[News]:
        """What cannot wait, between two needs; a person in one trouble is told of once an hour."""
        unhelped = (needs.c.answered_at.is_(None), needs.c.settled_at.is_(None))
        found = self._news(needs.c.urgent, needs.c.id > after, needs.c.id <= upto, *unhelped)
        if not found:
            return []
        since = min(item.at for item in found) - AGAIN
        known = self._news(needs.c.urgent, needs.c.at >= since, needs.c.id <= after)
        return [item for item in found if not any(_is_same(item, other) for other in known)]

    def overdue(self) -> list[News]:
        """What waits in open cases whose day has passed."""
        late = select(cases.c.id).where(cases.c.due_at < self.now, cases.c.closed_at.is_(None))
        found = self._connection.scalars(late).all()
        return self._news(needs.c.case_id.in_(found), WAITS) if found else []

    def _news(self, *conditions: Any) -> list[News]:
        found = self._connection.execute(_NEWS.where(*conditions).order_by(needs.c.id))
        return [News(**row._mapping) for row in found]

    def is_ready(self, chat: str) -> bool:
        """Whether nothing waits to be sent to a chat; otherwise news is saved up meanwhile."""
        waiting = select(outbox.c.id).where(*_to(chat), outbox.c.sent_at.is_(None))
        return self._connection.execute(waiting.limit(1)).first() is None

    def was_alarmed(self, chat: str, within: timedelta) -> bool:
        """Whether a chat got an alarm that lately."""
        alarms = outbox.c.text.startswith(ALARM, autoescape=True)
        lately = select(outbox.c.id).where(*_to(chat), alarms, outbox.c.at > self.now - within)
        return self._connection.execute(lately.limit(1)).first() is not None

    def tell(self, group: Group, upto: int, reply: Reply | None) -> list[Outgoing]:
        """A digest, unless another process told it; with nothing to say only the place moves on."""
        as_read = (
            team_groups.c.told_need == group.told_need,
            team_groups.c.told_at.is_not_distinct_from(group.told_at),
        )
        changes = {"told_need": upto} | ({"told_at": self.now} if reply else {})
        return self._say(group, update(team_groups).where(*as_read).values(changes), reply)

    def warn(self, group: Group, upto: int, reply: Reply | None) -> list[Outgoing]:
        """The same for an alarm."""
        as_read = team_groups.c.alarmed_need == group.alarmed_need
        moved = update(team_groups).where(as_read).values(alarmed_need=upto)
        return self._say(group, moved, reply)

    def _say(self, group: Group, moves: Update, reply: Reply | None) -> list[Outgoing]:
        moved = self._connection.execute(moves.where(team_groups.c.id == group.id))
        if not moved.rowcount or reply is None:
            return []
        return Records(self._connection, self.now).post(Sender(TELEGRAM, group.chat), [reply])


def _to(chat: str) -> Sequence[Any]:
    return outbox.c.channel == TELEGRAM, outbox.c.sender == chat


def _is_same(news: News, known: News) -> bool:
    """Whether somebody's trouble was known within the hour before."""
    mine = (news.who, news.case) == (known.who, known.case)
    return mine and timedelta() <= news.at - known.at < AGAIN
