"""What a team does with cases, on a real database."""

from datetime import timedelta

import pytest

from bot.accounts import Account, Role
from bot.cases import Answer, AnswerKind, ClosedAs
from bot.database.store import Database
from bot.database.tables import cases, contacts, lessons, needs, outbox
from bot.message import Reply
from tests.desks import BAO_LAM, DI_LINH, LAN, NAM, NOW, hear, log_need, open_case, rows

GUIDE = Answer(AnswerKind.GUIDE, "Bác mở bài này.", "vneid_activate")
DAY = timedelta(days=1)


@pytest.fixture
def store(store: Database) -> Database:
    store.clock = lambda: NOW
    return store


def word(code: str, text: str) -> Reply:
    return Reply(f"{code}: {text}")


# Who may do what


def test_a_member_neither_sees_nor_changes_cases_of_another_commune(store: Database) -> None:
    other = open_case(store, log_need(store, commune=BAO_LAM))

    with store.casework(NAM) as work:
        assert work.case(other) is None
        work.close([other], ClosedAs.OTHER)
        assert [] == work.answer(other, GUIDE, word)
    assert [(None,)] == rows(store, cases, "closed_at")


def test_a_viewer_changes_nothing_and_sees_no_phone(store: Database) -> None:
    need = log_need(store)
    id = open_case(store, need)
    give_phone(store, need)

    viewer = Account("xem", "", Role.VIEWER)
    with store.casework(viewer) as work:
        work.assign([id], "xem", None)
        case = work.case(id)
    assert ("", "") == (case.line.assignee, case.needs[0].phone)
    with store.casework(LAN) as work:
        assert "0912345678" == work.case(id).needs[0].phone


def test_a_phone_of_another_commune_is_not_shown(store: Database) -> None:
    far, near = log_need(store, "web:a", commune=BAO_LAM), log_need(store, "web:b", commune=DI_LINH)
    id = open_case(store, far, near)
    give_phone(store, far)
    give_phone(store, near)

    with store.casework(NAM) as work:
        phones = {need.id: need.phone for need in work.case(id).needs}
    assert {far: "", near: "0912345678"} == phones


def give_phone(store: Database, need: int) -> None:
    row = {"need_id": need, "phone": "0912345678", "wish": "call", "consented_at": NOW}
    with store._engine.begin() as connection:
        connection.execute(contacts.insert(), row)


# Answers


def test_an_answer_goes_to_everybody_who_waits_once_each(store: Database) -> None:
    id = open_case(
        store,
        log_need(store, "telegram:1", code="A23456"),
        log_need(store, "telegram:1", code="A23457"),
        log_need(store, "web:2", code="A23458"),
        log_need(store, "web:3", code="A23459", settled_at=NOW),
        log_need(store, "web:4", code=None),
    )

    with store.casework(LAN) as work:
        sent = work.answer(id, GUIDE, word)
        case = work.case(id)

    expected = [("telegram", "A23457: Bác mở bài này."), ("web", "A23458: Bác mở bài này.")]
    assert expected == [(outgoing.to.channel, outgoing.reply.text) for outgoing in sent]
    assert expected == list(rows(store, outbox, "channel", "text"))
    assert ("answered", 0) == (case.line.closed_as, case.line.waiting)
    assert (2, 2, 0) == (case.answers[0].people, case.answers[0].pushed, case.answers[0].helped)


def test_a_second_tap_does_not_answer_twice(store: Database) -> None:
    id = open_case(store, log_need(store))

    with store.casework(LAN) as work:
        assert 1 == len(work.answer(id, GUIDE, word))
        assert [] == work.answer(id, GUIDE, word)
        assert 1 == len(work.case(id).answers)


def test_zalo_is_written_to_only_within_its_window(store: Database) -> None:
    hear(store, "zalo_oa:old", timedelta(hours=49))
    hear(store, "zalo_oa:new", timedelta(hours=47))
    id = open_case(
        store,
        log_need(store, "zalo_oa:old"),
        log_need(store, "zalo_oa:new"),
        log_need(store, "zalo_oa:x"),
    )

    with store.casework(LAN) as work:
        sent = work.answer(id, GUIDE, word)
        assert (3, 1) == (work.case(id).answers[0].people, work.case(id).answers[0].pushed)
    assert ["new"] == [outgoing.to.id for outgoing in sent]
    assert [(False,), (True,), (False,)] == rows(store, needs, "pushed")


def test_who_was_not_helped_is_answered_again_and_the_first_answer_keeps_its_time(
    store: Database,
) -> None:
    id = open_case(store, log_need(store))
    with store.casework(LAN) as work:
        work.answer(id, GUIDE, word)
    with store._engine.begin() as connection:
        connection.execute(needs.update().values(helped=False))
    store.clock = lambda: NOW + DAY
    with store.casework(LAN) as work:
        work.reopen(id)
        assert 1 == len(work.answer(id, GUIDE, word))

    assert [(NOW, None, 2)] == rows(store, needs, "answered_at", "helped", "answer_id")


