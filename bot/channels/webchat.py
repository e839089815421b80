"""The web: a chat page whose replies are pushed."""

import asyncio
import hashlib
import json
import re
import secrets
from collections import defaultdict
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

import aiohttp_jinja2
from aiohttp import web

from bot.channels.inbox import Inbox
from bot.message import Message, Outgoing, Sender
from bot.pictures import Picture

VISITOR_COOKIE = "trolyso_visitor"
VISITOR_FOR_S = 90 * 24 * 3600
MOST_LETTERS = 2000
MESSAGE_ID = re.compile(r"[\w-]{8,64}")
HEARTBEAT_S = 20.0


class Records(Protocol):
    """What the web needs to remember."""

    def replies_after(self, sender: Sender, id: int) -> list[Outgoing]: ...


class Database(Protocol):
    """Where replies are kept."""

    def transaction(self) -> AbstractContextManager[Records]: ...


class WebChat:
    """Receives by POST, replies over a stream of server-sent events."""

    channel = "web"

    def __init__(
        self,
        inbox: Inbox,
        database: Database,
        pictures: Mapping[str, Picture],
    ) -> None:
        self._inbox = inbox
        self._database = database
        self._pictures = pictures
        self._streams: dict[Sender, set[asyncio.Event]] = defaultdict(set)
        self._closing = False

    def routes(self) -> list[web.RouteDef]:
        """The paths of this channel."""
        return [
            web.get("/", self.page),
            web.post("/chat/messages", self.receive),
            web.get("/chat/stream", self.stream),
        ]

    def tell(self, outgoing: Outgoing) -> None:
        """Wake the citizen's open pages; a page that is closed reads on when it is opened."""
        for news in self._streams.get(outgoing.to, ()):
            news.set()

    async def close(self, _: web.Application) -> None:
        """End the open streams, so that the server can stop."""
        self._closing = True
        for open_pages in self._streams.values():
            for news in open_pages:
                news.set()

    async def page(self, request: web.Request) -> web.Response:
        """The chat page; a new visitor gets a cookie that says nothing about them."""
        response = aiohttp_jinja2.render_template("chat.html", request, {})
        if VISITOR_COOKIE not in request.cookies:
            secure = request.secure or request.headers.get("X-Forwarded-Proto") == "https"
            response.set_cookie(
                VISITOR_COOKIE, secrets.token_urlsafe(24), max_age=VISITOR_FOR_S,
                httponly=True, samesite="Strict", secure=secure,
            )  # fmt: skip
        return response

    async def receive(self, request: web.Request) -> web.Response:
        """Take a message: it is kept and answered before the page hears that it arrived."""
        sender = _sender(request)
        if sender is None:
            return web.json_response({"error": "no visitor cookie"}, status=403)
        message = read_message(sender, await _json(request))
        if message is None:
            return web.json_response({"error": "not a message"}, status=400)
        answered = await self._inbox.answer(message)
        return web.json_response({}, status=202 if answered else 503)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Everything said to this visitor after a reply, then what is said from now on."""
        sender = _sender(request)
        if sender is None:
            return web.json_response({"error": "no visitor cookie"}, status=403)
        response = web.StreamResponse(
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        response.content_type = "text/event-stream"
        await response.prepare(request)
        news = asyncio.Event()
        self._streams[sender].add(news)
        try:
            await self._push(response, sender, news, _last_seen(request))
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._streams[sender].discard(news)
            if not self._streams[sender]:
                del self._streams[sender]
        return response

    async def _push(
        self, response: web.StreamResponse, sender: Sender, news: asyncio.Event, seen: int
    ) -> None:
        while not self._closing:
            news.clear()
            for outgoing in await asyncio.to_thread(self._after, sender, seen):
                seen = outgoing.id
                await response.write(write_event(outgoing, self._pictures))
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    await news.wait()
            except TimeoutError:
                await response.write(b": \n\n")

    def _after(self, sender: Sender, seen: int) -> list[Outgoing]:
        with self._database.transaction() as records:
            return records.replies_after(sender, seen)


def _sender(request: web.Request) -> Sender | None:
    """Who asks, by the cookie's hash: the database cannot be used to take a visitor's place."""
    visitor = request.cookies.get(VISITOR_COOKIE)
    return Sender("web", hashlib.sha256(visitor.encode()).hexdigest()[:32]) if visitor else None


async def _json(request: web.Request) -> Any:
    """The body as JSON; None when it is not, or was posted by a form of another site."""
    if request.content_type != "application/json":
        return None
    try:
        return json.loads(await request.read())
    except ValueError:
        return None


def read_message(sender: Sender, body: Any) -> Message | None:
    """The message that a page posted, or None."""
    match body:
        case {"id": str(id), "text": str(text)} if MESSAGE_ID.fullmatch(id) and text.strip():
            return Message(sender, id, text=text.strip()[:MOST_LETTERS])
        case {"id": str(id), "choice": str(choice)} if (
            MESSAGE_ID.fullmatch(id) and 0 < len(choice) <= 64
        ):
            return Message(sender, id, choice=choice)
    return None


def write_event(outgoing: Outgoing, pictures: Mapping[str, Picture]) -> bytes:
    """A reply as a server-sent event; its id lets a page read on where it stopped."""
    buttons = [
        {"label": button.label, "choice": button.choice} for button in outgoing.reply.buttons
    ]
    said: dict[str, Any] = {"text": outgoing.reply.text, "buttons": buttons}
    if picture := pictures.get(outgoing.reply.picture):
        address = f"/hinh/{picture.id}.svg"
        said["picture"] = {"address": address, "description": picture.description}
    data = json.dumps(said, ensure_ascii=False)
    return f"id: {outgoing.id}\ndata: {data}\n\n".encode()


def _last_seen(request: web.Request) -> int:
    written = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else 0
