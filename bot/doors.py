"""Opens the channels: each where it has its secret, all with the same inbox and outbox."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.inbox import Inbox
from bot.channels.outbox import Outbox
from bot.channels.webchat import WebChat
from bot.channels.zalo_bot import PATH as ZALO_BOT_PATH
from bot.channels.zalo_bot import Ways, ZaloBot
from bot.channels.zalo_bot_api import ZaloBotApi
from bot.channels.zalo_oa import ZaloOa
from bot.content import Content
from bot.database.store import Database
from bot.official_account import OfficialAccount
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

log = logging.getLogger(__name__)

Context = Callable[[web.Application], AsyncIterator[None]]


@dataclass(frozen=True)
class Doors:
    """What channels work with."""

    settings: Settings
    content: Content
    database: Database
    inbox: Inbox
    outbox: Outbox

    def open(self, app: web.Application) -> None:
        """Open the web chat, and every other channel that has a secret."""
        webchat = WebChat(self.inbox, self.database, self.content.pictures)
        app.add_routes(webchat.routes())
        app.on_shutdown.append(webchat.close)
        app.cleanup_ctx.append(_serving(self.inbox, self.outbox, webchat))
        if self.settings.telegram_token:
            self._open_telegram(app)
        if self.settings.zalo_bot_token:
            self._open_zalo_bot(app)
        if self.settings.zalo_oa:
            self._open_zalo_oa(app, self.settings.zalo_oa)

    def _open_telegram(self, app: web.Application) -> None:
        from bot.channels.telegram import Telegram  # a third of a second that others need not wait

        telegram = Telegram(self.settings.telegram_token, self.settings.telegram_api, self.inbox)
        app.cleanup_ctx.append(_polling(telegram, self.outbox))

    def _open_zalo_bot(self, app: web.Application) -> None:
        """Events are posted where there is an address and a secret, else polled."""
        settings = self.settings
        api = ZaloBotApi(settings.zalo_bot_token, settings.zalo_bot_api)
        posted = bool(settings.address and settings.zalo_bot_secret)
        hook = settings.address + ZALO_BOT_PATH if posted else ""
        ways = Ways(hook, settings.zalo_bot_secret, self._by_number)
        zalo = ZaloBot(api, self.inbox, self.database, ways)
        app.add_routes(zalo.routes())
        app.cleanup_ctx.append(_polling(zalo, self.outbox))

    def _open_zalo_oa(self, app: web.Application, account: OfficialAccount) -> None:
        zalo = ZaloOa(account, self.inbox, self.database, self._by_number)
        app.add_routes(zalo.routes())
        app.cleanup_ctx.append(_listening(zalo, self.outbox))

    @property
    def _by_number(self) -> str:
        """How a channel without buttons tells what to type."""
        return self.content.responses.say("choose_by_number")


def _serving(inbox: Inbox, outbox: Outbox, webchat: WebChat) -> Context:
    async def context(_: web.Application) -> AsyncIterator[None]:
        outbox.watch(webchat.channel, webchat.tell)
        await inbox.answer_unanswered()
        yield
        await inbox.close()
        await outbox.close()

    return context


def _polling(door: "Telegram | ZaloBot", outbox: Outbox) -> Context:
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


def _listening(zalo_oa: ZaloOa, outbox: Outbox) -> Context:
    async def context(_: web.Application) -> AsyncIterator[None]:
        zalo_oa.open()
        outbox.open(zalo_oa)
        caring = asyncio.create_task(zalo_oa.keep_fresh())
        yield
        caring.cancel()
        await asyncio.gather(caring, return_exceptions=True)
        await outbox.close()  # what is under way still needs the door
        await zalo_oa.close()

    return context
