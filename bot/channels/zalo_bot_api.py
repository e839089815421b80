"""A thin client of the Zalo Bot Platform; never says the token, which is in every address."""

import json
from enum import Enum
from typing import Any

import aiohttp

CALL_S = 15.0
CONNECT_S = 10.0
POLL_S = 30
POLL_GRACE_S = 10.0
IDLE = 408
NOT_FOUND = 404
WEBHOOK_IS_SET = "webhook is set"


class Trouble(Enum):
    """What a failed call means for the next one."""

    REFUSED = "refused"
    """This very call will never be taken."""
    GONE = "no such chat"
    TOKEN = "token refused"
    QUOTA = "too many messages"
    LATER = "out of order"
    """It had no effect; the same may work in a while."""
    CUT = "no answer"
    """Nobody knows whether it had an effect."""


OF_CODE = {
    400: Trouble.REFUSED,
    401: Trouble.TOKEN,
    403: Trouble.LATER,  # the documents call it an internal server error
    404: Trouble.GONE,
    408: Trouble.CUT,
    429: Trouble.QUOTA,
}


class Failed(Exception):
    """A call that did not succeed."""

    def __init__(self, trouble: Trouble, code: int = 0, said: str = "") -> None:
        super().__init__(f"{trouble.value}{f' ({code} {said})' if code else ''}")
        self.trouble = trouble
        self.code = code
        self.said = said


class ZaloBotApi:
    """The methods that we use; every call raises Failed and nothing else."""

    def __init__(self, token: str, address: str) -> None:
        self._token = token
        self._address = f"{address}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None

    async def get_me(self) -> dict[str, Any]:
        """Who we are: ``id``, ``account_name``."""
        return _object(await self._call("getMe", {}))

    async def get_update(self, timeout_s: int = POLL_S) -> dict[str, Any]:
        """The next update; empty when nothing happened in time."""
        try:
            body = {"timeout": timeout_s}
            return _object(await self._call("getUpdates", body, timeout_s + POLL_GRACE_S))
        except Failed as failed:
            if failed.code == IDLE:
                return {}
            raise

    async def set_webhook(self, url: str, secret: str) -> dict[str, Any]:
        """Have updates brought; says how Zalo's probe of the address went."""
        return _object(await self._call("setWebhook", {"url": url, "secret_token": secret}))

    async def delete_webhook(self) -> None:
        """Go back to polling."""
        await self._call("deleteWebhook", {})

    async def webhook(self) -> str:
        """Where updates are brought; empty when they are not."""
        try:
            return str(_object(await self._call("getWebhookInfo", {})).get("url") or "")
        except Failed as failed:
            if failed.code == NOT_FOUND:
                return ""
            raise

    async def send_message(self, chat: str, text: str) -> None:
        """Send words as they stand."""
        await self._call("sendMessage", {"chat_id": chat, "text": text})

    async def close(self) -> None:
        """Hang up."""
        if self._session:
            await self._session.close()
            self._session = None

    async def _call(self, method: str, body: dict[str, Any], within_s: float = 0) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        patience = aiohttp.ClientTimeout(total=within_s or CALL_S, connect=CONNECT_S)
        try:
            async with self._session.post(
                self._address + method, json=body, timeout=patience, allow_redirects=False
            ) as answer:
                return self._read(answer.status, await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise Failed(Trouble.LATER, said="unreachable") from None  # the cause names the address
        except (aiohttp.ClientError, TimeoutError):
            raise Failed(Trouble.CUT) from None

    def _read(self, status: int, body: bytes) -> Any:
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            code = status if status >= 300 else 502
            raise Failed(OF_CODE.get(code, _of_class(code)), code, "not an answer of Zalo's")
        if 200 <= status < 300 and answer.get("ok") is True:
            return answer.get("result")
        written = answer.get("error_code")
        code = written if isinstance(written, int) and written else status
        said = str(answer.get("description", "")).replace(self._token, "…")[:120]
        raise Failed(OF_CODE.get(code, _of_class(code)), code, said)


def _of_class(code: int) -> Trouble:
    return Trouble.REFUSED if 400 <= code < 500 else Trouble.LATER


def _object(result: Any) -> dict[str, Any]:
    return result if isinstance(result, dict) else {}
