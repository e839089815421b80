"""A process that is killed without warning: what it had kept is answered, once, by the next."""

import asyncio
import json
import socket
import sys
from contextlib import asynccontextmanager

from bot.channels.zalo_oa import PATH
from bot.database.store import Database
from tests.conftest import ROOT
from tests.official import account

PEOPLE = 6


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@asynccontextmanager
async def process(zalo, of, home, seconds: float):
    """A server in a process of its own, killed with SIGKILL in the end."""
    port = free_port()
    told = (str(home), str(port), str(seconds), json.dumps(vars(of)))
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.official_process", *told, cwd=ROOT
    )
    try:
        async with asyncio.timeout(60):
            while await zalo.webhook.save(f"http://127.0.0.1:{port}{PATH}") != 200:
                assert running.returncode is None
                await asyncio.sleep(0.1)
        yield
    finally:
        running.kill()
        await running.wait()


async def test_what_was_kept_is_answered_after_a_kill(zalo, tmp_path) -> None:
    of = account(zalo)
    people = [zalo.person(f"Người {number}") for number in range(PEOPLE)]
    async with process(zalo, of, tmp_path, seconds=1.0):
        for person in people:
            person.says("chào")
        await zalo.webhook.settle()
        assert {200} == {delivery.status for delivery in zalo.webhook.deliveries}
    assert all(person.heard() == [] for person in people)

    async with process(zalo, of, tmp_path, seconds=0.0):
        heard = [await person.hears(2, within_s=20) for person in people]
        await asyncio.sleep(0.3)

    assert all("Trợ lý số" in welcome for welcome, _ in heard)
    assert all(person.heard() == [] for person in people)


async def test_kills_at_any_moment_lose_nothing(zalo, tmp_path) -> None:
    of = account(zalo)
    zalo.webhook.retries_refusals = True
    people = [zalo.person(f"Người {number}") for number in range(PEOPLE)]
    for round in range(3):
        async with process(zalo, of, tmp_path, seconds=0.02):
            for person in people:
                person.says("chào")
            await asyncio.sleep(0.05 + round * 0.07)
        await zalo.webhook.settle()
    async with process(zalo, of, tmp_path, seconds=0.0):
        zalo.clock.advance(31)
        store = Database(f"sqlite:///{tmp_path}/test.sqlite3")
        async with asyncio.timeout(30):
            while unfinished(store) or answered(store) < PEOPLE * 3:
                await asyncio.sleep(0.05)
        store.close()

    greetings = [sum("Chào bác" in said for said in person.heard()) for person in people]
    assert all(count >= 4 for count in greetings), greetings  # a welcome, three greetings
    assert sum(greetings) <= PEOPLE * 4 + PEOPLE * 3  # at most what was cut while being sent


def unfinished(store: Database) -> bool:
    with store.transaction() as records:
        return bool(records.unanswered() or records.waiting("zalo_oa"))


def answered(store: Database) -> int:
    with store._engine.connect() as connection:
        query = "SELECT count(*) FROM turns WHERE outcome IS NOT NULL"
        return int(connection.exec_driver_sql(query).scalar() or 0)
