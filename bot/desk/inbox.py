"""What could not be answered, newest first."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from aiohttp import web

from bot.accounts import Account, Role
from bot.desk.frame import Frame
from bot.needs import LoggedNeed, Reason

REASONS = {
    Reason.NOT_UNDERSTOOD: "máy chưa hiểu",
    Reason.NONE_FITS: "không ý nào đúng",
    Reason.NO_ANSWER: "chưa có bài hướng dẫn",
    Reason.STUCK: "bị vướng ở bước",
    Reason.NOT_HELPED: "trả lời chưa giúp được",
    Reason.LEFT_UNFINISHED: "bỏ dở hướng dẫn",
    Reason.ASKED_PERSON: "muốn gặp người",
    Reason.ASKED_VISIT: "muốn có người đến nhà",
    Reason.TOLD_TEAM: "viết cho tổ công nghệ số",
}
MOST_SHOWN = 100


class Records(Protocol):
    """What the desk shows."""

    def latest_needs(self, most: int) -> list[LoggedNeed]: ...
    def outcomes(self) -> dict[str, int]: ...


class Database(Protocol):
    """Where it is kept."""

    def desk(self) -> AbstractContextManager[Records]: ...


class Inbox:
    """The desk's first page."""

    def __init__(
        self, frame: Frame, database: Database, titles: Callable[[], Mapping[str, str]]
    ) -> None:
        self._frame = frame
        self._database = database
        self._titles = titles

    def routes(self) -> list[web.RouteDef]:
        """The paths of the inbox."""
        return [web.get("/desk", self._frame.opens(Role.VIEWER, self.needs))]

    async def needs(self, request: web.Request, account: Account) -> web.Response:
        """What could not be answered, newest first."""
        needs, outcomes = await asyncio.to_thread(self._read)
        shown = {
            "account": account,
            "needs": needs,
            "outcomes": sorted(outcomes.items(), key=lambda pair: -pair[1]),
            "reasons": REASONS,
            "titles": self._titles(),
        }
        return self._frame.render(request, "desk/needs.html", shown)

    def _read(self) -> tuple[list[LoggedNeed], dict[str, int]]:
        with self._database.desk() as records:
            return records.latest_needs(MOST_SHOWN), records.outcomes()
