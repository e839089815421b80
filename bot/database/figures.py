"""What reports count: each figure has one query, over whole days and one scope."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, distinct, extract, func, select

from bot.database import helping
from bot.database.tables import cases, needs, turns
from bot.database.within import during, known_in, person_of
from bot.daytime import VIETNAM
from bot.figures import Figure, Funnel, Grid, Period, Reached, Scope, Told, Waits

SURE = 0.4
"""How sure the model must be for its guess to be counted as what a need is about."""
_GUESSED = case((needs.c.confidence >= SURE, needs.c.intent), else_="")
TOLD = (func.coalesce(cases.c.intent, ""), needs.c.guide, _GUESSED)
"""What is known of the matter of a need, as ``Told`` has it."""


class Figures:
    """Counts over a period; those of needs and cases also over a scope, for turns have no place."""

    def __init__(self, connection: Connection, period: Period, scope: Scope) -> None:
        self._connection = connection
        self._period = period
        self._scope = scope

    # Turns, of everywhere

    def outcomes(self) -> Figure:
        """Turns by how they ended; those still without an outcome are not among them."""
        query = select(turns.c.outcome, func.count()).where(
            during(turns.c.received_at, self._period), turns.c.outcome.is_not(None)
        )
        return Figure.of("outcomes", self._counts(query.group_by(turns.c.outcome)))

    def funnel(self, guide: str) -> Funnel:
        """Where the conversations that opened a guide stood, and where each stood last."""
        in_guide = (during(turns.c.received_at, self._period), turns.c.guide == guide)
        step = func.coalesce(turns.c.step, "")
        stood = select(step, func.count(distinct(person_of(turns)))).where(*in_guide)
        latest = select(func.max(turns.c.id)).where(*in_guide)
        latest = latest.group_by(turns.c.channel, turns.c.sender)
        last = select(step, func.count()).where(turns.c.id.in_(latest))
        return Funnel(
            guide,
            dict(self._counts(stood.group_by(step))),
            Figure.of("funnel", self._counts(last.group_by(step))),
        )

    def guides_opened(self) -> Figure:
        """Turns within each guide."""
        query = select(turns.c.guide, func.count()).where(
            during(turns.c.received_at, self._period), turns.c.guide.is_not(None)
        )
        return Figure.of("guides", self._counts(query.group_by(turns.c.guide)))

    def judged(self) -> Grid:
        """What citizens said of each guide at its end: that it helped (turns), or not (needs)."""
        helped = select(turns.c.guide, func.count()).where(
            during(turns.c.received_at, self._period),
            turns.c.outcome == "helped", turns.c.guide.is_not(None),
        )  # fmt: skip
        failed = select(needs.c.guide, func.count()).where(
            during(needs.c.at, self._period), needs.c.reason == "not_helped", needs.c.guide != ""
        )
        said = {"yes": helped.group_by(turns.c.guide), "no": failed.group_by(needs.c.guide)}
        counts = {
            (guide, word): count
            for word, query in said.items()
            for guide, count in self._counts(query)
        }
        return Grid("judged", tuple(sorted({guide for guide, _ in counts})), (*said,), counts)

    # Needs

    def told(self, period: Period | None = None) -> Counter[Told]:
        """Needs by what is known of their matter."""
        query = select(*TOLD, func.count()).select_from(needs.outerjoin(cases, helping.OF_CASE))
        query = query.where(*self._needs(period)).group_by(*TOLD)
        found: Counter[Told] = Counter()
        for *told, count in self._connection.execute(query):
            found[Told(*told)] += count
        return found

    def channels(self) -> Figure:
        """Needs by the channel they came by."""
        return self._by("channels", needs.c.channel)

    def reasons(self) -> Figure:
        """Needs by their reason."""
        return self._by("reasons", needs.c.reason)

    def communes(self) -> Figure:
        """Needs by commune; the empty key is those of no known commune."""
        return self._by("communes", needs.c.commune)

    def askers(self) -> Figure:
        """Needs by whether somebody asks for themselves or for another."""
        return self._by("askers", case((needs.c.helps, "helper"), else_="self"))

    def urgent(self) -> Figure:
        """Needs by whether harm might be going on."""
        return self._by("urgent", case((needs.c.urgent, "urgent"), else_="calm"))

    def steps(self) -> Figure:
        """Needs by the step of a guide in which they arose; the empty key is outside of guides."""
        columns = (needs.c.guide, needs.c.step)
        query = select(*columns, func.count()).where(*self._needs()).group_by(*columns)
        found = ((f"{guide}/{step}" if guide else "", n) for guide, step, n in self._rows(query))
        return Figure.of("steps", found)

    def days_and_hours(self) -> tuple[Figure, Figure]:
        """Needs by day, each day of the period, and by hour of the day, by Vietnam's clock."""
        found = [(at + VIETNAM, count) for at, count in self._by_the_hour()]
        days = Figure.of("days", ((f"{at:%Y-%m-%d}", count) for at, count in found))
        hours = Figure.of("hours", ((f"{at:%H}", count) for at, count in found))
        every_hour = (f"{hour:02}" for hour in range(24))
        every_day = (day.isoformat() for day in self._period.days)
        return days.in_order(every_day), hours.in_order(every_hour)

    # What the team did

    def answers(self) -> Figure:
        """Needs with a code by what became of them so far."""
        return Figure.of("answers", self._counts(helping.answers(self._needs())))

    def waits(self) -> Waits:
        """How long the first answer took, of needs that have one."""
        found = self._rows(helping.first_answers(self._needs()))
        return Waits(tuple(sorted((answered - at).total_seconds() for at, answered in found)))

    def helped(self) -> Figure:
        """Answered needs by what the citizen said of the answer."""
        return Figure.of("helped", self._counts(helping.helped(self._needs())))

    def reopened(self) -> Figure:
        """Cases opened in the period and closed at least once, by whether they were reopened."""
        query = helping.reopened(self._period, known_in(self._scope))
        return Figure.of("reopened", self._counts(query))

    def reached(self) -> list[Reached]:
        """Needs that got an answer or a visit in the period; people are counted from these."""
        rows = self._rows(helping.reached(self._period, known_in(self._scope), TOLD))
        return [
            Reached(who, bool(visited), helped, Told(*told)) for who, visited, helped, *told in rows
        ]

    def visits(self) -> Figure:
        """Cases with a visit in the period: done, or planned and not done."""
        query = helping.visits(self._period, known_in(self._scope))
        return Figure.of("visits", self._counts(query))

    # What they have in common

    def _needs(self, period: Period | None = None) -> tuple[Any, ...]:
        return during(needs.c.at, period or self._period), known_in(self._scope)

    def _by(self, id: str, column: Any) -> Figure:
        query = select(column, func.count()).where(*self._needs()).group_by(column)
        return Figure.of(id, self._counts(query))

    def _by_the_hour(self) -> Iterator[tuple[datetime, int]]:
        parts = [extract(part, needs.c.at) for part in ("year", "month", "day", "hour")]
        query = select(*parts, func.count()).where(*self._needs()).group_by(*parts)
        for year, month, day, hour, count in self._rows(query):
            yield datetime(int(year), int(month), int(day)) + timedelta(hours=int(hour)), count

    def _counts(self, query: Any) -> Iterator[tuple[str, int]]:
        yield from self._rows(query)

    def _rows(self, query: Any) -> Iterator[Any]:
        yield from self._connection.execute(query)
