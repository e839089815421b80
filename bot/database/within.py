"""Conditions that reports share: within some days, within some places."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from bot.database.tables import needs
from bot.figures import Period, Scope


def during(column: Any, period: Period) -> ColumnElement[bool]:
    """Times within a period."""
    return and_(column >= period.start, column < period.end)


def known_in(scope: Scope) -> ColumnElement[bool]:
    """Needs that are known to come from a place of the scope."""
    places: list[ColumnElement[bool]] = []
    if scope.communes:
        places.append(needs.c.commune.in_(scope.communes))
    if scope.province:
        places.append(needs.c.province == scope.province)
    narrowed = needs.c.commune == scope.commune if scope.commune else true()
    return and_(or_(*places) if places else true(), narrowed)


def person_of(table: Any) -> Any:
    """One citizen on one channel."""
    return table.c.channel + ":" + table.c.sender
