"""The desk's door: signing in and out, and the page that makes the first account."""

import asyncio

from aiohttp import web

from bot.desk import access
from bot.desk.access import SESSION_COOKIE, Access
from bot.desk.frame import Frame, go

OPEN_TOO_LONG = "Trang đã mở quá lâu. Hãy thử lại."


class Door:
    """The pages that open to who is not signed in."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._access: Access = frame.access

    def routes(self) -> list[web.RouteDef]:
        """The paths of the door."""
        return [
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
            return await self._form(request, OPEN_TOO_LONG, status=403)
        key = await self._access.sign_in(str(form.get("name", "")), str(form.get("password", "")))
        if key is None:
            wrong = "Tên hoặc mật khẩu không đúng. Sai năm lần thì phải chờ 15 phút."
            return await self._form(request, wrong, status=401)
        response = go("/desk")
        access.set_cookie(request, response, SESSION_COOKIE, key)
        return response

    async def sign_out(self, request: web.Request) -> web.Response:
        """End the session."""
        form = await request.post()
        if access.is_ours(request, str(form.get("form_key", ""))):
            await self._access.sign_out(request)
        response = go("/desk/sign-in")
        response.del_cookie(SESSION_COOKIE, path="/desk")
        return response

    async def ask_for_first(self, request: web.Request) -> web.Response:
        """The page that makes the first account."""
        return await self._form(request, first=True)

    async def add_first(self, request: web.Request) -> web.Response:
        """Make the first account, then ask to sign in."""
        form = await request.post()
        if not access.is_ours(request, str(form.get("form_key", ""))):
            return await self._form(request, OPEN_TOO_LONG, first=True, status=403)
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        problem = await self._access.add_first(request.query.get("key", ""), name, password)
        if problem:
            return await self._form(request, problem, first=True, status=403)
        return go("/desk/sign-in")

    async def _form(
        self, request: web.Request, problem: str = "", *, first: bool = False, status: int = 200
    ) -> web.Response:
        nobody = not await asyncio.to_thread(self._access.anybody)
        shown = {"problem": problem, "first": first, "nobody": nobody}
        return self._frame.render(request, "desk/sign_in.html", shown, status)
