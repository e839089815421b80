"""What every page of the desk has in common: who is signed in, the form key, the bar on top."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.accounts import Account, Role
from bot.desk import access
from bot.desk.access import FORM_COOKIE, Access

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PagesHandler = Callable[[web.Request, Account], Awaitable[web.StreamResponse]]

SIGN_IN = "/desk/sign-in"


class Frame:
    """Opens pages to who may see them, and fills in what all of them show."""

    def __init__(self, access: Access) -> None:
        self.access = access

    def opens(self, role: Role, handler: PagesHandler) -> Handler:
        """A handler for accounts of at least that role; others sign in, or are refused."""

        async def open(request: web.Request) -> web.StreamResponse:
            account = await self.access.account(request)
            if account is None:
                return go(SIGN_IN)
            if not account.may(role):
                return self.render(request, "desk/refused.html", {"account": account}, 403)
            return await handler(request, account)

        return open

    def posts(self, role: Role, handler: PagesHandler) -> Handler:
        """The same for a form, which must have come from a page of ours."""

        async def post(request: web.Request, account: Account) -> web.StreamResponse:
            form = await request.post()
            if not access.is_ours(request, str(form.get("form_key", ""))):
                return self.render(request, "desk/refused.html", {"account": account}, 403)
            return await handler(request, account)

        return self.opens(role, post)

    def render(
        self, request: web.Request, template: str, shown: dict[str, Any], status: int = 200
    ) -> web.Response:
        """A page; never kept by the browser, for others may use the phone."""
        key = access.form_key(request)
        response = aiohttp_jinja2.render_template(
            template, request, shown | {"form_key": key, "here": request.path}, status=status
        )
        response.headers["Cache-Control"] = "no-store"
        access.set_cookie(request, response, FORM_COOKIE, key)
        return response


def go(path: str) -> web.Response:
    """On to another page, after a form or to sign in."""
    return web.Response(status=303, headers={"Location": path})
