"""Undoing the last act of a case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, desc, select, update

from bot.accounts import CITIZEN
from bot.cases import ClosedAs, Entry
from bot.database.tables import audit, cases, lessons, needs
from bot.database.tallies import recount
from bot.moves import plain

_NO_ACT = ("noted", "merged_away", "split_off")
"""Entries that stand in nobody's way."""
_NOT_BY_HAND = ("", CITIZEN)
_TIMES = ("due_at", "closed_at", "visit_at", "visited_at")

Undo = Callable[[Connection, int, Entry], None]


def undo(connection: Connection, case_id: int) -> Entry | None:
    """Undo the newest act that was not undone yet; None when it cannot be (an answer is sent)."""
    undone: set[object] = set()
    query = select(audit).where(audit.c.subject == f"case:{case_id}").order_by(desc(audit.c.id))
    for row in connection.execute(query):
        if row.action == "undid":
            undone.add(row.details["audit"])
        elif row.action not in _NO_ACT and row.id not in undone:
            if row.action not in _UNDO or row.account in _NOT_BY_HAND:
                return None
            entry = Entry(row.id, row.at, row.account, row.action, row.details)
            if row.action == "split" and _was_worked_on(connection, row.details["into"]):
                return None
            _UNDO[row.action](connection, case_id, entry)
            return entry
    return None


def _as_before(connection: Connection, case_id: int, act: Entry) -> None:
    before: Any = act.details["before"]
    values = {
        name: datetime.fromisoformat(value) if name in _TIMES and value else value
        for name, value in before.items()
    }
    if act.action == "reopened":
        values["reopened"] = cases.c.reopened - 1
    connection.execute(update(cases).where(cases.c.id == case_id).values(values))
    helped = needs.c.settled_as.in_((ClosedAs.VISITED.value, ClosedAs.CALLED.value))
    by_this = (needs.c.case_id == case_id, needs.c.settled_at == act.at, helped)
    again = update(needs).where(*by_this).values(settled_at=None, settled_as="")
    if connection.execute(again).rowcount:
        recount(connection, [case_id])


def _unname(connection: Connection, case_id: int, act: Entry) -> None:
    before: Any = act.details["before"]
    values = before | {"plain": plain(before["title"])}
    connection.execute(update(cases).where(cases.c.id == case_id).values(values))


def _unmerge(connection: Connection, case_id: int, act: Entry) -> None:
    moved: Any = act.details["cases"]
    for id, was in moved.items():
        _move_back(connection, was["needs"], case_id, int(id))
        closed_at = datetime.fromisoformat(was["closed_at"]) if was["closed_at"] else None
        back = {"merged_into": None, "closed_at": closed_at, "closed_as": was["closed_as"]}
        connection.execute(update(cases).where(cases.c.id == int(id)).values(back))
    recount(connection, [case_id, *map(int, moved)])


def _was_worked_on(connection: Connection, case_id: int) -> bool:
    """Whether a case that was split off has a history of its own, such as an answer."""
    subject = audit.c.subject == f"case:{case_id}"
    query = select(audit.c.id).where(subject, audit.c.action.not_in(_NO_ACT)).limit(1)
    return connection.scalar(query) is not None


def _unsplit(connection: Connection, case_id: int, act: Entry) -> None:
    into: Any = act.details["into"]
    _move_back(connection, act.details["needs"], into, case_id)
    recount(connection, [case_id, into])


def _move_back(connection: Connection, moved: Any, from_case: int, to_case: int) -> None:
    """Needs that were moved since stay where they are."""
    still = (needs.c.id.in_(moved), needs.c.case_id == from_case)
    connection.execute(update(needs).where(*still).values(case_id=to_case))


def _unteach(connection: Connection, case_id: int, act: Entry) -> None:
    taught: Any = act.details["needs"]
    connection.execute(
        delete(lessons).where(
            lessons.c.case_id == case_id,
            lessons.c.need_id.in_(taught),
            lessons.c.intent == act.details["intent"],
            lessons.c.state == "draft",
        )
    )


_UNDO: dict[str, Undo] = {
    "assigned": _as_before,
    "closed": _as_before,
    "visited": _as_before,
    "visit_planned": _as_before,
    "reopened": _as_before,
    "named": _unname,
    "merged": _unmerge,
    "split": _unsplit,
    "taught": _unteach,
}
