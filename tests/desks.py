"""Needs, cases and accounts put straight into a database, for tests of the desk."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from bot.accounts import Account, Role
from bot.codes import new_code
from bot.database.casework import Casework
from bot.database.store import Database
from bot.database.tables import cases, interactions, needs
from bot.database.tallies import recount
from bot.moves import plain

NOW = datetime(2026, 11, 22, 3, 0)  # ten in the morning in Viet Nam
DI_LINH = "Xã Di Linh, Lâm Đồng"
BAO_LAM = "Xã Bảo Lâm 1, Lâm Đồng"
LAN = Account("lan", "", Role.ADMINISTRATOR)
NAM = Account("nam", "", Role.MEMBER, communes=(DI_LINH,))


def log_need(store: Database, sender: str = "web:a", **values: Any) -> int:
    """A need with a code, at ``NOW`` unless said otherwise; its id."""
    channel, _, id = sender.partition(":")
    row = {
        "channel": channel, "sender": id, "at": NOW, "reason": "not_understood", "words": "lời",
        "intent": "", "confidence": 0.6, "guide": "", "step": "", "cause": "", "commune": "",
        "province": "", "bank": "", "ranking": [], "code": new_code(),
    }  # fmt: skip
    row |= values
    row["plain"] = plain(row["words"])
    if row["commune"] and not row["province"]:
        row["province"] = row["commune"].rpartition(", ")[2]
    with store._engine.begin() as connection:
        return int(connection.scalars(insert(needs).returning(needs.c.id), row).one())


def open_case(store: Database, *ids: int, **values: Any) -> int:
    """A case of some needs; its id."""
    row = {"opened_at": NOW} | values
    with store._engine.begin() as connection:
        id = int(connection.scalars(insert(cases).returning(cases.c.id), row).one())
        connection.execute(update(needs).where(needs.c.id.in_(ids)).values(case_id=id))
        recount(connection, [id])
        return id


def hear(store: Database, sender: str, ago: timedelta) -> None:
    """A message of a sender, some time before ``NOW``."""
    channel, _, id = sender.partition(":")
    row = {"channel": channel, "sender": id, "at": NOW - ago}
    with store._engine.begin() as connection:
        connection.execute(insert(interactions), row)


def rows(store: Database, table: Any, *columns: str) -> Sequence[tuple[Any, ...]]:
    """Columns of a whole table, by id."""
    with store._engine.begin() as connection:
        query = select(*(table.c[name] for name in columns)).order_by(table.c.id)
        return [tuple(row) for row in connection.execute(query)]


def working(store: Database, account: Account = LAN) -> AbstractContextManager[Casework]:
    """Casework at ``NOW``."""
    return store.casework(account)
