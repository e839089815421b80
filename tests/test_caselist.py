"""Which cases the inbox shows to whom, on a real database."""

from datetime import date, timedelta

import pytest

from bot.accounts import Account
from bot.cases import ClosedAs, Filter, Order, Tab
from bot.database.store import Database
from tests.desks import BAO_LAM, DI_LINH, LAN, NAM, NOW, log_need, open_case

DAY = timedelta(days=1)


@pytest.fixture
def store(store: Database) -> Database:
    store.clock = lambda: NOW
    return store


def shown(store: Database, account: Account = LAN, **wanted: object) -> list[int]:
    with store.casework(account) as work:
        return [line.id for line in work.page(Filter(**wanted)).lines]


def test_cases_come_urgent_first_then_by_how_many_people_wait(store: Database) -> None:
    few = open_case(store, log_need(store, "web:a"))
    many = open_case(store, log_need(store, "web:b"), log_need(store, "web:c"))
    urgent = open_case(store, log_need(store, "web:d", urgent=True))

    assert [urgent, many, few] == shown(store)
    assert [urgent, few, many] == shown(store, order=Order.OLDEST)


def test_one_person_who_asks_twice_waits_once(store: Database) -> None:
    open_case(store, log_need(store, "web:a"), log_need(store, "web:a"))

    with store.casework(LAN) as work:
        [line] = work.page(Filter()).lines
    assert (2, 1, 1) == (line.count, line.people, line.waiting)


def test_a_line_says_what_its_needs_are_about(store: Database) -> None:
    place = {"guide": "vneid_activate", "step": "ma", "reason": "stuck"}
    open_case(
        store,
        log_need(store, "web:a", intent="pay_qr", commune=DI_LINH, at=NOW - 8 * DAY),
        log_need(store, "telegram:b", intent="pay_fee", words="mới", at=NOW - DAY),
        log_need(store, "web:c", intent="pay_fee", words="", **place),
    )

    with store.casework(LAN) as work:
        [line] = work.page(Filter()).lines
    assert ("pay_fee", "mới", ("vneid_activate", "ma")) == (line.intent, line.sample, line.place)
    assert ("not_understood", "stuck") == line.reasons
    assert ((DI_LINH,), ("web", "telegram")) == (line.communes, line.channels)
    assert (0, 0, 0, 0, 0, 1, 1) == line.trend


def test_the_tabs_count_what_they_show(store: Database) -> None:
    mine = open_case(store, log_need(store, commune=DI_LINH), assignee="nam", due_at=NOW - DAY)
    unplaced = open_case(store, log_need(store, "web:b"))
    other = open_case(store, log_need(store, "web:c", commune=BAO_LAM))
    closed = open_case(store, log_need(store, "web:d"), closed_at=NOW, closed_as="other")

    expected = {
        Tab.MINE: [mine], Tab.OURS: [mine], Tab.UNASSIGNED: [unplaced], Tab.OVERDUE: [mine],
        Tab.OPEN: [mine, unplaced], Tab.CLOSED: [closed],
    }  # fmt: skip
    assert expected == {tab: shown(store, NAM, tab=tab) for tab in Tab}
    with store.casework(NAM) as work:
        counts = work.page(Filter()).counts
    assert {tab: len(ids) for tab, ids in expected.items() if tab is not Tab.CLOSED} == counts
    assert [mine, unplaced, other] == shown(store, LAN)


def test_filters_narrow_together_and_a_search_needs_no_accents(store: Database) -> None:
    wanted = open_case(
        store,
        log_need(store, words="Mất sổ đỏ 100%", commune=DI_LINH, channel="web", intent="proc_land"),
    )
    named = open_case(
        store, log_need(store, "telegram:b"), title="Sổ hộ nghèo", plain="so ho ngheo"
    )

    assert [wanted] == shown(store, search="so DO")
    assert [wanted, named] == shown(store, search="sổ")
    assert [wanted] == shown(store, commune=DI_LINH, channel="web", intent="proc_land")
    assert [] == shown(store, commune=DI_LINH, channel="telegram")
    assert [] == shown(store, reason="stuck")
    assert [wanted, named] == shown(store, since=date(2026, 11, 22), until=date(2026, 11, 22))
    assert [] == shown(store, until=date(2026, 11, 21))


def test_a_day_begins_at_midnight_in_viet_nam(store: Database) -> None:
    late = open_case(store, log_need(store, at=NOW.replace(day=21, hour=17)))
    open_case(store, log_need(store, at=NOW.replace(day=21, hour=16, minute=59)))

    assert [late] == shown(store, since=date(2026, 11, 22))


def test_the_next_case_is_the_one_below_or_the_first(store: Database) -> None:
    first, second, third = (open_case(store, log_need(store, f"web:{at}")) for at in range(3))

    with store.casework(LAN) as work:
        assert second == work.next_after(first, Filter())
        assert first == work.next_after(third, Filter())
        work.close([second], ClosedAs.OTHER)
        assert first == work.next_after(second, Filter())
        work.close([first, third], ClosedAs.OTHER)
        assert work.next_after(third, Filter()) is None
