"""An emulator of a Zalo Official Account on loopback: the program on one side, people on the other.

A test plays the people through ``Person``; by hand they are played over HTTP:

    python -m tests.emulators.zalo_oa --port 9002
    curl -s 127.0.0.1:9002/sim/tokens -d '{}'                     # a refresh token to begin with
    curl -s 127.0.0.1:9002/sim/webhook -d '{"url": "http://127.0.0.1:8080/zalo-oa/webhook"}'
    curl -s 127.0.0.1:9002/sim/message -d '{"person": "Lan", "text": "quên mật khẩu vneid"}'
    curl -s 127.0.0.1:9002/sim/chat/Lan
"""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from tests.emulators.listening import Listening
from tests.emulators.telegram_switches import Clock
from tests.emulators.zalo_oa_api import OpenApi
from tests.emulators.zalo_oa_people import Person
from tests.emulators.zalo_oa_sim import Sim
from tests.emulators.zalo_oa_switches import Fault
from tests.emulators.zalo_oa_webhook import Webhook
from tests.emulators.zalo_oa_world import Call, Keys, World

__all__ = ["Fault", "Keys", "Person", "ZaloOaEmulator"]

LARGEST_BODY = 8 * 1024 * 1024


class ZaloOaEmulator(Listening):
    """One account of one app. ``url`` stands for openapi.zalo.me and for oauth.zaloapp.com."""

    def __init__(self, keys: Keys | None = None, port: int = 0) -> None:
        self.keys = keys or Keys()
        self.world = World(self.keys)
        self.webhook = Webhook(self.keys, self.world.clock)
        self.world.tell = self.webhook.tell
        self._port = port

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        app = web.Application(client_max_size=LARGEST_BODY)
        OpenApi(self.world).add_routes(app)
        Sim(self).add_routes(app)
        await self.listen(app)

    async def stop(self) -> None:
        """Close every connection, also those that hang."""
        await self.webhook.close()
        await self.hang_up()

    @property
    def clock(self) -> Clock:
        """The time of the emulator, which tests may move."""
        return self.world.clock

    def person(self, name: str) -> Person:
        """Somebody with this name; the same name is the same person."""
        return Person(self.world, self.world.citizen(name))

    def calls(self, path: str = "") -> list[Call]:
        """What the program called, also what was refused; of one path's end or of all."""
        return [call for call in self.world.calls if call.path.endswith(path)]

    def inject(self, fault: Fault) -> None:
        """Let the next calls of a path go wrong."""
        self.world.faults.inject(fault)

    def deliver_twice(self, events: int = 1) -> None:
        """Bring each of the next events a second time."""
        self.webhook.twice = events

    @contextmanager
    def held(self, *, reverse: bool = True) -> Iterator[None]:
        """Hold back what happens inside; afterwards it arrives, the last first."""
        self.webhook.hold()
        try:
            yield
        finally:
            self.webhook.release(reverse=reverse)

    def reset(self) -> None:
        """Forget people, calls and switches; tokens and the webhook stay."""
        self.world.forget()


async def _serve(emulator: ZaloOaEmulator) -> None:
    async with emulator:
        refresh = emulator.world.oauth.grant()["refresh_token"]
        keys = emulator.keys
        print(
            f"ZALO_OA_API_URL={emulator.url} ZALO_OA_AUTH_URL={emulator.url} "
            f"ZALO_OA_ID={keys.oa_id} ZALO_OA_APP_ID={keys.app_id} "
            f"ZALO_OA_APP_SECRET={keys.app_secret} ZALO_OA_SECRET_KEY={keys.secret_key} "
            f"ZALO_OA_REFRESH_TOKEN={refresh}",
            flush=True,
        )
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=9002)
    chosen = options.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(ZaloOaEmulator(port=chosen.port)))


if __name__ == "__main__":
    main()
