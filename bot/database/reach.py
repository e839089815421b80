"""How far an account sees: which needs, and through them which cases."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, true

from bot.accounts import Account
from bot.database.tables import cases, needs


def known_to(account: Account) -> ColumnElement[bool]:
    """Needs that are known to come from the account's places."""
    if account.sees_everywhere:
        return true()
    places: list[Any] = []
    if account.communes:
        places.append(needs.c.commune.in_(account.communes))
    if account.province:
        places.append(needs.c.province == account.province)
    return or_(*places)


def seen_by(account: Account) -> ColumnElement[bool]:
    """Needs of the account's places, and those whose place nobody knows closely enough."""
    if account.sees_everywhere:
        return true()
    provinces = {commune.rpartition(", ")[2] for commune in account.communes}
    unplaced = and_(
        needs.c.commune.not_like("%, %"), needs.c.province.in_(["", *sorted(provinces)])
    )
    return or_(known_to(account), unplaced)


def of_case(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Cases with a need that meets a condition."""
    return exists().where(needs.c.case_id == cases.c.id, condition)
