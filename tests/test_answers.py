"""The loop closes: a team's answer is said with its code, judged, and asked for anywhere."""

from datetime import timedelta

import pytest

from bot.database.tables import audit, cases, needs, turns
from bot.wording import Wording
from tests.villagers import Team, later, plain_code, rows

TIGER = "xin giấy phép nuôi hổ"
ANSWER = "Bác ra kiểm lâm huyện cũ, mang căn cước."


@pytest.fixture
async def aunt(villager):
    """She has asked what the assistant does not know."""
    aunt = villager()
    await aunt.says(TIGER)
    return aunt


@pytest.fixture
def code(aunt) -> str:
    return aunt.codes[0]


async def test_a_code_tells_that_the_question_waits_and_nothing_else(aunt, code, villager) -> None:
    stranger = villager(name="stranger", channel="web")

    heard = await stranger.says(code.lower().replace("-", " "))

    assert "đang chờ tổ công nghệ số" in heard
    assert code in heard
    assert TIGER not in heard


async def test_a_code_is_asked_for_by_command(aunt, code) -> None:
    assert "gõ mã câu hỏi" in await aunt.says("tra mã")
    assert "đang chờ" in await aunt.says(f"ma {code}")
    assert "đang chờ" in await aunt.sends(f".code/{code}")


async def test_the_answer_waits_behind_the_code_on_any_channel(
    aunt, code, villager, store, content
) -> None:
    Team(store).answers(Team(store).groups(), ANSWER)
    neighbour = villager(name="neighbour", channel="web")

    heard = await neighbour.says(f"mã {code}")

    assert ANSWER in heard
    assert ["Được rồi", "Vẫn chưa được"] == neighbour.sees
    await neighbour.taps("Được rồi")
    assert [True] == [need.helped for need in rows(store)]
    assert ANSWER in await neighbour.says(code)
    assert [] == neighbour.sees


async def test_what_the_desk_pushed_may_be_judged_by_typing(aunt, code, store, content) -> None:
    Team(store).answers(Team(store).groups(), ANSWER)
    said = Wording(content.guides, content.responses, ()).answered(plain_code(code), ANSWER)
    with store.transaction() as records:
        records.post(aunt.sender, [said])

    assert "Mừng quá" in await aunt.says("duoc roi")
    assert [True] == [need.helped for need in rows(store)]


async def test_an_answer_that_did_not_help_opens_the_case_again(aunt, code, store) -> None:
    case = Team(store).groups()
    Team(store).answers(case, ANSWER)
    await aunt.says(code)

    heard = await aunt.taps("Vẫn chưa được")

    assert "còn chưa được chỗ nào" in heard
    [reopened] = rows(store, cases)
    assert (None, "", 1, 1) == (
        reopened.closed_at,
        reopened.closed_as,
        reopened.reopened,
        reopened.waiting,
    )
    [need] = rows(store)
    assert need.helped is False
    assert need.answered_at is not None
    [entry] = rows(store, audit)
    assert ("citizen", "reopened", f"case:{case}") == (entry.account, entry.action, entry.subject)


async def test_what_is_still_wrong_is_told_to_the_same_case(aunt, code, store) -> None:
    case = Team(store).groups()
    Team(store).answers(case, ANSWER)
    await aunt.says(code)
    await aunt.taps("Vẫn chưa được")

    heard = await aunt.says("kiểm lâm không nhận")

    assert "chuyển thêm lời của bác" in heard
    assert [code] == aunt.codes
    first, more = rows(store)
    assert ("not_helped", "kiểm lâm không nhận", None, case) == (
        more.reason,
        more.words,
        more.code,
        more.case_id,
    )
    assert (first.intent, first.guide) == (more.intent, more.guide)


async def test_a_second_tap_on_the_same_button_changes_nothing(aunt, code, store) -> None:
    Team(store).answers(Team(store).groups(), ANSWER)
    await aunt.says(code)
    for _ in range(2):
        await aunt.taps("Vẫn chưa được")

    assert [1] == [case.reopened for case in rows(store, cases)]
    assert 1 == len(rows(store, audit))
    assert [False] == [need.helped for need in rows(store)]


async def test_a_case_closed_without_an_answer_is_told_and_may_be_opened(aunt, code, store) -> None:
    Team(store).closes(Team(store).groups(), "out_of_scope")

    assert "đã xem xong" in await aunt.says(code)
    assert ["Vẫn chưa được"] == aunt.sees

    await aunt.taps("Vẫn chưa được")
    assert [None] == [case.closed_at for case in rows(store, cases)]


async def test_after_five_wrong_codes_only_ones_own_are_told_until_tomorrow(
    aunt, code, villager, store
) -> None:
    thief = villager({"x": "human"}, name="thief", channel="web")
    await thief.says("x")
    [own] = thief.codes
    for at in range(5):
        assert "không tìm thấy" in await thief.says(f"A2345{'AEHKL'[at]}")

    assert "mai thử lại" in await thief.says(code)
    assert "đang chờ" in await thief.says(own)
    later(store, turns, timedelta(days=1), "received_at")
    assert "đang chờ" in await thief.says(code)


async def test_a_code_that_is_typed_too_short_is_tried_again(aunt, code) -> None:
    await aunt.says("A2345H")

    assert "không tìm thấy" in await aunt.says("a2345")
    assert "đang chờ" in await aunt.says(code)


async def test_nobody_judges_by_a_code_that_nobody_holds(aunt, store) -> None:
    assert "không tìm thấy" in await aunt.sends(".helped/A2345H")
    assert "không tìm thấy" in await aunt.sends(".nothelped/")
    assert [] == rows(store, audit)


async def test_the_title_of_a_matter_and_its_day_in_viet_nam_are_told(villager, store) -> None:
    aunt = villager({"a": "vneid_activate", "gặp người": "human"})
    await aunt.says("a")
    await aunt.says("gặp người")
    [code] = aunt.codes
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE needs SET at = '2026-11-22 18:30:00.000000'")

    heard = await aunt.says(code)

    assert 'về việc "Kích hoạt tài khoản VNeID", gửi ngày 23/11/2026' in heard


async def test_an_answer_reads_the_same_wherever_it_is_said(content) -> None:
    reply = Wording(content.guides, content.responses, ()).answered("K4M7TX", ANSWER)

    assert "câu hỏi K4M-7TX của bác" in reply.text
    assert [".helped/K4M7TX", ".nothelped/K4M7TX"] == [each.choice for each in reply.buttons]


async def test_an_old_need_without_a_case_can_be_judged(aunt, code, store) -> None:
    with store._engine.begin() as connection:
        connection.execute(needs.update().values(answered_at=None))

    assert "còn chưa được" in await aunt.sends(f".nothelped/{plain_code(code)}")
    assert [] == rows(store, audit)
