"""Acts on one case as the web brings them; afterwards the next case opens by itself."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.accounts import Account, Role
from bot.cases import Case, Choices, Entry, Filter
from bot.desk import acting, words
from bot.desk.acting import Acting, Asked, Done
from bot.desk.case import CasePage, Notice, last_act
from bot.desk.frame import Frame, go
from bot.desk.said import keep_said
from bot.desk.times import say_moment
from bot.desk.wanted import read_filter, write_filter
from bot.message import Outgoing

_LOGGED = {"answer": "answered", "assign": "assigned", "name": "named", "visit": "visit_planned"}
_LOGGED |= {"close": "closed", "reopen": "reopened", "merge": "merged", "teach": "taught"}
_LOGGED |= {"split": "split", "undo": "undid", "visited": "visited"}
"""What each act writes into the log; a note changes nothing that others rely on."""


_WITHOUT_CHOICE = {"answer", "visited", "reopen", "undo"}
_CHOSEN = {"close": ("as", "why"), "assign": ("to", "to"), "name": ("title", "title")}
"""Where the log and the form say what was chosen."""


class Casework(acting.Casework, Protocol):
    """What can be done, and who may be given a case."""

    def choices(self) -> Choices: ...


class Database(Protocol):
    """Where cases are kept."""

    clock: Callable[[], datetime]

    def casework(self, account: Account) -> AbstractContextManager[Casework]: ...


class Wake(Protocol):
    """Says that there are replies to send."""

    def __call__(self, channel: str, replies: Iterable[Outgoing]) -> None: ...


class Acts:
    """Takes the forms of a case's page."""

    def __init__(self, page: CasePage, database: Database, acting: Acting, wake: Wake) -> None:
        self._page = page
        self._database = database
        self._acting = acting
        self._wake = wake

    def routes(self, frame: Frame) -> list[web.RouteDef]:
        """The paths of acts."""
        names = "|".join(self._acting.acts)
        return [
            web.post("/desk/check", frame.posts(Role.MEMBER, self.check)),
            web.post(
                rf"/desk/cases/{{id:\d{{1,9}}}}/{{act:{names}}}",
                frame.posts(Role.MEMBER, self.act),
            ),
        ]

    async def check(self, request: web.Request, account: Account) -> web.Response:
        """What is to be said of an answer while it is being written."""
        text = str((await request.post()).get("text", ""))
        remarks = await asyncio.to_thread(self._acting.check, text) if text.strip() else ()
        told = [{"says": words.say_remark(one), "blocks": one.blocks} for one in remarks]
        return web.json_response({"remarks": told, "preview": self._acting.preview(text.strip())})

    async def act(self, request: web.Request, account: Account) -> web.Response:
        """Do it, unless somebody has acted on the case since it was opened."""
        wanted = read_filter(request.query)
        form = await request.post()
        fields = {name: [str(value) for value in form.getall(name)] for name in {*form}}
        called = (int(request.match_info["id"]), request.match_info["act"])
        done, opens = await asyncio.to_thread(self._act, account, called, (fields, wanted))
        if done is None:
            return self._page.gone(request, account)
        if isinstance(done, Notice):
            return await self._page.show(request, account, done)
        self._send(done.outgoing)
        query = write_filter(replace(wanted, page=1))
        response = go(f"/desk/cases/{opens}{query}" if opens else f"/desk{query}")
        keep_said(response, done.said)
        return response

    def _act(
        self, account: Account, called: tuple[int, str], sent: tuple[dict[str, list[str]], Filter]
    ) -> tuple[Done | Notice | None, int | None]:
        """What came of it, and the case that opens then."""
        (id, act), (fields, wanted) = called, sent
        with self._database.casework(account) as work:
            case = work.case(id)
            if case is None:
                return None, None
            people = work.choices().people
            asked = Asked(case, account.name, people, self._database.clock(), fields)
            following = work.next_after(case.line.id, wanted)
            done = self._unless_changed(act, asked) or self._acting.acts[act](work, asked)
            opens = done.opens if isinstance(done, Done) and done.opens else following
            return done, opens

    def _unless_changed(self, act: str, asked: Asked) -> Done | Notice | None:
        """A second tap is the first one again; an act of somebody else is told."""
        seen = asked.numbers("seen")[:1]
        if act == "note" or seen == [last_act(asked.case)]:
            return None
        last = asked.case.history[-1] if asked.case.history else None
        if (
            last
            and (last.account, last.action) == (asked.account, _LOGGED[act])
            and _is_again(act, last, asked)
        ):
            return self._acting.again(act, asked)
        return Notice(_changed(asked.case), asked.text("text"), status=409)

    def _send(self, outgoing: Iterable[Outgoing]) -> None:
        by_channel: dict[str, list[Outgoing]] = defaultdict(list)
        for one in outgoing:
            by_channel[one.to.channel].append(one)
        for channel, replies in by_channel.items():
            self._wake(channel, replies)


def _is_again(act: str, last: Entry, asked: Asked) -> bool:
    """Whether a form asks for just what was done, so that it was only sent twice."""
    if act in _WITHOUT_CHOICE:
        return True
    logged, field = _CHOSEN.get(act, ("", ""))
    return bool(logged) and last.details.get(logged) == asked.text(field)


def _changed(case: Case) -> str:
    """That somebody else was quicker."""
    if not case.history:
        return "Việc này vừa thay đổi. Anh chị xem lại rồi làm tiếp."
    last = case.history[-1]
    who, what = words.say_who(last), words.say_acted(last.action)
    told = f"Chưa làm gì: {who} vừa {what} lúc {say_moment(last.at)}."
    return f"{told} Anh chị xem lại rồi làm tiếp."
