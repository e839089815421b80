"""Zalo Bot Platform: events posted to us or, for a trial, polled; replies as numbered text."""

import asyncio
import hmac
import logging
import random
import time
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from aiohttp import web

from bot.channels.degrade import pieces
from bot.channels.inbox import Inbox
from bot.channels.outbox import Unsent, insist
from bot.channels.zalo_bot_api import WEBHOOK_IS_SET, Failed, Trouble, ZaloBotApi
from bot.channels.zalo_bot_events import CHANNEL, opened, read_body, read_event
from bot.message import Outgoing
from bot.quota import ZALO_BOT, Usage

log = logging.getLogger(__name__)

PATH = "/zalo-bot/webhook"
SECRET_HEADER = "X-Bot-Api-Secret-Token"
MOST_UNITS = 2000
FLOOR_S = 1.0
"""Between polls that bring nothing new: a live bot was seen to bring the last update at once."""
PAUSE_AFTER_FAILURE_S = 3.0
LISTENING_AFTER_S = 1.0
HOOK_AGAIN_S = 60.0
REST_S = 120.0
"""How long nothing is sent after Zalo said that it was too much, or refused the token."""
MOST_CUTS = 3


class Records(Protocol):
    """What this channel needs to remember."""

    def count_sending(self, outgoing: Outgoing) -> Usage: ...


class Database(Protocol):
    """Where what was sent is counted."""

    def transaction(self) -> AbstractContextManager[Records]: ...


@dataclass(frozen=True)
class Ways:
    """How messages come in and go out."""

    hook: str = ""
    """Where Zalo brings events, https; without it they are polled."""
    secret: str = ""
    """What Zalo proves itself with there."""
    hint: str = ""
    """Said above the numbers of a list."""


