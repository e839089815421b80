"""The log of the desk: who did what, newest first."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from aiohttp import web

from bot.accounts import Account, Role
from bot.daytime import VIETNAM
from bot.deeds import LogFilter, LogPage
from bot.desk.frame import Frame
from nlu.vietnamese import compose, fold

LOG = "/desk/log"
_SUBJECT = re.compile(
    r"(?:(?P<case>viec(?: so)?|case)|(?P<account>tai khoan|account))\W*(?P<rest>.+)"
)


class Accounts(Protocol):
    """The log and whose rows it holds."""

    def all(self) -> tuple[Account, ...]: ...
    def log(self, wanted: LogFilter) -> LogPage: ...


class Database(Protocol):
    """Where the log is kept."""

    def desk(self) -> AbstractContextManager[Accounts]: ...


class LogPages:
    """Administrators read all of it, coordinators what concerns the accounts of their province."""

    def __init__(self, frame: Frame, database: Database) -> None:
        self._frame = frame
        self._database = database

    def routes(self) -> list[web.RouteDef]:
        """The path of the log."""
        return [web.get(LOG, self._frame.opens(Role.COORDINATOR, self.show))]

    async def show(self, request: web.Request, account: Account) -> web.Response:
        """A page of the log."""
        wanted = read_filter(request.query)
        names, found = await asyncio.to_thread(self._read, account, wanted)
        asked = {name: request.query.get(name, "") for name in ("who", "action", "about", "day")}
        shown = {
            "account": account,
            "names": names,
            "found": found,
            "asked": asked,
            "page": wanted.page,
            "link": urlencode({name: value for name, value in asked.items() if value}),
            "ours": VIETNAM,
        }
        return self._frame.render(request, "desk/log.html", shown)

    def _read(self, asker: Account, wanted: LogFilter) -> tuple[list[str], LogPage]:
        with self._database.desk() as accounts:
            names = [each.name for each in accounts.all() if asker.reads_log_of(each)]
            if asker.role is not Role.ADMINISTRATOR:
                wanted = wanted.within(tuple(names))
            return names, accounts.log(wanted)


def read_filter(query: Mapping[str, str]) -> LogFilter:
    """The filter that an address asks for; what makes no sense does not narrow."""
    page, action = query.get("page", ""), query.get("action", "")
    since = None
    with suppress(ValueError):
        day = datetime.strptime(query.get("day", ""), "%Y-%m-%d")
        since = day - VIETNAM if 2000 <= day.year < 9000 else None
    return LogFilter(
        account=query.get("who", "").strip(),
        actions=(action,) if action else (),
        subject=read_subject(query.get("about", "")),
        since=since,
        until=since + timedelta(days=1) if since else None,
        page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 10_000 else 1,
    )


def read_subject(typed: str) -> str:
    """What an action was about, as it is kept: *việc 12* is ``case:12``."""
    text = compose(typed)
    found = _SUBJECT.fullmatch(fold(text).lower())
    if not found:
        return text
    return f"{'case' if found['case'] else 'account'}:{found['rest']}"
