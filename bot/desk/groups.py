"""The page on which a team's Telegram group is joined, and removed."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.accounts import Account, Role
from bot.codes import say_code
from bot.daytime import VIETNAM
from bot.desk.frame import Frame, go
from bot.groups import GroupState, LostGroup, Offer
from bot.message import Outgoing, Reply
from bot.notices import farewell
from nlu.vietnamese import fold

PATH = "/desk/groups"


class Groups(Protocol):
    """What is known of groups, within one transaction."""

    def offer(self, account: str, place: str) -> object: ...
    def offers(self) -> Sequence[Offer]: ...
    def all(self) -> Sequence[GroupState]: ...
    def lost(self) -> Sequence[LostGroup]: ...
    def remove(self, account: str, id: int, farewell: Reply) -> list[Outgoing]: ...


class Database(Protocol):
    """Where it is kept."""

    def groups(self) -> AbstractContextManager[Groups]: ...


class Communes(Protocol):
    """Provinces and communes, as needs name them."""

    @property
    def provinces(self) -> tuple[str, ...]: ...
    def known(self, names: Iterable[str]) -> tuple[str, ...]: ...
    def find(self, typed: str, province: str) -> tuple[str, ...]: ...


class Wake(Protocol):
    """Says that there are replies to send."""

    def __call__(self, channel: str, replies: Iterable[Outgoing]) -> None: ...


@dataclass(frozen=True)
class TeamBot:
    """Our bot as groups know it: its user name, empty without Telegram; and how it is woken."""

    name: Callable[[], str]
    wake: Wake


class GroupsPage:
    """Coordinators see the groups of their province, administrators all."""

    def __init__(self, frame: Frame, database: Database, communes: Communes, bot: TeamBot) -> None:
        self._frame = frame
        self._database = database
        self._communes = communes
        self._bot = bot

    def routes(self) -> list[web.RouteDef]:
        """The paths of the page."""
        return [
            web.get(PATH, self._frame.opens(Role.COORDINATOR, self.show)),
            web.post(f"{PATH}/code", self._frame.posts(Role.COORDINATOR, self.offer)),
            web.post(f"{PATH}/remove", self._frame.posts(Role.COORDINATOR, self.remove)),
        ]

    async def show(self, request: web.Request, account: Account) -> web.Response:
        """Groups, codes that are open, and the search for a place."""
        asked = request.query.get("place", "").strip()[:64]
        found = await asyncio.to_thread(self._find, account, asked)
        offers, groups, lost = await asyncio.to_thread(self._read, account)
        shown = {
            "account": account, "bot": self._bot.name(), "asked": asked, "found": found,
            "offers": offers, "groups": groups, "lost": lost, "code": say_code,
            "own": _own(account), "here_and_now": _here,
        }  # fmt: skip
        return self._frame.render(request, "desk/groups.html", shown)

    async def offer(self, request: web.Request, account: Account) -> web.StreamResponse:
        """Make a code for a group of a place."""
        place = str((await request.post()).get("place", ""))
        known = await asyncio.to_thread(self._is_known, place)
        if not known or not looks_after(account, place):
            return self._frame.render(request, "desk/refused.html", {"account": account}, 403)
        await asyncio.to_thread(self._offer, account.name, place)
        return go(f"{PATH}#ma")

    async def remove(self, request: web.Request, account: Account) -> web.StreamResponse:
        """Tell a group nothing any more."""
        id = str((await request.post()).get("group", ""))
        said = await asyncio.to_thread(self._remove, account, int(id) if id.isdecimal() else 0)
        self._bot.wake("telegram", said)
        return go(PATH)

    def _is_known(self, place: str) -> bool:
        return place in ("", *self._communes.provinces) or bool(self._communes.known([place]))

    def _find(self, account: Account, asked: str) -> list[str]:
        """Provinces and communes that may be meant, among those that the account looks after."""
        if not asked:
            return []
        wanted = fold(asked.lower())
        provinces = [name for name in self._communes.provinces if wanted in fold(name.lower())]
        within = "" if account.sees_everywhere else account.province
        found = (*provinces, *self._communes.find(asked, within))
        return [place for place in found if looks_after(account, place)]

    def _read(
        self, account: Account
    ) -> tuple[Sequence[Offer], Sequence[GroupState], Sequence[LostGroup]]:
        with self._database.groups() as groups:
            return (
                [offer for offer in groups.offers() if looks_after(account, offer.place)],
                [group for group in groups.all() if looks_after(account, group.place)],
                [group for group in groups.lost() if looks_after(account, group.place)],
            )

    def _offer(self, account: str, place: str) -> None:
        with self._database.groups() as groups:
            groups.offer(account, place)

    def _remove(self, account: Account, id: int) -> list[Outgoing]:
        with self._database.groups() as groups:
            mine = {group.id for group in groups.all() if looks_after(account, group.place)}
            return groups.remove(account.name, id, farewell()) if id in mine else []


def looks_after(account: Account, place: str) -> bool:
    """Whether a place is the account's to decide about; everywhere only who sees everywhere."""
    if account.sees_everywhere:
        return True
    of_province = bool(account.province) and place.rpartition(", ")[2] == account.province
    return of_province or (bool(place) and place in account.communes)


def _own(account: Account) -> tuple[str, ...]:
    """Places that need no searching."""
    if account.sees_everywhere:
        return ("",)
    return tuple(filter(None, (account.province, *account.communes)))


def _here(at: datetime) -> str:
    """A time as people here read it."""
    return f"{at + VIETNAM:%H:%M %d/%m/%Y}"
