"""One case with everything in it."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, desc, distinct, func, or_, select

from bot.accounts import Account, Role
from bot.cases import Answer, AnswerKind, Case, CaseLine, CaseNeed, Entry, GivenAnswer
from bot.database.caselist import read_lines
from bot.database.reach import of_case, seen_by
from bot.database.tables import answers, audit, cases, contacts, needs, presence
from bot.database.tallies import WHO

MOST_NEEDS, MOST_MERGES = 200, 20
MOST_LOOKALIKES = 5
FRESH = timedelta(seconds=30)

_READ = {item.name for item in fields(CaseNeed)} - {"phone", "wish", "ranking", "code"}


def read_case(connection: Connection, now: datetime, account: Account, id: int) -> Case | None:
    """A case within the account's reach; a merged one gives the case it went into."""
    row = connection.execute(select(cases).where(cases.c.id == id)).first()
    for _ in range(MOST_MERGES):
        if row is None or row.merged_into is None:
            break
        row = connection.execute(select(cases).where(cases.c.id == row.merged_into)).first()
    if row is None:
        return None
    in_reach = select(cases.c.id).where(cases.c.id == row.id, of_case(seen_by(account)))
    if connection.scalar(in_reach) is None:
        return None
    [line] = read_lines(connection, now, [row.id])
    return Case(
        line,
        _needs(connection, account, row),
        _history(connection, row.id),
        _answers(connection, row.id),
        row.visit_at,
        row.visited_at,
        others_at(connection, now, account, row.id),
        _lookalikes(connection, now, account, line),
    )


def _needs(connection: Connection, account: Account, of: Any) -> tuple[CaseNeed, ...]:
    """The newest needs of a case; how to reach people only for who may work on it."""
    query = select(needs).where(needs.c.case_id == of.id).order_by(desc(needs.c.id))
    rows = connection.execute(query.limit(MOST_NEEDS)).all()
    ways: dict[int, Any] = {}
    if of.closed_at is None and account.may(Role.MEMBER):
        mine = select(contacts).join(needs, needs.c.id == contacts.c.need_id)
        mine = mine.where(needs.c.case_id == of.id, seen_by(account))
        ways = {row.need_id: row for row in connection.execute(mine)}
    return tuple(_need(row, ways.get(row.id)) for row in rows)


def _need(row: Any, way: Any) -> CaseNeed:
    return CaseNeed(
        code=row.code or "",
        ranking=tuple((intent, confidence) for intent, confidence in row.ranking),
        phone=way.phone if way else "",
        wish=way.wish if way else "",
        **{name: getattr(row, name) for name in _READ},
    )


def _history(connection: Connection, id: int) -> tuple[Entry, ...]:
    query = select(audit).where(audit.c.subject == f"case:{id}").order_by(audit.c.id)
    return tuple(
        Entry(row.id, row.at, row.account, row.action, row.details)
        for row in connection.execute(query)
    )


def _answers(connection: Connection, id: int) -> tuple[GivenAnswer, ...]:
    """Every answer of a case, with how many people it went to and what they said of it."""

    def people(*conditions: Any) -> Any:
        given = [needs.c.answer_id == answers.c.id, *conditions]
        counted = select(func.count(distinct(case((given[0], WHO)))))
        return counted.where(*given).scalar_subquery()

    query = select(
        answers,
        people().label("people"),
        people(needs.c.pushed.is_(True)).label("pushed"),
        people(needs.c.helped.is_(True)).label("helped"),
        people(needs.c.helped.is_(False)).label("not_helped"),
    )
    found = connection.execute(query.where(answers.c.case_id == id).order_by(answers.c.id))
    return tuple(
        GivenAnswer(
            row.at,
            row.account,
            Answer(AnswerKind(row.kind), row.text, row.source),
            row.people,
            row.pushed,
            row.helped,
            row.not_helped,
        )
        for row in found
    )


def others_at(connection: Connection, now: datetime, account: Account, id: int) -> tuple[str, ...]:
    """Who else has a case open right now."""
    query = select(presence.c.account).where(
        presence.c.case_id == id,
        presence.c.account != account.name,
        presence.c.seen_at > now - FRESH,
    )
    return tuple(connection.scalars(query.order_by(presence.c.account)))


def _lookalikes(
    connection: Connection, now: datetime, account: Account, line: CaseLine
) -> tuple[CaseLine, ...]:
    """Other open cases of the same intent, or where people got stuck at the same step."""
    guide, step = line.place
    alike: list[Any] = []
    if line.intent:
        alike += [cases.c.intent == line.intent, of_case(needs.c.intent == line.intent)]
    if guide:
        alike.append(of_case((needs.c.guide == guide) & (needs.c.step == step)))
    if not alike:
        return ()
    query = select(cases.c.id).where(
        cases.c.id != line.id, cases.c.closed_at.is_(None), or_(*alike), of_case(seen_by(account))
    )
    ids = connection.scalars(query.order_by(desc(cases.c.waiting)).limit(MOST_LOOKALIKES)).all()
    return read_lines(connection, now, ids)
