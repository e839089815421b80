"""Zalo Official Account: signed events in, messages out, silence while an officer writes."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from aiohttp import web

from bot.channels.inbox import Inbox
from bot.channels.outbox import Unsent
from bot.channels.zalo_oa_api import Failed, Trouble, ZaloOaApi
from bot.channels.zalo_oa_echoes import Echoes
from bot.channels.zalo_oa_events import (
    CHANNEL,
    OLDEST,
    PROBE,
    Received,
    Said,
    is_genuine,
    read_event,
)
from bot.channels.zalo_oa_messages import write_reply
from bot.channels.zalo_oa_tokens import Records as TokenRecords
from bot.channels.zalo_oa_tokens import Tokens
from bot.message import Message, Outgoing, Sender
from bot.official_account import OfficialAccount, Window, window_of

log = logging.getLogger(__name__)

PATH = "/zalo-oa/webhook"
ANSWER_WITHIN_S = 1.5
"""Zalo waits two seconds."""
OFFICER_KEEPS_FOR = timedelta(hours=1)
DATABASE_PAUSE_S = 1.0
MOST_REMEMBERED = 10_000
WAITS_S = {Trouble.BUSY: 20.0, Trouble.TOKEN: 60.0, Trouble.OPERATOR: 300.0}


class Records(TokenRecords, Protocol):
    """What this channel needs to remember."""

    def heard_from(self, sender: Sender, at: datetime) -> None: ...
    def officer_wrote(self, sender: Sender, until: datetime) -> None: ...
    def is_with_officer(self, sender: Sender) -> bool: ...
    def window(self, sender: Sender) -> Window: ...


class Database(Protocol):
    """Where it is remembered."""

    clock: Callable[[], datetime]

    def zalo_oa(self) -> AbstractContextManager[Records]: ...


class ZaloOa:
    """One Official Account."""

    channel = CHANNEL

    def __init__(
        self, account: OfficialAccount, inbox: Inbox, database: Database, hint: str
    ) -> None:
        self._account = account
        self._inbox = inbox
        self._database = database
        self._hint = hint
        self._buttons = account.buttons
        self._api = ZaloOaApi(account)
        self._tokens = Tokens(account, self._api, database)
        self._echoes = Echoes()
        self._order = asyncio.Lock()
        # A thread of its own: what arrives must not wait for those that think of answers
        self._noting = ThreadPoolExecutor(1, "zalo_oa")
        self._taking: set[asyncio.Task[None]] = set()
        self._sent: dict[int, int] = {}
        self._heard: dict[Sender, datetime] = {}

    def routes(self) -> list[web.RouteDef]:
        """The path that Zalo posts to."""
        return [web.post(PATH, self.receive)]

    def open(self) -> None:
        """Take up the tokens.

        Raises:
            PermissionError: there are none.
        """
        self._tokens.open()
        if not self._account.strict:
            log.error("zalo_oa: ZALO_OA_SIGNATURES=log_only: anybody may write in Zalo's name")

    async def keep_fresh(self) -> None:
        """Look after the tokens until cancelled."""
        await self._tokens.keep_fresh()

    async def close(self) -> None:
        """Hang up."""
        for task in self._taking:
            task.cancel()
        await asyncio.gather(*self._taking, return_exceptions=True)
        self._noting.shutdown(wait=False)
        await self._tokens.close()
        await self._api.close()

    # In

    async def receive(self, request: web.Request) -> web.Response:
        """Take an event: proved first, then kept, then Zalo hears that it came."""
        raw = await request.read()
        if raw.strip() == PROBE:
            return web.Response()
        if not is_genuine(raw, request.headers, self._account):
            log.error("zalo_oa: an event with a wrong signature; is ZALO_OA_SECRET_KEY right?")
            if self._account.strict:
                return web.Response(status=401)
        event = read_event(raw, self._account)
        if event is None or self._is_stale(event):
            return web.Response()
        if isinstance(event, Said) and not event.by_officer:
            self._echoes.hear(event)
            return web.Response()
        taking = asyncio.create_task(self._take(event))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)
        await asyncio.wait({taking}, timeout=ANSWER_WITHIN_S)
        return web.Response(status=200 if taking.done() else 503)

    def _is_stale(self, event: Received | Said) -> bool:
        """Whether it is older than Zalo would bring: then somebody replays it."""
        if isinstance(event, Said) or self._database.clock() - event.at <= OLDEST:
            return False
        log.warning("zalo_oa: an event that is too old was left; is our clock right?")
        return True

    async def _take(self, event: Received | Said) -> None:
        """Keep an event in its turn, however long the database is away."""
        loop = asyncio.get_running_loop()
        async with self._order:
            while True:
                try:
                    message = await loop.run_in_executor(self._noting, self._note, event)
                    if message:
                        await self._inbox.keep(self.channel, [message])
                    return
                except ConnectionError as error:
                    log.error("zalo_oa: event not kept yet: %s", error)
                    await asyncio.sleep(DATABASE_PAUSE_S)

    def _note(self, event: Received | Said) -> Message | None:
        """Remember who spoke; the message that is ours to answer, if there is one."""
        now = self._database.clock()
        if isinstance(event, Said):
            with self._database.zalo_oa() as records:
                records.officer_wrote(event.to, now + OFFICER_KEEPS_FOR)
            return None
        with self._database.zalo_oa() as records:
            records.heard_from(event.sender, min(event.at, now))
            self._remember(event.sender, min(event.at, now))
            return None if records.is_with_officer(event.sender) else event.message

    def _remember(self, sender: Sender, at: datetime) -> None:
        if len(self._heard) > MOST_REMEMBERED:
            self._heard.clear()
        self._heard[sender] = at

    # Out

    async def send(self, outgoing: Outgoing) -> None:
        """Send one reply, or what is left of it."""
        if await self._window(outgoing.to) is Window.CLOSED:
            raise Unsent("gone (silent for more than 7 days)", final=True)
        parts = write_reply(outgoing.reply, self._hint, self._account, buttons=self._buttons)
        for part in parts[self._sent.get(outgoing.id, 0) :]:
            try:
                await self._send_part(outgoing.to, part)
            except Failed as failed:
                final = failed.trouble in (Trouble.GONE, Trouble.REFUSED)
                if failed.trouble in (Trouble.REFUSED, Trouble.OPERATOR):
                    log.error("zalo_oa: Zalo takes no message: %s", failed)
                if final:
                    self._sent.pop(outgoing.id, None)
                wait = WAITS_S.get(failed.trouble)
                raise Unsent(str(failed), final=final, retry_after_s=wait) from None
            self._sent[outgoing.id] = self._sent.get(outgoing.id, 0) + 1
        self._sent.pop(outgoing.id, None)

    async def _send_part(self, to: Sender, part: dict[str, Any]) -> None:
        """Send one message; a bad token is renewed, refused buttons are left out: each once."""
        access = await self._tokens.access()
        try:
            await self._send_or_hear(to, part, access)
        except Failed as failed:
            if failed.trouble is Trouble.TOKEN:
                access = await self._tokens.access(refused=access)
            elif failed.trouble is Trouble.REFUSED and "text" in part and "attachment" in part:
                log.error("zalo_oa: Zalo refuses buttons, ZALO_OA_BUTTONS is off from now on")
                self._buttons, part = False, {"text": part["text"]}
            else:
                raise
            await self._send_or_hear(to, part, access)

    async def _send_or_hear(self, to: Sender, part: dict[str, Any], access: str) -> None:
        """Send; without a clear answer, Zalo's echo of what the account said tells that it went."""
        with self._echoes.expecting(to, part.get("text", "")) as echo:
            try:
                await self._api.send(to.id, part, access)
            except Failed as failed:
                if failed.trouble is not Trouble.CUT or not await echo.comes():
                    raise
                log.warning("zalo_oa: no answer, but the message went")

    async def _window(self, sender: Sender) -> Window:
        if window_of(self._heard.get(sender), self._database.clock()) is Window.FREE:
            return Window.FREE  # most replies follow a question: no need to ask the database
        return await asyncio.to_thread(self._kept_window, sender)

    def _kept_window(self, sender: Sender) -> Window:
        with self._database.zalo_oa() as records:
            return records.window(sender)
