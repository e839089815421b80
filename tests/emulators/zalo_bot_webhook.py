"""Brings events to the bot's webhook: each in its chat's order, chats side by side."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.emulators.zalo_bot_calls import Json, Refusal
from tests.emulators.zalo_bot_world import World

PRIVATE = ("localhost", "127.", "192.168.", "10.")
HINT = "Check that the address can be reached from outside and answers with 200"


@dataclass(frozen=True)
class Address:
    """Where the bot wants its events, and how Zalo proves itself there."""

    url: str
    secret: str
    updated_at: int


@dataclass(frozen=True)
class Delivery:
    """One attempt to bring an event; the status is None when nobody answered in time."""

    message_id: str
    status: int | None
    took_s: float


class Webhook:
    """The way to the bot, while an address is set."""

    def __init__(self, world: World) -> None:
        self.address: Address | None = None
        self.deliveries: list[Delivery] = []
        self._world = world
        self._lanes: dict[str, asyncio.Queue[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def keep_delivering(self) -> None:
        """Work until cancelled."""
        async with aiohttp.ClientSession() as self._session:
            try:
                while True:
                    news = self._world.happened.wait()
                    if self.address:
                        self._deal_out()
                    await news
            finally:
                for task in self._tasks:
                    task.cancel()

    def _deal_out(self) -> None:
        events, self._world.waiting = self._world.waiting, []
        for event in events:
            chat = event["message"]["chat"]["id"]
            if chat not in self._lanes:
                self._lanes[chat] = asyncio.Queue()
                self._start(self._keep_lane(self._lanes[chat]))
            self._lanes[chat].put_nowait(event)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep_lane(self, lane: "asyncio.Queue[Json]") -> None:
        while True:
            event = await lane.get()
            await asyncio.sleep(self._world.switches.late_s)
            for _ in range(1 + self._world.switches.retries):
                if await self.deliver(event):
                    break
                await asyncio.sleep(0.1)

    async def deliver(self, event: Json, **headers: str) -> bool:
        """Bring one event once; other headers than the right ones make a stranger of us."""
        if self.address is None:
            self._world.bring([event])
            return True
        flat = self._world.switches.body == "flat"
        body = event if flat else {"ok": True, "result": event}
        proof = headers or {"X-Bot-Api-Secret-Token": self.address.secret}
        started = asyncio.get_running_loop().time()
        status = await self._post(self.address.url, body, proof)
        took = asyncio.get_running_loop().time() - started
        self.deliveries.append(Delivery(event["message"]["message_id"], status, took))
        self._world.changed.beat()
        return status is not None and 200 <= status < 300

    async def _post(self, url: str, body: Json | None, headers: dict[str, str]) -> int | None:
        patience = aiohttp.ClientTimeout(total=self._world.switches.patience_s)
        try:
            async with self._session.post(
                url, json=body, headers=headers, timeout=patience, allow_redirects=False
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def set(self, url: str, secret: str) -> Json:
        """Keep the address, also when it does not answer, and tell how trying it went."""
        host = urlsplit(url).hostname or ""
        if not host or not 8 <= len(secret) <= 256:
            raise Refusal(400, "Bad Request: url or secret_token is invalid")
        private = host.startswith(PRIVATE) or not url.startswith("https://")
        if private and not self._world.switches.private_hooks:
            raise Refusal(400, "Bad Request: url must be public and https")
        self.address = Address(url, secret, int(self._world.clock.now() * 1000))
        self._world.happened.beat()
        return {"url": url, "updated_at": self.address.updated_at} | await self._try(secret)

    async def _try(self, secret: str) -> Json:
        assert self.address
        started = asyncio.get_running_loop().time()
        body: Json | None = {} if self._world.switches.probe else None
        proof = {"X-Bot-Api-Secret-Token": secret}
        status = await self._post(self.address.url, body, proof)
        ok = status is not None and 200 <= status < 300
        took = int((asyncio.get_running_loop().time() - started) * 1000)
        told = {"ok": ok, "outcome": "success" if ok else "failed", "status_code": status or 0}
        return {"verification": {**told, "latency_ms": took, "hint": "" if ok else HINT}}
