"""What must be sent is kept until it was sent, in order for one citizen."""

import asyncio
from collections.abc import Callable

from bot.channels.outbox import MOST_ATTEMPTS, Outbox, Unsent
from bot.database.store import Database
from bot.message import Outgoing, Reply, Sender

AUNT, UNCLE = Sender("test", "aunt"), Sender("test", "uncle")


class Door:
    """A channel that fails as often as it is told to."""

    channel = "test"

    def __init__(self, failures: list[Unsent] | None = None) -> None:
        self._failures = failures or []
        self.sent: list[str] = []

    async def send(self, outgoing: Outgoing) -> None:
        if outgoing.to == AUNT and self._failures:
            raise self._failures.pop(0)
        self.sent.append(outgoing.reply.text)


def post(store: Database, sender: Sender, *texts: str) -> list[Outgoing]:
    with store.transaction() as records:
        return records.post(sender, [Reply(text) for text in texts])


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def test_what_was_left_unsent_is_sent_first(store: Database) -> None:
    post(store, AUNT, "một", "hai")
    door, outbox = Door(), Outbox(store)

    outbox.open(door)
    await until(lambda: len(door.sent) == 2)
    outbox.wake("test", post(store, AUNT, "ba"))
    await until(lambda: len(door.sent) == 3)
    await outbox.close()

    assert ["một", "hai", "ba"] == door.sent
    with store.transaction() as records:
        assert [] == records.waiting("test")


async def test_a_reply_that_must_wait_keeps_its_place_and_others_go_on(store: Database) -> None:
    post(store, AUNT, "một", "hai")
    post(store, UNCLE, "chào")
    door, outbox = Door([Unsent("429", retry_after_s=0.05)]), Outbox(store)

    outbox.open(door)
    await until(lambda: len(door.sent) == 3)
    await outbox.close()

    assert ["chào", "một", "hai"] == door.sent


async def test_news_for_others_does_not_hurry_a_reply_that_must_wait(store: Database) -> None:
    post(store, AUNT, "một")
    door, outbox = Door([Unsent("429", retry_after_s=0.3)] * 2), Outbox(store)

    outbox.open(door)
    for number in range(MOST_ATTEMPTS):
        outbox.wake("test", post(store, UNCLE, str(number)))
        await asyncio.sleep(0.02)
    assert [str(number) for number in range(MOST_ATTEMPTS)] == door.sent
    await until(lambda: "một" in door.sent)
    await outbox.close()


async def test_a_citizen_who_is_gone_is_given_up_and_the_next_reply_tried(store: Database) -> None:
    post(store, AUNT, "một", "hai")
    door, outbox = Door([Unsent("blocked", final=True)]), Outbox(store)

    outbox.open(door)
    await until(lambda: len(door.sent) == 1)
    await outbox.close()

    assert ["hai"] == door.sent


async def test_a_database_that_comes_back_is_asked_again(store: Database, monkeypatch) -> None:
    monkeypatch.setattr("bot.channels.outbox.DATABASE_PAUSE_S", 0.05)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO away")
    door, outbox = Door(), Outbox(store)
    outbox.open(door)
    await asyncio.sleep(0.1)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO outbox")
    post(store, AUNT, "một")

    await until(lambda: len(door.sent) == 1)
    await outbox.close()
