"""One case on a page: what people said, what to answer, and what was done."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

from bot.accounts import Account, Role
from bot.cases import Case, Choices
from bot.desk import times, wordings, words
from bot.desk.frame import Frame, go
from bot.desk.live import say_here
from bot.desk.said import forget_said, take_said
from bot.desk.shelf import Shelf
from bot.desk.wanted import read_filter, write_filter
from bot.remarks import Remark


class Casework(Protocol):
    """What the page reads."""

    def case(self, id: int) -> Case | None: ...
    def choices(self) -> Choices: ...
    def look(self, id: int) -> tuple[str, ...]: ...
    def newest(self) -> tuple[int, ...]: ...


class Database(Protocol):
    """Where cases are kept."""

    clock: Callable[[], datetime]

    def casework(self, account: Account) -> AbstractContextManager[Casework]: ...


@dataclass(frozen=True)
class Notice:
    """Why an act was not done, with what was typed; nothing typed is lost."""

    problem: str = ""
    draft: str = ""
    note: str = ""
    remarks: tuple[Remark, ...] = ()
    preview: str = ""
    status: int = 200


class CasePage:
    """Shows cases."""

    def __init__(self, frame: Frame, database: Database, shelf: Shelf) -> None:
        self._frame = frame
        self._database = database
        self._shelf = shelf

    def routes(self) -> list[web.RouteDef]:
        """The path of a case."""
        return [web.get(r"/desk/cases/{id:\d{1,9}}", self._frame.opens(Role.VIEWER, self.page))]

    async def page(self, request: web.Request, account: Account) -> web.Response:
        """A case; one that was merged leads to where it went."""
        return await self.show(request, account, Notice())

    async def show(self, request: web.Request, account: Account, notice: Notice) -> web.Response:
        """The page of a case, with why the last act was not done."""
        id = int(request.match_info["id"])
        query = write_filter(read_filter(request.query))
        case, shown = await asyncio.to_thread(self._read, account, id)
        if case is None:
            return self.gone(request, account)
        if case.line.id != id:
            return go(f"/desk/cases/{case.line.id}{query}")
        works = account.may(Role.MEMBER)
        about = {"account": account, "works": works, "query": query, "notice": notice}
        shown |= about | {"said": take_said(request) if not notice.problem else None}
        response = self._frame.render(request, "desk/case.html", shown, notice.status)
        forget_said(request, response)
        return response

    def gone(self, request: web.Request, account: Account) -> web.Response:
        """There is no such case, or none that this account may see."""
        return self._frame.render(request, "desk/gone.html", {"account": account}, 404)

    def _read(self, account: Account, id: int) -> tuple[Case | None, dict[str, Any]]:
        with self._database.casework(account) as work:
            case = work.case(id)
            if case is None:
                return None, {}
            here, choices = work.look(case.line.id), work.choices()
        return case, self._about(case) | {"here_now": say_here(here), "choices": choices}

    def _about(self, case: Case) -> dict[str, Any]:
        """What is told of a case."""
        return {
            "case": case,
            "line": case.line,
            "title": self._shelf.title(case.line),
            "wordings": wordings.wordings(case),
            "guesses": wordings.guesses(case),
            "places": wordings.places(case),
            "tried": wordings.tried(case),
            "contacts": wordings.contacts(case),
            "offers": self._shelf.offers(case),
            "history": words.say_entries(case.history, self._shelf.titles),
            "seen": last_act(case),
            "shelf": self._shelf,
            "words": words,
            "times": times,
            "now": self._database.clock(),
        }


def last_act(case: Case) -> int:
    """The newest entry of a case's history: whether somebody has acted since."""
    return case.history[-1].id if case.history else 0
