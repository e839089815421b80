"""What a test may switch on the Telegram emulator: the clock, faults, rate limits."""

import asyncio
import math
import time
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from tests.emulators.telegram_parameters import Json, Parameters, refusal_body


class Pulse:
    """Wakes everybody who waits, once per beat."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Wake those who wait now."""
        self._event.set()
        self._event = asyncio.Event()

    def wait(self) -> Coroutine[Any, Any, Any]:
        """The next beat, counted from this call and not from when it is awaited."""
        return self._event.wait()


class Clock:
    """The emulator's time: real seconds plus what tests add, or only the latter when frozen."""

    def __init__(self) -> None:
        self._added_s = 0.0
        self._frozen_at: float | None = None
        self._moved = Pulse()

    def now(self) -> float:
        """Seconds since 1970."""
        return (self._frozen_at or time.time()) + self._added_s

    def seconds(self) -> int:
        """The time as Telegram writes it."""
        return int(self.now())

    def freeze(self) -> None:
        """Let time pass by advance() alone."""
        self._frozen_at = self._frozen_at or time.time()

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        self._added_s += seconds
        self._moved.beat()

    async def sleep_until(self, moment: float) -> None:
        """Wait in the emulator's time."""
        while (left := moment - self.now()) > 0:
            moved = self._moved.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(None if self._frozen_at else left):
                    await moved


async def first_of(*waits: Awaitable[Any]) -> None:
    """Wait until one of several things has happened."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next calls of a method."""

    method: str
    """A method's name, or ``*`` for every method."""
    code: int = 500
    retry_after: int | None = None
    description: str = ""
    hang: bool = False
    """Never answer; the bot must give up by itself."""
    empty: bool = False
    """Answer with the code and no body."""
    takes_effect: bool = False
    """Carry the call out and lose only its answer."""
    times: int = 1
    contains: str = ""
    """Only calls with this text in their parameters."""

    def fits(self, method: str, parameters: Parameters) -> bool:
        """Whether a call is meant."""
        shown = str(parameters.shown())
        return self.method.lower() in ("*", method.lower()) and self.contains in shown

    def body(self) -> Json | None:
        """What the bot reads."""
        if self.empty:
            return None
        if self.code == HTTPStatus.TOO_MANY_REQUESTS:
            return too_many_requests(self.retry_after or 1)
        return refusal_body(self.code, self.description or HTTPStatus(self.code).phrase)


class Faults:
    """The faults that are still to happen."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def inject(self, fault: Fault) -> None:
        """Let something go wrong."""
        self._waiting.extend([fault] * fault.times)

    def take(self, method: str, parameters: Parameters) -> Fault | None:
        """The fault of this call, if it has one; it is used up."""
        for place, fault in enumerate(self._waiting):
            if fault.fits(method, parameters):
                return self._waiting.pop(place)
        return None


@dataclass(frozen=True)
class RateLimits:
    """How many messages Telegram takes; its numbers are not exact."""

    all_per_second: int = 30
    chat_per_second: int = 1
    group_per_minute: int = 20


class Flood:
    """Counts the messages of the last minute."""

    def __init__(self, clock: Clock) -> None:
        self.limits: RateLimits | None = None
        self._clock = clock
        self._sent: list[tuple[float, int]] = []

    def wait_s(self, chat_id: int) -> int:
        """Seconds until a message to this chat may go; 0 counts it as gone."""
        if self.limits is None:
            return 0
        now = self._clock.now()
        self._sent = [(at, chat) for at, chat in self._sent if at > now - 60]
        wait = max(self._waits(self.limits, chat_id, now), default=0.0)
        if wait <= 0:
            self._sent.append((now, chat_id))
        return math.ceil(max(wait, 0.0))

    def _waits(self, limits: RateLimits, chat_id: int, now: float) -> list[float]:
        everywhere = [at for at, _ in self._sent]
        here = [at for at, chat in self._sent if chat == chat_id]
        windows = [
            (everywhere, limits.all_per_second, 1),
            (here, limits.chat_per_second, 1),
            (here if chat_id < 0 else [], limits.group_per_minute, 60),
        ]
        return [
            times[-most] + seconds - now for times, most, seconds in windows if len(times) >= most
        ]


def too_many_requests(seconds: int) -> Json:
    """The body of a 429."""
    said = f"Too Many Requests: retry after {seconds}"
    return refusal_body(429, said, retry_after=seconds)
