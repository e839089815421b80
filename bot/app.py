"""Puts the house together: the only file that knows all the others."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.asking import Asking
from bot.assistant import Assistant, Interpreter
from bot.backoffice import Backoffice
from bot.channels.herald import Herald
from bot.channels.inbox import Inbox
from bot.channels.outbox import Outbox
from bot.channels.webchat import WebChat
from bot.channels.zalo_bot import PATH as ZALO_BOT_PATH
from bot.channels.zalo_bot import Ways, ZaloBot
from bot.channels.zalo_bot_api import ZaloBotApi
from bot.content import Content
from bot.database.store import Database
from bot.desk.access import Access
from bot.desk.groups import TeamBot
from bot.dialogue import Dialogue
from bot.granting import Granting
from bot.library.pages import Ask, Library
from bot.outcomes import as_offered
from bot.privacy import mask
from bot.settings import Settings
from bot.wording import Wording
from nlu.understanding import Decision

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

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
    """Channels and desk in one application; Telegram only where there is a token."""
    outbox = Outbox(database)
    inbox = Inbox(build_assistant(content, interpreter, database), outbox, database)
    webchat = WebChat(inbox, database, content.pictures)
    library = Library(content, _asked_of(interpreter, content), settings.address, PAGES / "static")
    access = Access(database)
    herald = Herald(database, _titles(content), settings.address, outbox.wake)
    telegram = _telegram(settings, inbox, herald)
    team_bot = TeamBot(lambda: telegram.name if telegram else "", outbox.wake)

    app = web.Application(middlewares=[_secure], client_max_size=64 * 1024)
    app[ACCESS], app[INBOX] = access, inbox
    _lay_out_pages(app, database)
    app.add_routes([*webchat.routes(), *library.routes()])
    answered = _wording(content).answered
    Backoffice(settings, content, database, team_bot, answered).open(app, access)
    app.add_routes([web.static("/static", PAGES / "static")])
    app.on_shutdown.append(webchat.close)
    app.cleanup_ctx.append(_serving(inbox, outbox, webchat))
    app.cleanup_ctx.append(_forgetting(database, settings.keep_days))
    if telegram:
        app.cleanup_ctx.extend([_polling(telegram, outbox), _telling(herald)])
    if settings.zalo_bot_token:
        _open(app, _zalo_bot(settings, content, inbox, database), outbox)
    return app


def _lay_out_pages(app: web.Application, database: Database) -> None:
    templates = jinja2.FileSystemLoader(PAGES)
    pages = aiohttp_jinja2.setup(
        app, loader=templates, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    pages.globals["invented"] = database.is_invented()


def _titles(content: Content) -> dict[str, str]:
    """What guides are called, and intents after the guide that answers them."""
    guides = content.guides
    of_intents = {need: found.title for need in content.intents if (found := guides.for_need(need))}
    return of_intents | {guide.id: guide.title for guide in guides.by_id.values()}


def _telegram(settings: Settings, inbox: Inbox, herald: Herald) -> "Telegram | None":
    """The door of Telegram, where there is a token."""
    if not settings.telegram_token:
        return None
    from bot.channels.telegram import Telegram  # a third of a second that others need not wait

    return Telegram(settings.telegram_token, settings.telegram_api, inbox, herald)


def _open(app: web.Application, zalo: ZaloBot, outbox: Outbox) -> None:
    app.add_routes(zalo.routes())
    app.cleanup_ctx.append(_polling(zalo, outbox))


def _zalo_bot(settings: Settings, content: Content, inbox: Inbox, database: Database) -> ZaloBot:
    """Events are posted where there is an address and a secret, else polled."""
    api = ZaloBotApi(settings.zalo_bot_token, settings.zalo_bot_api)
    posted = bool(settings.address and settings.zalo_bot_secret)
    hook = settings.address + ZALO_BOT_PATH if posted else ""
    hint = content.responses.say("choose_by_number")
    return ZaloBot(api, inbox, database, Ways(hook, settings.zalo_bot_secret, hint))


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


def _serving(
    inbox: Inbox, outbox: Outbox, webchat: WebChat
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_: web.Application) -> AsyncIterator[None]:
        outbox.watch(webchat.channel, webchat.tell)
        await inbox.answer_unanswered()
        yield
        await inbox.close()
        await outbox.close()

    return context


def _polling(
    door: "Telegram | ZaloBot", outbox: Outbox
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_: web.Application) -> AsyncIterator[None]:
        name = await door.open()
        log.warning("%s: %s answers", door.channel, name)
        outbox.open(door)
        receiving = asyncio.create_task(door.keep_receiving())
        yield
        receiving.cancel()
        with suppress(asyncio.CancelledError):
            await receiving
        await outbox.close()  # what is under way still needs the door
        await door.close()

    return context


def _telling(herald: Herald) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(herald.keep_telling())
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
