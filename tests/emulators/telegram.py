"""An emulator of the Telegram Bot API on loopback: the bot on one side, people on the other.

A test plays the people through ``Person`` and ``Group``; by hand they are played over HTTP:

    python -m tests.emulators.telegram --port 9000
    curl -s 127.0.0.1:9000/sim/message -d '{"person": "Lan", "text": "/start"}'
    curl -s 127.0.0.1:9000/sim/callback -d '{"person": "Lan", "label": "Bắt đầu"}'
    curl -s '127.0.0.1:9000/sim/chat/5000000001?format=text'
"""

import argparse
import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from tests.emulators.listening import Listening
from tests.emulators.telegram_api import BotApi
from tests.emulators.telegram_people import Group, Person
from tests.emulators.telegram_sim import Sim
from tests.emulators.telegram_switches import Clock, Fault, RateLimits
from tests.emulators.telegram_transcript import transcript
from tests.emulators.telegram_webhook import Delivery
from tests.emulators.telegram_world import Call, World

__all__ = ["Fault", "Group", "Person", "RateLimits", "TelegramEmulator"]

TOKEN = "123456789:TESTTOKEN-of-the-emulator"
LARGEST_BODY = 52 * 1024 * 1024


class TelegramEmulator(Listening):
    """One bot's Telegram. Point python-telegram-bot at it with ``base_url=f"{url}/bot"``."""

    def __init__(self, token: str = TOKEN, username: str = "trolyso_bot", port: int = 0) -> None:
        self.token = token
        self.tokens = {token}
        """The tokens that are good; take one out to see it refused."""
        number = int(token.partition(":")[0])
        bot = {"id": number, "is_bot": True, "first_name": "Trợ lý số", "username": username}
        self.world = World(bot)
        self._port = port
        self._people: dict[str, Person] = {}
        self._api = BotApi(self.world, self.tokens)

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        app = web.Application(client_max_size=LARGEST_BODY)
        self._api.add_routes(app)
        Sim(self).add_routes(app)
        await self.listen(app)
        self._delivering = asyncio.create_task(self._api.webhook.keep_delivering())

    async def stop(self) -> None:
        """Close every connection, also those that hang."""
        self._delivering.cancel()
        with suppress(asyncio.CancelledError):
            await self._delivering
        await self.hang_up()

    @property
    def clock(self) -> Clock:
        """The time of the emulator, which tests may move."""
        return self.world.clock

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to bring an update to the webhook."""
        return self._api.webhook.deliveries

    def person(self, first_name: str) -> Person:
        """Somebody with this name; the same name is the same person."""
        if first_name not in self._people:
            home = self.world.add_person(first_name)
            self._people[first_name] = Person(self.world, home)
        return self._people[first_name]

    def group(self, title: str, *, supergroup: bool = False, sees_all: bool = False) -> Group:
        """A group with the bot in it, which reads all messages only as administrator."""
        chat = self.world.add_group(title, supergroup=supergroup, sees_all=sees_all)
        return Group(self.world, chat)

    def transcript(self, chat_id: int) -> list[str]:
        """A chat as it stands, a line per message."""
        return transcript(self.world.chats[chat_id])

    def calls(self, method: str = "") -> list[Call]:
        """What the bot called, also what was refused; of one method or of all."""
        return [call for call in self.world.calls if method in ("", call.method)]

    async def until(self, condition: Callable[[], bool], within_s: float = 5.0) -> None:
        """Wait until the bot's calls have made something true; TimeoutError if they do not."""
        await self.world.until(condition, within_s)

    def inject(self, fault: Fault) -> None:
        """Let the next calls of a method go wrong."""
        self.world.faults.inject(fault)

    def deliver_twice(self, updates: int = 1) -> None:
        """Bring the next updates a second time after they were confirmed."""
        self.world.updates.deliver_twice(updates)

    @contextmanager
    def held(self, *, reverse: bool = True) -> Iterator[None]:
        """Hold back what happens inside; afterwards it arrives, the last first."""
        self.world.updates.hold()
        try:
            yield
        finally:
            self.world.updates.release(reverse=reverse)

    def limit_rates(self, limits: RateLimits | None) -> None:
        """Answer 429 to a bot that writes too fast, or no more with None."""
        self.world.flood.limits = limits

    def reset(self) -> None:
        """Forget chats, people, calls and switches; update ids go on, a webhook stays."""
        self._people.clear()
        self.world.forget()


async def _serve(emulator: TelegramEmulator) -> None:
    async with emulator:
        print(f"Telegram emulator at {emulator.url}, token {emulator.token}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=9000)
    options.add_argument("--token", default=TOKEN)
    chosen = options.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(TelegramEmulator(chosen.token, port=chosen.port)))


if __name__ == "__main__":
    main()
