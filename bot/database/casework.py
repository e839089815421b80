"""What a team does with cases: each act is one row of the log, and most can be undone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.accounts import Account, Role
from bot.cases import Answer, Case, Choices, ClosedAs, Filter, Page
from bot.database import answering, moving, undoing
from bot.database.audit import log_action
from bot.database.casefile import others_at, read_case
from bot.database.caselist import read_order, read_page
from bot.database.reach import of_case, seen_by
from bot.database.tables import accounts, audit, cases, lessons, needs, presence
from bot.message import Outgoing, Reply
from bot.moves import plain
from bot.privacy import mask

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_AS_BEFORE = ("assignee", "due_at", "closed_at", "closed_as", "visit_at", "visited_at")
"""What an act on a case may change, kept in the log so that it can be undone."""


class Casework:
    """Cases as one account sees and works on them; acts on cases out of its reach do nothing."""

    def __init__(self, connection: Connection, now: datetime, account: Account) -> None:
        self._connection = connection
        self._now = now
        self._account = account

    # Reading

    def page(self, wanted: Filter) -> Page:
        """One page of the inbox."""
        return read_page(self._connection, self._now, self._account, wanted)

    def case(self, id: int) -> Case | None:
        """A case within reach; a merged one gives the case it went into."""
        return read_case(self._connection, self._now, self._account, id)

    def next_after(self, id: int, wanted: Filter) -> int | None:
        """The case below this one in a filter; the first one when it is not there (any more)."""
        order = [*read_order(self._connection, self._now, self._account, wanted)]
        at = order.index(id) + 1 if id in order else 0
        following = [*order[at:], *order[:at]]
        return next((other for other in following if other != id), None)

    def choices(self) -> Choices:
        """What filters and forms can offer."""
        names = ("intent", "commune", "channel", "reason")
        of_open = needs.join(cases, (cases.c.id == needs.c.case_id) & cases.c.closed_at.is_(None))
        found = {}
        for name in names:
            query = select(needs.c[name]).select_from(of_open).where(seen_by(self._account))
            found[name] = self._connection.scalars(query.distinct().order_by(needs.c[name])).all()
        people = self._workers()
        intents, communes, channels, reasons = (tuple(filter(None, found[name])) for name in names)
        return Choices(intents, communes, channels, reasons, tuple(people))

    def _workers(self) -> list[str]:
        """Open accounts that may work in a province where this one may."""
        workers = [role.value for role in Role if role.includes(Role.MEMBER)]
        query = select(accounts).where(accounts.c.closed_at.is_(None), accounts.c.role.in_(workers))
        mine = self._account
        return [
            row.name
            for row in self._connection.execute(query.order_by(accounts.c.name))
            if mine.works_beside(
                Account(
                    row.name,
                    "",
                    Role(row.role),
                    communes=tuple(row.communes),
                    province=row.province,
                )
            )
        ]

    def newest(self) -> tuple[int, ...]:
        """The newest ids of the log and of needs: whether anything has changed."""
        return newest(self._connection)

    def look(self, id: int) -> tuple[str, ...]:
        """Say that this account has a case open; the others who have."""
        statement = _INSERT[self._connection.dialect.name](presence)
        row = {"case_id": id, "account": self._account.name, "seen_at": self._now}
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["case_id", "account"], set_={"seen_at": statement.excluded.seen_at}
            ),
            row,
        )
        return others_at(self._connection, self._now, self._account, id)

    # Acting

    def assign(self, ids: Sequence[int], to: str, due_at: datetime | None) -> None:
        """Give cases to somebody, or to nobody, until a time."""
        for id in self._mine(ids):
            given = {"to": to} | ({"due": due_at.isoformat()} if due_at else {})
            self._change(id, "assigned", given, assignee=to or None, due_at=due_at)

    def note(self, id: int, text: str) -> None:
        """Write something down for the team."""
        for known in self._mine([id]):
            self._log(known, "noted", {"text": mask(text).text})

    def name(self, id: int, title: str, intent: str) -> None:
        """Give a case a title and the intent it is about."""
        title = mask(title).text
        for known in self._mine([id]):
            row = self._row(known)
            before = {"title": row.title, "intent": row.intent}
            self._set(known, title=title, intent=intent, plain=plain(title))
            self._log(known, "named", {"title": title, "intent": intent, "before": before})

    def answer(self, id: int, answer: Answer, word: Callable[[str, str], Reply]) -> list[Outgoing]:
        """Answer everybody who waits, and close the case; a closed one is not answered again.

        ``word`` makes the reply of a code and a text.
        """
        for known in self._mine([id]):
            if not self._closes(known, ClosedAs.ANSWERED):
                return []
            sent = answering.give(self._connection, self._now, (known, self._account.name), answer)
            posted = answering.push(self._connection, self._now, sent, word)
            pushed = {"people": sent.people, "pushed": len(posted), "kind": answer.kind.value}
            self._log(known, "answered", pushed | {"source": answer.source})
            return posted
        return []

    def plan_visit(self, id: int, at: datetime) -> None:
        """Set the day and hour of a visit."""
        for known in self._mine([id]):
            self._change(known, "visit_planned", {"at": at.isoformat()}, visit_at=at)

    def visited(self, id: int) -> None:
        """A visit was made: the case is closed."""
        for known in self._mine([id]):
            closed = {"closed_at": self._now, "closed_as": ClosedAs.VISITED.value}
            answering.settle(self._connection, self._now, known, ClosedAs.VISITED)
            self._change(known, "visited", {}, visited_at=self._now, **closed)

    def close(self, ids: Sequence[int], why: ClosedAs) -> None:
        """Close cases."""
        for id in self._mine(ids):
            if self._row(id).closed_at is not None:
                continue
            closed = {"closed_at": self._now, "closed_as": why.value}
            if why is ClosedAs.CALLED:
                answering.settle(self._connection, self._now, id, why)
            self._change(id, "closed", {"as": why.value}, **closed)

    def reopen(self, id: int) -> None:
        """Open a closed case again."""
        for known in self._mine([id]):
            if self._row(known).closed_at is None:
                continue
            opened = {"due_at": None, "closed_at": None, "closed_as": ""}
            self._change(known, "reopened", {}, reopened=cases.c.reopened + 1, **opened)

    def merge(self, ids: Sequence[int], into: int) -> None:
        """Put all needs of some cases into one."""
        known = self._mine([*ids, into])
        others = [id for id in known if id in ids and id != into]
        if into in known and others:
            moved = moving.merge(self._connection, (self._now, self._account.name), others, into)
            self._log(into, "merged", moved)
            for id in others:
                self._log(id, "merged_away", {"into": into})

    def split(self, id: int, chosen: Sequence[int]) -> int:
        """Make a case of its own of some needs; its id, or the old one when nothing was split."""
        for known in self._mine([id]):
            by = (self._now, self._account.name)
            if moved := moving.split(self._connection, by, known, chosen):
                self._log(known, "split", moved)
                self._log(moved["into"], "split_off", {"from": known})
                return int(moved["into"])
        return id

    def undo(self, id: int) -> str:
        """Undo the last act of a case, if that can be undone; its name, or nothing."""
        for known in self._mine([id]):
            undone = undoing.undo(self._connection, known)
            if undone:
                self._log(known, "undid", {"audit": undone.id, "action": undone.action})
                return undone.action
        return ""

    def teach(self, id: int, chosen: Sequence[int], intent: str) -> None:
        """Hand the wordings of some needs to the administrators' draft."""
        for known in self._mine([id]):
            query = select(needs.c.id, needs.c.words).where(
                needs.c.case_id == known, needs.c.id.in_(chosen), needs.c.words != ""
            )
            taught = {
                row.id: {
                    "at": self._now, "account": self._account.name, "case_id": known,
                    "need_id": row.id, "words": row.words, "intent": intent,
                }
                for row in self._connection.execute(query)
            }  # fmt: skip
            if taught:
                self._connection.execute(insert(lessons), list(taught.values()))
                self._log(known, "taught", {"intent": intent, "needs": list(taught)})

    # What acts have in common

    def _mine(self, ids: Sequence[int]) -> list[int]:
        """Those of some cases that this account may work on, each once, in order."""
        if not self._account.may(Role.MEMBER):
            return []
        query = select(cases.c.id).where(
            cases.c.id.in_(ids), cases.c.merged_into.is_(None), of_case(seen_by(self._account))
        )
        return list(self._connection.scalars(query.order_by(cases.c.id).with_for_update()))

    def _row(self, id: int) -> Any:
        return self._connection.execute(select(cases).where(cases.c.id == id)).one()

    def _set(self, id: int, **values: Any) -> None:
        self._connection.execute(update(cases).where(cases.c.id == id).values(values))

    def _change(self, id: int, action: str, details: dict[str, Any], **values: Any) -> None:
        row = self._row(id)
        before = {name: _written(getattr(row, name)) for name in _AS_BEFORE}
        self._set(id, **values)
        self._log(id, action, details | {"before": before})

    def _closes(self, id: int, why: ClosedAs) -> bool:
        """Close a case; False when somebody else has, this very moment."""
        still_open = update(cases).where(cases.c.id == id, cases.c.closed_at.is_(None))
        closed = {"closed_at": self._now, "closed_as": why.value}
        return bool(self._connection.execute(still_open.values(closed)).rowcount)

    def _log(self, id: int, action: str, details: dict[str, Any]) -> None:
        entry = (action, f"case:{id}", details)
        log_action(self._connection, self._now, self._account.name, entry)


def newest(connection: Connection) -> tuple[int, ...]:
    """The newest ids of the log and of needs, and how much is grouped and waited for."""
    last = [connection.scalar(select(func.max(table.c.id))) for table in (audit, needs)]
    sums = connection.execute(select(func.sum(cases.c.count), func.sum(cases.c.waiting))).one()
    return tuple(int(number or 0) for number in (*last, *sums))


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
