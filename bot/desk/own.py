"""What somebody does with their own account: the password, the second factor, other browsers."""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.accounts import Account, Session
from bot.deeds import AT_THE_DOOR, Deed, LogFilter, Logged, LogPage
from bot.desk import factor
from bot.desk.access import Admission, Sessions, hash_key, key_of, new_key
from bot.desk.passwords import MOST, Passwords, fault_of
from bot.desk.problem import Problem

MOST_SHOWN = 10


class OwnSessions(Sessions, Protocol):
    """Sessions as their holder sees them."""

    def count(self, name: str) -> int: ...


class Accounts(Protocol):
    """Accounts as their holders change them."""

    now: datetime

    @property
    def sessions(self) -> OwnSessions: ...
    def account(self, name: str) -> Account | None: ...
    def session(self, key_hash: str) -> Session | None: ...
    def failed(self, name: str, deed: Deed) -> bool: ...
    def set_password(self, name: str, password_hash: str) -> None: ...
    def set_factor(self, name: str, secret: str, step: int) -> None: ...
    def remove_factor(self, name: str, by: str) -> None: ...
    def end_others(self, name: str, key_hash: str) -> None: ...
    def log(self, wanted: LogFilter) -> LogPage: ...


class Database(Protocol):
    """Where accounts are kept."""

    def desk(self) -> AbstractContextManager[Accounts]: ...


@dataclass(frozen=True)
class Visits:
    """Who came in somebody's name, and from how many browsers they are in now."""

    lately: tuple[Logged, ...]
    others: int


class Own:
    """Changes that people make to their own accounts; each gives the session a new key."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        self._database = database
        self._passwords = passwords or Passwords()

    async def visits(self, account: Account) -> Visits:
        """The latest sign-ins and attempts, newest first."""
        return await asyncio.to_thread(self._visits, account.name)

    def _visits(self, name: str) -> Visits:
        with self._database.desk() as accounts:
            wanted = LogFilter(subject=f"account:{name}", actions=AT_THE_DOOR)
            rows = accounts.log(wanted).rows[:MOST_SHOWN]
            return Visits(rows, max(0, accounts.sessions.count(name) - 1))

    async def end_others(self, request: web.Request, account: Account) -> None:
        """Sign out everywhere else."""
        await asyncio.to_thread(self._end_others, account.name, hash_key(key_of(request)))

    def _end_others(self, name: str, key_hash: str) -> None:
        with self._database.desk() as accounts:
            accounts.end_others(name, key_hash)

    async def change_password(self, session: Session, old: str, new: str) -> Admission:
        """Set a new password; the old one is asked unless it was given for one sign-in."""
        problem = fault_of(new, session.account.name)
        if problem:
            return Admission(problem=problem)
        return await asyncio.to_thread(self._change_password, session, old[:MOST], new)

    def _change_password(self, session: Session, old: str, new: str) -> Admission:
        account = session.account
        if not account.must_change and (problem := self._doubt(account, old)):
            return Admission(problem=problem)
        if self._passwords.is_right(account.password_hash, new):
            return Admission(problem=Problem.SAME_PASSWORD)
        password_hash = self._passwords.hash(new)
        with self._database.desk() as accounts:
            accounts.set_password(account.name, password_hash)
            return _start(accounts, account.name, proven=session.proven)

    async def set_factor(self, session: Session, secret: str, code: str) -> Admission:
        """Keep a second factor when its code of this moment is shown."""
        if session.account.totp_secret or not factor.is_secret(secret):
            return Admission(problem=Problem.OPEN_TOO_LONG)
        return await asyncio.to_thread(self._set_factor, session.account.name, secret, code)

    def _set_factor(self, name: str, secret: str, code: str) -> Admission:
        with self._database.desk() as accounts:
            step = factor.step_of(secret, code, accounts.now)
            if step is None:  # not counted: who sets it up has the secret before their eyes
                return Admission(problem=Problem.WRONG_CODE)
            accounts.set_factor(name, secret, step)
            return _start(accounts, name, proven=True)

    async def remove_factor(self, session: Session, password: str) -> Admission:
        """Forget the second factor of who knows the password."""
        return await asyncio.to_thread(self._remove_factor, session.account, password[:MOST])

    def _remove_factor(self, account: Account, password: str) -> Admission:
        if problem := self._doubt(account, password):
            return Admission(problem=problem)
        with self._database.desk() as accounts:
            accounts.remove_factor(account.name, by=account.name)
            return _start(accounts, account.name, proven=False)

    def _doubt(self, account: Account, password: str) -> Problem | None:
        """Why a password does not prove that somebody signed in is who they are."""
        right = self._passwords.is_right(account.password_hash, password)
        with self._database.desk() as accounts:
            now = accounts.account(account.name)
            if now is None or now.locked:
                return Problem.LOCKED
            if right and now.password_hash == account.password_hash:
                return None
            locked = accounts.failed(account.name, Deed.PASSWORD_WRONG)
            return Problem.LOCKED if locked else Problem.WRONG_PASSWORD


def _start(accounts: Accounts, name: str, *, proven: bool) -> Admission:
    key = new_key()
    accounts.sessions.start(name, hash_key(key), proven=proven)
    return Admission(key)
