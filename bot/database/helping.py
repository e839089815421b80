"""The queries of reports over what the team did: answers, visits, and whether they helped."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from bot.cases import ClosedAs
from bot.database.tables import cases, needs
from bot.database.within import during, person_of
from bot.figures import Period

ASKED_FOR_PEOPLE = ("asked_visit", "asked_person", "told_team")
"""Who is taken to have been visited when a visit was made for their case."""
CALLED, VISITED = ClosedAs.CALLED.value, ClosedAs.VISITED.value
OF_CASE = cases.c.id == needs.c.case_id
_WITH_CASE = needs.outerjoin(cases, OF_CASE)
_SAID = case((needs.c.helped.is_(None), "silent"), (needs.c.helped, "yes"), else_="no")


def answers(of_needs: tuple[Any, ...]) -> Select[Any]:
    """Needs with a code: answered, visited, settled alone, closed without an answer, waiting."""
    became = case(
        (needs.c.answered_at.is_not(None), "answered"),
        (or_(needs.c.settled_as == VISITED, needs.c.at <= cases.c.visited_at), "visited"),
        (needs.c.settled_as == CALLED, "called"),
        (needs.c.settled_at.is_not(None), "settled"),
        (cases.c.closed_at.is_not(None), "closed"),
        else_="waiting",
    )
    query = select(became, func.count()).select_from(_WITH_CASE)
    return query.where(*of_needs, needs.c.code.is_not(None)).group_by(became)


def first_answers(of_needs: tuple[Any, ...]) -> Select[Any]:
    """When needs with a code arose, and when their first answer came."""
    answered = (needs.c.code.is_not(None), needs.c.answered_at.is_not(None))
    return select(needs.c.at, needs.c.answered_at).where(*of_needs, *answered)


def helped(of_needs: tuple[Any, ...]) -> Select[Any]:
    """Answered needs by what the citizen said."""
    answered = (needs.c.code.is_not(None), needs.c.answered_at.is_not(None))
    return select(_SAID, func.count()).where(*of_needs, *answered).group_by(_SAID)


def reopened(period: Period, known: ColumnElement[bool]) -> Select[Any]:
    """Cases of the period that were closed at least once."""
    again = case((cases.c.reopened > 0, "reopened"), else_="closed")
    query = select(again, func.count()).where(
        during(cases.c.opened_at, period),
        cases.c.merged_into.is_(None),
        or_(cases.c.closed_at.is_not(None), cases.c.reopened > 0),
        exists().where(OF_CASE, known),
    )
    return query.group_by(again)


def visits(period: Period, known: ColumnElement[bool]) -> Select[Any]:
    """Cases with a visit made in the period, or planned for it and not made."""
    done = during(cases.c.visited_at, period)
    planned = and_(cases.c.visited_at.is_(None), during(cases.c.visit_at, period))
    state = case((cases.c.visited_at.is_not(None), "done"), else_="planned")
    query = select(state, func.count()).where(
        or_(done, and_(planned, cases.c.merged_into.is_(None))),
        exists().where(needs.c.case_id == func.coalesce(cases.c.merged_into, cases.c.id), known),
    )  # a visit stays one after its case was merged into another
    return query.group_by(state)


def reached(period: Period, known: ColumnElement[bool], told: tuple[Any, ...]) -> Select[Any]:
    """Needs that got an answer or a visit: whose, whether visited, what was said, the matter."""
    columns = (person_of(needs), case((_visited(period), 1), else_=0), needs.c.helped)
    return select(*columns, *told).select_from(_WITH_CASE).where(_got(period), known)


def _visited(period: Period) -> ColumnElement[bool]:
    asked = and_(needs.c.reason.in_(ASKED_FOR_PEOPLE), needs.c.at <= cases.c.visited_at)
    return and_(asked, during(cases.c.visited_at, period))


def _got(period: Period) -> ColumnElement[bool]:
    """An answer, a visit or a call in the period; a need arises before it is answered."""
    called = and_(needs.c.settled_as == CALLED, during(needs.c.settled_at, period))
    got = or_(during(needs.c.answered_at, period), _visited(period), called)
    return and_(needs.c.at < period.end, got)
