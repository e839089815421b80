"""The whole application with a Zalo Official Account, against the emulator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer

from bot.app import build
from bot.channels.zalo_oa import PATH
from bot.content import Content
from bot.database.store import Database
from bot.official_account import OfficialAccount
from bot.settings import Settings
from tests.emulators.zalo_oa import ZaloOaEmulator
from tests.fakes import ScriptedInterpreter

SCRIPT = {"quen mk vneid": "vneid_forgot_password", "chào": "greet"}


def account(emulator: ZaloOaEmulator, **more: Any) -> OfficialAccount:
    """What an operator of the emulated account enters."""
    keys = emulator.keys
    given = {"refresh_token": emulator.world.oauth.grant()["refresh_token"], **more}
    of_keys = (keys.oa_id, keys.app_id, keys.app_secret, keys.secret_key)
    return OfficialAccount(*of_keys, api=emulator.url, auth=emulator.url, **given)


def keep_time(store: Database, emulator: ZaloOaEmulator) -> None:
    """Let the database live in the emulator's time."""
    store.clock = lambda: datetime.fromtimestamp(emulator.clock.now(), UTC).replace(tzinfo=None)


class House:
    """Starts the application, as often as a test wishes."""

    def __init__(self, emulator: ZaloOaEmulator, content: Content, store: Database) -> None:
        self.emulator = emulator
        self.store = store
        self.account = account(emulator)
        self._content = content
        keep_time(store, emulator)

    @asynccontextmanager
    async def serving(
        self, script: dict[str, Any] | None = None, interpreter: Any = None
    ) -> AsyncIterator[TestServer]:
        """Serve; the webhook's address is entered in the console."""
        interpreter = interpreter or ScriptedInterpreter(SCRIPT if script is None else script)
        settings = Settings(home=Path("unused"), zalo_oa=self.account)
        server = TestServer(build(settings, self._content, interpreter, self.store))
        async with server:
            assert await self.emulator.webhook.save(str(server.make_url(PATH))) == 200
            yield server

    def waiting(self) -> int:
        """How many replies are not sent yet."""
        with self.store.transaction() as records:
            return len(records.waiting("zalo_oa"))

    async def settle(self) -> None:
        """Wait until everything that was said is answered, and every answer was tried."""
        async with asyncio.timeout(20):
            while self.emulator.webhook.is_busy or self.unanswered() or self.waiting():
                await asyncio.sleep(0.005)

    def unanswered(self) -> int:
        """How many messages have no answer yet."""
        with self.store.transaction() as records:
            return len(records.unanswered())
