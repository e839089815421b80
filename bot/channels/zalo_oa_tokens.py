"""The tokens of an Official Account: renewed in time, by one process, and kept before used."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.zalo_oa_api import Failed, Trouble, ZaloOaApi
from bot.official_account import OfficialAccount, Pair

log = logging.getLogger(__name__)

LEASE_S = 60.0
LOOK_EVERY_S = 300.0
LOOK_AGAIN_S = 0.2
PAUSE_AFTER_FAILURE_S = 5.0
PAUSE_WHILE_REFUSED_S = 30.0
DATABASE_PAUSE_S = 1.0
APART = timedelta(seconds=30)
MAY_PASS = {Trouble.BUSY, Trouble.CUT, Trouble.UNREACHED}
CONSENT = "an administrator of the account must consent again; put the new ZALO_OA_REFRESH_TOKEN in"


class Records(Protocol):
    """Where the tokens are kept."""

    def pair(self, oa: str) -> Pair | None: ...
    def take_given(self, oa: str, refresh_token: str) -> None: ...
    def claim(self, oa: str, refresh_token: str, for_s: float) -> bool: ...
    def release(self, oa: str, refresh_token: str) -> None: ...
    def renew(self, oa: str, refresh_token: str, access: tuple[str, int], refresh: str) -> None: ...
    def refuse(self, oa: str, refresh_token: str) -> None: ...


class Database(Protocol):
    """Shared by all processes that serve the account."""

    clock: Callable[[], datetime]

    def zalo_oa(self) -> AbstractContextManager[Records]: ...


class Tokens:
    """Whoever needs an access token asks here, and waits while there is none."""

    def __init__(self, account: OfficialAccount, api: ZaloOaApi, database: Database) -> None:
        self._account = account
        self._api = api
        self._database = database
        self._known: Pair | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._failures = 0

    def open(self) -> None:
        """Take the token that an operator gave.

        Raises:
            PermissionError: there is none, and none from before.
        """
        with self._database.zalo_oa() as records:
            if self._account.refresh_token:
                records.take_given(self._account.id, self._account.refresh_token)
            if records.pair(self._account.id) is None:
                raise PermissionError("Zalo needs ZALO_OA_REFRESH_TOKEN once, to begin with")

    async def close(self) -> None:
        """Let a renewal come to its end: the old refresh token may be used up already."""
        if self._renewing:
            await asyncio.gather(self._renewing, return_exceptions=True)

    async def keep_fresh(self) -> None:
        """Renew in time, until cancelled."""
        while True:
            try:
                await self.access(ahead=True)
            except ConnectionError as error:
                log.error("zalo_oa: %s", error)
            await asyncio.sleep(LOOK_EVERY_S)

    async def access(self, refused: str = "", *, ahead: bool = False) -> str:
        """An access token that is not the refused one; ``ahead`` of time, one that lasts.

        Raises:
            Failed: the refused one is so new that another would not help.
        """
        while True:
            now = self._database.clock()
            if pair := self._known:
                good = pair.is_fresh(now) if ahead else pair.is_alive(now)
                if good and pair.access != refused:
                    return pair.access
            before, self._known = pair, await asyncio.to_thread(self._read)
            if self._known != before:
                continue
            await self._go_on(refused, ahead)

    async def _go_on(self, refused: str, ahead: bool) -> None:
        """Renew what is kept, or wait until somebody has."""
        if (pair := self._known) is None:
            await asyncio.sleep(PAUSE_WHILE_REFUSED_S)
        elif pair.refused:
            if ahead:
                log.error("zalo_oa: nothing is sent, the refresh token is refused: %s", CONSENT)
            await asyncio.sleep(PAUSE_WHILE_REFUSED_S)
        elif refused == pair.access != "" and self._database.clock() - pair.renewed_at < APART:
            raise Failed(Trouble.TOKEN, "a new one is refused")
        else:
            await self._renew_once(pair)

    async def _renew_once(self, pair: Pair) -> None:
        """Renew, or wait a moment while another process or task is at it."""
        if self._renewing is None:
            if await asyncio.to_thread(self._claim, pair):
                self._renewing = asyncio.create_task(self._renew(pair))
            else:
                await asyncio.sleep(LOOK_AGAIN_S)
                return
        await asyncio.shield(self._renewing)

    async def _renew(self, pair: Pair) -> None:
        try:
            new = await self._api.renew(pair.refresh)
        except Failed as failed:
            log.error("zalo_oa: tokens not renewed: %s", failed)
            if pair.is_ageing(self._database.clock()):
                log.error("zalo_oa: the refresh token is old; if this goes on, %s", CONSENT)
            await self._after(failed, pair)
        else:
            self._failures = 0
            access = (new.access, new.lives_s)
            await self._insist(self._keep, pair, access, new.refresh)
        finally:
            self._renewing = None

    async def _after(self, failed: Failed, pair: Pair) -> None:
        """Give up a refresh token for good, or try it again later and later."""
        if failed.trouble not in MAY_PASS:
            return await self._insist(self._refuse, pair)
        await self._insist(self._release, pair)
        pause_s = PAUSE_AFTER_FAILURE_S * 2.0 ** min(self._failures, 4)
        self._failures += 1
        await asyncio.sleep(pause_s)

    async def _insist(self, write: Callable[..., None], *what: object) -> None:
        """Write down what cannot be had again, however long the database is away."""
        while True:
            try:
                return await asyncio.to_thread(write, *what)
            except ConnectionError as error:
                log.error("zalo_oa: new tokens not kept yet: %s", error)
                await asyncio.sleep(DATABASE_PAUSE_S)

    def _read(self) -> Pair | None:
        with self._database.zalo_oa() as records:
            return records.pair(self._account.id)

    def _claim(self, pair: Pair) -> bool:
        with self._database.zalo_oa() as records:
            return records.claim(self._account.id, pair.refresh, LEASE_S)

    def _release(self, pair: Pair) -> None:
        with self._database.zalo_oa() as records:
            records.release(self._account.id, pair.refresh)

    def _refuse(self, pair: Pair) -> None:
        with self._database.zalo_oa() as records:
            records.refuse(self._account.id, pair.refresh)

    def _keep(self, pair: Pair, access: tuple[str, int], refresh: str) -> None:
        with self._database.zalo_oa() as records:
            records.renew(self._account.id, pair.refresh, access, refresh)
