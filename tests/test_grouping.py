"""Needs become cases on a real database: as they arrive, after a kill, beside a team."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases import ClosedAs
from bot.compared import ComparedNeed
from bot.database.store import Database
from bot.database.tables import audit, cases, needs
from bot.grouping import BATCH, Grouper
from nlu.comparing import Comparing
from nlu.likeness import Weights
from tests.desks import NOW, log_need, open_case, rows, working
from tests.test_groups import PARTS

Comparer = Comparing


class WordTracer:
    """Compares by a single word each: its first letter is what a need is about."""

    parts = PARTS
    width = 10
    made = 0

    def row(self, words: str, ranking: object) -> object:
        from tests.test_groups import about, silent

        type(self).made += bool(words)
        return about("abcd".index(words[0]) % 3).row if words else silent("", "", "").row

    def pack(self, row: object) -> bytes:
        return b"v" + bytes([row.columns[0]] if len(row.columns) else [])  # type: ignore[attr-defined]

    def unpack(self, kept: bytes) -> object | None:
        from tests.test_groups import about, silent

        if not kept:
            return None
        return about(kept[1]).row if len(kept) > 1 else silent("", "", "").row


@pytest.fixture
def comparing() -> Comparing:
    weights = Weights((3.0, 0, 4.0, 0, 0, 0, 0, 0, -9.0), 0.0, joins=0.7, joins_settled=0.97)
    return Comparing(WordTracer(), weights)  # type: ignore[arg-type]


@pytest.fixture
def grouper(store: Database, comparing: Comparing) -> Grouper:
    store.clock = lambda: NOW
    return Grouper(store, comparing)


def group_all(grouper: Grouper) -> None:
    while grouper.catch_up():
        pass


def case_of(store: Database, *wanted: int) -> list[int]:
    known = dict(rows(store, needs, "id", "case_id"))
    return [known[need] for need in wanted]


def test_needs_that_mean_the_same_become_one_case(store: Database, grouper: Grouper) -> None:
    a, b, again = (log_need(store, words=word) for word in ("an", "bo", "am"))
    group_all(grouper)

    first, second, third = case_of(store, a, b, again)
    assert (first, True) == (third, first != second)
    assert [(first, 2), (second, 1)] == rows(store, cases, "id", "count")


def test_nothing_is_done_when_nothing_waits(grouper: Grouper) -> None:
    assert 0 == grouper.catch_up()


def test_a_need_does_not_wander(store: Database, grouper: Grouper) -> None:
    placed = [log_need(store, words=word) for word in ("an", "bo")]
    group_all(grouper)
    before = case_of(store, *placed)
    for word in ("an", "bo", "co") * 5:
        log_need(store, words=word)
    group_all(grouper)

    assert before == case_of(store, *placed)


def test_a_new_process_goes_on_where_a_killed_one_stopped(
    store: Database, grouper: Grouper, comparing: Comparing
) -> None:
    first = [log_need(store, words="an") for _ in range(BATCH + 3)]
    assert BATCH == grouper.catch_up()
    group_all(Grouper(store, comparing))

    assert 1 == len({*case_of(store, *first)})
    assert [(BATCH + 3,)] == rows(store, cases, "count")


def test_what_was_made_for_comparing_is_kept_and_used(
    store: Database, grouper: Grouper, comparing: Comparing
) -> None:
    log_need(store, words="an")
    group_all(grouper)
    made = WordTracer.made
    log_need(store, words="")
    group_all(Grouper(store, comparing))

    assert made == WordTracer.made


def test_what_no_process_can_read_any_more_is_made_anew(
    store: Database, grouper: Grouper, comparing: Comparing
) -> None:
    old = log_need(store, words="an")
    open_case(store, old)
    new = log_need(store, words="an")
    group_all(grouper)

    [kept, _] = rows(store, needs, "vector")
    assert b"v\x00" == kept[0]
    assert [1] * 2 == case_of(store, old, new)


def test_two_processes_do_not_place_a_need_twice(
    store: Database, grouper: Grouper, comparing: Comparing
) -> None:
    other = Grouper(store, comparing)
    log_need(store, words="an")
    group_all(grouper)
    group_all(other)
    seen_by_other = log_need(store, words="an")
    group_all(other)
    seen_by_first = log_need(store, words="an")
    group_all(grouper)

    assert [1, 1] == case_of(store, seen_by_other, seen_by_first)


def test_after_a_merge_new_needs_go_to_the_target(store: Database, grouper: Grouper) -> None:
    log_need(store, words="an")
    log_need(store, words="bo")
    group_all(grouper)
    with working(store) as team:
        team.merge([1], 2)
    late = [log_need(store, words=word) for word in ("an", "bo")]
    group_all(grouper)

    assert [2, 2] == case_of(store, *late)


def test_after_a_split_new_needs_follow_what_they_are_like(
    store: Database, grouper: Grouper
) -> None:
    stays, goes = log_need(store, words="an"), log_need(store, words="bo")
    open_case(store, stays, goes)
    group_all(grouper)
    with working(store) as team:
        new = team.split(1, [goes])
    late = [log_need(store, words=word) for word in ("an", "bo")]
    group_all(grouper)

    assert [1, new] == case_of(store, *late)


def test_an_undone_merge_is_seen(store: Database, grouper: Grouper) -> None:
    log_need(store, words="an")
    log_need(store, words="bo")
    group_all(grouper)
    with working(store) as team:
        team.merge([1], 2)
    log_need(store, words="co")
    group_all(grouper)
    with working(store) as team:
        team.undo(2)
    late = [log_need(store, words=word) for word in ("an", "bo")]
    group_all(grouper)

    assert [1, 2] == case_of(store, *late)


@pytest.mark.parametrize("why", [ClosedAs.ANSWERED, ClosedAs.SETTLED])
def test_a_need_opens_an_answered_case_again(
    store: Database, grouper: Grouper, why: ClosedAs
) -> None:
    log_need(store, words="an")
    group_all(grouper)
    with working(store) as team:
        team.close([1], why)
    late = log_need(store, "web:b", words="an")
    group_all(grouper)

    assert [1] == case_of(store, late)
    assert [(None, 1, 2)] == rows(store, cases, "closed_at", "reopened", "waiting")
    assert ("", "reopened", "case:1") == rows(store, audit, "account", "action", "subject")[-1]


def test_who_left_a_guide_opens_no_case_again(store: Database, grouper: Grouper) -> None:
    log_need(store, words="", guide="g", step="s")
    group_all(grouper)
    with working(store) as team:
        team.close([1], ClosedAs.ANSWERED)
    late = log_need(store, words="", guide="g", step="s", reason="left_unfinished", code=None)
    group_all(grouper)

    assert [1] == case_of(store, late)
    assert [(NOW, 0)] == rows(store, cases, "closed_at", "reopened")


def test_noise_joins_closed_noise_and_opens_nothing(store: Database, grouper: Grouper) -> None:
    log_need(store, words="an")
    group_all(grouper)
    with working(store) as team:
        team.close([1], ClosedAs.NOT_A_NEED)
    late = log_need(store, words="an")
    group_all(grouper)

    assert [1] == case_of(store, late)
    assert [(NOW,)] == rows(store, cases, "closed_at")


@pytest.mark.parametrize("days", [31, 400])
def test_a_case_closed_long_ago_receives_nothing(
    store: Database, comparing: Comparing, grouper: Grouper, days: int
) -> None:
    log_need(store, words="an")
    group_all(grouper)
    with working(store) as team:
        team.close([1], ClosedAs.ANSWERED)
    store.clock = lambda: NOW + timedelta(days=days)
    late = log_need(store, words="an")
    group_all(grouper)

    assert [2] == case_of(store, late)


def test_a_need_deleted_meanwhile_leaves_no_empty_case(store: Database) -> None:
    with store.grouping() as records:
        gone = ComparedNeed("an", "not_understood", id=99, vector=b"v")
        placed = records.place(gone, None)

    assert placed is None
    assert [] == rows(store, cases, "id")


def test_a_need_is_placed_once(store: Database, grouper: Grouper) -> None:
    id = log_need(store, words="an")
    with store.grouping() as records:
        [need] = records.ungrouped(1)
    group_all(grouper)
    with store.grouping() as records:
        placed = records.place(replace(need, vector=b"v"), None)

    assert placed is None
    assert [1] == case_of(store, id)
    assert [(1, 1)] == rows(store, cases, "id", "count")


def test_a_need_that_cannot_be_read_keeps_nobody_waiting(store: Database, grouper: Grouper) -> None:
    unreadable, other = log_need(store, words="zzz"), log_need(store, words="an")
    group_all(grouper)

    assert case_of(store, unreadable) == [None]
    assert None not in case_of(store, other)


def test_somebody_in_danger_is_never_one_of_many(store: Database, grouper: Grouper) -> None:
    calm, urgent, calm_again, urgent_again = (
        log_need(store, words="an", urgent=danger) for danger in (False, True, False, True)
    )
    group_all(grouper)

    first, second, third, fourth = case_of(store, calm, urgent, calm_again, urgent_again)
    assert first == third
    assert 3 == len({first, second, fourth})
