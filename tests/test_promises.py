"""Codes: who gets one, that one trouble has one, and what becomes of a question."""

from datetime import timedelta

from sqlalchemy import update

from bot.codes import read_code
from bot.conversation import Conversation, Outcome, Turn
from bot.database.promises import Promises
from bot.database.store import Database
from bot.database.tables import cases, needs, turns
from bot.message import Sender
from bot.needs import Reason, UnmetNeed
from tests.villagers import Team, later, plain_code, rows

AUNT = Sender("telegram", "aunt")
OTP = "vneid_otp_not_received"


def logging(need: UnmetNeed, **more: object) -> Turn:
    return Turn(Outcome.NEED_LOGGED, (), Conversation(), need=need, **more)


async def test_what_is_not_understood_gets_a_code_that_is_kept_and_said(villager, store) -> None:
    aunt = villager()

    await aunt.says("xin giấy phép nuôi hổ")

    [need] = rows(store)
    assert [need.code] == [read_code(code) for code in aunt.codes]
    assert "xin giấy phép nuôi hổ" == need.words


async def test_a_need_holds_all_that_is_known_and_nothing_else(villager, store) -> None:
    aunt = villager({"app MB lỗi": ("pay_app_error", "pay_ebank_login")})
    await aunt.says("tui ở xã Di Linh, Lâm Đồng")
    await aunt.says("mẹ tôi xin giấy phép nuôi hổ, MB Bank")

    [need] = rows(store)
    assert ("Xã Di Linh, Lâm Đồng", "Lâm Đồng") == (need.commune, need.province)
    assert (True, "MB Bank") == (need.helps, need.bank)
    assert [["vneid_info", 0.1]] == need.ranking
    assert not need.urgent


async def test_saying_it_again_keeps_the_code_and_the_case(villager, store) -> None:
    aunt = villager()
    await aunt.says("xin giấy phép nuôi hổ")
    [code] = aunt.codes
    case = Team(store).groups()

    await aunt.says("con hỏi cái giấy phép nuôi hổ đó")

    assert [code] == aunt.codes
    assert [plain_code(code), None] == [need.code for need in rows(store)]
    assert [case, case] == [need.case_id for need in rows(store)]


async def test_another_question_has_a_code_of_its_own_at_once(villager, store) -> None:
    aunt = villager()
    await aunt.says("xin giấy phép nuôi hổ")
    Team(store).groups()

    await aunt.says("tiền điện tháng này sao cao vậy")

    first, second = rows(store)
    assert first.code != second.code
    assert second.case_id is None


async def test_the_very_same_words_are_one_need(villager, store) -> None:
    aunt = villager()
    for _ in range(3):
        await aunt.says("xin giấy phép nuôi hổ")

    assert 1 == len(rows(store))


async def test_an_hour_later_another_question_has_a_code_of_its_own(villager, store) -> None:
    aunt = villager()
    await aunt.says("xin giấy phép nuôi hổ")
    [first] = aunt.codes
    later(store, needs, timedelta(hours=1), "at")

    await aunt.says("mở trại cá sấu")

    assert [first] != aunt.codes
    assert 2 == len({need.code for need in rows(store)})


async def test_whoever_goes_on_to_ask_for_a_person_keeps_the_code(villager, store) -> None:
    aunt = villager({"gặp người": "human"})
    await aunt.says("xin giấy phép nuôi hổ")
    [code] = aunt.codes

    await aunt.says("gặp người")
    assert [code] == aunt.codes
    await aunt.taps("Mời tổ đến nhà")
    assert [code] == aunt.codes

    reasons = ["not_understood", "asked_person", "asked_visit"]
    assert reasons == [need.reason for need in rows(store)]
    assert [None, None, plain_code(code)] == [need.code for need in rows(store)]
    assert 3 * ["xin giấy phép nuôi hổ"] == [need.words for need in rows(store)]


