"""The log of every action on the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from bot.database.tables import audit


def log_action(
    connection: Connection, at: datetime, account: str, entry: tuple[str, str, dict[str, Any]]
) -> int:
    """Write down an action, its subject (*case:12*) and details; never a citizen's words."""
    action, subject, details = entry
    row = {"at": at, "account": account, "action": action, "subject": subject, "details": details}
    written = insert(audit).returning(audit.c.id)
    id: int = connection.scalars(written, row).one()
    return id
