"""Brings signed events to the webhook within two seconds, and comes back by Zalo's ladder."""

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.emulators.telegram_switches import Clock
from tests.emulators.zalo_oa_switches import Json
from tests.emulators.zalo_oa_world import Citizen, Keys

DEADLINE_S = 2.0
LADDER_S = (30, 300, 900, 1800, 3600)


@dataclass(frozen=True)
class Delivery:
    """One attempt to bring an event; the status is None when nobody answered in time."""

    event: Json
    status: int | None
    num_retry: int
    took_s: float


@dataclass
class Signing:
    """How events are signed; every form was seen somewhere."""

    prefix: str = "mac="
    key: str = ""
    """A wrong key, if it is not empty."""
    in_header: bool = False
    """Sign with the time of a header X-ZEvent-Timestamp instead of the body's."""
    unsigned: bool = False

    def headers(self, raw: bytes, event: Json, keys: Keys) -> dict[str, str]:
        """What stands beside the body."""
        if self.unsigned:
            return {}
        time = str(int(event["timestamp"]) + 7) if self.in_header else str(event["timestamp"])
        headers = {"X-ZEvent-Timestamp": time} if self.in_header else {}
        return headers | {"X-ZEvent-Signature": f"{self.prefix}{self._mac(raw, time, keys)}"}

    def _mac(self, raw: bytes, time: str, keys: Keys) -> str:
        return mac(raw, time, keys.app_id, self.key or keys.secret_key)


def mac(raw: bytes, time: str, app_id: str, key: str) -> str:
    """Zalo's signature."""
    return hashlib.sha256(app_id.encode() + raw + time.encode() + key.encode()).hexdigest()


def write(event: Json) -> bytes:
    """The body as it travels."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


class Webhook:
    """Events of one citizen set out in order; no order is promised for what must come again."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self.url = ""
        self.deliveries: list[Delivery] = []
        self.signing = Signing()
        self.retries = True
        """The console's switch *Webhook Retry*."""
        self.retries_refusals = False
        """Whether also an answer other than 200, or none in time, is tried again: nobody knows."""
        self.twice = 0
        self.late_by_ms = 0
        """How much older than they are events say to be."""
        self._keys = keys
        self._clock = clock
        self._lanes: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._held: list[tuple[str, Json]] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._first_attempts = 0

    async def save(self, url: str) -> int | None:
        """Enter the address in the console: Zalo posts an unsigned ``{}`` and wants 200."""
        status, _ = await self._post(url, b"{}", {})
        self.url = url if status == 200 else ""
        return status

    def tell(self, citizen: Citizen, event: Json) -> None:
        """Bring an event soon."""
        if self.late_by_ms:
            event = event | {"timestamp": str(int(event["timestamp"]) - self.late_by_ms)}
        if self._held is not None:
            self._held.append((citizen.id, event))
        elif self.url:
            self._start(self._bring(citizen.id, event, again=self.twice > 0))
            self.twice = max(0, self.twice - 1)

    def hold(self) -> None:
        """Keep back what happens from now on."""
        self._held = []

    def release(self, *, reverse: bool) -> None:
        """Bring what was kept back, the last first if so wished."""
        held, self._held = self._held or [], None
        for lane, event in reversed(held) if reverse else held:
            self._start(self._bring(lane, event, again=False))

    async def replay(self, delivery: Delivery) -> int | None:
        """Bring the same event once more, however old it is by now."""
        return await self._attempt(delivery.event, num_retry=1)

    async def close(self) -> None:
        """Bring nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    @property
    def is_busy(self) -> bool:
        """Whether the first attempt of some event is still to come or under way."""
        return self._first_attempts > 0

    async def settle(self) -> None:
        """Wait until first attempts are over."""
        while self.is_busy:
            await asyncio.sleep(0.005)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._first_attempts += 1
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring(self, lane: str, event: Json, *, again: bool) -> None:
        async with self._lanes[lane]:
            status = await self._attempt(event, num_retry=0)
            if again:
                await self._attempt(event, num_retry=1)
        self._first_attempts -= 1
        if status != 200:
            await self._climb(event, status)

    async def _climb(self, event: Json, status: int | None) -> None:
        """Try again, later and later; then the webhook is switched off."""
        for number, pause_s in enumerate(LADDER_S, start=1):
            unopened = status == 0
            if not self.retries or not (unopened or self.retries_refusals):
                return
            await self._clock.sleep_until(self._clock.now() + pause_s)
            status = await self._attempt(event, num_retry=number)
            if status == 200:
                return
        self.url = ""

    async def _attempt(self, event: Json, num_retry: int) -> int | None:
        """The status; 0 when the connection could not be opened, None when it was too slow."""
        raw = write(event)
        headers = self.signing.headers(raw, event, self._keys)
        if num_retry:
            headers["num_retry"] = str(num_retry)
        status, took_s = await self._post(self.url, raw, headers)
        self.deliveries.append(Delivery(event, status, num_retry, took_s))
        return status

    async def _post(
        self, url: str, raw: bytes, headers: dict[str, str]
    ) -> tuple[int | None, float]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        loop = asyncio.get_running_loop()
        started, patience = loop.time(), aiohttp.ClientTimeout(total=DEADLINE_S)
        headers = {"Content-Type": "application/json", **headers}
        status: int | None = None
        try:
            async with self._session.post(
                url, data=raw, headers=headers, timeout=patience, allow_redirects=False
            ) as answer:
                status = answer.status
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL):
            status = 0
        except (aiohttp.ClientError, TimeoutError):
            status = None
        return status, loop.time() - started
