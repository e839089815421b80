"""Keeps what must be sent until it was sent: in order for one citizen, in parallel for many."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from typing import Protocol

from bot.message import Outgoing, Sender

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
LONGEST_WAIT_S = 300.0
DATABASE_PAUSE_S = 2.0


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
        self._doors: dict[str, Door] = {}
        self._watchers: dict[str, Callable[[Outgoing], None]] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._resting: dict[Sender, float] = {}
        """Until when nothing is tried, however often others have news."""

    def open(self, door: Door) -> None:
        """Send through a door from now on, first what is left from before."""
        self._doors[door.channel] = door
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
        """Stop sending; what is not sent stays kept."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_sending(self, door: Door) -> None:
        news = self._news[door.channel]
        while True:
            news.clear()
            try:
                pause = await self._send_all(door)
            except ConnectionError as error:
                log.error("%s: %s", door.channel, error)
                pause = DATABASE_PAUSE_S
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await news.wait()

    async def _send_all(self, door: Door) -> float | None:
        """Send what waits; the seconds after which something must be tried again."""
        waiting = await asyncio.to_thread(self._waiting, door.channel)
        pauses = await asyncio.gather(*(self._send_to_one(door, mine) for mine in waiting))
        return min((pause for pause in pauses if pause), default=None)

    async def _send_to_one(self, door: Door, replies: list[Outgoing]) -> float | None:
        """Send one citizen's replies, unless the last failure asked to wait longer."""
        to, now = replies[0].to, asyncio.get_running_loop().time()
        rest = self._resting.pop(to, now) - now
        pause = rest if rest > 0 else await self._send_in_order(door, replies)
        if pause:
            self._resting[to] = asyncio.get_running_loop().time() + pause
        return pause

    def _waiting(self, channel: str) -> list[list[Outgoing]]:
        with self._database.transaction() as records:
            waiting = records.waiting(channel)
        by_citizen: dict[str, list[Outgoing]] = defaultdict(list)
        for outgoing in waiting:
            by_citizen[outgoing.to.id].append(outgoing)
        return list(by_citizen.values())

    async def _send_in_order(self, door: Door, replies: list[Outgoing]) -> float | None:
        """Send one citizen's replies; the seconds to wait when one must be tried again."""
        for outgoing in replies:
            try:
                await door.send(outgoing)
            except Unsent as failure:
                final = failure.final or outgoing.attempts + 1 >= MOST_ATTEMPTS
                await asyncio.to_thread(self._failed, outgoing.id, str(failure), final)
                log.warning(
                    "%s: reply not sent (%s)%s",
                    door.channel,
                    failure,
                    ", given up" if final else "",
                )
                if not final:
                    wait = failure.retry_after_s or 2.0**outgoing.attempts
                    return min(wait, LONGEST_WAIT_S)
            else:
                await asyncio.to_thread(self._sent, outgoing.id)
        return None

    def _sent(self, id: int) -> None:
        with self._database.transaction() as records:
            records.sent(id)

    def _failed(self, id: int, problem: str, final: bool) -> None:
        with self._database.transaction() as records:
            records.failed(id, problem, final)
