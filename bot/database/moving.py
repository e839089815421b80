"""Needs that are moved from case to case by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.cases import ClosedAs
from bot.database.tables import cases, needs
from bot.database.tallies import recount

By = tuple[datetime, str]
"""When, and which account."""


def merge(connection: Connection, by: By, ids: Sequence[int], into: int) -> dict[str, Any]:
    """Move all needs of some cases; what must be known to undo it."""
    now, account = by
    moved: dict[str, Any] = {}
    for id in ids:
        row = connection.execute(select(cases).where(cases.c.id == id)).one()
        moved[str(id)] = {
            "needs": _needs_of(connection, id),
            "closed_at": row.closed_at.isoformat() if row.closed_at else None,
            "closed_as": row.closed_as,
        }
        _move(connection, account, moved[str(id)]["needs"], into)
        away = {"merged_into": into, "closed_at": now, "closed_as": ClosedAs.DUPLICATE.value}
        connection.execute(update(cases).where(cases.c.id == id).values(away))
    recount(connection, [*ids, into])
    return {"cases": moved}


def split(connection: Connection, by: By, id: int, chosen: Sequence[int]) -> dict[str, Any]:
    """Move some needs into a new case; nothing when none or all of them were chosen."""
    now, account = by
    there = _needs_of(connection, id)
    chosen = [need for need in there if need in {*chosen}]
    if not chosen or len(chosen) == len(there):
        return {}
    row = {"opened_at": now}
    into = connection.scalars(insert(cases).returning(cases.c.id), row).one()
    _move(connection, account, chosen, into)
    recount(connection, [id, into])
    return {"into": into, "needs": chosen}


def _needs_of(connection: Connection, id: int) -> list[int]:
    return list(
        connection.scalars(select(needs.c.id).where(needs.c.case_id == id).order_by(needs.c.id))
    )


def _move(connection: Connection, account: str, chosen: Sequence[int], into: int) -> None:
    placed = {"case_id": into, "placed_by": account}
    connection.execute(update(needs).where(needs.c.id.in_(chosen)).values(placed))
