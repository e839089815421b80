"""The team of the demonstration: reads its inbox, answers, visits, closes, and forgets some."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from bot.accounts import Account, Role
from bot.cases import Answer, AnswerKind, Case, CaseLine, ClosedAs, Filter, Tab
from bot.database.casework import Casework
from bot.database.store import Database
from bot.daytime import VIETNAM
from bot.demo.arrivals import A_DAY
from bot.demo.script import Matter, Script
from bot.message import Outgoing, Reply
from bot.moves import plain
from bot.needs import Reason

HOUR = timedelta(hours=1)
MOST_AT_ONCE = 9

_SATURDAY = 5
_HOURS = {Role.MEMBER: (11.6, 19.5), Role.COORDINATOR: (8.2, 16.4)}
_ASKED = {Reason.ASKED_VISIT, Reason.TOLD_TEAM}
_NEGLECTED = 0.12
_GENERAL = (
    "Tổ đã đọc câu hỏi của bác. Bác mang giấy tờ đang có lên bộ phận một cửa của xã, "
    "có người của tổ chỉ từng bước. Bận quá thì nhắn lại, tổ hẹn tới nhà."
)

Hear = Callable[[Outgoing], None]


class Team:
    """Those who work on cases."""

    def __init__(
        self,
        script: Script,
        database: Database,
        titles: Mapping[str, str],
        word: Callable[[str, str], Reply],
    ) -> None:
        self._script = script
        self._database = database
        self._titles = titles
        self._word = word
        self._neglected: dict[int, bool] = {}
        matters = (*script.matters, script.burst.matter)
        self._by_words = {plain(said): matter for matter in matters for said in matter.says}

    def accounts(self) -> list[Account]:
        """The team as the desk knows it."""
        members = self._script.team
        return [
            Account(
                member.name,
                "",
                member.role,
                communes=member.communes,
                province="" if member.communes else self._script.province,
            )
            for member in members
        ]

    async def works(self, account: Account, hear: Hear, chance: Random) -> AsyncIterator[timedelta]:
        """Look into the inbox at one's hours, less at weekends."""
        while True:
            now = self._database.clock()
            yield _until_next(now, _HOURS[account.role])
            here = self._database.clock() + VIETNAM
            if here.weekday() >= _SATURDAY and chance.random() < 0.6:
                continue
            for outgoing in self._session(account, chance):
                hear(outgoing)

    async def watches(
        self, account: Account, hear: Hear, chance: Random
    ) -> AsyncIterator[timedelta]:
        """See to what is urgent within the hour, by day."""
        while True:
            yield HOUR
            if 6 <= (self._database.clock() + VIETNAM).hour < 22:
                for outgoing in self._session(account, chance, urgent=True):
                    hear(outgoing)

    def _session(self, account: Account, chance: Random, *, urgent: bool = False) -> list[Outgoing]:
        sent: list[Outgoing] = []
        with self._database.casework(account) as work:
            for line in work.page(Filter(tab=Tab.OPEN)).lines:
                case = work.case(line.id) if self._is_taken(line, account, chance, urgent) else None
                if case and len(sent) < MOST_AT_ONCE:
                    sent += self._settle(work, case, account, chance)
        return sent

    def _is_taken(self, line: CaseLine, account: Account, chance: Random, urgent: bool) -> bool:
        """Whether somebody takes a case up now: not what others have, nor what lies forgotten."""
        if urgent or line.urgent:
            return line.urgent
        forgotten = self._neglected.setdefault(line.id, chance.random() < _NEGLECTED)
        free = line.assignee in ("", account.name)
        return free and chance.random() < (0.25 if forgotten and not line.assignee else 0.8)

    def _settle(
        self, work: Casework, case: Case, account: Account, chance: Random
    ) -> list[Outgoing]:
        id, now = case.line.id, self._database.clock()
        if self._neglected.get(id):
            if not case.line.assignee:
                work.assign([id], account.name, _evening(now + 2 * A_DAY))
            return []
        matter = self._matter(case)
        if matter and matter.close:
            work.teach(id, [need.id for need in case.needs], matter.close)
            work.close([id], ClosedAs(matter.close))
        elif (matter and matter.visit) or _ASKED & {Reason(need.reason) for need in case.needs}:
            self._visit(work, case, account)
        elif not case.line.waiting:
            if now - case.line.last_at > 3 * A_DAY:
                work.close([id], ClosedAs.SETTLED)
        else:
            return self._answer(work, case, matter, chance)
        return []

    def _visit(self, work: Casework, case: Case, account: Account) -> None:
        id, now = case.line.id, self._database.clock()
        if case.visit_at is None:
            work.assign([id], account.name, _evening(now + 2 * A_DAY))
            work.plan_visit(id, _evening(now + A_DAY) - 8 * HOUR)
        elif case.visit_at < now:
            work.visited(id)

    def _answer(
        self, work: Casework, case: Case, matter: Matter | None, chance: Random
    ) -> list[Outgoing]:
        id = case.line.id
        if chance.random() < 0.15:
            work.note(id, chance.choice(self._script.notes))
        if matter and matter.answer:
            work.name(id, matter.title, "")
            return work.answer(id, Answer(AnswerKind.FREE, matter.answer), self._word)
        guide = matter.id if matter else case.line.place[0] or case.line.intent
        if guide not in self._titles:
            return work.answer(id, Answer(AnswerKind.FREE, _GENERAL), self._word)
        if matter:
            work.name(id, "", guide)
            work.teach(id, [need.id for need in case.needs if need.words], guide)
        text = f'Bác gõ "{self._titles[guide]}" vào đây, tôi chỉ từng bước.'
        return work.answer(id, Answer(AnswerKind.GUIDE, text, guide), self._word)

    def _matter(self, case: Case) -> Matter | None:
        """What a person would see at once: which of the invented matters a case is about."""
        words = [plain(need.words) for need in case.needs]
        named = (
            matter for said, matter in self._by_words.items() if any(said in each for each in words)
        )
        return next(named, None)


def _until_next(now: datetime, hours: tuple[float, ...]) -> timedelta:
    """How long until the next of one's hours in Viet Nam."""
    midnight = datetime.combine((now + VIETNAM).date(), datetime.min.time()) - VIETNAM
    days = (midnight, midnight + A_DAY)
    times = [day + hour * HOUR for day in days for hour in hours]
    return min(time - now for time in times if time > now)


def _evening(at: datetime) -> datetime:
    """Five in the afternoon of a day in Viet Nam, in UTC."""
    return datetime.combine((at + VIETNAM).date(), datetime.min.time()) - VIETNAM + 17 * HOUR
