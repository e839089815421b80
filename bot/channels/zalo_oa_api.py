"""The Open API of Zalo Official Accounts: two calls, and what an answer means for us."""

import asyncio
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiohttp

from bot.official_account import OfficialAccount

PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)
PER_SECOND = 50
"""Zalo takes 4,000 calls a minute of an app."""
ACCESS_TOKEN_LIVES_S = 25 * 3600


class Trouble(StrEnum):
    """What a failed call means."""

    TOKEN = "token"
    """The access token is not good any more."""
    BUSY = "busy"
    """Later."""
    CUT = "cut"
    """No clear answer: it may have been carried out."""
    UNREACHED = "unreached"
    """It never arrived."""
    GONE = "gone"
    """This citizen cannot be written to."""
    REFUSED = "refused"
    """The message is wrong, which is our fault."""
    OPERATOR = "operator"
    """The account, its package or its rights: somebody must see to it."""


CODES = {
    **dict.fromkeys((-216, -220, 216, 401, -401), Trouble.TOKEN),
    **dict.fromkeys((-32, -200), Trouble.BUSY),
    **dict.fromkeys((-213, -217, -218, -222, -227, -230, -232, -244, -305, -311), Trouble.GONE),
    **dict.fromkeys((-201, -202, -210, -233, -242), Trouble.REFUSED),
}


class Failed(Exception):
    """A call without success. What Zalo says stays out of it: it may repeat a citizen's words."""

    def __init__(self, trouble: Trouble, code: int | str) -> None:
        super().__init__(f"{trouble} ({code})")
        self.trouble = trouble


@dataclass(frozen=True)
class Renewed:
    """A new pair of tokens."""

    access: str
    refresh: str
    lives_s: int


class ZaloOaApi:
    """Zalo's servers, as far as we call them."""

    def __init__(self, account: OfficialAccount) -> None:
        self._account = account
        self._session: aiohttp.ClientSession | None = None
        self._next_at = 0.0

    async def close(self) -> None:
        """Hang up."""
        if self._session:
            await self._session.close()

    async def send(self, user: str, message: dict[str, Any], access: str) -> None:
        """Send a message to a citizen.

        Raises:
            Failed: it was not taken, or nobody knows.
        """
        await self._wait_for_turn()
        body = {"recipient": {"user_id": user}, "message": message}
        headers = {"access_token": access, "Content-Type": "application/json"}
        data = json.dumps(body, ensure_ascii=False).encode()
        await self._post(f"{self._account.api}/v3.0/oa/message/cs", headers, data)

    async def renew(self, refresh_token: str) -> Renewed:
        """Give up a refresh token for a new pair.

        Raises:
            Failed: BUSY, CUT or UNREACHED may pass; anything else never does.
        """
        form = {
            "refresh_token": refresh_token,
            "app_id": self._account.app_id,
            "grant_type": "refresh_token",
        }
        headers = {"secret_key": self._account.app_secret}
        answer = await self._post(f"{self._account.auth}/v4/oa/access_token", headers, form)
        match answer:
            case {"access_token": str(access), "refresh_token": str(refresh)}:
                return Renewed(access, refresh, _seconds(answer.get("expires_in")))
        raise Failed(Trouble.CUT, "no tokens in the answer")

    async def _wait_for_turn(self) -> None:
        now = asyncio.get_running_loop().time()
        wait = self._next_at - now
        self._next_at = max(now, self._next_at) + 1 / PER_SECOND
        if wait > 0:
            await asyncio.sleep(wait)

    async def _post(self, url: str, headers: dict[str, str], data: Any) -> dict[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=PATIENCE)
        try:
            async with self._session.post(url, data=data, headers=headers) as answer:
                return _read(answer.status, await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Failed(Trouble.UNREACHED, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Failed(Trouble.CUT, type(error).__name__) from None


def _read(status: int, body: bytes) -> dict[str, Any]:
    """The answer, when it is success: HTTP 200 alone is not."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        trouble = Trouble.BUSY if status == 429 else Trouble.CUT
        raise Failed(trouble, f"HTTP {status} without JSON")
    match answer.get("error", 0 if status == 200 else status):
        case 0 | "0":
            return answer
        case int() | str() as code:
            raise Failed(_trouble(code, status), code)
    raise Failed(Trouble.CUT, "an error without a code")


def _trouble(code: int | str, status: int) -> Trouble:
    number = int(code) if str(code).lstrip("-").isdecimal() else 0
    if status == 429:
        return Trouble.BUSY
    return CODES.get(number, Trouble.CUT if status >= 500 else Trouble.OPERATOR)


def _seconds(written: Any) -> int:
    """Zalo writes a number as text."""
    return int(written) if str(written).isdecimal() else ACCESS_TOKEN_LIVES_S
