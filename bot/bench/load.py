"""Callers who ask a server over HTTP, one thing after another, and how long they wait."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from bot.bench.figures import Load, read_load
from bot.bench.process import BenchFailed, Running

MANY = 16
FIRST_ANSWERS = 20
LONGEST_START_S = 300.0
LONGEST_ANSWER_S = 60.0
PAUSE_S = 0.01
VISITOR_COOKIE = "trolyso_visitor"


class Caller(Protocol):
    """Somebody who asks."""

    async def ask(self, text: str) -> None:
        """Ask and wait for the whole answer; raise Refused when it is none."""


class Refused(Exception):
    """The server answered, but not what was asked."""


Door = Callable[[ClientSession, str], Awaitable[Caller]]


@dataclass(frozen=True)
class Parses:
    """A caller of Rasa's HTTP API."""

    session: ClientSession
    address: str

    async def ask(self, text: str) -> None:
        """Have an utterance parsed."""
        async with self.session.post(f"{self.address}/model/parse", json={"text": text}) as answer:
            if answer.status != 200 or "intent" not in await answer.json():
                raise Refused(f"status {answer.status} for a parse")


@dataclass(frozen=True)
class Citizen:
    """A visitor of the chat page."""

    session: ClientSession
    address: str
    visitor: str

    async def ask(self, text: str) -> None:
        """Say something; the answer stands in the database when the server accepts it."""
        message = {"id": uuid.uuid4().hex, "text": text}
        async with self.session.post(
            f"{self.address}/chat/messages",
            json=message,
            headers={"Cookie": f"{VISITOR_COOKIE}={self.visitor}"},
        ) as answer:
            await answer.read()
            if answer.status != 202:
                raise Refused(f"status {answer.status} for a message")


async def parses(session: ClientSession, address: str) -> Caller:
    """A caller of ``POST /model/parse``."""
    return Parses(session, address)


async def citizen(session: ClientSession, address: str) -> Caller:
    """A new visitor of the chat page, with a cookie of their own."""
    async with session.get(f"{address}/") as page:
        await page.read()
        if page.status != 200 or VISITOR_COOKIE not in page.cookies:
            raise Refused(f"status {page.status} for the chat page")
        return Citizen(session, address, page.cookies[VISITOR_COOKIE].value)


def calls() -> ClientSession:
    """Connections for as many callers as there are; each caller brings their own cookie."""
    return ClientSession(
        connector=TCPConnector(limit=0),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=LONGEST_ANSWER_S),
    )


async def first_answer(server: Running, address: str, door: Door, text: str) -> float:
    """The seconds from the start of the process to the first answer.

    Raises:
        BenchFailed: the process ends, or never answers.
    """
    async with calls() as session:
        while time.monotonic() - server.started < LONGEST_START_S:
            try:
                caller = await door(session, address)
                await caller.ask(text)
            except Refused as error:  # it listens, so it is as ready as it will ever be
                raise BenchFailed(f"{server.name} gave {error}: {server.last_words()}") from error
            except (ClientError, TimeoutError):
                server.ensure_alive()
                await asyncio.sleep(PAUSE_S)
            else:
                return time.monotonic() - server.started
    raise BenchFailed(f"{server.name} did not answer within {LONGEST_START_S:.0f} s")


@dataclass(frozen=True)
class Answered:
    """What a started server did."""

    memory_mib: float
    memory_after_mib: float
    answers: int
    """How many answers it gave in all."""
    one: Load
    many: Load


async def answered(
    server: Running, address: str, door: Door, texts: Sequence[str], seconds: float
) -> Answered:
    """Ask a server: a few first answers, a warm-up, then one caller and many.

    Raises:
        BenchFailed: an answer fails.
    """
    try:
        async with calls() as session:
            callers = [await door(session, address) for _ in range(MANY)]
            for text in texts[:FIRST_ANSWERS]:
                await callers[0].ask(text)
            memory = server.memory_mib()
            warm = await _load(callers, texts, seconds / 4)
            one = await _load(callers[:1], texts, seconds)
            many = await _load(callers, texts, seconds)
    except (ClientError, Refused, TimeoutError) as error:
        server.ensure_alive()
        raise BenchFailed(f"{server.name} failed to answer: {error or 'too slow'}") from error
    answers = len(texts[:FIRST_ANSWERS]) + warm.answers + one.answers + many.answers
    return Answered(memory, server.memory_mib(), answers, one, many)


async def _load(callers: Sequence[Caller], texts: Sequence[str], seconds: float) -> Load:
    """Let callers ask in turn through the texts, always in the same order."""
    order, waits = cycle(texts), list[float]()
    started = time.perf_counter()
    await asyncio.gather(
        *(_keep_asking(caller, order, waits, started + seconds) for caller in callers)
    )
    return read_load(len(callers), waits, time.perf_counter() - started)


async def _keep_asking(
    caller: Caller, order: Iterator[str], waits: list[float], until: float
) -> None:
    now = time.perf_counter()
    while now < until:
        await caller.ask(next(order))
        before, now = now, time.perf_counter()
        waits.append(now - before)
