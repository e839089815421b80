"""Somebody at the desk: an account, a browser, and the forms they fill in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp.test_utils import TestClient
from argon2 import PasswordHasher
from yarl import URL

from bot.accounts import Account, Role
from bot.database.store import Database
from bot.desk.access import SESSION_COOKIE, hash_key, new_key
from bot.desk.passwords import Passwords

PASSWORD = "một câu dài để nhớ"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DI_LINH, DA_LAT = "Xã Di Linh, Lâm Đồng", "Phường Xuân Hương - Đà Lạt, Lâm Đồng"
BA_DINH = "Phường Ba Đình, Hà Nội"

_KEY = re.compile(r'name="form_key" value="([^"]+)"')
# Quick to hash, for tests that are not about hashing
_HASH = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)).hash(PASSWORD)


def admit(
    store: Database, name: str, role: Role = Role.MEMBER, places: Sequence[str] = (), **also: object
) -> Account:
    """An account with the usual password, made by nobody's leave; a province is no commune."""
    communes = tuple(place for place in places if "," in place)
    province = next((place for place in places if "," not in place), "")
    account = Account(name, _HASH, role, communes=communes, province=province, **also)
    with store.desk() as accounts:
        accounts.add(account, by="")
        if account.totp_secret:
            accounts.set_factor(name, account.totp_secret, step=0)
    return account


@dataclass
class Colleague:
    """Somebody with a browser."""

    client: TestClient

    async def opens(self, path: str) -> str:
        """The page of a path, wherever it leads."""
        async with self.client.get(path) as answer:
            return await answer.text()

    async def goes(self, path: str) -> tuple[int, str]:
        """The status of a path and where it sends us."""
        async with self.client.get(path, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location", "")

    async def sends(self, path: str, /, **fields: object) -> tuple[int, str]:
        """Send a form: its status, and where it leads or what it says."""
        form = _KEY.search(await self.opens("/desk/me"))
        data = [("form_key", form[1])]  # type: ignore[index]
        for name, value in fields.items():
            values = value if isinstance(value, (list, tuple)) else [value]
            data += [(name, str(each)) for each in values]
        async with self.client.post(path, data=data, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()

    async def signs_in(self, name: str, password: str = PASSWORD) -> tuple[int, str]:
        """With name and password."""
        return await self.sends("/desk/sign-in", name=name, password=password)

    def enters(self, store: Database, name: str, *, proven: bool = True) -> "Colleague":
        """The same without the door: a session that is there already."""
        key = new_key()
        with store.desk() as accounts:
            accounts.sessions.start(name, hash_key(key), proven=proven)
        at = URL(str(self.client.make_url("/desk/")))
        self.client.session.cookie_jar.update_cookies({SESSION_COOKIE: key}, at)
        return self
