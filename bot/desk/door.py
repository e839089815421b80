"""The desk's door: signing in and out, and the page that makes the first account."""

import asyncio

from aiohttp import web

from bot.accounts import Account, Due, Role
from bot.desk import access
from bot.desk.access import SESSION_COOKIE, Access
from bot.desk.frame import SESSION, SIGN_IN, WHERE, Frame, field, go, let_in
from bot.desk.passwords import LEAST
from bot.desk.problem import Problem


class Door:
    """The pages that open to who is not signed in, or not quite."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._access: Access = frame.access

    def routes(self) -> list[web.RouteDef]:
        """The paths of the door."""
        ask, prove = (
            self._frame.opens(Role.VIEWER, self.ask_for_code, Due.CODE),
            self._frame.posts(Role.VIEWER, self.prove, Due.CODE),
        )
        return [
            web.get(SIGN_IN, self.ask_to_sign_in),
            web.post(SIGN_IN, self.sign_in),
            web.get(WHERE[Due.CODE], ask),
            web.post(WHERE[Due.CODE], prove),
            web.post("/desk/sign-out", self.sign_out),
            web.get("/desk/setup", self.ask_for_first),
            web.post("/desk/setup", self.add_first),
        ]

    async def ask_to_sign_in(self, request: web.Request) -> web.Response:
        """The sign-in page."""
        return await self._form(request)

    async def sign_in(self, request: web.Request) -> web.Response:
        """Check name and password; five wrong ones lock the account for a quarter of an hour."""
        if not await self._is_ours(request):
            return await self._form(request, Problem.OPEN_TOO_LONG, status=403)
        name, password = await field(request, "name"), await field(request, "password")
        admitted = await self._access.sign_in(name, password)
        if admitted.problem:
            return await self._form(request, admitted.problem, status=401)
        await self._access.sign_out(request)  # whoever used this browser before
        return let_in(request, admitted.key, "/desk")

    async def ask_for_code(self, request: web.Request, account: Account) -> web.Response:
        """The page that asks for the second factor."""
        if request[SESSION].due is not Due.CODE:
            return go("/desk")
        return self._code_form(request, account)

    async def prove(self, request: web.Request, account: Account) -> web.Response:
        """Check the second factor; five wrong ones lock the account, as passwords do."""
        if request[SESSION].due is not Due.CODE:
            return go("/desk")
        admitted = await self._access.prove(request, await field(request, "code"))
        if admitted.problem is Problem.LOCKED:
            return await self._form(request, admitted.problem, status=401)
        if admitted.problem:
            return self._code_form(request, account, admitted.problem)
        return let_in(request, admitted.key, "/desk")

    async def sign_out(self, request: web.Request) -> web.Response:
        """End the session."""
        if await self._is_ours(request):
            await self._access.sign_out(request)
        response = go(SIGN_IN)
        response.del_cookie(SESSION_COOKIE, path="/desk")
        return response

    async def ask_for_first(self, request: web.Request) -> web.Response:
        """The page that makes the first account."""
        return await self._form(request, first=True)

    async def add_first(self, request: web.Request) -> web.Response:
        """Make the first account and go on to its second factor."""
        if not await self._is_ours(request):
            return await self._form(request, Problem.OPEN_TOO_LONG, first=True, status=403)
        name, password = await field(request, "name"), await field(request, "password")
        admitted = await self._access.add_first(request.query.get("key", ""), name, password)
        if admitted.problem:
            return await self._form(request, admitted.problem, first=True, status=403)
        return let_in(request, admitted.key, WHERE[Due.FACTOR])

    async def _is_ours(self, request: web.Request) -> bool:
        return access.is_ours(request, await field(request, "form_key"))

    def _code_form(
        self, request: web.Request, account: Account, problem: Problem | None = None
    ) -> web.Response:
        shown = {"account": account, "problem": problem}
        status = 401 if problem else 200
        return self._frame.render(request, "desk/second_factor.html", shown, status)

    async def _form(
        self,
        request: web.Request,
        problem: Problem | None = None,
        *,
        first: bool = False,
        status: int = 200,
    ) -> web.Response:
        nobody = not await asyncio.to_thread(self._access.anybody)
        typed = await field(request, "name") if request.method == "POST" else ""
        shown = {"problem": problem, "first": first, "nobody": nobody, "typed": typed}
        return self._frame.render(request, "desk/sign_in.html", shown | {"least": LEAST}, status)
