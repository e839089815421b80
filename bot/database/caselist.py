"""The inbox: which cases, in which order, and what each line says."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, desc, func, or_, select

from bot.accounts import Account
from bot.cases import CaseLine, Filter, Order, Page, Tab
from bot.codes import read_code
from bot.database.reach import known_to, of_case, seen_by
from bot.database.tables import accounts, cases, needs
from bot.daytime import VIETNAM
from bot.moves import plain
from bot.needs import Reason

PAGE = 20
DAYS = 7

TRUSTED = 0.5
"""From this confidence on a guess says what a case is about, unless the citizen said it is not."""
_TRUSTED = case(
    (and_(needs.c.confidence >= TRUSTED, needs.c.reason != Reason.NONE_FITS.value), needs.c.intent),
    else_="",
)

_ORDERS = {
    Order.WAITING: (desc(cases.c.waiting), desc(cases.c.people)),
    Order.NEWEST: (desc(cases.c.last_at),),
    Order.OLDEST: (cases.c.opened_at,),
    Order.DUE: (cases.c.due_at.is_(None), cases.c.due_at),
}


def read_page(connection: Connection, now: datetime, account: Account, wanted: Filter) -> Page:
    """One page of the inbox, with how many cases each tab has."""
    conditions = _conditions(now, account, wanted)
    query = select(cases.c.id).where(*conditions).order_by(*_order(wanted))
    total = connection.scalar(select(func.count()).select_from(cases).where(*conditions)) or 0
    at = (max(wanted.page, 1) - 1) * PAGE
    ids = connection.scalars(query.limit(PAGE).offset(at)).all()
    return Page(read_lines(connection, now, ids), total, _counts(connection, now, account))


def read_order(
    connection: Connection, now: datetime, account: Account, wanted: Filter
) -> Sequence[int]:
    """The first cases of a filter, in order, pages aside."""
    conditions = _conditions(now, account, wanted)
    query = select(cases.c.id).where(*conditions).order_by(*_order(wanted)).limit(500)
    return connection.scalars(query).all()


def _order(wanted: Filter) -> tuple[Any, ...]:
    return (desc(cases.c.urgent), *_ORDERS[wanted.order], cases.c.id)


def _conditions(now: datetime, account: Account, wanted: Filter) -> list[ColumnElement[bool]]:
    return [*_tab(now, account, wanted.tab), *_narrowed(wanted)]


def _tab(now: datetime, account: Account, tab: Tab) -> list[ColumnElement[bool]]:
    is_open = cases.c.closed_at.is_(None)
    within = [is_open, of_case(seen_by(account))]
    match tab:
        case Tab.MINE:
            return [*within, cases.c.assignee == account.name]
        case Tab.OURS:
            return [is_open, of_case(known_to(account))]
        case Tab.UNASSIGNED:
            gone = select(accounts.c.name).where(accounts.c.closed_at.is_not(None))
            return [*within, or_(cases.c.assignee.is_(None), cases.c.assignee.in_(gone))]
        case Tab.OVERDUE:
            return [*within, cases.c.due_at < now]
        case Tab.CLOSED:
            return [~is_open, cases.c.merged_into.is_(None), of_case(seen_by(account))]
    return within


def _narrowed(wanted: Filter) -> list[ColumnElement[bool]]:
    of_need: list[ColumnElement[bool]] = []
    for column, value in (("commune", wanted.commune), ("channel", wanted.channel)):
        if value:
            of_need.append(needs.c[column] == value)
    if wanted.reason:
        of_need.append(needs.c.reason == wanted.reason)
    if wanted.since:
        of_need.append(needs.c.at >= _begins(wanted.since))
    if wanted.until:
        of_need.append(needs.c.at < _begins(wanted.until + timedelta(days=1)))
    narrowed = [of_case(and_(*of_need))] if of_need else []
    if wanted.intent:
        guessed = and_(cases.c.intent == "", of_case(needs.c.intent == wanted.intent))
        narrowed.append(or_(cases.c.intent == wanted.intent, guessed))
    if code := read_code(wanted.search):
        return [*narrowed, of_case(needs.c.code == code)]
    return [*narrowed, *(_mentions(word) for word in plain(wanted.search).split())]


def _begins(day: date) -> datetime:
    """When a day begins in Viet Nam, in UTC."""
    return datetime.combine(day, datetime.min.time()) - VIETNAM


def _mentions(word: str) -> ColumnElement[bool]:
    return or_(
        cases.c.plain.contains(word, autoescape=True),
        of_case(needs.c.plain.contains(word, autoescape=True)),
    )


def _counts(connection: Connection, now: datetime, account: Account) -> dict[Tab, int]:
    tabs = {tab: and_(*_tab(now, account, tab)) for tab in Tab if tab is not Tab.CLOSED}
    counted = [func.sum(case((condition, 1), else_=0)) for condition in tabs.values()]
    found = connection.execute(select(*counted).where(cases.c.closed_at.is_(None))).one()
    return {tab: int(count or 0) for tab, count in zip(tabs, found, strict=True)}


def read_lines(connection: Connection, now: datetime, ids: Sequence[int]) -> tuple[CaseLine, ...]:
    """Cases as the inbox shows them, in the order of their ids given."""
    rows = {row.id: row for row in connection.execute(select(cases).where(cases.c.id.in_(ids)))}
    facets = _facets(connection, ids)
    trends = _trends(connection, now, ids)
    samples = _samples(connection, ids)
    return tuple(
        replace(_line(rows[id], facets[id]), trend=tuple(trends[id]), sample=samples.get(id, ""))
        for id in ids
        if id in rows
    )


def _facets(connection: Connection, ids: Sequence[int]) -> dict[int, list[Any]]:
    """How often each combination of what needs are counted by stands in a case."""
    names = ("case_id", "guide", "step", "reason", "commune", "channel")
    of = [_TRUSTED.label("intent"), *(needs.c[name] for name in names)]
    query = select(*of, func.count().label("often")).where(needs.c.case_id.in_(ids)).group_by(*of)
    facets: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        facets[row.case_id].append(row)
    return facets


def _line(row: Any, facets: list[Any]) -> CaseLine:
    return CaseLine(
        row.id,
        row.title,
        row.intent or next(iter(_commonest(facets, "intent")), ""),
        "",
        next(iter(_commonest(facets, "guide", "step")), ("", "")),
        _commonest(facets, "reason"),
        row.count,
        row.people,
        row.waiting,
        (),
        _commonest(facets, "commune"),
        _commonest(facets, "channel"),
        row.urgent,
        row.assignee or "",
        row.due_at,
        row.opened_at,
        row.last_at or row.opened_at,
        row.closed_at,
        row.closed_as,
        row.reopened,
    )


def _commonest(facets: list[Any], *names: str) -> tuple[Any, ...]:
    """The values of a column (or of columns together), the commonest first, without empty ones."""
    counts: Counter[Any] = Counter()
    for row in facets:
        value = tuple(getattr(row, name) for name in names)
        if value[0]:
            counts[value if len(names) > 1 else value[0]] += row.often
    return tuple(value for value, _ in counts.most_common())


def _trends(connection: Connection, now: datetime, ids: Sequence[int]) -> dict[int, list[int]]:
    today = (now + VIETNAM).date()
    since = _begins(today - timedelta(days=DAYS - 1))
    query = select(needs.c.case_id, needs.c.at).where(needs.c.case_id.in_(ids), needs.c.at >= since)
    trends = {id: [0] * DAYS for id in ids}
    for id, at in connection.execute(query):
        age = (today - (at + VIETNAM).date()).days
        if 0 <= age < DAYS:
            trends[id][DAYS - 1 - age] += 1
    return trends


def _samples(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The newest wording of each case."""
    newest = select(func.max(needs.c.id)).where(needs.c.case_id.in_(ids), needs.c.words != "")
    query = select(needs.c.case_id, needs.c.words).where(
        needs.c.id.in_(newest.group_by(needs.c.case_id))
    )
    return {id: words for id, words in connection.execute(query)}
