"""The monthly report that a commune sends up: a page to print, and a spreadsheet."""

import asyncio
from datetime import timedelta

from aiohttp import web

from bot.accounts import Account, Role
from bot.desk.asking import month_period, months_for, read_month
from bot.desk.frame import Frame
from bot.desk.reports import Database, notes
from bot.figures import Scope, in_vietnam
from bot.reporting.meaning import Words
from bot.reporting.month import Monthly, monthly
from bot.reporting.report import read_needs
from bot.reporting.spreadsheet import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MonthlyReports:
    """The pages of the monthly report; each one that is made stands in the log."""

    def __init__(self, frame: Frame, database: Database, words: Words, keep_days: int) -> None:
        self._frame = frame
        self._database = database
        self._words = words
        self._keep = timedelta(days=keep_days)

    def routes(self) -> list[web.RouteDef]:
        """Their paths."""
        return [
            web.get("/desk/reports/month", self._frame.opens(Role.VIEWER, self.page)),
            web.get("/desk/reports/month.xlsx", self._frame.opens(Role.VIEWER, self.spreadsheet)),
        ]

    async def page(self, request: web.Request, account: Account) -> web.Response:
        """The report, ready to print."""
        month, problem, report = await self._make(request, account)
        await self._log(account, report, "page")
        shown = {
            "account": account,
            "report": report,
            "month": month,
            "months": months_for(account, self._database.clock()),
            "commune": self._commune(request, account),
            "problem": problem,
        }
        return self._frame.render(request, "desk/report_month.html", shown)

    async def spreadsheet(self, request: web.Request, account: Account) -> web.Response:
        """The same as a spreadsheet."""
        month, _, report = await self._make(request, account)
        written = await asyncio.to_thread(workbook, report)
        await self._log(account, report, "xlsx")
        name = f"bao-cao-{month}.xlsx"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return web.Response(body=written, content_type=XLSX, headers=headers)

    async def _make(self, request: web.Request, account: Account) -> tuple[str, str, Monthly]:
        month, problem = read_month(request.query, account, self._database.clock())
        scope = Scope.of(account, self._commune(request, account))
        return month, problem, await asyncio.to_thread(self._read, month, scope)

    def _commune(self, request: web.Request, account: Account) -> str:
        """The commune asked for; a member of one commune need not ask."""
        usual = account.communes[0] if len(account.communes) == 1 else ""
        asked = request.query.get("xa", usual)
        return asked if account.may(Role.MEMBER) else ""

    def _read(self, month: str, scope: Scope) -> Monthly:
        period, now = month_period(month), self._database.clock()
        with self._database.figures(period, scope) as figures:
            report = read_needs(figures, self._words, (period, scope))
        known = tuple(notes(period, now, self._keep))
        return monthly(self._words, report, in_vietnam(now), known)

    async def _log(self, account: Account, report: Monthly, made: str) -> None:
        details = {"month": report.month, "place": report.place, "as": made}
        entry = ("exported", "report:month", details)
        await asyncio.to_thread(self._database.log, account.name, entry)
