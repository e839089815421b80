"""Tells the teams' Telegram groups what is new, and lets groups join."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from bot.codes import read_code
from bot.groups import Group, Joining
from bot.message import Outgoing, Reply
from bot.notices import (
    News,
    alarm,
    digest,
    heard_by,
    is_due,
    is_morning,
    joined,
    lines,
    wrong_code,
)

log = logging.getLogger(__name__)

LOOK_EVERY_S = 3.0
DIGESTS_EVERY = timedelta(minutes=1)
ALARMS_EVERY = timedelta(minutes=1)
"""What else is urgent within it stands in one alarm."""
ALARM_PATIENCE = timedelta(seconds=20)
"""How long an alarm waits to be grouped into a case; a digest has more time."""
DIGEST_PATIENCE = timedelta(minutes=10)


class Notices(Protocol):
    """What groups have not been told yet, within one transaction."""

    now: datetime

    def groups(self) -> list[Group]: ...
    def upto(self, patience: timedelta) -> int: ...
    def new(self, after: int, upto: int) -> list[News]: ...
    def urgent(self, after: int, upto: int) -> list[News]: ...
    def overdue(self) -> list[News]: ...
    def is_ready(self, chat: str) -> bool: ...
    def was_alarmed(self, chat: str, within: timedelta) -> bool: ...
    def tell(self, group: Group, upto: int, reply: Reply | None) -> list[Outgoing]: ...
    def warn(self, group: Group, upto: int, reply: Reply | None) -> list[Outgoing]: ...


class Groups(Protocol):
    """Groups that join, move and put us out."""

    def join(self, chat: str, code: str) -> tuple[Joining, str]: ...
    def answer(self, chat: str, reply: Reply) -> list[Outgoing]: ...
    def move(self, chat: str, to: str) -> None: ...
    def lose(self, chat: str) -> None: ...


class Database(Protocol):
    """Where both are kept."""

    def notices(self) -> AbstractContextManager[Notices]: ...
    def groups(self) -> AbstractContextManager[Groups]: ...


class Herald:
    """``titles`` names intents and guides; ``address`` is where the desk is."""

    channel = "telegram"

    def __init__(
        self,
        database: Database,
        titles: Mapping[str, str],
        address: str,
        wake: Callable[[str, Iterable[Outgoing]], None],
    ) -> None:
        self._database = database
        self._titles = titles
        self._address = address
        self._wake = wake
        self._digested_at: datetime | None = None

    async def keep_telling(self) -> None:
        """Look for news until cancelled."""
        while True:
            try:
                if told := await asyncio.to_thread(self.tell):
                    self._wake(self.channel, told)
            except ConnectionError as error:
                log.error("no notices to the teams: %s", error)
            await asyncio.sleep(LOOK_EVERY_S)

    def tell(self) -> list[Outgoing]:
        """Tell every group what is new; in one transaction with how far it was told."""
        with self._database.notices() as notices:
            groups = notices.groups()
            told = list(self._alarms(notices, groups))
            since = self._digested_at
            if since is None or notices.now - since >= DIGESTS_EVERY or notices.now < since:
                told += self._digests(notices, groups)
                self._digested_at = notices.now
        return told

    def _alarms(self, notices: Notices, groups: list[Group]) -> Iterator[Outgoing]:
        upto = notices.upto(ALARM_PATIENCE) if groups else 0
        urgent = cache(lambda after: notices.urgent(after, upto))
        places = [group.place for group in groups]
        for group in groups:
            if group.alarmed_need >= upto:
                continue
            heard = heard_by(group.place, urgent(group.alarmed_need), places)
            if not heard:
                yield from notices.warn(group, upto, None)
            elif notices.is_ready(group.chat) and not notices.was_alarmed(group.chat, ALARMS_EVERY):
                said = alarm(lines(heard, self._titles), self._address)
                yield from notices.warn(group, upto, said)

    def _digests(self, notices: Notices, groups: list[Group]) -> Iterator[Outgoing]:
        due = [group for group in groups if is_due(group, notices.now)]
        upto = notices.upto(DIGEST_PATIENCE) if due else 0
        new = cache(lambda after: notices.new(after, upto) if after < upto else [])
        overdue = cache(notices.overdue)
        places = [group.place for group in groups]
        for group in due:
            if not notices.is_ready(group.chat):
                continue
            heard = heard_by(group.place, new(group.told_need), places)
            told = lines(heard, self._titles)
            if is_morning(group, notices.now):
                late = heard_by(group.place, overdue(), places)
                told += lines(late, self._titles, overdue=True)
            said = digest(group.place, told, self._address)
            if said or upto > group.told_need:
                yield from notices.tell(group, max(upto, group.told_need), said)

    # Groups that join, move and put us out

    async def join(self, chat: str, written: str) -> None:
        """A group wrote the command with a code."""
        self._wake(self.channel, await asyncio.to_thread(self._join, chat, written))

    def _join(self, chat: str, written: str) -> list[Outgoing]:
        with self._database.groups() as groups:
            joining, place = groups.join(chat, read_code(written))
            match joining:
                case Joining.JOINED:
                    return groups.answer(chat, joined(place))
                case Joining.WRONG:
                    return groups.answer(chat, wrong_code())
        return []

    async def moved(self, chat: str, to: str) -> None:
        """A group has another number now."""
        await asyncio.to_thread(self._move, chat, to)

    def _move(self, chat: str, to: str) -> None:
        with self._database.groups() as groups:
            groups.move(chat, to)

    async def lost(self, chat: str) -> None:
        """A group does not let us write any more."""
        await asyncio.to_thread(self._lose, chat)

    def _lose(self, chat: str) -> None:
        with self._database.groups() as groups:
            groups.lose(chat)
