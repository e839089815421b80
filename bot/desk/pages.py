"""Every page of the desk: path, handler, who may open it."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

import aiohttp_jinja2
from aiohttp import web

from bot.desk import access
from bot.desk.access import FORM_COOKIE, SESSION_COOKIE, Access
from bot.needs import LoggedNeed, Reason

REASONS = {
    Reason.NOT_UNDERSTOOD: "máy chưa hiểu",
    Reason.NONE_FITS: "không ý nào đúng",
    Reason.NO_ANSWER: "chưa có bài hướng dẫn",
    Reason.STUCK: "bị vướng ở bước",
    Reason.ASKED_PERSON: "muốn gặp người",
    Reason.TOLD_TEAM: "viết cho tổ công nghệ số",
}
MOST_SHOWN = 100


class Records(Protocol):
    """What the desk shows."""

    def latest_needs(self, most: int) -> list[LoggedNeed]: ...
    def outcomes(self) -> dict[str, int]: ...


class Database(Protocol):
    """Where it is kept."""

    def desk(self) -> AbstractContextManager[Records]: ...


class Desk:
    """The pages."""

    def __init__(
        self, access: Access, database: Database, titles: Callable[[], Mapping[str, str]]
    ) -> None:
        self._access = access
        self._database = database
        self._titles = titles

    def routes(self) -> list[web.RouteDef]:
        """The paths of the desk."""
        return [
            web.get("/desk", self.needs),
            web.get("/desk/sign-in", self.ask_to_sign_in),
            web.post("/desk/sign-in", self.sign_in),
            web.post("/desk/sign-out", self.sign_out),
            web.get("/desk/setup", self.ask_for_first),
            web.post("/desk/setup", self.add_first),
        ]

    async def ask_to_sign_in(self, request: web.Request) -> web.Response:
        """The sign-in page."""
        return await self._form(request)

    async def sign_in(self, request: web.Request) -> web.Response:
        """Check name and password; five wrong ones lock the account for a quarter of an hour."""
        form = await request.post()
        if not access.is_ours(request, str(form.get("form_key", ""))):
            return await self._form(request, "Trang đã mở quá lâu. Hãy thử lại.", status=403)
        key = await self._access.sign_in(str(form.get("name", "")), str(form.get("password", "")))
        if key is None:
            wrong = "Tên hoặc mật khẩu không đúng. Sai năm lần thì phải chờ 15 phút."
            return await self._form(request, wrong, status=401)
        response = _go("/desk")
        access.set_cookie(request, response, SESSION_COOKIE, key)
        return response

    async def sign_out(self, request: web.Request) -> web.Response:
        """End the session."""
        form = await request.post()
        if access.is_ours(request, str(form.get("form_key", ""))):
            await self._access.sign_out(request)
        response = _go("/desk/sign-in")
        response.del_cookie(SESSION_COOKIE, path="/desk")
        return response

    async def ask_for_first(self, request: web.Request) -> web.Response:
        """The page that makes the first account."""
        return await self._form(request, first=True)

    async def add_first(self, request: web.Request) -> web.Response:
        """Make the first account, then ask to sign in."""
        form = await request.post()
        if not access.is_ours(request, str(form.get("form_key", ""))):
            return await self._form(
                request, "Trang đã mở quá lâu. Hãy thử lại.", first=True, status=403
            )
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        problem = await self._access.add_first(request.query.get("key", ""), name, password)
        if problem:
            return await self._form(request, problem, first=True, status=403)
        return _go("/desk/sign-in")

    async def needs(self, request: web.Request) -> web.Response:
        """What could not be answered, newest first."""
        account = await self._access.account(request)
        if account is None:
            return _go("/desk/sign-in")
        needs, outcomes = await asyncio.to_thread(self._read)
        shown = {
            "account": account,
            "needs": needs,
            "outcomes": sorted(outcomes.items(), key=lambda pair: -pair[1]),
            "reasons": REASONS,
            "titles": self._titles(),
        }
        return self._render(request, "desk_needs.html", shown)

    def _read(self) -> tuple[list[LoggedNeed], dict[str, int]]:
        with self._database.desk() as records:
            return records.latest_needs(MOST_SHOWN), records.outcomes()

    async def _form(
        self, request: web.Request, problem: str = "", *, first: bool = False, status: int = 200
    ) -> web.Response:
        nobody = not await asyncio.to_thread(self._access.anybody)
        shown = {"problem": problem, "first": first, "nobody": nobody}
        return self._render(request, "desk_sign_in.html", shown, status)

    def _render(
        self, request: web.Request, template: str, shown: dict[str, object], status: int = 200
    ) -> web.Response:
        key = access.form_key(request)
        response = aiohttp_jinja2.render_template(
            template, request, shown | {"form_key": key}, status=status
        )
        response.headers["Cache-Control"] = "no-store"
        access.set_cookie(request, response, FORM_COOKIE, key)
        return response


def _go(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
