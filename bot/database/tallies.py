"""What is counted from a case's needs and kept beside it, so that the inbox can sort by it."""

from collections.abc import Iterable

from sqlalchemy import Connection, and_, case, delete, distinct, func, select, update

from bot.database.tables import answers, cases, contacts, lessons, needs

_WHO = needs.c.channel + ":" + needs.c.sender
WAITS = and_(needs.c.code.is_not(None), needs.c.answered_at.is_(None), needs.c.settled_at.is_(None))
"""Somebody holds a code, has no answer, and has not found one alone."""


def recount(connection: Connection, ids: Iterable[int]) -> None:
    """Count cases anew after their needs have changed; one without needs is deleted."""
    wanted = sorted({*ids})
    counts = {
        "count": func.count(),
        "people": func.count(distinct(_WHO)),
        "waiting": func.count(distinct(case((WAITS, _WHO)))),
        "urgent": func.max(case((and_(needs.c.urgent, WAITS), 1), else_=0)),
        "last_at": func.max(needs.c.at),
    }
    query = select(needs.c.case_id, *(value.label(name) for name, value in counts.items()))
    found = connection.execute(query.where(needs.c.case_id.in_(wanted)).group_by(needs.c.case_id))
    left = set(wanted)
    for row in found:
        left.discard(row.case_id)
        values = {name: getattr(row, name) for name in counts} | {"urgent": bool(row.urgent)}
        connection.execute(update(cases).where(cases.c.id == row.case_id).values(values))
    gone = select(cases.c.id).where(cases.c.id.in_(left), cases.c.merged_into.is_(None))
    dead = connection.scalars(gone).all() if left else []
    for table, column in (
        (answers, answers.c.case_id),
        (lessons, lessons.c.case_id),
        (cases, cases.c.id),
    ):
        connection.execute(delete(table).where(column.in_(dead)))
    emptied = update(cases).where(cases.c.id.in_(left))
    connection.execute(emptied.values(count=0, people=0, waiting=0, urgent=False))


def drop_contacts(connection: Connection, case_id: int) -> None:
    """Forget how to reach the people of a case."""
    of_case = select(needs.c.id).where(needs.c.case_id == case_id)
    connection.execute(delete(contacts).where(contacts.c.need_id.in_(of_case)))
