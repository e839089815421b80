"""What the grouping reads and writes: needs without a case, cases that may receive them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from bot.cases import ClosedAs
from bot.compared import ComparedNeed
from bot.database.audit import log_action
from bot.database.tables import audit, cases, needs
from bot.database.tallies import recount
from bot.needs import Reason

RECENT = timedelta(days=30)
"""How long a closed case still receives needs."""
_REOPENED_BY_A_NEED = {
    ClosedAs.ANSWERED,
    ClosedAs.VISITED,
    ClosedAs.CALLED,
    ClosedAs.SETTLED,
}
_STAYS_CLOSED = {ClosedAs.NOT_A_NEED, ClosedAs.OUT_OF_SCOPE}
_RECEIVES = {kind.value for kind in _REOPENED_BY_A_NEED | _STAYS_CLOSED}

_COMPARED = [
    getattr(needs.c, name)
    for name in (
        "id",
        "words",
        "reason",
        "ranking",
        "guide",
        "step",
        "cause",
        "vector",
        "case_id",
        "urgent",
    )
]
_BY_HAND = (needs.c.placed_by != "").label("by_hand")


class Grouping:
    """The tables as the grouping sees them; ``now`` is when they are asked."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def ungrouped(self, most: int) -> list[ComparedNeed]:
        """The oldest needs that have no case yet."""
        query = select(*_COMPARED, _BY_HAND).where(needs.c.case_id.is_(None))
        rows = self._connection.execute(query.order_by(needs.c.id).limit(most))
        return [_compared(row, settled=False) for row in rows]

    def grouped(self, *, after: int = 0, of: Collection[int] | None = None) -> list[ComparedNeed]:
        """Needs of cases that may receive more, in the order they came; perhaps of some only."""
        conditions = [self._may_receive(), needs.c.id > after]
        if of is not None:
            conditions.append(needs.c.case_id.in_(sorted(of)))
        query = select(*_COMPARED, _BY_HAND, cases.c.closed_as)
        rows = self._connection.execute(
            query.join(cases, cases.c.id == needs.c.case_id).where(*conditions).order_by(needs.c.id)
        )
        return [_compared(row, settled=row.closed_as in _STAYS_CLOSED) for row in rows]

    def _may_receive(self) -> Any:
        recent = and_(cases.c.closed_as.in_(_RECEIVES), cases.c.closed_at >= self._now - RECENT)
        return and_(cases.c.merged_into.is_(None), or_(cases.c.closed_at.is_(None), recent))

    def changed_after(self, entry: int) -> tuple[int, set[int]]:
        """The newest entry of the log, and the cases that entries after a given one are about."""
        newest = self._connection.scalar(select(func.max(audit.c.id))) or 0
        about_cases = audit.c.subject.like("case:%")
        subjects = self._connection.scalars(
            select(audit.c.subject).where(audit.c.id > entry, audit.c.id <= newest, about_cases)
        )
        return newest, {int(subject.removeprefix("case:")) for subject in subjects}

    def whereabouts(self, ids: Collection[int]) -> dict[int, int | None]:
        """In which case needs are now; those that were deleted are missing."""
        found: dict[int, int | None] = {}
        for some in _portions(sorted(ids)):
            rows = self._connection.execute(
                select(needs.c.id, needs.c.case_id).where(needs.c.id.in_(some))
            )
            found |= {row.id: row.case_id for row in rows}
        return found

    def keep_vectors(self, made: Mapping[int, bytes]) -> None:
        """Keep what is compared of needs, so that it need not be made again."""
        kept = update(needs).where(needs.c.id == bindparam("of")).values(vector=bindparam("made"))
        rows = [{"of": id, "made": vector} for id, vector in made.items()]
        if rows:
            self._connection.execute(kept, rows)

    def place(self, need: ComparedNeed, case: int | None) -> int | None:
        """Put a need into a case, or into a new one; the case, or None when that cannot be.

        It cannot when the need was deleted or placed, or the case closed or merged, a moment ago.
        A merged case is followed to where it went.
        """
        receiver = self._receiver(case) if case is not None else None
        if case is not None and receiver is None:
            return None
        free = update(needs).where(needs.c.id == need.id, needs.c.case_id.is_(None))
        chosen = receiver.id if receiver else self._open()
        placed = self._connection.execute(free.values(case_id=chosen, vector=need.vector))
        if receiver and placed.rowcount and _reopens(receiver, need):
            self._reopen(receiver)
        recount(self._connection, [chosen])  # deletes the new case if the need is gone
        return chosen if placed.rowcount else None

    def _receiver(self, case: int) -> Any | None:
        """The row of a case that may receive, merges followed."""
        for _ in range(10):  # nobody merges more often, and a ring would never end
            row = self._connection.execute(select(cases).where(cases.c.id == case)).one_or_none()
            if row is None or row.merged_into is None:
                break
            case = row.merged_into
        receives = select(cases).where(cases.c.id == case, self._may_receive())
        return self._connection.execute(receives.with_for_update()).one_or_none()

    def _open(self) -> int:
        written = insert(cases).returning(cases.c.id)
        id: int = self._connection.scalars(written, {"opened_at": self._now}).one()
        return id

    def _reopen(self, case: Any) -> None:
        again = {"closed_at": None, "closed_as": "", "reopened": case.reopened + 1}
        self._connection.execute(update(cases).where(cases.c.id == case.id).values(again))
        details = {"closed_as": case.closed_as}
        log_action(self._connection, self._now, "", ("reopened", f"case:{case.id}", details))


def _reopens(case: Any, need: ComparedNeed) -> bool:
    """Whether a closed case has somebody waiting again; who left a guide waits for nothing."""
    waits = need.reason != Reason.LEFT_UNFINISHED
    return case.closed_at is not None and case.closed_as in _REOPENED_BY_A_NEED and waits


def _compared(row: Any, *, settled: bool) -> ComparedNeed:
    return ComparedNeed(
        row.words,
        row.reason,
        tuple((intent, float(chance)) for intent, chance in row.ranking),
        row.guide,
        row.step,
        row.cause,
        row.id,
        row.vector or b"",
        row.case_id,
        bool(row.by_hand),
        row.urgent,
        settled,
    )


def _portions(ids: list[int], most: int = 500) -> Iterator[list[int]]:
    """SQLite takes no more than some thousand parameters at a time."""
    for begin in range(0, len(ids), most):
        yield ids[begin : begin + most]
