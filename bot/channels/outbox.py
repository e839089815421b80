"""Keeps what must be sent until it was sent: in order for one citizen, in parallel for many."""

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from typing import Protocol

from bot.message import Outgoing, Sender

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 12
LONGEST_WAIT_S = 300.0
DATABASE_PAUSE_S = 2.0
PATIENCE_AT_CLOSING_S = 5.0


class Unsent(Exception):
    """A reply could not be sent: for good, or until a later try."""

    def __init__(
        self, problem: str, *, final: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(problem)
        self.final = final
        self.retry_after_s = retry_after_s


class Door(Protocol):
    """A channel as the outbox sees it."""

    channel: str

    async def send(self, outgoing: Outgoing) -> None:
        """Send one reply, or raise Unsent."""


class Records(Protocol):
    """What the outbox needs to remember."""

    def waiting(self, channel: str) -> list[Outgoing]: ...
    def sent(self, id: int) -> None: ...
    def failed(self, id: int, problem: str, final: bool) -> None: ...


class Database(Protocol):
    """Where replies are kept until they are sent."""

    def transaction(self) -> AbstractContextManager[Records]: ...


class Outbox:
    """Sends replies through their doors."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watchers: dict[str, Callable[[Outgoing], None]] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._lanes: dict[Sender, asyncio.Task[None]] = {}
        self._due: dict[Sender, float] = {}
        self._behind: set[Sender] = set()
        self._closing = False

    def open(self, door: Door) -> None:
        """Send through a door from now on, first what is left from before."""
        self._news[door.channel] = asyncio.Event()
        self._tasks.append(asyncio.create_task(self._keep_sending(door)))

    def watch(self, channel: str, tell: Callable[[Outgoing], None]) -> None:
        """Tell of every new reply on a channel whose citizens read for themselves."""
        self._watchers[channel] = tell

    def wake(self, channel: str, replies: Iterable[Outgoing]) -> None:
        """Say that there are new replies."""
        if tell := self._watchers.get(channel):
            for outgoing in replies:
                tell(outgoing)
        if channel in self._news:
            self._news[channel].set()

    async def close(self) -> None:
        """Stop sending, but let go what is on its way; what is not sent stays kept."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        if self._lanes:
            await asyncio.wait(self._lanes.values(), timeout=PATIENCE_AT_CLOSING_S)
        lanes = [*self._lanes.values()]
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*self._tasks, *lanes, return_exceptions=True)

    async def _keep_sending(self, door: Door) -> None:
        news = self._news[door.channel]
        while True:
            news.clear()
            try:
                pause = await self._start_lanes(door)
            except ConnectionError as error:
                log.error("%s: %s", door.channel, error)
                pause = DATABASE_PAUSE_S
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await news.wait()

    async def _start_lanes(self, door: Door) -> float | None:
        """A lane for each citizen who is due; the seconds until the next one is."""
        busy = {*self._lanes}  # asked first: such a lane may end while the database is read
        waiting = await asyncio.to_thread(self._waiting, door.channel)
        for citizen in waiting.keys() & busy:
            self._look_again(door, citizen)
        now = time.monotonic()
        later = {citizen: self._due.get(citizen, now) - now for citizen in waiting.keys() - busy}
        for citizen, seconds in later.items():
            if seconds <= 0:
                lane = self._empty(door, citizen, waiting[citizen])
                self._lanes[citizen] = asyncio.create_task(lane)
        return min((seconds for seconds in later.values() if seconds > 0), default=None)

    def _look_again(self, door: Door, citizen: Sender) -> None:
        """There may be more for somebody who is being written to just now."""
        if citizen in self._lanes:
            self._behind.add(citizen)
        else:
            self._news[door.channel].set()

    def _waiting(self, channel: str) -> dict[Sender, list[Outgoing]]:
        with self._database.transaction() as records:
            waiting = records.waiting(channel)
        by_citizen: dict[Sender, list[Outgoing]] = defaultdict(list)
        for outgoing in waiting:
            by_citizen[outgoing.to].append(outgoing)
        return by_citizen

    async def _empty(self, door: Door, citizen: Sender, replies: list[Outgoing]) -> None:
        """Send one citizen's replies in order; the others do not wait for it."""
        self._due.pop(citizen, None)
        try:
            for outgoing in replies:
                if self._closing:
                    return
                if pause := await self._send(door, outgoing):
                    self._due[citizen] = time.monotonic() + pause
                    return
        finally:
            del self._lanes[citizen]
            if citizen in self._behind or citizen in self._due:
                self._behind.discard(citizen)
                self._news[door.channel].set()

    async def _send(self, door: Door, outgoing: Outgoing) -> float | None:
        """Send one reply; the seconds to wait when it must be tried again."""
        try:
            await door.send(outgoing)
        except Unsent as unsent:
            failure = unsent
        except Exception as error:  # noqa: BLE001 - a fault in one reply must not end the channel
            failure = Unsent(type(error).__name__)
        else:
            await insist(self._sent, outgoing.id)
            return None
        final = failure.final or outgoing.attempts + 1 >= MOST_ATTEMPTS
        await insist(self._failed, outgoing.id, str(failure), final)
        given_up = ", given up" if final else ""
        log.warning("%s: reply not sent (%s)%s", door.channel, failure, given_up)
        wait = failure.retry_after_s or 2.0**outgoing.attempts * random.uniform(0.8, 1.2)
        return None if final else min(wait, LONGEST_WAIT_S)

    def _sent(self, id: int) -> None:
        with self._database.transaction() as records:
            records.sent(id)

    def _failed(self, id: int, problem: str, final: bool) -> None:
        with self._database.transaction() as records:
            records.failed(id, problem, final)


async def insist(act: Callable[..., None], *of: object) -> None:
    """Write down what cannot be undone, however long the database is away."""
    while True:
        try:
            return await asyncio.to_thread(act, *of)
        except ConnectionError as error:
            log.error("not written down yet: %s", error)
            await asyncio.sleep(DATABASE_PAUSE_S)
