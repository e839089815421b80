"""What every page of the desk has in common: who is signed in, the form key, the bar on top."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.accounts import Account, Due, Role, Session
from bot.desk import access
from bot.desk.access import FORM_COOKIE, SESSION_COOKIE, Access

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PagesHandler = Callable[[web.Request, Account], Awaitable[web.StreamResponse]]

SESSION: web.RequestKey[Session] = web.RequestKey("session", Session)
SIGN_IN = "/desk/sign-in"
WHERE = {
    Due.CODE: "/desk/second-factor",
    Due.PASSWORD: "/desk/me/password",
    Due.FACTOR: "/desk/me/second-factor",
}
"""Where what is due is done."""


class Frame:
    """Opens pages to who may see them, and fills in what all of them show."""

    def __init__(self, access: Access) -> None:
        self.access = access

    def opens(self, role: Role, handler: PagesHandler, due: Due = Due.NOTHING) -> Handler:
        """A handler for accounts of at least that role; others sign in, or are refused.

        ``due`` is what may still be to be done when the page opens.
        """

        async def open(request: web.Request) -> web.StreamResponse:
            session = await self.access.session(request)
            if session is None:
                return go(SIGN_IN)
            if session.due not in (due, Due.NOTHING):
                return go(WHERE[session.due])
            if not session.account.may(role):
                return self.refuse(request, session.account)
            request[SESSION] = session
            return await handler(request, session.account)

        open.role = role  # type: ignore[attr-defined]
        return open

    def posts(self, role: Role, handler: PagesHandler, due: Due = Due.NOTHING) -> Handler:
        """The same for a form, which must have come from a page of ours."""

        async def post(request: web.Request, account: Account) -> web.StreamResponse:
            form = await request.post()
            if not access.is_ours(request, str(form.get("form_key", ""))):
                return self.refuse(request, account)
            return await handler(request, account)

        return self.opens(role, post, due)

    def refuse(self, request: web.Request, account: Account) -> web.Response:
        """Say that this is not for them, or was open for too long."""
        return self.render(request, "desk/refused.html", {"account": account}, 403)

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


def role_of(handler: Any) -> Role | None:
    """The least role that a page of the desk opens to; None where none was named."""
    return getattr(handler, "role", None)


def go(path: str) -> web.Response:
    """On to another page, after a form or to sign in."""
    return web.Response(status=303, headers={"Location": path})


def let_in(request: web.Request, key: str, path: str) -> web.Response:
    """On to a page with a new session key."""
    response = go(path)
    access.set_cookie(request, response, SESSION_COOKIE, key)
    return response


async def field(request: web.Request, name: str) -> str:
    """What was typed into a field of a form; empty for a file or for nothing."""
    value = (await request.post()).get(name, "")
    return value if isinstance(value, str) else ""
