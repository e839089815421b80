"""Our whole application before the Zalo bot emulator, polling or with a webhook."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.app import build
from bot.content import Content
from bot.database.store import Database
from bot.settings import Settings
from tests.emulators.zalo_bot import ZaloBotEmulator
from tests.fakes import ScriptedInterpreter

SECRET = "s3cret-of-the-test"
SCRIPT = {"quen mk vneid": "vneid_forgot_password", "chào": "greet", "cảm ơn": "thanks"}

Serve = Callable[..., TestServer]


@pytest.fixture(name="zalo")
async def open_zalo():
    """Zalo, with one bot."""
    async with ZaloBotEmulator() as zalo:
        yield zalo


@pytest.fixture(name="impatient")
def be_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds become moments."""
    for module, name, seconds in (
        ("zalo_bot", "FLOOR_S", 0.02),
        ("zalo_bot", "PAUSE_AFTER_FAILURE_S", 0.05),
        ("zalo_bot", "LISTENING_AFTER_S", 0.02),
        ("zalo_bot", "HOOK_AGAIN_S", 0.1),
        ("zalo_bot", "REST_S", 0.2),
        ("zalo_bot_api", "CALL_S", 0.3),
        ("outbox", "LONGEST_WAIT_S", 0.1),
    ):
        monkeypatch.setattr(f"bot.channels.{module}.{name}", seconds)


@pytest.fixture(name="serve")
def make_serve(zalo: ZaloBotEmulator, content: Content, store: Database, impatient: None) -> Serve:
    """Starts the application; with ``hook`` Zalo brings events, else they are polled."""

    def serve(script: Any = SCRIPT, *, hook: bool = False) -> TestServer:
        port = free_port()
        settings = Settings(
            zalo_bot_token=zalo.token,
            zalo_bot_api=zalo.url,
            address=f"http://127.0.0.1:{port}" if hook else "",
            zalo_bot_secret=SECRET if hook else "",
        )
        interpreter = ScriptedInterpreter(script) if isinstance(script, dict) else script
        return TestServer(build(settings, content, interpreter, store), port=port)

    return serve


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


async def hooked(zalo: ZaloBotEmulator) -> None:
    """Wait until the webhook is set and tried."""
    await zalo.until(lambda: any(call.status for call in zalo.calls("setWebhook")))
