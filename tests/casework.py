"""Needs and cases written row by row, and a herald that tells of them at the test's time."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from bot.channels.herald import Herald
from bot.database.store import Database
from bot.database.tables import cases, needs
from bot.message import Outgoing

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


START = datetime(2026, 11, 22, 2, 0)  # 9:00 in Viet Nam


class Clock:
    """The time that the test says."""

    now = START

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def make_herald(store: Database) -> Herald:
    titles = {"vneid_forgot_password": "Quên mật khẩu VNeID"}
    return Herald(store, titles, "https://trolyso.vn", lambda channel, replies: None)


def texts(told: list[Outgoing]) -> list[tuple[str, str]]:
    """To whom, and the first line."""
    return [(outgoing.to.id, outgoing.reply.text.partition("\n")[0]) for outgoing in told]


def send_all(store: Database) -> None:
    with store.transaction() as records:
        for outgoing in records.waiting("telegram"):
            records.sent(outgoing.id)


def settle(clock: Clock) -> None:
    """Long enough for grouping, short enough to be the same moment for people."""
    clock.goes_on(seconds=21)
