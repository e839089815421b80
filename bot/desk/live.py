"""Tells open pages of the desk that something has changed, over server-sent events."""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

from bot.accounts import Account, Role
from bot.cases import Case
from bot.desk import words
from bot.desk.frame import Frame
from bot.desk.times import say_moment

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
STILL_HERE_S = 10.0
"""How often a page that is open says so; the database takes it for gone after half a minute."""


class Casework(Protocol):
    """What has changed, and who is there."""

    def newest(self) -> tuple[int, ...]: ...
    def case(self, id: int) -> Case | None: ...
    def look(self, id: int) -> tuple[str, ...]: ...


class Database(Protocol):
    """Where cases are kept."""

    clock: Callable[[], datetime]

    def casework(self, account: Account) -> AbstractContextManager[Casework]: ...
    def newest(self) -> tuple[int, ...]: ...


class Live:
    """One look a second at the database for all pages together, only while one is open."""

    def __init__(self, frame: Frame, database: Database) -> None:
        self._frame = frame
        self._database = database
        self._pages: set[asyncio.Event] = set()
        self._watch: asyncio.Task[None] | None = None
        self._newest: tuple[int, ...] = ()
        self._closing = False

    def routes(self) -> list[web.RouteDef]:
        """The stream of events."""
        return [web.get("/desk/events", self._frame.opens(Role.VIEWER, self.stream))]

    async def close(self, _: web.Application) -> None:
        """End the open streams, so that the server can stop."""
        self._closing = True
        for page in self._pages:
            page.set()
        if self._watch:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch

    async def stream(self, request: web.Request, account: Account) -> web.StreamResponse:
        """Events for one open page: the inbox, or a case and what was seen of it."""
        response = web.StreamResponse(
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        response.content_type = "text/event-stream"
        await response.prepare(request)
        news = asyncio.Event()
        self._pages.add(news)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._keep_looking())
        try:
            await self._push(request, response, news)
        except ConnectionError:
            pass  # the page was closed, or the database does not answer: the page asks again
        finally:
            self._pages.discard(news)
        return response

    async def _push(
        self, request: web.Request, response: web.StreamResponse, news: asyncio.Event
    ) -> None:
        """Tell what is new until the page closes or its session ends."""
        told: dict[str, Any] = {}
        while not self._closing:
            news.clear()
            session = await self._frame.access.session(request)
            if session is None:
                return
            telling = await asyncio.to_thread(self._tell, session.account, _case_of(request))
            changed = telling != told
            told = telling
            await response.write(write_event(telling) if changed else b": \n\n")
            with suppress(TimeoutError):
                async with asyncio.timeout(STILL_HERE_S):
                    await news.wait()

    def _tell(self, account: Account, of: tuple[int, int] | None) -> dict[str, Any]:
        with self._database.casework(account) as work:
            newest = "-".join(map(str, work.newest()))
            if of is None:
                return {"newest": newest}
            id, seen = of
            case = work.case(id)
            if case is None:
                return {"acted": "Việc này không còn ở đây."}
            here = work.look(id)
        return {"here": say_here(here), "acted": say_since(case, seen, account.name)}

    async def _keep_looking(self) -> None:
        """Wake the pages when the log or the needs have grown."""
        while self._pages and not self._closing:
            try:
                newest = await asyncio.to_thread(self._database.newest)
            except ConnectionError as error:
                log.error("desk: %s", error)
                newest = self._newest
            if newest != self._newest:
                self._newest = newest
                for page in self._pages:
                    page.set()
            await asyncio.sleep(LOOK_EVERY_S)


def say_here(names: tuple[str, ...]) -> str:
    """Who else has a case open."""
    return f"{', '.join(names)} đang xem việc này." if names else ""


def say_since(case: Case, seen: int, me: str) -> str:
    """What others have done with a case since it was opened here."""
    others = [entry for entry in case.history if entry.id > seen and entry.account != me]
    if not others:
        return ""
    last = others[-1]
    who, what = words.say_who(last), words.say_acted(last.action)
    return f"{who} vừa {what} ({say_moment(last.at)})."


def write_event(told: dict[str, Any]) -> bytes:
    """Something to tell as a server-sent event."""
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


def _case_of(request: web.Request) -> tuple[int, int] | None:
    """The case that a page shows, and the newest entry it has seen of it."""
    written = [request.query.get(name, "") for name in ("case", "seen")]
    if all(value.isascii() and value.isdigit() and len(value) < 10 for value in written):
        return int(written[0]), int(written[1])
    return None