class ZaloBot:
    """One bot. Zalo brings things twice, late and again; ids tell, and the inbox keeps them."""

    channel = CHANNEL

    def __init__(self, api: ZaloBotApi, inbox: Inbox, database: Database, ways: Ways) -> None:
        self._api = api
        self._inbox = inbox
        self._database = database
        self._ways = ways
        self._own_id = ""
        self._resting_until = 0.0
        self._doubtful = False
        self._cuts: Counter[int] = Counter()

    def routes(self) -> list[web.RouteDef]:
        """The path that Zalo posts to; none when we poll."""
        return [web.post(PATH, self.receive)] if self._ways.hook else []

    async def open(self) -> str:
        """Connect; the bot's name, or empty while Zalo cannot be reached.

        Raises:
            PermissionError: Zalo refuses the token.
        """
        try:
            me = await self._api.get_me()
        except Failed as failed:
            if failed.trouble in (Trouble.TOKEN, Trouble.GONE, Trouble.REFUSED):
                raise PermissionError(f"Zalo refuses ZALO_BOT_TOKEN: {failed}") from None
            log.error("zalo_bot: not reached yet: %s", failed)
            return ""
        self._own_id = str(me.get("id", ""))
        return str(me.get("account_name") or me.get("display_name") or self._own_id)

    async def _learn_id(self) -> None:
        try:
            self._own_id = str((await self._api.get_me()).get("id", ""))
        except Failed as failed:
            log.warning("zalo_bot: not reached yet: %s", failed)

    async def close(self) -> None:
        """Hang up."""
        await self._api.close()

    async def keep_receiving(self) -> None:
        """Poll until cancelled, or see to it that Zalo brings its events."""
        while not self._own_id:  # else we might answer ourselves
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
            await self._learn_id()
        await (self._keep_hook() if self._ways.hook else self._keep_polling())

    async def receive(self, request: web.Request) -> web.Response:
        """Take an event: who calls is proved first; it is kept before Zalo hears that it came."""
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(self._ways.secret.encode(), shown):
            raise web.HTTPForbidden
        await self._take(read_body(await request.read()))
        return web.json_response({"ok": True})

    async def _take(self, event: dict[str, Any]) -> bool:
        """Keep what an event says; whether it was new."""
        message = read_event(event, self._own_id)
        return message is not None and await self._inbox.keep(self.channel, [message])

    async def _keep_hook(self) -> None:
        await asyncio.sleep(LISTENING_AFTER_S)  # Zalo tries the address at once
        while not await self._set_hook():
            await asyncio.sleep(HOOK_AGAIN_S)

    async def _set_hook(self) -> bool:
        try:
            told = await self._api.set_webhook(self._ways.hook, self._ways.secret)
        except Failed as failed:
            log.error("zalo_bot: Zalo does not take the webhook: %s", failed)
            return False
        match told.get("verification"):
            case {"ok": False, **why}:
                outcome, hint = (str(why.get(name, "")) for name in ("outcome", "hint"))
                log.error("zalo_bot: Zalo cannot call the webhook: %s %s", outcome, hint)
                return False
        return True

    async def _keep_polling(self) -> None:
        while True:
            started = time.monotonic()
            try:
                update = await self._api.get_update()
            except Failed as failed:
                await self._after_failed_poll(failed)
                continue
            if not (update and await self._kept(opened(update))):
                await asyncio.sleep(FLOOR_S - (time.monotonic() - started))

    async def _kept(self, event: dict[str, Any]) -> bool:
        """Keep what was polled, however long the database is away: it may not come again."""
        while True:
            try:
                return await self._take(event)
            except ConnectionError as error:
                log.error("zalo_bot: %s", error)
                await asyncio.sleep(PAUSE_AFTER_FAILURE_S)

    async def _after_failed_poll(self, failed: Failed) -> None:
        log.warning("zalo_bot: no updates (%s)", failed)
        if WEBHOOK_IS_SET in failed.said:
            try:
                await self._api.delete_webhook()
            except Failed as worse:
                log.error("zalo_bot: the old webhook stays: %s", worse)
        await asyncio.sleep(PAUSE_AFTER_FAILURE_S)

    async def send(self, outgoing: Outgoing) -> None:
        """Send one reply, or what is left of it."""
        parts = pieces(outgoing.reply, MOST_UNITS, self._ways.hint)
        for part in parts[outgoing.pieces :]:
            left = self._resting_until - time.monotonic()
            if left > 0:
                raise Unsent("waits for Zalo", retry_after_s=left + random.uniform(0, 5))
            await self._ask_first()
            try:
                await self._api.send_message(outgoing.to.id, part)
            except Failed as failed:
                self._tell_apart(failed, outgoing)
            await insist(self._count, outgoing)
        self._cuts.pop(outgoing.id, None)

    async def _ask_first(self) -> None:
        """After an answer that did not come: something harmless, before the same is said twice."""
        if self._doubtful:
            try:
                await self._api.get_me()
            except Failed as failed:
                raise Unsent(f"Zalo does not answer: {failed}") from None
            self._doubtful = False

    def _tell_apart(self, failed: Failed, outgoing: Outgoing) -> NoReturn:
        """What a failure means for this reply and for the next ones."""
        match failed.trouble:
            case Trouble.TOKEN | Trouble.QUOTA:
                log.error("zalo_bot: nothing is sent for %.0f s: %s", REST_S, failed)
                self._resting_until = time.monotonic() + REST_S
                raise Unsent(str(failed), retry_after_s=REST_S + random.uniform(0, 5))
            case Trouble.REFUSED | Trouble.GONE:
                raise Unsent(str(failed), final=True)
            case Trouble.CUT:
                self._doubtful = True
                self._cuts[outgoing.id] += 1
                given_up = self._cuts[outgoing.id] >= MOST_CUTS
                raise Unsent(str(failed), final=given_up)
        raise Unsent(str(failed))

    def _count(self, outgoing: Outgoing) -> None:
        with self._database.transaction() as records:
            usage = records.count_sending(outgoing)
        if usage.warns(ZALO_BOT):
            of = f"{usage.messages} of {ZALO_BOT.messages}"
            log.error("zalo_bot: %s messages of %s are used", of, usage.month)
