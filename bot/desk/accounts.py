"""The accounts of others: who is in the team, with which role, in which places."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from aiohttp import web

from bot.accounts import Account, Role, is_name
from bot.desk.account_form import AccountForm, Wanted, read_wanted
from bot.desk.frame import Frame, go
from bot.desk.passwords import Passwords, one_time_password
from bot.desk.problem import Problem

ACCOUNTS = "/desk/accounts"
NEW = "/desk/new-account"
ONE = ACCOUNTS + "/{name}"


class Accounts(Protocol):
    """Accounts as others look after them."""

    def all(self) -> tuple[Account, ...]: ...
    def account(self, name: str) -> Account | None: ...
    def add(self, account: Account, by: str) -> None: ...
    def change(self, account: Account, by: str) -> bool: ...
    def close(self, name: str, by: str) -> bool: ...
    def lend_password(self, name: str, password_hash: str, by: str) -> None: ...
    def remove_factor(self, name: str, by: str) -> None: ...


class Database(Protocol):
    """Where accounts are kept."""

    def desk(self) -> AbstractContextManager[Accounts]: ...


Act = Callable[[Accounts, Account], Problem | None]
"""What is done to an account; what was wrong, if anything."""


class AccountPages:
    """The pages on which coordinators and administrators look after accounts."""

    def __init__(
        self,
        frame: Frame,
        database: Database,
        form: AccountForm,
        passwords: Passwords | None = None,
    ) -> None:
        self._frame = frame
        self._database = database
        self._form = form
        self._passwords = passwords or Passwords()

    def routes(self) -> list[web.RouteDef]:
        """The paths of accounts."""
        opens, posts, least = self._frame.opens, self._frame.posts, Role.COORDINATOR
        return [
            web.get(ACCOUNTS, opens(least, self.everybody)),
            web.get(NEW, opens(least, self.ask_for_new)),
            web.post(NEW, posts(least, self.add)),
            web.get(ONE, opens(least, self.show)),
            web.post(ONE, posts(least, self.change)),
            web.post(f"{ONE}/close", posts(least, self.close)),
            web.post(f"{ONE}/password", posts(least, self.lend_password)),
            web.post(f"{ONE}/factor", posts(Role.ADMINISTRATOR, self.remove_factor)),
        ]

    async def everybody(self, request: web.Request, asker: Account) -> web.Response:
        """Everybody whom the asker looks after, and the asker."""
        accounts = await asyncio.to_thread(self._all, asker)
        return self._frame.render(
            request, "desk/accounts.html", {"account": asker, "accounts": accounts}
        )

    def _all(self, asker: Account) -> list[Account]:
        with self._database.desk() as accounts:
            return [each for each in accounts.all() if _may_see(asker, each)]

    # One more

    async def ask_for_new(self, request: web.Request, asker: Account) -> web.Response:
        """The page to add an account."""
        return self._new_form(request, asker, Wanted())

    async def add(self, request: web.Request, asker: Account) -> web.Response:
        """Add an account; its password for one sign-in is shown this once."""
        wanted = await asyncio.to_thread(self._form.settle, await read_wanted(request), asker)
        if wanted.finding:
            return self._new_form(request, asker, wanted)
        password = one_time_password()
        problem = await asyncio.to_thread(self._add, wanted, asker, password)
        if problem:
            return self._new_form(request, asker, replace(wanted, problem=problem))
        return self._lent(request, asker, wanted.name, password)

    def _add(self, wanted: Wanted, asker: Account, password: str) -> Problem | None:
        if not is_name(wanted.name):
            return Problem.BAD_NAME
        nobody = Account(wanted.name, "", Role.VIEWER, must_change=True)
        account = self._form.account(wanted, asker, nobody)
        if isinstance(account, Problem):
            return account
        password_hash = self._passwords.hash(password)
        with self._database.desk() as accounts:
            if accounts.account(wanted.name):
                return Problem.TAKEN
            accounts.add(replace(account, password_hash=password_hash), by=asker.name)
        return None

    def _new_form(self, request: web.Request, asker: Account, wanted: Wanted) -> web.Response:
        shown = {"account": asker, "wanted": wanted, "provinces": self._form.provinces}
        status = 422 if wanted.problem else 200
        return self._frame.render(request, "desk/new_account.html", shown, status)

    # One of them

    async def show(self, request: web.Request, asker: Account) -> web.Response:
        """An account with all that can be done to it."""
        return await self._page(request, asker, None)

    async def change(self, request: web.Request, asker: Account) -> web.Response:
        """Give an account its role and places."""
        wanted = await asyncio.to_thread(self._form.settle, await read_wanted(request), asker)

        def change(accounts: Accounts, before: Account) -> Problem | None:
            after = self._form.account(wanted, asker, before)
            if isinstance(after, Problem):
                return after
            done = accounts.change(after, asker.name)
            return None if done else Problem.LAST_ADMINISTRATOR

        if wanted.finding:
            return await self._page(request, asker, wanted)
        if problem := await self._do(request, asker, change):
            return await self._page(request, asker, replace(wanted, problem=problem))
        return go(f"{request.path}?done=changed")

    async def close(self, request: web.Request, asker: Account) -> web.Response:
        """Close an account: it cannot sign in any more, and stays for the log."""

        def close(accounts: Accounts, target: Account) -> Problem | None:
            done = accounts.close(target.name, asker.name)
            return None if done else Problem.LAST_ADMINISTRATOR

        problem = await self._do(request, asker, close)
        return await self._after(request, asker, problem)

    async def lend_password(self, request: web.Request, asker: Account) -> web.Response:
        """Give a password for one sign-in, shown this once; opens a closed account again."""
        password = one_time_password()
        password_hash = await asyncio.to_thread(self._passwords.hash, password)

        def lend(accounts: Accounts, target: Account) -> None:
            accounts.lend_password(target.name, password_hash, asker.name)

        if problem := await self._do(request, asker, lend):
            return await self._after(request, asker, problem)
        return self._lent(request, asker, request.match_info["name"], password)

    async def remove_factor(self, request: web.Request, asker: Account) -> web.Response:
        """Remove the second factor of somebody who has lost the phone."""

        def remove(accounts: Accounts, target: Account) -> None:
            accounts.remove_factor(target.name, asker.name)

        return await self._after(request, asker, await self._do(request, asker, remove))

    async def _do(self, request: web.Request, asker: Account, act: Act) -> Problem | None:
        return await asyncio.to_thread(self._do_to, request.match_info["name"], asker, act)

    def _do_to(self, name: str, asker: Account, act: Act) -> Problem | None:
        with self._database.desk() as accounts:
            target = accounts.account(name)
            if target is None or not asker.looks_after(target):
                return Problem.OUT_OF_REACH
            return act(accounts, target)

    async def _after(
        self, request: web.Request, asker: Account, problem: Problem | None
    ) -> web.Response:
        if problem:
            return await self._page(request, asker, Wanted(problem=problem))
        return go(f"{request.path.rpartition('/')[0]}?done={request.path.rpartition('/')[2]}")

    async def _page(
        self, request: web.Request, asker: Account, wanted: Wanted | None
    ) -> web.Response:
        target = await asyncio.to_thread(self._find, request.match_info["name"])
        if target is None or not _may_see(asker, target):
            return self._frame.refuse(request, asker)
        shown = {"account": asker, "target": target, "provinces": self._form.provinces}
        shown |= {"wanted": wanted if wanted and wanted.role else Wanted.of(target)}
        shown |= {"problem": wanted.problem if wanted else None}
        shown |= {"done": request.query.get("done", ""), "theirs": asker.looks_after(target)}
        status = 422 if wanted and wanted.problem else 200
        return self._frame.render(request, "desk/account.html", shown, status)

    def _find(self, name: str) -> Account | None:
        with self._database.desk() as accounts:
            return accounts.account(name)

    def _lent(self, request: web.Request, asker: Account, name: str, password: str) -> web.Response:
        shown = {"account": asker, "name": name, "password": password}
        shown["where"] = f"{request.host}/desk"
        return self._frame.render(request, "desk/lent.html", shown)


def _may_see(asker: Account, other: Account) -> bool:
    return asker.name == other.name or asker.looks_after(other)
