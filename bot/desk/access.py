"""Signing in: sessions, the second factor at the door, and protection against forged forms."""

import asyncio
import hashlib
import hmac
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.accounts import Account, Role, Session, is_name
from bot.deeds import Deed
from bot.desk import factor
from bot.desk.passwords import MOST, Passwords, fault_of
from bot.desk.problem import Problem
from bot.desk.strangers import Strangers
from nlu.vietnamese import compose

SESSION_COOKIE = "trolyso_desk"
FORM_COOKIE = "trolyso_form"
AT_ONCE = 2
"""How many passwords are checked at the same time: each takes a thread and 64 MB from citizens."""


class Sessions(Protocol):
    """Sessions as they are kept."""

    def start(
        self, name: str, key_hash: str, *, proven: bool, awaits_code: bool = False
    ) -> None: ...
    def end(self, key_hash: str) -> None: ...


class Accounts(Protocol):
    """Accounts as the door needs them."""

    now: datetime

    @property
    def sessions(self) -> Sessions: ...
    def exist(self) -> bool: ...
    def add(self, account: Account, by: str) -> None: ...
    def account(self, name: str) -> Account | None: ...
    def session(self, key_hash: str) -> Session | None: ...
    def failed(self, name: str, deed: Deed) -> bool: ...
    def stranger_failed(self) -> None: ...
    def signed_in(self, name: str) -> None: ...
    def signed_out(self, key_hash: str) -> None: ...
    def rehash(self, name: str, password_hash: str) -> None: ...
    def use_step(self, name: str, step: int) -> bool: ...


class Database(Protocol):
    """Where accounts are kept."""

    def desk(self) -> AbstractContextManager[Accounts]: ...


@dataclass(frozen=True)
class Admission:
    """What came of knocking: a new session key, or what was wrong."""

    key: str = ""
    problem: Problem | None = None


