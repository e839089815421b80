"""An emulator of the Zalo Bot Platform on loopback: the bot on one side, people on the other.

A test plays the people through ``Person``; by hand they are played over HTTP:

    python -m tests.emulators.zalo_bot --port 9001
    curl -s 127.0.0.1:9001/sim/message -d '{"person": "Lan", "text": "xin chào"}'
    curl -s '127.0.0.1:9001/sim/chat/Lan?format=text'
    curl -s 127.0.0.1:9001/sim/switch -d '{"poll": "replay", "echo": true}'
"""

import argparse
import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from tests.emulators.listening import Listening
from tests.emulators.zalo_bot_api import BotApi
from tests.emulators.zalo_bot_calls import Call, Fault
from tests.emulators.zalo_bot_people import Person
from tests.emulators.zalo_bot_sim import Sim
from tests.emulators.zalo_bot_webhook import Delivery, Webhook
from tests.emulators.zalo_bot_world import Chat, Switches, World

__all__ = ["Fault", "Person", "Switches", "ZaloBotEmulator"]

TOKEN = "12345689:test-token-of-the-emulator"


class ZaloBotEmulator(Listening):
    """One bot's Zalo. Point a client at it with its address as the base."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.tokens = {token}
        """The tokens that are good; take one out to see it refused."""
        self.world = World({"id": "b0b0c0ffee0123456789", "account_name": "bot.TroLySo"})
        self._port = port
        self._api = BotApi(self.world, self.tokens)

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        app = web.Application()
        self._api.add_routes(app)
        Sim(self).add_routes(app)
        await self.listen(app)
        self._delivering = asyncio.create_task(self.webhook.keep_delivering())

    async def stop(self) -> None:
        """Close every connection, also those that hang."""
        self._delivering.cancel()
        with suppress(asyncio.CancelledError):
            await self._delivering
        await self.hang_up()

    @property
    def webhook(self) -> Webhook:
        """The way to the bot's own address."""
        return self._api.webhook

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to bring an event to the webhook."""
        return self.webhook.deliveries

    @property
    def switches(self) -> Switches:
        """How this Zalo behaves; change what you need."""
        return self.world.switches

    def person(self, name: str) -> Person:
        """Somebody with this name; the same name is the same person."""
        return Person(self.world, name, self.world.add_chat(name))

    def group(self, title: str) -> Chat:
        """A group with the bot in it, where it reads what mentions it."""
        return self.world.add_chat(title, "GROUP")

    def calls(self, method: str = "") -> list[Call]:
        """What the bot called, also what was refused; of one method or of all."""
        return [call for call in self.world.calls if method in ("", call.method)]

    async def until(self, condition: Callable[[], bool], within_s: float = 20.0) -> None:
        """Wait until the bot's calls have made something true; TimeoutError if they do not."""
        await self.world.until(condition, within_s)

    def inject(self, fault: Fault) -> None:
        """Let the next calls of a method go wrong."""
        self.world.faults.extend([fault] * fault.times)

    def deliver_twice(self, updates: int = 1) -> None:
        """Bring the next events a second time."""
        self.world.twice += updates

    def replay(self, updates: int = 1) -> None:
        """Bring the newest events once more, long after."""
        self.world.bring(self.world.events[-updates:])

    def hold(self) -> None:
        """Keep back what happens from now on."""
        self.world.held = self.world.held or []

    def release(self, *, reverse: bool = False) -> None:
        """Let it go, the last first if asked."""
        held, self.world.held = self.world.held or [], None
        self.world.bring(held[::-1] if reverse else held)

    @contextmanager
    def held(self, *, reverse: bool = True) -> Iterator[None]:
        """Hold back what happens inside; afterwards it arrives, the last first."""
        self.hold()
        try:
            yield
        finally:
            self.release(reverse=reverse)


async def _serve(emulator: ZaloBotEmulator) -> None:
    async with emulator:
        print(f"Zalo bot emulator at {emulator.url}, token {emulator.token}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=9001)
    options.add_argument("--token", default=TOKEN)
    chosen = options.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(ZaloBotEmulator(chosen.token, port=chosen.port)))


if __name__ == "__main__":
    main()
