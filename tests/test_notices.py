"""What a group is told, and when."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.groups import Group
from bot.notices import ALARM, News, alarm, digest, heard_by, is_due, is_morning, joined, lines

DI_LINH, LAM_DONG, HUE = "Xã Di Linh, Lâm Đồng", "Lâm Đồng", "Huế"
TITLES = {"vneid_forgot_password": "Quên mật khẩu VNeID", "pay_scam": "Bị lừa tiền, nghi bị lừa"}
NOON = datetime(2026, 11, 22, 5, 0)  # 12:00 in Viet Nam
GROUP = Group(1, "-5", DI_LINH, None, 0, 0)
ADDRESS = "https://trolyso.xa.vn"


def news(**changes: object) -> News:
    asked = News(
        1, NOON, "web:a", 12, DI_LINH, LAM_DONG, "not_understood", "", "vneid_forgot_password"
    )
    return replace(asked, **changes)


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    """A time of Viet Nam in UTC."""
    return datetime(2026, 11, day, hour, minute) - (datetime(2026, 1, 1, 7) - datetime(2026, 1, 1))


def test_a_digest_counts_people_by_case() -> None:
    waiting = [
        news(who="web:a"),
        news(who="web:a"),
        news(who="web:b"),
        news(who="web:c", case=13, guess="", reason="asked_visit"),
    ]

    told = digest(DI_LINH, lines(waiting, TITLES), ADDRESS)

    assert (
        "Việc mới ở Xã Di Linh, Lâm Đồng: 3 người chờ, 2 việc.\n"
        "• Quên mật khẩu VNeID – 2 người\n"
        "• Muốn có người đến nhà – 1 người\n"
        "Mở bàn làm việc: https://trolyso.xa.vn/desk"
    ) == told.text


def test_somebody_who_waits_in_two_cases_is_one_person() -> None:
    told = digest("", lines([news(), news(case=13, guess="pay_scam")], TITLES), "")

    assert "1 người chờ, 2 việc" in told.text
    assert "http" not in told.text


def test_nothing_new_and_nothing_overdue_is_no_digest() -> None:
    assert digest(DI_LINH, [], ADDRESS) is None


def test_what_is_overdue_is_named_in_one_line() -> None:
    late = [news(case=case, title=f"Việc {case}") for case in range(5)]

    told = digest(LAM_DONG, lines(late, TITLES, overdue=True), ADDRESS)

    assert told.text.startswith("Quá hạn ở Lâm Đồng: 5 việc: Việc 0; Việc 1; Việc 2; …\n")


def test_a_wide_digest_says_where() -> None:
    waiting = [
        news(case=1),
        news(case=2, commune="Phường 1 Bảo Lộc, Lâm Đồng"),
        news(case=3, commune=""),
        news(case=4, commune="", province=""),
    ]

    told = digest(LAM_DONG, lines(waiting, TITLES), ADDRESS).text.splitlines()

    assert [
        "• Quên mật khẩu VNeID – 1 người (Xã Di Linh)",
        "• Quên mật khẩu VNeID – 1 người (Phường 1 Bảo Lộc)",
        "• Quên mật khẩu VNeID – 1 người",
        "• Quên mật khẩu VNeID – 1 người (chưa rõ xã)",
    ] == told[1:5]


def test_the_longest_notices_are_ten_lines_and_fit_into_a_message() -> None:
    wide = {"title": "😀" * 120, "commune": f"Xã {'ễ' * 40}, {'ễ' * 19}"}  # as long as kept
    waiting = [news(case=case, **wide) for case in range(50)]
    late = lines(waiting, TITLES, overdue=True)

    for told in (
        digest(LAM_DONG, lines(waiting, TITLES) + late, ADDRESS),
        alarm(lines(waiting, TITLES), ADDRESS),
    ):
        assert len(told.text.splitlines()) <= 10
        assert len(told.text.encode("utf-16-le")) // 2 <= 4096
    assert "• và 44 việc khác" in told.text


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"title": "Mất sổ đỏ", "intent": "pay_scam"}, "Mất sổ đỏ"),
        ({"intent": "pay_scam"}, "Bị lừa tiền, nghi bị lừa"),
        ({"guide": "pay_scam"}, "Vướng ở bài: Bị lừa tiền, nghi bị lừa"),
        ({"reason": "told_team"}, "Nhắn cho tổ"),
        ({}, "Quên mật khẩu VNeID"),
        ({"guess": ""}, "Câu hỏi máy chưa hiểu (việc số 12)"),
        ({"guess": "không còn", "case": None}, "Câu hỏi máy chưa hiểu"),
    ],
)
def test_a_case_is_called_by_our_words(changes: dict, title: str) -> None:
    [line] = lines([news(**changes)], TITLES)

    assert title == line.title


def test_an_alarm_says_what_to_do_first() -> None:
    scams = [
        news(guess="pay_scam", at=at(14, 5), reachable=True),
        news(guess="pay_scam", at=at(14, 9), who="web:b"),
        news(guess="", at=at(14, 7), case=None, commune="", province=""),
    ]

    assert (
        "KHẨN: có người có thể đang bị lừa.\n"
        "• Bị lừa tiền, nghi bị lừa – 2 người (Xã Di Linh, Lâm Đồng), lúc 14:05, "
        "có số điện thoại. Việc: https://trolyso.xa.vn/desk/cases/12\n"
        "• Câu hỏi máy chưa hiểu – 1 người (chưa rõ xã), lúc 14:07, không để lại số. "
        "Việc: https://trolyso.xa.vn/desk\n"
        "Làm trước: gọi cho bác nếu có số. Nhắc bác không chuyển tiền, không đọc mã OTP cho ai. "
        "Đã chuyển thì gọi ngay ngân hàng, rồi báo công an."
    ) == alarm(lines(scams, TITLES), ADDRESS).text


def test_only_an_alarm_begins_like_one() -> None:
    told = digest("", lines([news()], TITLES), ADDRESS)

    assert not told.text.startswith(ALARM)
    assert not joined(DI_LINH).text.startswith(ALARM)


@pytest.mark.parametrize(
    ("now", "told_at", "due"),
    [
        (at(6, 59), None, False),
        (at(7), None, True),
        (at(19, 59), None, True),
        (at(20), None, False),
        (at(23), None, False),
        (at(12), at(11, 1), False),
        (at(12), at(11), True),
        (at(7), at(19, 59, day=21), True),
    ],
)
def test_a_digest_comes_by_day_and_once_an_hour(now, told_at, due) -> None:
    assert due is is_due(replace(GROUP, told_at=told_at), now)


@pytest.mark.parametrize(
    ("now", "told_at", "morning"),
    [
        (at(7), at(19, day=21), True),
        (at(11, 59), None, True),
        (at(12), None, False),
        (at(9), at(7, 30), False),
        (at(6, 59), None, False),
    ],
)
def test_what_is_overdue_is_named_once_in_the_morning(now, told_at, morning) -> None:
    assert morning is is_morning(replace(GROUP, told_at=told_at), now)


HERE = news(id=1)
IN_PROVINCE = news(id=2, commune="")
ELSEWHERE = news(id=3, commune="Phường Thuận Hóa, Huế", province=HUE)
UNKNOWN = news(id=4, commune="", province="")


@pytest.mark.parametrize(
    ("places", "heard"),
    [
        (("", LAM_DONG, DI_LINH), {"": [1, 2, 3, 4], LAM_DONG: [1, 2], DI_LINH: [1]}),
        ((LAM_DONG, DI_LINH), {LAM_DONG: [1, 2, 4], DI_LINH: [1]}),
        ((DI_LINH,), {DI_LINH: [1, 2, 4]}),
        ((HUE, DI_LINH), {HUE: [3, 4], DI_LINH: [1, 2]}),
    ],
)
def test_each_group_hears_of_its_place_and_the_widest_of_no_place(places, heard) -> None:
    everything = [HERE, IN_PROVINCE, ELSEWHERE, UNKNOWN]

    assert heard == {
        place: [item.id for item in heard_by(place, everything, places)] for place in places
    }


def test_a_commune_whose_province_nobody_knows_is_no_known_place() -> None:
    unsettled = news(commune="Xã Bảo Thuận", province="")

    assert [unsettled] == heard_by(DI_LINH, [unsettled], [DI_LINH])
