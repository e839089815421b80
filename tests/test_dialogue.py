"""Typed words that stand for a tap."""

import pytest

from bot.moves import Move, plain
from bot.typed import number_of


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2", 2),
        ("2.", 2),
        ("số 2", 2),
        ("cái thứ hai", 2),
        ("ý cuối", 4),
        ("chọn ba", 3),
        ("thứ nhất", 1),
        ("5", 0),
        ("hai năm trước", 0),
        ("số điện thoại", 0),
        ("đầu", 0),
        ("", 0),
    ],
)
def test_a_button_is_meant_by_its_number(typed: str, number: int) -> None:
    assert number == number_of(plain(typed), 4)


@pytest.mark.parametrize(
    ("typed", "move"),
    [
        ("tiếp", Move.NEXT),
        ("Rồi!", Move.NEXT),
        ("ko được", Move.STUCK),
        ("LÙI LẠI", Move.BACK),
        ("chờ chút", Move.WAIT),
        ("thôi", Move.STOP),
        ("không phải", Move.REFUSE),
        ("menu", Move.MENU),
        ("quên mật khẩu", None),
    ],
)
def test_short_words_move_within_a_guide(content, typed: str, move: Move | None) -> None:
    assert move is content.vocabulary.moves.of(typed)


async def test_an_old_button_works_and_one_whose_guide_is_gone_says_so(meet) -> None:
    citizen = meet({"a": "vneid_activate"})
    citizen._buttons |= {"old": "vneid_activate/no_such_step", "gone": "no_such_guide/step"}

    assert "Kích hoạt" in (await citizen.taps("old"))[0]
    assert "đã được thay" in (await citizen.taps("gone"))[0]


async def test_a_button_from_before_answers_could_be_judged_still_logs_a_need(
    meet, database
) -> None:
    citizen = meet({"a": "vneid_activate"})
    citizen._buttons |= {"old": ".none"}
    await citizen.says("a")

    await citizen.taps("old")

    assert ["none_fits"] == [need.reason for need in database.needs]


async def test_every_choice_fits_into_a_button_of_telegram(content) -> None:
    from bot.check.replies import replies

    choices = [each.choice for heard in replies(content) for each in heard.reply.buttons]
    longest = max(content.communes._names, key=len)

    assert [] == [choice for choice in choices if len(choice.encode()) > 64]
    assert len(f".place/{longest}") <= 64


async def test_a_guide_is_gone_on_with_after_hours(meet, database) -> None:
    citizen = meet({"a": "vneid_activate", "chào": "greet"})
    await citizen.says("a")
    await citizen.taps("Đã có tin báo được duyệt")

    await citizen.says("chào")

    assert "Làm tiếp: Kích hoạt tài khoản VNeID" in citizen.buttons
    assert "Mở VNeID" in (await citizen.says("làm tiếp"))[0]


@pytest.mark.parametrize("between", ["0912345678", "xem dữ liệu", "vneid.apk", "gặp người"])
async def test_a_yes_after_an_interruption_picks_nothing(meet, between: str) -> None:
    script = {"mã": ("vneid_otp_not_received", "dvc_login"), "xem dữ liệu": "my_data"}
    citizen = meet(script | {"gặp người": "human"})
    await citizen.says("mã")
    await citizen.says(between)

    await citizen.says("ok")

    assert "Dành cho" not in str(citizen.buttons)
    assert citizen.outcome != "answered"


async def test_a_possible_scam_is_asked_about_also_where_somebody_is_stuck(meet) -> None:
    citizen = meet({"a": "vneid_activate", "ai goi bao doc ma": ("stuck", "vneid_scam")})
    await citizen.says("a")
    await citizen.says("1")
    await citizen.says("ko dc")

    await citizen.says("ai goi bao doc ma")

    assert "confirm" == citizen.outcome
    assert "Cuộc gọi, tin nhắn giả công an, VNeID" in citizen.buttons
