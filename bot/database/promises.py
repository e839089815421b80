"""Needs as they are logged, the codes of those who wait, and what becomes of them.

One trouble has one code. Somebody who says the same again, in other words or by asking for a
person, keeps the code; what is said then is a need more in the same case, without a code of its
own. Whoever asks for a person waits for more than an answer: there the code goes with the new need.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.accounts import CITIZEN
from bot.cases import ClosedAs
from bot.codes import new_code
from bot.conversation import About, Turn
from bot.database.audit import log_action
from bot.database.tables import answers, cases, contacts, needs, turns
from bot.database.tallies import WAITS, recount
from bot.message import Sender
from bot.moves import plain
from bot.needs import Reason, UnmetNeed
from bot.promises import WRONG_CODE, Promise, Standing, State, says_alike

SOON = timedelta(minutes=30)
"""Within this time the same citizen speaks of the same trouble."""
LIKELY = 0.4
"""From this confidence on a guess is said to be what the question is about."""
_PERSON = (Reason.ASKED_PERSON, Reason.ASKED_VISIT)
_UNCLEAR = (Reason.NOT_UNDERSTOOD.value, Reason.NONE_FITS.value)
_OPEN = (
    or_(needs.c.answered_at.is_(None), needs.c.helped.is_(False)),
    needs.c.settled_at.is_(None),
)
_BY_TEAM = (ClosedAs.VISITED.value, ClosedAs.CALLED.value)
_STUCK = (Reason.STUCK.value, Reason.NOT_HELPED.value)
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Promises:
    """What citizens wait for."""

    def __init__(
        self, connection: Connection, now: datetime, draw: Callable[[], str] | None = None
    ) -> None:
        self._connection = connection
        self._now = now
        self._draw = draw or new_code

    def give(self, sender: Sender, turn: Turn) -> Promise:
        """Log the need of a turn; what was promised to the citizen."""
        assert turn.need is not None
        return self.log(sender, turn.need, turn.code, turn.waits)

    def log(
        self, sender: Sender, need: UnmetNeed, follows: str = "", waits: bool = True
    ) -> Promise:
        """Log a need; ``follows`` is the code of the question that it goes on with."""
        if not waits:
            if not self._is_logged(sender, need):
                self.add(sender, need)
            return Promise()
        if need.reason is Reason.NOT_HELPED and not follows:
            follows = self._unsettled(sender)
        first = self._followed(sender, need, follows)
        if first is None:
            return Promise(self._insert_with_code(sender, need), new=True)
        if not _is_told(need, first):
            self._go_on(sender, need, first)
        return Promise(first.code, reachable=self._is_reachable(first.code))

    def _followed(self, sender: Sender, need: UnmetNeed, follows: str) -> Row[Any] | None:
        """The need that somebody waits on already, for the same trouble."""
        soon = needs.c.at > self._now - SOON
        here = and_(needs.c.guide == need.guide, needs.c.step == need.step)
        said = or_(needs.c.guide != "", and_(needs.c.words == need.words, needs.c.words != ""))
        same = and_(here, or_(soon, and_(needs.c.reason == need.reason.value, said)))
        mine = and_(*_of(sender), same, WAITS, _is_open())
        query = select(needs).where(needs.c.code == follows if follows else mine)
        first = self._connection.execute(query.order_by(needs.c.id.desc()).limit(1)).first()
        return first if first and (follows or _is_same(need, first)) else None

    def _is_logged(self, sender: Sender, need: UnmetNeed) -> bool:
        """Whether the very same was logged a moment ago: a button that is tapped twice."""
        same = (
            needs.c.reason == need.reason.value,
            needs.c.guide == need.guide,
            needs.c.step == need.step,
            needs.c.code.is_(None),
            needs.c.at > self._now - SOON,
        )
        query = select(needs.c.id).where(*_of(sender), *same).limit(1)
        return self._connection.scalar(query) is not None

    def _go_on(self, sender: Sender, need: UnmetNeed, first: Row[Any]) -> None:
        """Log a need more of a trouble that has its code, in the same case."""
        more = {"case_id": first.case_id}
        if not (need.guide or need.intent):
            more |= {"guide": first.guide, "step": first.step, "intent": first.intent}
        id = self.add(sender, need, more)
        if need.urgent:
            self._change({"urgent": True}, needs.c.id == first.id)
        if need.reason in _PERSON:
            self._change({"code": None}, needs.c.id == first.id)
            self._change({"code": first.code}, needs.c.id == id)
            moved = update(contacts).where(contacts.c.need_id == first.id).values(need_id=id)
            self._connection.execute(moved)
        self._recount([first.case_id])

    def _insert_with_code(self, sender: Sender, need: UnmetNeed) -> str:
        """Log a need under a code that nobody holds."""
        row = _row(sender, need, self._now)
        insert_new = _INSERT[self._connection.dialect.name](needs)
        once = insert_new.on_conflict_do_nothing(index_elements=["code"]).returning(needs.c.id)
        while True:
            code = self._draw()
            if self._connection.scalar(once, row | {"code": code}) is not None:
                return code

    def add(self, sender: Sender, need: UnmetNeed, more: dict[str, Any] | None = None) -> int:
        """Log a need that nobody was promised anything for; its id."""
        row = _row(sender, need, self._now) | (more or {})
        id: int = self._connection.scalars(insert(needs).returning(needs.c.id), row).one()
        return id

    # What becomes of it

    def settle(self, sender: Sender, intent: str) -> None:
        """What was not understood a moment ago has found its answer, if it may have meant that."""
        soon = needs.c.at > self._now - SOON
        unclear = (*_of(sender), needs.c.reason.in_(_UNCLEAR), soon)
        found = self._connection.execute(select(needs.c.id, needs.c.ranking).where(*unclear))
        meant = [row.id for row in found if intent in {guess for guess, _ in row.ranking}]
        self._settle(intent, needs.c.id.in_(meant))

    def settle_guide(self, sender: Sender, guide: str) -> None:
        """A guide worked in the end: nobody waits any more where they were stuck in it."""
        self._settle(guide, *_of(sender), needs.c.guide == guide, needs.c.reason.in_(_STUCK))

    def _settle(self, found: str, *conditions: Any) -> None:
        self._change({"settled_at": self._now, "settled_as": found}, *conditions, *_OPEN)

    def _unsettled(self, sender: Sender) -> str:
        """The code of a question whose answer of a moment ago was none; it is open again."""
        soon = needs.c.settled_at > self._now - SOON
        alone = needs.c.settled_as.not_in(_BY_TEAM)
        unclear = (*_of(sender), soon, needs.c.reason.in_(_UNCLEAR), alone)
        coded = select(needs.c.code).where(*unclear, needs.c.code.is_not(None))
        code: str = self._connection.scalar(coded.order_by(needs.c.id.desc()).limit(1)) or ""
        self._change({"settled_at": None, "settled_as": ""}, *unclear)
        return code

    def live_in(self, sender: Sender, about: About) -> None:
        """Where the citizen lives, told after the question."""
        place = {"commune": about.commune, "province": about.province}
        unknown = (*_of(sender), *_OPEN, needs.c.commune.not_like("%, %"))
        self._connection.execute(update(needs).where(*unknown).values(place))

    def standing(self, code: str, sender: Sender) -> Standing | None:
        """Where the question of a code stands; None when nobody holds it."""
        query = (
            select(needs, cases.c.closed_at, answers.c.text)
            .outerjoin(cases, cases.c.id == needs.c.case_id)
            .outerjoin(answers, answers.c.id == needs.c.answer_id)
        )
        row = self._connection.execute(query.where(needs.c.code == code)).first()
        if row is None:
            return None
        sure = row.intent if row.confidence >= LIKELY else ""
        return Standing(
            code,
            _state(row),
            row.at,
            topic=_found_alone(row) or row.guide or sure,
            answer=row.text or "",
            judged=row.helped is not None,
            mine=(row.channel, row.sender) == (sender.channel, sender.id),
        )

    def wrong_codes(self, sender: Sender) -> int:
        """How many codes that nobody holds a sender has tried within a day."""
        today = turns.c.received_at > self._now - timedelta(days=1)
        mine = (turns.c.channel == sender.channel, turns.c.sender == sender.id)
        query = select(func.count()).select_from(turns)
        return self._connection.scalar(query.where(*mine, today, turns.c.intent == WRONG_CODE)) or 0

    def helped(self, code: str) -> None:
        """The answer helped."""
        answered = needs.c.answered_at.is_not(None)
        self._change({"helped": True}, needs.c.code == code, answered)

    def failed(self, code: str) -> None:
        """The answer did not help: the citizen waits again, and the case is open again."""
        need = self._connection.execute(select(needs).where(needs.c.code == code)).first()
        if need is None:
            return
        is_open = select(cases.c.id).where(cases.c.id == need.case_id, cases.c.closed_at.is_(None))
        if need.helped is False and self._connection.scalar(is_open) is not None:
            return
        judged = {"helped": False} if need.answered_at else {}
        settled = {"settled_at": None, "settled_as": ""}
        closed = (cases.c.id == need.case_id, cases.c.closed_at.is_not(None))
        opened = {"closed_at": None, "closed_as": "", "reopened": cases.c.reopened + 1}
        reopened = self._connection.execute(update(cases).where(*closed).values(opened)).rowcount
        self._change(judged | settled, needs.c.id == need.id)
        if reopened or judged:
            action = "reopened" if reopened else "not_helped"
            entry = (action, f"case:{need.case_id}", {"need": need.id})
            log_action(self._connection, self._now, CITIZEN, entry)

    def keep_number(self, sender: Sender, turn: Turn, number: str) -> bool:
        """Keep a number for the one need that it was given for; False when that need is gone."""
        mine = select(needs.c.id).where(*_of(sender), needs.c.code == turn.code)
        id = self._connection.scalar(mine)
        if id is None or not number:
            return False
        wish = "visit" if turn.conversation.visit else "call"
        row = {"need_id": id, "phone": number, "wish": wish, "consented_at": self._now}
        self._connection.execute(delete(contacts).where(contacts.c.need_id == id))
        self._connection.execute(insert(contacts), row)
        return True

    def _is_reachable(self, code: str) -> bool:
        query = select(contacts.c.need_id).join(needs, needs.c.id == contacts.c.need_id)
        return self._connection.scalar(query.where(needs.c.code == code)) is not None

    def _change(self, values: dict[str, Any], *conditions: Any) -> None:
        """Change needs, and count their cases anew."""
        changed = update(needs).where(*conditions).values(values).returning(needs.c.case_id)
        self._recount(list(self._connection.scalars(changed)))

    def _recount(self, ids: list[int | None]) -> None:
        if known := {id for id in ids if id}:
            recount(self._connection, known)


def _of(sender: Sender) -> tuple[Any, Any]:
    return needs.c.channel == sender.channel, needs.c.sender == sender.id


def _is_told(need: UnmetNeed, first: Row[Any]) -> bool:
    """Whether a need says nothing that the first does not say."""
    if need.urgent and not first.urgent:
        return False
    silent = not (need.words or need.cause)
    same = (first.words, first.cause) == (need.words, need.cause)
    return bool(first.reason == need.reason.value and (silent or same))


def _is_same(need: UnmetNeed, first: Row[Any]) -> bool:
    """Whether it is the trouble of before; another question gets a code of its own."""
    asks = need.reason.value in _UNCLEAR and first.reason in _UNCLEAR
    return not asks or says_alike(need.words, first.words)


def _is_open() -> Any:
    closed = select(cases.c.id).where(cases.c.closed_at.is_not(None))
    return or_(needs.c.case_id.is_(None), needs.c.case_id.not_in(closed))


def _found_alone(row: Row[Any]) -> str:
    """By which intent somebody found the answer without the team."""
    return "" if row.settled_as in _BY_TEAM else str(row.settled_as)


def _state(row: Row[Any]) -> State:
    if row.text is not None and row.helped is not False:
        return State.ANSWERED
    if _found_alone(row):
        return State.SETTLED
    seen = row.closed_at is not None or row.settled_at is not None
    return State.CLOSED if seen else State.WAITING


def _row(sender: Sender, need: UnmetNeed, now: datetime) -> dict[str, Any]:
    return {
        "channel": sender.channel,
        "sender": sender.id,
        "at": now,
        "reason": need.reason.value,
        "words": need.words,
        "plain": plain(need.words),
        "intent": need.intent,
        "confidence": need.confidence,
        "guide": need.guide,
        "step": need.step,
        "cause": need.cause,
        "commune": need.commune,
        "province": need.province,
        "bank": need.bank,
        "ranking": [list(guess) for guess in need.ranking],
        "helps": need.helps,
        "urgent": need.urgent,
    }