# Merging, splitting, undoing


def test_merged_cases_are_one_until_it_is_undone(store: Database) -> None:
    one, two = log_need(store, "web:a"), log_need(store, "web:b")
    first, second = open_case(store, one), open_case(store, two, assignee="nam")

    with store.casework(LAN) as work:
        work.merge([first, second], first)
        assert first == work.case(second).line.id
        assert 2 == work.case(first).line.waiting
        assert "merged" == work.undo(first)
        assert "nam" == work.case(second).line.assignee
    assert [(one, first), (two, second)] == rows(store, needs, "id", "case_id")


def test_needs_are_split_off_and_come_back(store: Database) -> None:
    one, two = log_need(store, "web:a"), log_need(store, "web:b")
    id = open_case(store, one, two)

    with store.casework(LAN) as work:
        assert id == work.split(id, [one, two])  # all of it is no split
        new = work.split(id, [two])
        assert [two] == [need.id for need in work.case(new).needs]
        assert "lan" == work.case(new).needs[0].placed_by
        assert "split" == work.undo(id)
        assert work.case(new) is None
    assert [(id,)] == rows(store, cases, "id")


def test_each_act_is_undone_as_long_as_nothing_followed(store: Database) -> None:
    id = open_case(store, log_need(store), due_at=NOW)

    with store.casework(LAN) as work:
        work.assign([id], "nam", NOW + DAY)
        work.note(id, "gọi hai lần không nghe máy")
        assert "assigned" == work.undo(id)
        assert "" == work.undo(id)
        assert ("", NOW) == (work.case(id).line.assignee, work.case(id).line.due_at)
        for act, undone in (
            (lambda: work.close([id], ClosedAs.NOT_A_NEED), "closed"),
            (lambda: work.visited(id), "visited"),
            (lambda: work.plan_visit(id, NOW), "visit_planned"),
            (lambda: work.name(id, "Tên", "pay_fee"), "named"),
        ):
            before = work.case(id)
            act()
            assert before.line != work.case(id).line or before.visit_at != work.case(id).visit_at
            assert undone == work.undo(id)
            assert (before.line, before.visit_at) == (work.case(id).line, work.case(id).visit_at)
        work.answer(id, GUIDE, word)
        assert "" == work.undo(id)


def test_a_reopening_is_counted_until_it_is_undone(store: Database) -> None:
    id = open_case(store, log_need(store), closed_at=NOW, closed_as="other")

    with store.casework(LAN) as work:
        work.reopen(id)
        assert (None, 1) == (work.case(id).line.closed_at, work.case(id).line.reopened)
        work.undo(id)
        assert (NOW, 0) == (work.case(id).line.closed_at, work.case(id).line.reopened)


def test_wordings_are_handed_to_the_draft_and_taken_back(store: Database) -> None:
    one, silent = log_need(store, words="mất sổ đỏ"), log_need(store, words="")
    id = open_case(store, one, silent)

    with store.casework(LAN) as work:
        work.teach(id, [one, silent, 99], "proc_land")
    assert [(one, "mất sổ đỏ", "proc_land", "draft")] == rows(
        store, lessons, "need_id", "words", "intent", "state"
    )
    with store.casework(LAN) as work:
        assert "taught" == work.undo(id)
    assert [] == rows(store, lessons, "id")


def test_every_act_is_in_the_history_without_a_citizens_words(store: Database) -> None:
    need = log_need(store, words="chuyện riêng")
    id = open_case(store, need)

    with store.casework(NAM) as work:
        work.assign([id], "nam", None)
        work.teach(id, [need], "pay_fee")
        work.close([id], ClosedAs.OTHER)
        history = work.case(id).history
    assert ["assigned", "taught", "closed"] == [entry.action for entry in history]
    assert {"nam"} == {entry.account for entry in history}
    assert "chuyện" not in str(history)


def test_two_people_on_one_case_see_each_other_for_half_a_minute(store: Database) -> None:
    id = open_case(store, log_need(store))

    with store.casework(NAM) as work:
        assert () == work.look(id)
    with store.casework(LAN) as work:
        assert ("nam",) == work.look(id)
        assert ("nam",) == work.case(id).here
    store.clock = lambda: NOW + timedelta(seconds=31)
    with store.casework(LAN) as work:
        assert () == work.look(id)


@pytest.mark.parametrize("how", ["visited", "called"])
def test_who_was_helped_without_a_message_waits_no_more(store: Database, how: str) -> None:
    id = open_case(store, log_need(store))

    with store.casework(LAN) as work:
        if how == "visited":
            work.visited(id)
        else:
            work.close([id], ClosedAs.CALLED)
        assert 0 == work.case(id).line.waiting
        assert work.undo(id)
        assert 1 == work.case(id).line.waiting
    assert [(None, "")] == rows(store, needs, "settled_at", "settled_as")
