"""Puts the house together: the only file that knows all the others."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.asking import Asking
from bot.assistant import Assistant, Interpreter
from bot.backoffice import Backoffice
from bot.channels.inbox import Inbox
from bot.channels.outbox import Outbox
from bot.content import Content
from bot.database.store import Database
from bot.desk.access import Access
from bot.dialogue import Dialogue
from bot.doors import Doors
from bot.granting import Granting
from bot.grouping import Grouper, keep_grouping
from bot.library.pages import Ask, Library
from bot.outcomes import as_offered
from bot.privacy import mask
from bot.settings import Settings
from bot.wording import Wording
from nlu.comparing import open_comparing
from nlu.understanding import Decision

log = logging.getLogger(__name__)

PAGES = Path(__file__).parent / "pages"
ACCESS: web.AppKey[Access] = web.AppKey("access", Access)
INBOX: web.AppKey[Inbox] = web.AppKey("inbox", Inbox)
FORGET_EVERY_S = 3600.0
SECURITY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def build_assistant(content: Content, interpreter: Interpreter, database: Database) -> Assistant:
    """The assistant alone, for channels that need no web server."""
    wording = _wording(content)
    asking = Asking(wording, content.vocabulary, content.communes)
    dialogue = Dialogue(content.guides, wording, content.vocabulary, asking)
    return Assistant(interpreter, dialogue, database, Granting(wording, asking))


def _wording(content: Content) -> Wording:
    return Wording(content.guides, content.responses, content.menu)


def build(
    settings: Settings, content: Content, interpreter: Interpreter, database: Database
) -> web.Application:
    """Channels, library and desk in one application."""
    outbox = Outbox(database)
    inbox = Inbox(build_assistant(content, interpreter, database), outbox, database)
    library = Library(content, _asked_of(interpreter, content), settings.address, PAGES / "static")
    access = Access(database)

    app = _application(database)
    app[ACCESS], app[INBOX] = access, inbox
    app.add_routes(library.routes())
    bot = Doors(settings, content, database, inbox, outbox).open(app)
    Backoffice(settings, content, database, bot, _wording(content).answered).open(app, access)
    app.add_routes([web.static("/static", PAGES / "static")])
    app.cleanup_ctx.append(_forgetting(database, settings.keep_days))
    app.cleanup_ctx.append(_grouping(database, settings.root, interpreter))
    return app


def _application(database: Database) -> web.Application:
    """An application that knows its templates, and whether its data is invented."""
    app = web.Application(middlewares=[_secure], client_max_size=64 * 1024)
    templates = jinja2.FileSystemLoader(PAGES)
    pages = aiohttp_jinja2.setup(
        app, loader=templates, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    pages.globals["invented"] = database.is_invented()
    return app


def _asked_of(interpreter: Interpreter, content: Content) -> Ask:
    """What the model makes of a question typed into the search."""

    def ask(question: str) -> tuple[str, ...]:
        understood = as_offered(interpreter.parse(mask(question).words), content)
        sure = understood.decision is Decision.ANSWERED
        return (understood.intent,) if sure else understood.choices

    return ask


@web.middleware
async def _secure(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Security headers on every answer; a dead database is one clear sentence."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(SECURITY)
        raise
    except ConnectionError as error:
        if request.transport is None or request.transport.is_closing():
            raise  # the visitor left
        log.error("%s: %s", request.path, error)
        response = web.Response(
            status=503, text="Máy chủ đang gặp trục trặc. Bác thử lại sau một phút."
        )
    if not response.prepared:
        response.headers.update(SECURITY)
    return response


def _grouping(
    database: Database, root: Path, interpreter: Interpreter
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_: web.Application) -> AsyncIterator[None]:
        try:
            comparing = await asyncio.to_thread(open_comparing, root, interpreter)
        except (OSError, ValueError) as error:
            log.error("needs stay without a case; trolyso evaluate --fit may help: %s", error)
            yield
            return
        task = asyncio.create_task(keep_grouping(Grouper(database, comparing)))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return context


def _forgetting(
    database: Database, keep_days: int
) -> Callable[[web.Application], AsyncIterator[None]]:
    def forget() -> None:
        with database.transaction() as records:
            records.forget_before(keep_days)
            records.log_left()

    async def forget_now_and_then() -> None:
        while True:
            try:
                await asyncio.to_thread(forget)
            except ConnectionError as error:
                log.error("old turns not deleted: %s", error)
            await asyncio.sleep(FORGET_EVERY_S)

    async def context(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(forget_now_and_then())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return context
