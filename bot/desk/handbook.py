"""The handbook of the desk: one page, where the work is."""

from aiohttp import web

from bot.accounts import Account, Role
from bot.desk.frame import Frame


class Handbook:
    """How to work here."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[web.RouteDef]:
        """The path of the handbook."""
        return [web.get("/desk/handbook", self._frame.opens(Role.VIEWER, self.page))]

    async def page(self, request: web.Request, account: Account) -> web.Response:
        """The page."""
        return self._frame.render(request, "desk/handbook.html", {"account": account})
