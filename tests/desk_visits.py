"""Somebody of a team at the desk: signs in, opens pages, fills in their forms."""

import hashlib
import re
from datetime import timedelta

from aiohttp.test_utils import TestClient
from sqlalchemy import insert

from bot.accounts import Account
from bot.database.store import Database
from bot.database.tables import accounts, sessions
from bot.desk.access import SESSION_COOKIE


def add_account(store: Database, account: Account) -> None:
    """Somebody whom a case may be given."""
    row = {
        "name": account.name, "password_hash": "", "role": account.role.value, "failures": 0,
        "created_at": store.clock(), "communes": list(account.communes),
        "province": account.province, "totp_secret": "A" * 32,
    }  # fmt: skip
    with store._engine.begin() as connection:
        connection.execute(insert(accounts), row)


class Visit:
    """One account in one browser."""

    def __init__(self, client: TestClient, store: Database, account: Account) -> None:
        self._client = client
        add_account(store, account)
        key = f"key-of-{account.name}"
        row = {
            "key_hash": hashlib.sha256(key.encode()).hexdigest(), "account": account.name,
            "expires_at": store.clock() + timedelta(hours=9), "proven": True,
        }  # fmt: skip
        with store._engine.begin() as connection:
            connection.execute(insert(sessions), row)
        self.cookies = {SESSION_COOKIE: key}
        self.page = ""
        self.status = 0
        self.path = ""

    async def opens(self, path: str) -> str:
        """A page, as text; what follows is sent from its forms."""
        async with self._client.get(path, cookies=self.cookies) as answer:
            return await self._read(answer)

    async def sends(self, path: str, **fields: object) -> str:
        """A form of the page that was opened last, and the page that it leads to."""
        key = re.search(r'name="form_key" value="([^"]+)"', self.page)
        seen = re.search(r'name="seen" value="(\d+)"', self.page)
        sent = {"form_key": key[1] if key else "", "seen": seen[1] if seen else ""}
        data = [*sent.items()] if "seen" not in fields else [("form_key", sent["form_key"])]
        for name, value in fields.items():
            several = value if isinstance(value, list) else [value]
            data += [(name, str(one)) for one in several]
        async with self._client.post(path, data=data, cookies=self.cookies) as answer:
            return await self._read(answer)

    async def _read(self, answer: object) -> str:
        self.status = answer.status  # type: ignore[attr-defined]
        self.path = str(answer.url.path_qs)  # type: ignore[attr-defined]
        self.page = await answer.text()  # type: ignore[attr-defined]
        return self.page
