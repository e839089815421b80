"""Signing in: passwords, sessions, and protection against forged forms."""

import asyncio
import hashlib
import hmac
import secrets
from contextlib import AbstractContextManager
from typing import Protocol

from aiohttp import web
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bot.accounts import Account

SESSION_COOKIE = "trolyso_desk"
FORM_COOKIE = "trolyso_form"
LEAST_PASSWORD = 12


class Accounts(Protocol):
    """Accounts and sessions as they are kept."""

    def exist(self) -> bool: ...
    def add(self, name: str, password_hash: str, role: str) -> None: ...
    def account(self, name: str) -> Account | None: ...
    def failed(self, name: str) -> None: ...
    def start_session(self, name: str, key_hash: str) -> None: ...
    def session(self, key_hash: str) -> Account | None: ...
    def end_session(self, key_hash: str) -> None: ...


class Database(Protocol):
    """Where accounts are kept."""

    def desk(self) -> AbstractContextManager[Accounts]: ...


class Access:
    """Who may open the desk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self.setup_key = secrets.token_urlsafe(16)
        """Opens the page that makes the first account; printed where the server was started."""

    def anybody(self) -> bool:
        """Whether an account exists."""
        with self._database.desk() as accounts:
            return accounts.exist()

    async def sign_in(self, name: str, password: str) -> str | None:
        """A new session key, or None; a wrong name takes as long as a wrong password."""
        return await asyncio.to_thread(self._sign_in, name, password)

    def _sign_in(self, name: str, password: str) -> str | None:
        with self._database.desk() as accounts:
            account = accounts.account(name)
        right = self._is_right(account.password_hash if account else self._nobody, password)
        with self._database.desk() as accounts:
            if account is None or account.locked:
                return None
            if not right:
                accounts.failed(name)
                return None
            key = secrets.token_urlsafe(32)
            accounts.start_session(name, _hash(key))
            return key

    def _is_right(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    async def add_first(self, setup_key: str, name: str, password: str) -> str:
        """Make the first administrator; what is wrong, in a sentence, or nothing."""
        if not hmac.compare_digest(setup_key.encode(), self.setup_key.encode()):
            return "Đường dẫn lập tài khoản không đúng. Hãy chép lại từ nơi khởi động máy chủ."
        if not name.strip() or len(password) < LEAST_PASSWORD:
            return f"Tên không được trống, mật khẩu phải có ít nhất {LEAST_PASSWORD} ký tự."
        return await asyncio.to_thread(self._add_first, name.strip(), password)

    def _add_first(self, name: str, password: str) -> str:
        password_hash = self._hasher.hash(password)
        with self._database.desk() as accounts:
            if accounts.exist():
                return "Đã có tài khoản quản trị. Hãy đăng nhập."
            accounts.add(name, password_hash, "administrator")
        return ""

    async def account(self, request: web.Request) -> Account | None:
        """Who is signed in."""
        key = request.cookies.get(SESSION_COOKIE)
        return await asyncio.to_thread(self._session, key) if key else None

    def _session(self, key: str) -> Account | None:
        with self._database.desk() as accounts:
            return accounts.session(_hash(key))

    async def sign_out(self, request: web.Request) -> None:
        """End the session of a request."""
        if key := request.cookies.get(SESSION_COOKIE):
            await asyncio.to_thread(self._end, key)

    def _end(self, key: str) -> None:
        with self._database.desk() as accounts:
            accounts.end_session(_hash(key))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


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