async def test_only_what_somebody_waits_on_has_a_code(villager, store) -> None:
    aunt = villager({"a": "vneid_activate"})
    await aunt.says("a")
    await aunt.taps("Đã có tin báo được duyệt")

    await aunt.taps("Tôi bị vướng ở bước này")
    await aunt.taps("Tôi bị vướng ở bước này")
    assert [] == aunt.codes
    assert [None] == [need.code for need in rows(store)]

    await aunt.taps("Vẫn chưa được")
    assert 1 == len(aunt.codes)


async def test_a_code_that_is_taken_is_drawn_again(store) -> None:
    drawn = iter(["K4M7TX", "K4M7TX", "A2345H"])
    with store.transaction() as records:
        promises = Promises(records._connection, records._now, lambda: next(drawn))
        first = promises.give(AUNT, logging(UnmetNeed(Reason.STUCK, guide="g", step="a")))
        second = promises.give(AUNT, logging(UnmetNeed(Reason.STUCK, guide="g", step="b")))

    assert ["K4M7TX", "A2345H"] == [first.code, second.code]


async def test_a_question_that_is_answered_after_all_waits_no_more(villager, store) -> None:
    aunt = villager({"otp khong ve": OTP, "chào": "greet"})
    await aunt.says("nó hông gửi số gì hết trơn")
    [code] = aunt.codes
    thinks_of(store, OTP)
    case = Team(store).groups()
    await aunt.says("chào")
    assert rows(store)[0].settled_at is None

    await aunt.says("otp khong ve")

    [need] = rows(store)
    assert OTP == need.settled_as
    assert [(case, 1, 0)] == [(row.id, row.count, row.waiting) for row in rows(store, cases)]
    assert "đã có bài hướng dẫn" in await aunt.says(code)


async def test_another_question_that_is_answered_settles_nothing(villager, store) -> None:
    aunt = villager({"otp khong ve": OTP})
    await aunt.says("làm sổ đỏ cho nhà ở quê")

    await aunt.says("otp khong ve")

    assert rows(store)[0].settled_at is None


def thinks_of(store: Database, intent: str) -> None:
    """The model's ranking of what was not understood names an intent."""
    with store._engine.begin() as connection:
        connection.execute(update(needs).values(ranking=[[intent, 0.2]]))


async def test_an_answer_that_was_none_keeps_the_code(villager, store) -> None:
    aunt = villager({"muc may": "vneid_mandatory"})
    await aunt.says("nó hông gửi số gì hết trơn")
    [code] = aunt.codes
    thinks_of(store, "vneid_mandatory")
    await aunt.says("muc may")
    await aunt.sends("vneid_mandatory/.done")

    await aunt.taps("Chưa đúng ý tôi")

    assert [code] == aunt.codes
    assert [None, None] == [need.settled_at for need in rows(store)]
    assert ["not_understood", "not_helped"] == [need.reason for need in rows(store)]


async def test_what_was_asked_long_before_is_not_settled(villager, store) -> None:
    aunt = villager({"otp khong ve": OTP})
    await aunt.says("xin giấy phép nuôi hổ")
    later(store, needs, timedelta(hours=1), "at")

    await aunt.says("otp khong ve")

    assert rows(store)[0].settled_at is None


async def test_a_guide_that_works_in_the_end_settles_where_one_was_stuck(villager, store) -> None:
    aunt = villager({"a": "vneid_activate"})
    await aunt.says("a")
    await aunt.taps("Đã có tin báo được duyệt")
    await aunt.taps("Tôi bị vướng ở bước này")
    await aunt.taps("Vẫn chưa được")
    await aunt.sends("vneid_activate/.done")

    heard = await aunt.says("được rồi")

    assert "Mừng quá" in heard
    assert 2 * ["vneid_activate"] == [need.settled_as for need in rows(store)]
    ends = [(turn.guide, turn.step, turn.outcome) for turn in rows(store, turns)[-2:]]
    assert [("vneid_activate", "end", "step"), ("vneid_activate", "", "helped")] == ends
