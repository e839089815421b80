"""Zalo bot: the process is killed at any moment, and what people wrote is answered all the same."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.database.store import Database
from bot.database.tables import turns
from tests.emulators.zalo_bot import ZaloBotEmulator
from tests.zalo_bot_house import free_port, open_zalo  # noqa: F401

ROOT = Path(__file__).parent.parent


@pytest.fixture
def alive(zalo: ZaloBotEmulator, store: Database, tmp_path: Path) -> Callable:
    """A process that answers after some seconds, and is killed at the end."""
    zalo.switches.retries = 1000
    port = str(free_port())

    @asynccontextmanager
    async def alive(seconds: float) -> AsyncIterator[None]:
        hooks = len(zalo.calls("setWebhook"))
        asked = (str(tmp_path), zalo.url, port, str(seconds))
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.zalo_bot_child", *asked, cwd=ROOT
        )
        try:
            await zalo.until(lambda: len(zalo.calls("setWebhook")) > hooks, within_s=60)
            yield
        finally:
            child.kill()
            await child.wait()

    return alive


async def test_killed_between_receipt_and_answer(zalo, alive) -> None:
    lan = zalo.person("Lan")
    async with alive(60):
        lan.says("chào")
        lan.says("quen mk vneid")
        await zalo.until(lambda: [200, 200] == [one.status for one in zalo.deliveries])
    assert [] == lan.hears_now()

    async with alive(0):
        said = await lan.hears(4, within_s=20)
        await asyncio.sleep(0.5)

    assert "Chào bác" in said[1]
    assert "Quên" in said[2]
    assert [] == lan.hears_now()


async def test_killed_at_random_again_and_again(zalo, alive, store) -> None:
    people = [zalo.person(f"Bác {at}") for at in range(8)]
    for _ in range(3):
        for person in people:
            person.says("cảm ơn")
            person.says("chào")
        async with alive(0.02):
            await asyncio.sleep(random.uniform(0.05, 0.6))
    async with alive(0):
        for person in people:
            await zalo.until(lambda person=person: len(_once(person)) == 7, within_s=30)
        await asyncio.sleep(0.5)

    for person in people:
        kinds = ["Không có gì" in text for text in _once(person)[1:]]
        assert [True, False] * 3 == kinds, person.transcript
    with store._engine.connect() as connection:
        answered = select(func.count()).where(turns.c.outcome.is_not(None))
        assert 8 * 6 == connection.scalar(answered)


def _once(person) -> list[str]:
    """What a person read, without what came twice in a row: a kill may have cut its sending."""
    said = [message["text"] for message in person.chat.by_bot]
    return [text for at, text in enumerate(said) if at == 0 or text != said[at - 1]]
