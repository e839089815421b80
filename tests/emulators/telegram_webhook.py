"""Brings updates to the bot's webhook and comes back when it does not take them."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from tests.emulators.telegram_parameters import Json
from tests.emulators.telegram_switches import Clock
from tests.emulators.telegram_updates import Update, Updates

LONGEST_RETRY_AFTER_S = 3600
GONE_FOR_S = 23 * 3600
PATIENCE_S = 60
NEVER_IN_AN_ANSWER = ("get", "setwebhook", "deletewebhook", "close", "logout")

Perform = Callable[[str, Json], Awaitable[None]]


@dataclass(frozen=True)
class Delivery:
    """One attempt to bring an update; the status is None when nobody answered."""

    update_id: int
    status: int | None
    at: float


@dataclass(frozen=True)
class Address:
    """Where the bot wants its updates."""

    url: str
    secret: str = ""
    most_connections: int = 40


class Webhook:
    """One lane per chat for messages and one per person for taps, all in parallel."""

    def __init__(self, updates: Updates, clock: Clock, perform: Perform) -> None:
        self.address: Address | None = None
        self.deliveries: list[Delivery] = []
        self.last_error: Json = {}
        self._updates = updates
        self._clock = clock
        self._perform = perform
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._gone_since: float | None = None

    async def keep_delivering(self) -> None:
        """Work until cancelled."""
        async with aiohttp.ClientSession() as self._session:
            try:
                while True:
                    news = self._updates.arrived.wait()
                    self._start_lanes()
                    await news
            finally:
                self.remove()

    def set(self, address: Address) -> None:
        """Deliver there from now on, also what waits already."""
        self.remove()
        self.address = address
        self._connections = asyncio.Semaphore(address.most_connections)
        self._updates.arrived.beat()

    def remove(self) -> None:
        """Deliver no more."""
        self.address, self.last_error, self._gone_since = None, {}, None
        for task in self._lanes.values():
            task.cancel()
        self._lanes.clear()

    def _start_lanes(self) -> None:
        lanes = {update.lane for update in self._updates.waiting()} if self.address else set()
        for lane in lanes - self._lanes.keys():
            self._lanes[lane] = asyncio.create_task(self._empty(lane))

    async def _empty(self, lane: str) -> None:
        while self.address and (update := self._next(lane)):
            pause = await self._deliver(update, self.address)
            await self._clock.sleep_until(self._clock.now() + pause)
        self._lanes.pop(lane, None)

    def _next(self, lane: str) -> Update | None:
        return next((update for update in self._updates.waiting() if update.lane == lane), None)

    async def _deliver(self, update: Update, address: Address) -> float:
        """Bring one update; the seconds to wait before the next attempt."""
        async with self._connections:
            status, answer, retry_after = await self._post(update, address)
        self.deliveries.append(Delivery(update.id, status, self._clock.now()))
        if status and _confirms(status):
            self._gone_since = None
            self._updates.confirm(update)
            await self._do_as_answered(answer)
            return 0.0
        self._note_gone(status)
        return _pause_s(update, retry_after)

    async def _post(self, update: Update, address: Address) -> tuple[int | None, bytes, str]:
        headers = {"X-Telegram-Bot-Api-Secret-Token": address.secret} if address.secret else {}
        patience = aiohttp.ClientTimeout(total=PATIENCE_S)
        try:
            async with self._session.post(
                address.url,
                json=update.content(),
                headers=headers,
                timeout=patience,
                allow_redirects=False,
            ) as answer:
                if not _confirms(answer.status):
                    said = f"{answer.status} {answer.reason}"
                    self._note_error(f"Wrong response from the webhook: {said}")
                return answer.status, await answer.read(), answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note_error(str(error) or "Connection timed out")
            return None, b"", ""

    def _note_error(self, problem: str) -> None:
        self.last_error = {
            "last_error_date": self._clock.seconds(),
            "last_error_message": problem,
        }

    def _note_gone(self, status: int | None) -> None:
        """A webhook that says 410 for most of a day is closed."""
        if status != 410:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = self._clock.now()
        elif self._clock.now() > self._gone_since + GONE_FOR_S:
            self.address = None

    async def _do_as_answered(self, answer: bytes) -> None:
        """The body of a 2xx may be a method call."""
        try:
            call = json.loads(answer)
        except ValueError:
            return
        match call:
            case {"method": str(method), **values}:
                if not method.lower().startswith(NEVER_IN_AN_ANSWER):
                    await self._perform(method, values)


def _confirms(status: int) -> bool:
    return 200 <= status <= 299


def _pause_s(update: Update, retry_after: str) -> float:
    """At once after the first failure, then doubling up to a minute or two."""
    update.failures += 1
    if retry_after.isdecimal() and int(retry_after):
        return float(min(int(retry_after), LONGEST_RETRY_AFTER_S))
    if update.failures == 1:
        return 0.0
    update.delay_s = min(update.delay_s * 2, random.uniform(60, 120))
    return update.delay_s
