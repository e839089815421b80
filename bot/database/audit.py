"""The log of every action on the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, desc, insert, or_, select

from bot.database.tables import audit
from bot.deeds import LogFilter, Logged, LogPage

PAGE = 50


def log_action(
    connection: Connection, at: datetime, account: str, entry: tuple[str, str, dict[str, Any]]
) -> int:
    """Write down an action, its subject (*case:12*) and details; never a citizen's words."""
    action, subject, details = entry
    row = {"at": at, "account": account, "action": action, "subject": subject, "details": details}
    written = insert(audit).returning(audit.c.id)
    id: int = connection.scalars(written, row).one()
    return id


def read_log(connection: Connection, wanted: LogFilter) -> LogPage:
    """A page of the log, newest first."""
    query = select(audit).where(*_conditions(wanted)).order_by(desc(audit.c.id))
    found = connection.execute(query.limit(PAGE + 1).offset(PAGE * (wanted.page - 1))).all()
    rows = [Logged(row.at, row.account, row.action, row.subject, row.details) for row in found]
    return LogPage(tuple(rows[:PAGE]), more=len(rows) > PAGE)


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.account:
        conditions.append(_concerns((wanted.account,)))
    if wanted.actions:
        conditions.append(audit.c.action.in_(wanted.actions))
    if wanted.subject:
        conditions.append(audit.c.subject == wanted.subject)
    if wanted.since:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.until:
        conditions.append(audit.c.at < wanted.until)
    if wanted.names is not None:
        conditions.append(_concerns(wanted.names))
    return conditions


def _concerns(names: tuple[str, ...]) -> ColumnElement[bool]:
    """What accounts have done, or was done to them."""
    subjects = [f"account:{name}" for name in names]
    return or_(audit.c.account.in_(names), audit.c.subject.in_(subjects))
