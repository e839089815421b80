"""Everybody has a lane of their own in the outbox: who must wait delays nobody."""

import asyncio
import logging

import pytest

from bot.channels.outbox import Outbox, Unsent
from bot.database.store import Database
from bot.message import Outgoing
from tests.test_outbox import AUNT, UNCLE, Door, post, until


class Stuck(Door):
    """Nothing for the aunt is ever finished, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()

    async def send(self, outgoing: Outgoing) -> None:
        if outgoing.to == AUNT:
            await self.let_go.wait()
        await super().send(outgoing)


async def test_a_reply_that_hangs_delays_nobody_else(store: Database) -> None:
    post(store, AUNT, "một")
    door, outbox = Stuck(), Outbox(store)
    outbox.open(door)
    for text in ("a", "b"):
        outbox.wake("test", post(store, UNCLE, text))
        await until(lambda text=text: text in door.sent)
    door.let_go.set()
    await until(lambda: "một" in door.sent)
    await outbox.close()

    assert ["a", "b", "một"] == door.sent


async def test_news_does_not_wake_a_reply_before_its_time(store: Database) -> None:
    post(store, AUNT, "một")
    door, outbox = Door([Unsent("429", retry_after_s=2.5)]), Outbox(store)
    outbox.open(door)
    for at in range(10):
        outbox.wake("test", post(store, UNCLE, str(at)))
        await until(lambda at=at: str(at) in door.sent)
    with store.transaction() as records:
        assert [1] == [reply.attempts for reply in records.waiting("test")]
    await until(lambda: "một" in door.sent)
    await outbox.close()


async def test_what_is_on_its_way_is_let_go_and_the_rest_stays_kept(store: Database) -> None:
    post(store, AUNT, "một", "hai")
    door, outbox = Stuck(), Outbox(store)
    outbox.open(door)
    await until(lambda: bool(outbox._lanes))
    closing = asyncio.create_task(outbox.close())
    await asyncio.sleep(0.05)
    door.let_go.set()
    await closing

    assert ["một"] == door.sent
    with store.transaction() as records:
        assert ["hai"] == [reply.reply.text for reply in records.waiting("test")]


async def test_a_fault_in_a_channel_is_a_failed_attempt(
    store: Database, caplog: pytest.LogCaptureFixture
) -> None:
    post(store, AUNT, "bí mật", "hai")
    door, outbox = Door([KeyError("bí mật")]), Outbox(store)  # type: ignore[list-item]
    with caplog.at_level(logging.WARNING):
        outbox.open(door)
        await until(lambda: len(door.sent) == 2)
    await outbox.close()

    assert "reply not sent (KeyError)" in caplog.text
    assert "bí mật" not in caplog.text


async def test_a_sent_reply_is_marked_however_long_the_database_is_away(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.outbox.DATABASE_PAUSE_S", 0.05)
    post(store, AUNT, "một")
    door, outbox = Stuck(), Outbox(store)
    outbox.open(door)
    await until(lambda: bool(outbox._lanes))
    _rename(store, "outbox", "away")
    door.let_go.set()
    await until(lambda: bool(door.sent))
    await asyncio.sleep(0.1)
    _rename(store, "away", "outbox")
    await until(lambda: not outbox._lanes)
    await asyncio.sleep(0.1)
    await outbox.close()

    assert ["một"] == door.sent


def _rename(store: Database, before: str, after: str) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")
