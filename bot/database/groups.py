"""The teams' Telegram groups: joined by a one-time code, moved, lost and removed."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, desc, func, insert, select, update

from bot.codes import new_code
from bot.database.audit import log_action
from bot.database.records import Records
from bot.database.tables import audit, marks, needs, outbox, team_groups
from bot.groups import GroupState, Joining, LostGroup, Offer
from bot.message import Outgoing, Reply, Sender

OFFERED_FOR = timedelta(minutes=15)
MOST_WRONG = 20
"""Wrong codes after which all that are open end: somebody is guessing."""
MOST_ANSWERS = 5
"""Answers of ours a minute to a group that writes commands."""
LOST_SHOWN_FOR = timedelta(days=30)
TELEGRAM = "telegram"

_OFFER = _GROUP = "group:"
"""Before a code in the marks, and before a place in the log."""
_MINUTE = timedelta(minutes=1)


class Groups:
    """The tables of groups, for the desk and for the door of Telegram."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    # Joining

    def offer(self, account: str, place: str) -> Offer:
        """A new code for a group of that place; the one before it ends."""
        for old in self._every_offer():
            if old.until <= self._now or (old.place == place and not old.chat):
                self._end(old)
        offer = Offer(new_code(), place, self._now + OFFERED_FOR)
        row = {"name": _OFFER + offer.code, "value": _write(offer)}
        self._connection.execute(insert(marks), row)
        self._log(account, "group_offered", place)
        return offer

    def offers(self) -> list[Offer]:
        """The codes that a group can join by now."""
        return [
            offer for offer in self._every_offer() if offer.until > self._now and not offer.chat
        ]

    def join(self, chat: str, code: str) -> tuple[Joining, str]:
        """Let a group join by a code: what came of it, and the place."""
        live = [offer for offer in self._every_offer() if offer.until > self._now]
        used = next((offer for offer in live if code and offer.code == code), None)
        if used and used.chat == chat:
            return Joining.AGAIN, used.place
        if used is None or used.chat:
            self._count_wrong(offer for offer in live if not offer.chat)
            return Joining.WRONG, ""
        self._keep(Offer(used.code, used.place, used.until, chat))
        self._add(chat, used.place)
        self._log("", "group_joined", used.place)
        return Joining.JOINED, used.place

    def _add(self, chat: str, place: str) -> None:
        """Tell of what comes from now on; a group that is known changes its place."""
        newest = self._connection.scalar(select(func.max(needs.c.id))) or 0
        self._connection.execute(delete(team_groups).where(team_groups.c.chat == chat))
        row = {"chat": chat, "place": place, "told_need": newest, "alarmed_need": newest}
        self._connection.execute(insert(team_groups), row)

    def _count_wrong(self, live: Iterable[Offer]) -> None:
        for offer in live:
            if offer.wrong + 1 >= MOST_WRONG:
                self._end(offer)
            else:
                self._keep(Offer(offer.code, offer.place, offer.until, wrong=offer.wrong + 1))

    def _every_offer(self) -> list[Offer]:
        written = select(marks).where(marks.c.name.startswith(_OFFER, autoescape=True))
        return [_read(row) for row in self._connection.execute(written.order_by(marks.c.name))]

    def _keep(self, offer: Offer) -> None:
        mine = marks.c.name == _OFFER + offer.code
        self._connection.execute(update(marks).where(mine).values(value=_write(offer)))

    def _end(self, offer: Offer) -> None:
        self._connection.execute(delete(marks).where(marks.c.name == _OFFER + offer.code))

    def answer(self, chat: str, reply: Reply) -> list[Outgoing]:
        """Answer a command of a group, unless it has been answered too often just now."""
        lately = (outbox.c.channel == TELEGRAM, outbox.c.sender == chat)
        recent = select(func.count()).where(*lately, outbox.c.at > self._now - _MINUTE)
        if (self._connection.scalar(recent) or 0) >= MOST_ANSWERS:
            return []
        return Records(self._connection, self._now).post(Sender(TELEGRAM, chat), [reply])

    # What becomes of a group

    def move(self, chat: str, to: str) -> None:
        """A group became a supergroup and has another number; what waits for it goes along."""
        if not self._find(chat):
            return
        self._connection.execute(delete(team_groups).where(team_groups.c.chat == to))
        self._connection.execute(
            update(team_groups).where(team_groups.c.chat == chat).values(chat=to)
        )
        waiting = (
            outbox.c.channel == TELEGRAM,
            outbox.c.sender == chat,
            outbox.c.sent_at.is_(None),
        )
        self._connection.execute(update(outbox).where(*waiting).values(sender=to))

    def lose(self, chat: str) -> None:
        """A group that does not let us write any more is removed."""
        if row := self._find(chat):
            self._remove(row)
            self._log("", "group_lost", row.place)

    def remove(self, account: str, id: int, farewell: Reply) -> list[Outgoing]:
        """Tell a group nothing any more, and say so there."""
        row = self._connection.execute(select(team_groups).where(team_groups.c.id == id)).first()
        if row is None:
            return []
        self._remove(row)
        self._log(account, "group_removed", row.place)
        return self.answer(row.chat, farewell)

    def _remove(self, row: Row[tuple[object, ...]]) -> None:
        self._connection.execute(delete(team_groups).where(team_groups.c.id == row.id))

    def _find(self, chat: str) -> Row[tuple[object, ...]] | None:
        found = select(team_groups).where(team_groups.c.chat == chat)
        return self._connection.execute(found).first()

    def all(self) -> list[GroupState]:
        """Every group, by place."""
        last = (
            select(outbox.c.sender, func.max(outbox.c.id).label("id"))
            .where(outbox.c.channel == TELEGRAM)
            .group_by(outbox.c.sender)
            .subquery()
        )
        query = (
            select(team_groups, outbox.c.attempts, outbox.c.sent_at)
            .outerjoin(last, last.c.sender == team_groups.c.chat)
            .outerjoin(outbox, outbox.c.id == last.c.id)
            .order_by(team_groups.c.place, team_groups.c.id)
        )
        return [
            GroupState(
                row.id, row.chat, row.place, row.told_at, bool(row.attempts) and not row.sent_at
            )
            for row in self._connection.execute(query)
        ]

    def lost(self) -> list[LostGroup]:
        """Groups that put us out within the last weeks, newest first."""
        since = self._now - LOST_SHOWN_FOR
        query = select(audit).where(audit.c.action == "group_lost", audit.c.at > since)
        found = self._connection.execute(query.order_by(desc(audit.c.id)))
        return [LostGroup(row.subject.removeprefix(_GROUP), row.at) for row in found]

    def _log(self, account: str, action: str, place: str) -> None:
        log_action(self._connection, self._now, account, (action, f"{_GROUP}{place}", {}))


def _write(offer: Offer) -> str:
    kept = [offer.place, offer.until.isoformat(timespec="seconds"), offer.chat, offer.wrong]
    return json.dumps(kept, ensure_ascii=False)


def _read(row: Row[tuple[object, ...]]) -> Offer:
    place, until, chat, wrong = json.loads(row.value)
    return Offer(row.name.removeprefix(_OFFER), place, datetime.fromisoformat(until), chat, wrong)