class Access:
    """Who may open the desk."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        self._database = database
        self._passwords = passwords or Passwords()
        self._nobody = self._passwords.hash(secrets.token_hex(16))
        self._strangers = Strangers()
        self._checking = asyncio.Semaphore(AT_ONCE)
        self.setup_key = secrets.token_urlsafe(16)
        """Opens the page that makes the first account; printed where the server was started."""

    def anybody(self) -> bool:
        """Whether an account exists."""
        with self._database.desk() as accounts:
            return accounts.exist()

    # In

    async def sign_in(self, name: str, password: str) -> Admission:
        """Check name and password; a wrong name is slow and limited as a wrong password is."""
        async with self._checking:
            return await asyncio.to_thread(self._sign_in, compose(name)[:64], password[:MOST])

    def _sign_in(self, name: str, password: str) -> Admission:
        with self._database.desk() as accounts:
            known = accounts.account(name) or accounts.account(name.lower())
        right = self._passwords.is_right(known.password_hash if known else self._nobody, password)
        newer = self._newer_hash(known, password) if known and right else ""
        with self._database.desk() as accounts:
            if known is None:
                return self._turn_away(accounts, name.lower())
            account = accounts.account(known.name)  # it may have been locked or changed meanwhile
            if account is None or account.locked:
                return Admission(problem=Problem.LOCKED)
            if not right or account.closed or account.password_hash != known.password_hash:
                return _refusal(accounts.failed(known.name, Deed.SIGN_IN_FAILED))
            if newer:
                accounts.rehash(known.name, newer)
            return self._admit(accounts, account)

    def _newer_hash(self, account: Account, password: str) -> str:
        outdated = self._passwords.is_outdated(account.password_hash)
        return self._passwords.hash(password) if outdated else ""

    def _turn_away(self, accounts: Accounts, name: str) -> Admission:
        if self._strangers.is_locked(name, accounts.now):
            return Admission(problem=Problem.LOCKED)
        accounts.stranger_failed()
        return _refusal(self._strangers.failed(name, accounts.now))

    def _admit(self, accounts: Accounts, account: Account) -> Admission:
        """A session; where a code is due, failures count on until that was right too."""
        key, awaits_code = new_key(), bool(account.totp_secret)
        accounts.sessions.start(account.name, hash_key(key), proven=False, awaits_code=awaits_code)
        if not awaits_code:
            accounts.signed_in(account.name)
        return Admission(key)

    async def prove(self, request: web.Request, code: str) -> Admission:
        """Check the code of the second factor; the session goes on under a new key."""
        return await asyncio.to_thread(self._prove, key_of(request), code)

    def _prove(self, key: str, code: str) -> Admission:
        with self._database.desk() as accounts:
            session = accounts.session(hash_key(key))
            if session is None or session.account.locked:
                accounts.sessions.end(hash_key(key))
                return Admission(problem=Problem.LOCKED)
            account = session.account
            step = factor.step_of(account.totp_secret, code, accounts.now)
            if step is None or not accounts.use_step(account.name, step):
                return _refusal(accounts.failed(account.name, Deed.CODE_WRONG), Problem.WRONG_CODE)
            accounts.sessions.end(hash_key(key))
            fresh = new_key()
            accounts.sessions.start(account.name, hash_key(fresh), proven=True)
            accounts.signed_in(account.name)
            return Admission(fresh)

    async def add_first(self, setup_key: str, name: str, password: str) -> Admission:
        """Make the first administrator and sign them in."""
        if not hmac.compare_digest(setup_key.encode(), self.setup_key.encode()):
            return Admission(problem=Problem.WRONG_SETUP_KEY)
        name = compose(name).lower()
        problem = fault_of(password, name) if is_name(name) else Problem.BAD_NAME
        if problem:
            return Admission(problem=problem)
        return await asyncio.to_thread(self._add_first, name, password)

    def _add_first(self, name: str, password: str) -> Admission:
        account = Account(name, self._passwords.hash(password), Role.ADMINISTRATOR)
        with self._database.desk() as accounts:
            if accounts.exist():
                return Admission(problem=Problem.NOT_FIRST)
            accounts.add(account, by=name)
            return self._admit(accounts, account)

    # Inside, and out

    async def session(self, request: web.Request) -> Session | None:
        """Who is signed in."""
        key = key_of(request)
        return await asyncio.to_thread(self._session, key) if key else None

    def _session(self, key: str) -> Session | None:
        with self._database.desk() as accounts:
            return accounts.session(hash_key(key))

    async def sign_out(self, request: web.Request) -> None:
        """End the session of a request."""
        if key := key_of(request):
            await asyncio.to_thread(self._end, key)

    def _end(self, key: str) -> None:
        with self._database.desk() as accounts:
            accounts.signed_out(hash_key(key))


def _refusal(locked: bool, problem: Problem = Problem.WRONG_SIGN_IN) -> Admission:
    return Admission(problem=Problem.LOCKED if locked else problem)


def new_key() -> str:
    """A session key, or any other that nobody guesses."""
    return secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """What is kept of a session key."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_of(request: web.Request) -> str:
    """The session key that a browser holds; empty where it holds none."""
    return request.cookies.get(SESSION_COOKIE, "")


def form_key(request: web.Request) -> str:
    """The key that a form of ours carries, equal to a cookie that other sites cannot read."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)


def is_ours(request: web.Request, sent: str) -> bool:
    """Whether a posted form came from a page of ours."""
    kept = request.cookies.get(FORM_COOKIE, "")
    return bool(kept) and hmac.compare_digest(kept.encode(), sent.encode())


def set_cookie(request: web.Request, response: web.Response, name: str, value: str) -> None:
    """A cookie that scripts cannot read and other sites cannot send."""
    secure = request.secure or request.headers.get("X-Forwarded-Proto") == "https"
    response.set_cookie(name, value, httponly=True, samesite="Strict", secure=secure, path="/desk")
