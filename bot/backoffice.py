"""Puts the desk together: every page, with what it needs."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.channels.outbox import Outbox
from bot.check.answers import AnswerCheck
from bot.check.rules import read_rules
from bot.content import Content
from bot.database.store import Database
from bot.desk.access import Access
from bot.desk.account_form import AccountForm
from bot.desk.accounts import AccountPages
from bot.desk.acting import Acting
from bot.desk.acts import Acts
from bot.desk.case import CasePage
from bot.desk.commune_search import CommuneSearch
from bot.desk.door import Door
from bot.desk.frame import Frame
from bot.desk.handbook import Handbook
from bot.desk.inbox import Inbox
from bot.desk.live import Live
from bot.desk.log import LogPages
from bot.desk.me import Me
from bot.desk.monthly import MonthlyReports
from bot.desk.own import Own
from bot.desk.reports import Reports
from bot.desk.shelf import Shelf
from bot.library.qr import qr_svg
from bot.message import Reply
from bot.reporting.meaning import Words
from bot.settings import Settings
from nlu.lexicon import PLACES


@dataclass(frozen=True)
class Backoffice:
    """What the pages of the desk work with."""

    settings: Settings
    content: Content
    database: Database
    outbox: Outbox
    answered: Callable[[str, str], Reply]
    """How a team's answer is put: the reply of a code and a text."""

    def open(self, app: web.Application, access: Access) -> None:
        """Open every page of the desk."""
        frame = Frame(access)
        self._open_accounts(app, frame)
        self._open_cases(app, frame)
        self._open_reports(app, frame)

    def _open_accounts(self, app: web.Application, frame: Frame) -> None:
        communes = CommuneSearch(self.settings.root / "data" / "lexicon" / PLACES)
        app.add_routes(Door(frame).routes())
        app.add_routes(Me(frame, Own(self.database), qr_svg).routes())
        app.add_routes(AccountPages(frame, self.database, AccountForm(communes)).routes())
        app.add_routes(LogPages(frame, self.database).routes())
        app.add_routes(Handbook(frame).routes())

    def _open_cases(self, app: web.Application, frame: Frame) -> None:
        check = AnswerCheck(
            read_rules(self.settings.root / "data" / "rules"), self.settings.address
        )
        acting = Acting(Shelf(self.content, self.settings.address), check, self.answered)
        page, live = (
            CasePage(frame, self.database, acting.shelf),
            Live(frame, self.database),
        )
        app.add_routes(Inbox(frame, self.database, acting.shelf).routes())
        app.add_routes([*page.routes(), *live.routes()])
        app.add_routes(Acts(page, self.database, acting, self.outbox.wake).routes(frame))
        app.on_shutdown.append(live.close)

    def _open_reports(self, app: web.Application, frame: Frame) -> None:
        words, keep_days = Words(self.content), self.settings.keep_days
        app.add_routes(Reports(frame, self.database, words, keep_days).routes())
        app.add_routes(MonthlyReports(frame, self.database, words, keep_days).routes())
