"""What is counted from a case's needs and kept beside it, so that the inbox can sort by it."""

from collections.abc import Iterable

from sqlalchemy import Connection, and_, case, delete, distinct, func, or_, select, update

from bot.database.tables import answers, cases, lessons, needs

WHO = needs.c.channel + ":" + needs.c.sender
"""One person on one channel."""
WAITS = and_(
    needs.c.code.is_not(None),
    needs.c.settled_at.is_(None),
    or_(needs.c.answered_at.is_(None), needs.c.helped.is_(False)),
)
"""Somebody holds a code, has no answer that helped, and has not found one alone."""
_COUNTS = {
    "count": func.count(),
    "people": func.count(distinct(WHO)),
    "waiting": func.count(distinct(case((WAITS, WHO)))),
    "urgent": func.max(case((and_(needs.c.urgent, WAITS), 1), else_=0)),
    "last_at": func.max(needs.c.at),
}


def recount(connection: Connection, ids: Iterable[int]) -> None:
    """Count cases anew after their needs have changed; one without needs is deleted."""
    left = {*ids}
    counted = (value.label(name) for name, value in _COUNTS.items())
    query = select(needs.c.case_id, *counted).where(needs.c.case_id.in_(left))
    for row in connection.execute(query.group_by(needs.c.case_id)).all():
        left.discard(row.case_id)
        values = {name: getattr(row, name) for name in _COUNTS} | {"urgent": bool(row.urgent)}
        connection.execute(update(cases).where(cases.c.id == row.case_id).values(values))
    if left:
        _empty(connection, left)


def _empty(connection: Connection, ids: set[int]) -> None:
    """Delete cases without needs; one that was merged stays, to lead to where it went."""
    gone = select(cases.c.id).where(cases.c.id.in_(ids), cases.c.merged_into.is_(None))
    dead = connection.scalars(gone).all()
    for table in (answers, lessons):
        connection.execute(delete(table).where(table.c.case_id.in_(dead)))
    connection.execute(delete(cases).where(cases.c.id.in_(dead)))
    nothing = {"count": 0, "people": 0, "waiting": 0, "urgent": False}
    connection.execute(update(cases).where(cases.c.id.in_(ids)).values(nothing))
