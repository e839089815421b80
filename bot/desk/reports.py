"""The reports of the desk: what was asked, what was answered, what it helped."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from aiohttp import web

from bot.accounts import Account, Role
from bot.desk import asking
from bot.desk.asking import Asked, read_asked
from bot.desk.frame import Frame
from bot.figures import Figure, Period, Scope, in_vietnam
from bot.reporting import report as reporting
from bot.reporting.meaning import Words
from bot.reporting.report import Report, read_needs, read_rises
from bot.reporting.tables import Teller

MOST_MATTERS = 15


class Database(Protocol):
    """Where it is counted."""

    clock: Callable[[], datetime]

    def figures(
        self, period: Period, scope: Scope
    ) -> AbstractContextManager[reporting.Figures]: ...
    def log(self, account: str, entry: tuple[str, str, dict[str, Any]]) -> None: ...


class Reports:
    """The page of reports."""

    def __init__(self, frame: Frame, database: Database, words: Words, keep_days: int) -> None:
        """``keep_days`` is how long needs and turns are kept."""
        self._frame = frame
        self._database = database
        self._words = words
        self._keep = timedelta(days=keep_days)

    def routes(self) -> list[web.RouteDef]:
        """The path of the page."""
        return [web.get("/desk/reports", self._frame.opens(Role.VIEWER, self.page))]

    async def page(self, request: web.Request, account: Account) -> web.Response:
        """All figures of a period."""
        now = self._database.clock()
        asked = read_asked(request.query, account, now)
        read, communes, opened = await asyncio.to_thread(self._read, asked, account)
        outside = not account.may(Role.MEMBER)
        shown = {
            "account": account,
            "asked": asked,
            "asking": asking,
            "months": asking.months_for(account, now),
            "outside": outside,
            "communes": communes,
            "guides": [(part.key, self._words.label("matters", part.key)) for part in opened.parts],
            "notes": notes(read.period, now, self._keep),
            "now": in_vietnam(now),
            "place": read.scope.name,
            "meanings": self._words.meanings,
            "guide": read.funnel.guide if read.funnel else "",
        }
        tables = self._tables(Teller(self._words, read, outside=outside), read)
        return self._frame.render(request, "desk/reports.html", shown | tables)

    def _read(self, asked: Asked, account: Account) -> tuple[Report, list[str], Figure]:
        scope = Scope.of(account, asked.commune)
        with self._database.figures(asked.period, scope) as figures:
            opened = figures.guides_opened()
            guide = asked.guide or (opened.parts[0].key if opened.parts else "")
            outcomes = figures.outcomes()
            read = read_needs(figures, self._words, (asked.period, scope))
            whole = replace(
                read,
                figures={**read.figures, outcomes.id: outcomes},
                judged=figures.judged(),
                funnel=figures.funnel(guide) if guide else None,
                rises=read_rises(figures, self._words, asked.period),
            )
        with self._database.figures(asked.period, Scope.of(account)) as figures:
            found = {part.key for part in figures.communes().parts} | {*account.communes}
        return whole, sorted(filter(None, found)), opened

    def _tables(self, teller: Teller, read: Report) -> dict[str, Any]:
        return {
            "teller": teller,
            "outcomes": teller.table("outcomes"),
            "tree": teller.tree(),
            "funnel": teller.funnel(),
            "judged": teller.judged(),
            "guided": teller.guided(),
            "matters": teller.table("matters", MOST_MATTERS),
            "rises": [(self._words.label("matters", rise.key), rise) for rise in read.rises],
        }


def notes(period: Period, now: datetime, keep: timedelta) -> list[str]:
    """What makes the figures of a period less than the whole truth."""
    found = []
    if period.end > now:
        found.append("Kỳ này chưa hết; số liệu tính đến lúc lập.")
    if period.start < now - keep:
        since = in_vietnam(now - keep)
        found.append(
            f"Dữ liệu trước {since:%d/%m/%Y} đã xóa theo hạn lưu {keep.days} ngày, "
            "nên số của kỳ này bị thiếu."
        )
    return found
