"""One's own page: the password, the second factor, and who was signed in lately."""

from collections.abc import Callable

from aiohttp import web
from markupsafe import Markup

from bot.accounts import Account, Due, Role
from bot.daytime import VIETNAM
from bot.desk import factor
from bot.desk.access import Admission
from bot.desk.frame import SESSION, WHERE, Frame, field, go, let_in
from bot.desk.own import Own
from bot.desk.passwords import LEAST
from bot.desk.problem import Problem

ME = "/desk/me"
PASSWORD, FACTOR = WHERE[Due.PASSWORD], WHERE[Due.FACTOR]


class Me:
    """The pages on which people look after their own accounts."""

    def __init__(self, frame: Frame, own: Own, draw: Callable[[str], str]) -> None:
        self._frame = frame
        self._own = own
        self._draw = draw
        """A QR code as an SVG drawing."""

    def routes(self) -> list[web.RouteDef]:
        """The paths of one's own page."""
        opens, posts = self._frame.opens, self._frame.posts
        return [
            web.get(ME, opens(Role.VIEWER, self.show)),
            web.post(f"{ME}/others", posts(Role.VIEWER, self.end_others)),
            web.get(PASSWORD, opens(Role.VIEWER, self.ask_for_password, Due.PASSWORD)),
            web.post(PASSWORD, posts(Role.VIEWER, self.change_password, Due.PASSWORD)),
            web.get(FACTOR, opens(Role.VIEWER, self.show_factor, Due.FACTOR)),
            web.post(FACTOR, posts(Role.VIEWER, self.set_factor, Due.FACTOR)),
            web.post(f"{FACTOR}/remove", posts(Role.VIEWER, self.remove_factor)),
        ]

    async def show(self, request: web.Request, account: Account) -> web.Response:
        """Who one is here, and who came in one's name."""
        shown = {"account": account, "visits": await self._own.visits(account)}
        shown |= {"done": request.query.get("done", ""), "ours": VIETNAM}
        return self._frame.render(request, "desk/me.html", shown)

    async def end_others(self, request: web.Request, account: Account) -> web.Response:
        """Sign out everywhere else."""
        await self._own.end_others(request, account)
        return go(f"{ME}?done=others")

    async def ask_for_password(self, request: web.Request, account: Account) -> web.Response:
        """The page for a new password."""
        return self._password_form(request, account)

    async def change_password(self, request: web.Request, account: Account) -> web.Response:
        """Set a new password."""
        new = await field(request, "new")
        if new != await field(request, "again"):
            return self._password_form(request, account, Problem.NOT_TWICE)
        old = await field(request, "old")
        admitted = await self._own.change_password(request[SESSION], old, new)
        if admitted.problem:
            return self._password_form(request, account, admitted.problem)
        return let_in(request, admitted.key, f"{ME}?done=password")

    def _password_form(
        self, request: web.Request, account: Account, problem: Problem | None = None
    ) -> web.Response:
        shown = {"account": account, "problem": problem, "least": LEAST}
        return self._frame.render(request, "desk/password.html", shown, 422 if problem else 200)

    async def show_factor(self, request: web.Request, account: Account) -> web.Response:
        """The second factor as it is, or the page to set it up."""
        return self._factor_form(request, account, factor.new_secret())

    async def set_factor(self, request: web.Request, account: Account) -> web.Response:
        """Keep a second factor once its code was shown."""
        secret = await field(request, "secret")
        code = await field(request, "code")
        admitted = await self._own.set_factor(request[SESSION], secret, code)
        if admitted.problem:
            secret = secret if factor.is_secret(secret) else factor.new_secret()
            return self._factor_form(request, account, secret, admitted)
        return let_in(request, admitted.key, f"{ME}?done=factor")

    async def remove_factor(self, request: web.Request, account: Account) -> web.Response:
        """Forget the second factor; an administrator goes on to set up the next."""
        password = await field(request, "password")
        admitted = await self._own.remove_factor(request[SESSION], password)
        if admitted.problem:
            return self._factor_form(request, account, "", admitted)
        return let_in(request, admitted.key, FACTOR)

    def _factor_form(
        self, request: web.Request, account: Account, secret: str, refused: Admission | None = None
    ) -> web.Response:
        shown: dict[str, object] = {"account": account, "due": request[SESSION].due is Due.FACTOR}
        if not account.totp_secret:
            address = factor.address(secret, account.name)
            drawn = Markup(self._draw(address))  # ours: nothing in it was typed by anybody
            shown |= {"secret": secret, "groups": factor.in_groups(secret)}
            shown |= {"address": address, "drawn": drawn}
        problem = refused.problem if refused else None
        status = 422 if problem else 200
        return self._frame.render(request, "desk/factor.html", shown | {"problem": problem}, status)
