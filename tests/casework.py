"""Needs and cases written row by row, for tests of what is made of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from bot.database.store import Database
from bot.database.tables import cases, needs

DI_LINH = "Xã Di Linh, Lâm Đồng"


def add_need(store: Database, at: datetime, **values: Any) -> int:
    """A need that somebody in Di Linh waits on; its id."""
    row = {
        "channel": "web", "sender": "a", "at": at, "reason": "not_understood", "words": "bí mật",
        "intent": "vneid_forgot_password", "confidence": 0.5, "guide": "", "step": "", "cause": "",
        "commune": DI_LINH, "province": "Lâm Đồng", "code": "",
    }  # fmt: skip
    with store._engine.begin() as connection:
        id: int = connection.scalars(insert(needs).returning(needs.c.id), row | values).one()
        if "code" not in values:
            coded = update(needs).where(needs.c.id == id).values(code=f"A{id:05}")
            connection.execute(coded)
    return id


def add_case(store: Database, opened_at: datetime, **values: Any) -> int:
    """An empty case; its id."""
    with store._engine.begin() as connection:
        row = {"opened_at": opened_at, **values}
        id: int = connection.scalars(insert(cases).returning(cases.c.id), row).one()
    return id
