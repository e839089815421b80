"""The desk's first page: cases to work on, and acts on several at once."""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

from bot.accounts import Account, Role
from bot.cases import Case, Choices, ClosedAs, Filter, Page
from bot.desk import times, words
from bot.desk.frame import Frame, go
from bot.desk.said import Said, forget_said, keep_said, take_said
from bot.desk.shelf import Shelf
from bot.desk.wanted import narrows, read_filter, write_filter

PAGE, MOST_AT_ONCE = 20, 50


class Casework(Protocol):
    """What the inbox reads and does."""

    def page(self, wanted: Filter) -> Page: ...
    def case(self, id: int) -> Case | None: ...
    def choices(self) -> Choices: ...
    def newest(self) -> tuple[int, ...]: ...
    def assign(self, ids: Sequence[int], to: str, due_at: datetime | None) -> None: ...
    def close(self, ids: Sequence[int], why: ClosedAs) -> None: ...
    def merge(self, ids: Sequence[int], into: int) -> None: ...
    def undo(self, id: int) -> str: ...


class Database(Protocol):
    """Where cases are kept."""

    clock: Callable[[], datetime]

    def casework(self, account: Account) -> AbstractContextManager[Casework]: ...


class Inbox:
    """Cases by tab and filter, the most urgent first."""

    def __init__(self, frame: Frame, database: Database, shelf: Shelf) -> None:
        self._frame = frame
        self._database = database
        self._shelf = shelf

    def routes(self) -> list[web.RouteDef]:
        """The paths of the inbox."""
        return [
            web.get("/desk", self._frame.opens(Role.VIEWER, self.page)),
            web.post("/desk/cases", self._frame.posts(Role.MEMBER, self.act)),
            web.post("/desk/undo", self._frame.posts(Role.MEMBER, self.undo)),
        ]

    async def page(self, request: web.Request, account: Account) -> web.Response:
        """One page of cases."""
        wanted = read_filter(request.query)
        shown = await asyncio.to_thread(self._read, account, wanted)
        shown |= {
            "account": account,
            "wanted": wanted,
            "narrowed": narrows(wanted),
            "said": take_said(request),
            "link": lambda **changes: "/desk" + write_filter(wanted, **changes),
            "query": write_filter(wanted),
            "works": account.may(Role.MEMBER),
        }
        response = self._frame.render(request, "desk/inbox.html", shown)
        forget_said(request, response)
        return response

    def _read(self, account: Account, wanted: Filter) -> dict[str, Any]:
        with self._database.casework(account) as work:
            newest = work.newest()
            page, choices = work.page(wanted), work.choices()
        return {
            "page": page,
            "pages": -(-page.total // PAGE),
            "choices": choices,
            "newest": "-".join(map(str, newest)),
            "shelf": self._shelf,
            "words": words,
            "times": times,
            "now": self._database.clock(),
        }

    async def act(self, request: web.Request, account: Account) -> web.Response:
        """Take, close or merge the ticked cases."""
        form = await request.post()
        ids = _ids(form.getall("case", []))
        act, why = str(form.get("act", "")), str(form.get("why", ""))
        said = await asyncio.to_thread(self._act, account, ids, (act, why))
        response = go("/desk" + write_filter(read_filter(request.query)))
        keep_said(response, said)
        return response

    def _act(self, account: Account, ids: list[int], chosen: tuple[str, str]) -> Said:
        act, why = chosen
        with self._database.casework(account) as work:
            cases = [case for id in ids if (case := work.case(id)) and not case.line.closed_at]
            lines = {case.line.id: case.line for case in cases}
            if act == "take":
                lines = {id: line for id, line in lines.items() if line.assignee != account.name}
                for id, line in lines.items():
                    work.assign([id], account.name, line.due_at)
                return _said("taken", tuple(lines))
            if act == "merge" and len(lines) > 1:
                into = max(lines, key=lambda id: (lines[id].people, -id))
                work.merge([*lines], into)
                return Said("merged", len(lines), (into,))
            if act == "close" and why in words.CLOSES_BY_HAND:
                work.close([*lines], ClosedAs(why))
                return _said("closed", tuple(lines))
        return Said("nothing", 0)

    async def undo(self, request: web.Request, account: Account) -> web.Response:
        """Undo what was just done, unless somebody has acted since."""
        form = await request.post()
        ids = _ids(str(form.get("ids", "")).split("-"))
        undone = await asyncio.to_thread(self._undo, account, ids)
        back = f"/desk/cases/{ids[0]}" if len(ids) == 1 and undone else "/desk"
        response = go(back + write_filter(read_filter(request.query)))
        keep_said(response, Said("undone" if undone else "not_undone"))
        return response

    def _undo(self, account: Account, ids: list[int]) -> bool:
        with self._database.casework(account) as work:
            mine = [id for id in ids if _last_is_by(account, work.case(id))]
            return bool([id for id in mine if work.undo(id)])


def _said(what: str, ids: tuple[int, ...]) -> Said:
    return Said(what, len(ids), ids) if ids else Said("nothing", 0)


def _last_is_by(account: Account, case: Case | None) -> bool:
    return case is not None and case.history[-1:] != () and case.history[-1].account == account.name


def _ids(written: Iterable[object]) -> list[int]:
    """The ids among what a form holds."""
    pieces = [str(piece) for piece in written]
    return [int(piece) for piece in pieces if re.fullmatch("[0-9]{1,9}", piece)][:MOST_AT_ONCE]
