"""What a team does with a case, form by form."""

import asyncio
from datetime import datetime

import pytest
from aiohttp.test_utils import TestClient

from bot.accounts import Account, Role
from bot.cases import ClosedAs
from bot.database.store import Database
from bot.database.tables import answers, cases, lessons, needs, outbox
from tests.desk_visits import Visit, add_account
from tests.desks import LAN, NAM, NOW, log_need, open_case, rows

GOOD = "Bác ra công an xã, mang theo thẻ căn cước."
HARD = "Bác xin sao kê ở ngân hàng."


@pytest.fixture
def store(store: Database) -> Database:
    store.clock = lambda: NOW
    return store


@pytest.fixture
def lan(client: TestClient, store: Database) -> Visit:
    return Visit(client, store, LAN)


@pytest.fixture
def case(store: Database) -> int:
    return open_case(store, log_need(store, "telegram:a", words="mất ví", intent="pay_wallet"))


# Answers


async def test_the_likeliest_answer_is_one_tap_and_the_next_case_opens(
    lan: Visit, store: Database, case: int
) -> None:
    following = open_case(store, log_need(store, "web:b"))
    await lan.opens(f"/desk/cases/{case}")

    page = await lan.sends(f"/desk/cases/{case}/answer", answer="guide:pay_wallet")
    assert f"/desk/cases/{following}" == lan.path
    assert "Đã gửi trả lời cho 1 người." in page
    [(channel, text, buttons)] = rows(store, outbox, "channel", "text", "buttons")
    assert ("telegram", True) == (channel, "Ví điện tử" in text)
    assert "pay_wallet" == buttons[0]["choice"]
    assert [("answered",), ("",)] == rows(store, cases, "closed_as")


async def test_after_the_last_case_of_a_filter_there_is_calm(lan: Visit, case: int) -> None:
    await lan.opens(f"/desk/cases/{case}?channel=telegram")

    sent = f"/desk/cases/{case}/answer?channel=telegram"
    page = await lan.sends(sent, answer="canned:xin_noi_ro")
    assert "/desk?channel=telegram" == lan.path
    assert "Không có việc nào khớp" in page


async def test_a_double_tap_answers_once(lan: Visit, store: Database, case: int) -> None:
    await lan.opens(f"/desk/cases/{case}")

    twice = [lan.sends(f"/desk/cases/{case}/answer", answer="guide:pay_wallet") for _ in "12"]
    pages = await asyncio.gather(*twice)
    assert 1 == len(rows(store, answers, "id"))
    assert 1 == len(rows(store, outbox, "id"))
    assert all("Đã gửi trả lời cho 1 người." in page for page in pages)


async def test_what_somebody_else_did_meanwhile_is_told_and_nothing_is_lost(
    lan: Visit, store: Database, case: int
) -> None:
    await lan.opens(f"/desk/cases/{case}")
    with store.casework(Account("nam", "", Role.ADMINISTRATOR)) as work:
        work.assign([case], "nam", None)

    page = await lan.sends(f"/desk/cases/{case}/answer", answer="free", text=GOOD)
    assert 409 == lan.status
    assert "Chưa làm gì: nam vừa giao việc lúc 22/11/2026 10:00." in page
    assert f">{GOOD}</textarea>" in page
    assert [] == rows(store, answers, "id")


async def test_free_words_are_sent_when_nothing_is_to_be_said_of_them(
    lan: Visit, store: Database, case: int
) -> None:
    await lan.opens(f"/desk/cases/{case}")

    await lan.sends(f"/desk/cases/{case}/answer", answer="free", text=GOOD)
    assert [("free", GOOD)] == rows(store, answers, "kind", "text")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Chưa có chữ nào."),
        ("Bác đọc mã OTP cho tôi.", "là xin thứ phải giữ kín"),
        ("Bác gửi số điện thoại cho tôi nhé.", "là xin số riêng"),
        ("Xem ở bit.ly/abc nhé.", "không phải trang của nhà nước"),
        ("a" * 701, "dài 701 chữ"),
    ],
)
async def test_what_nobody_may_read_is_never_sent(
    lan: Visit, store: Database, case: int, text: str, said: str
) -> None:
    await lan.opens(f"/desk/cases/{case}")

    page = await lan.sends(f"/desk/cases/{case}/answer", answer="free", text=text, anyway="1")
    assert 422 == lan.status
    assert said in page
    assert [] == rows(store, answers, "id")


async def test_style_only_warns(lan: Visit, store: Database, case: int) -> None:
    await lan.opens(f"/desk/cases/{case}")

    page = await lan.sends(f"/desk/cases/{case}/answer", answer="free", text=HARD)
    assert "là chữ khó. Nên viết: sao kê (bản kê tiền vào tiền ra)" in page
    assert "Vẫn gửi" in page
    assert [] == rows(store, answers, "id")
    await lan.sends(f"/desk/cases/{case}/answer", answer="free", text=HARD, anyway="1")
    assert [(HARD,)] == rows(store, answers, "text")


async def test_a_preview_shows_what_the_citizen_reads_and_sends_nothing(
    lan: Visit, store: Database, case: int
) -> None:
    await lan.opens(f"/desk/cases/{case}")

    page = await lan.sends(f"/desk/cases/{case}/answer", answer="free", text=GOOD, look="1")
    assert f"của bác:\n\n{GOOD}" in page
    assert [] == rows(store, answers, "id")


async def test_hints_come_while_writing(lan: Visit, case: int) -> None:
    await lan.opens(f"/desk/cases/{case}")

    hints = await lan.sends("/desk/check", text=HARD)
    assert '"blocks": false' in hints


# Other acts


@pytest.mark.parametrize(
    ("due", "day", "ends"),
    [
        ("today", "", datetime(2026, 11, 22, 16, 59)),
        ("tomorrow", "", datetime(2026, 11, 23, 16, 59)),
        ("week", "", datetime(2026, 11, 22, 16, 59)),
        ("day", "2026-12-01", datetime(2026, 12, 1, 16, 59)),
        ("keep", "", None),
    ],
)
async def test_a_case_is_given_to_somebody_until_the_end_of_a_day(
    lan: Visit, store: Database, case: int, due: str, day: str, ends: datetime | None
) -> None:
    add_account(store, NAM)
    await lan.opens(f"/desk/cases/{case}")

    await lan.sends(f"/desk/cases/{case}/assign", to="nam", due=due, day=day)
    assert [("nam", ends)] == rows(store, cases, "assignee", "due_at")


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("assign", {"to": "ke_gian"}, "Không có người đó trong tổ"),
        ("assign", {"to": "lan", "due": "day", "day": "mai"}, "chọn ngày hạn"),
        ("visit", {"at": "2026-11-21T08:00"}, "từ bây giờ trở đi"),
        ("close", {"why": "answered"}, "chọn lý do"),
        ("merge", {}, "đánh dấu việc muốn gộp"),
        ("split", {"need": "1"}, "không phải tất cả"),
        ("teach", {"typed": "nuôi hổ"}, "Không rõ “nuôi hổ” là việc nào"),
        ("note", {"text": "  "}, "chưa có chữ nào"),
        ("answer", {"answer": "canned:khong_co"}, "không còn nữa"),
    ],
)
async def test_a_form_that_makes_no_sense_says_so(
    lan: Visit, case: int, act: str, fields: dict[str, str], said: str
) -> None:
    await lan.opens(f"/desk/cases/{case}")

    assert said in await lan.sends(f"/desk/cases/{case}/{act}", **fields)
    assert 422 == lan.status


async def test_a_visit_is_planned_in_vietnamese_time_and_done(
    lan: Visit, store: Database, case: int
) -> None:
    await lan.opens(f"/desk/cases/{case}")
    await lan.sends(f"/desk/cases/{case}/visit", at="2026-11-24T08:30")
    assert [(datetime(2026, 11, 24, 1, 30),)] == rows(store, cases, "visit_at")

    assert "hẹn đến nhà 24/11/2026 08:30" in await lan.opens(f"/desk/cases/{case}")
    await lan.sends(f"/desk/cases/{case}/visited")
    assert [(NOW, "visited")] == rows(store, cases, "visited_at", "closed_as")


async def test_a_case_is_closed_undone_and_reopened(lan: Visit, store: Database, case: int) -> None:
    await lan.opens(f"/desk/cases/{case}")
    await lan.sends(f"/desk/cases/{case}/close", why="out_of_scope")
    assert [("out_of_scope",)] == rows(store, cases, "closed_as")

    assert "ngoài phạm vi của tổ" in await lan.opens(f"/desk/cases/{case}")
    await lan.sends(f"/desk/cases/{case}/undo")
    assert [("",)] == rows(store, cases, "closed_as")
    with store.casework(LAN) as work:
        work.close([case], ClosedAs.OTHER)
    await lan.opens(f"/desk/cases/{case}")
    await lan.sends(f"/desk/cases/{case}/reopen")
    assert [("", 1)] == rows(store, cases, "closed_as", "reopened")


async def test_ticked_wordings_are_split_off_and_that_case_opens(
    lan: Visit, store: Database
) -> None:
    first, second = log_need(store, "web:a", words="một"), log_need(store, "web:b", words="hai")
    id = open_case(store, first, second)
    await lan.opens(f"/desk/cases/{id}")

    await lan.sends(f"/desk/cases/{id}/split", need=[second])
    assert f"/desk/cases/{id + 1}" == lan.path
    assert [(id,), (id + 1,)] == rows(store, needs, "case_id")


async def test_a_lookalike_is_merged_into_the_case(lan: Visit, store: Database, case: int) -> None:
    other = open_case(store, log_need(store, "web:b", intent="pay_wallet"))
    await lan.opens(f"/desk/cases/{case}")

    page = await lan.sends(f"/desk/cases/{case}/merge", case=[other])
    assert f"/desk/cases/{case}" == lan.path
    assert "2 người chờ" in page


@pytest.mark.parametrize(
    ("fields", "intent"),
    [
        ({"intent": "pay_wallet"}, "pay_wallet"),
        ({"intent": "not_a_need"}, "not_a_need"),
        ({"typed": "lam giay khai sinh"}, "proc_birth"),
    ],
)
async def test_wordings_are_handed_on_to_teach_the_model(
    lan: Visit, store: Database, case: int, fields: dict[str, str], intent: str
) -> None:
    await lan.opens(f"/desk/cases/{case}")

    page = await lan.sends(f"/desk/cases/{case}/teach", **fields)
    assert "Đã chuyển 1 câu cho quản trị viên" in page
    assert [("mất ví", intent)] == rows(store, lessons, "words", "intent")


async def test_a_title_given_by_hand_is_shown(lan: Visit, case: int) -> None:
    await lan.opens(f"/desk/cases/{case}")

    page = await lan.sends(f"/desk/cases/{case}/name", title="Ví MoMo lỗi", intent="vi dien tu")
    assert '<h2 class="title">Ví MoMo lỗi</h2>' in page


async def test_a_note_is_written_although_somebody_else_has_acted(
    lan: Visit, store: Database, case: int
) -> None:
    await lan.opens(f"/desk/cases/{case}")
    with store.casework(NAM) as work:
        work.note(case, "trước")

    assert "ghi chú: sau" in await lan.sends(f"/desk/cases/{case}/note", text="sau")


async def test_nobody_waits_so_nothing_is_sent(lan: Visit, store: Database) -> None:
    id = open_case(store, log_need(store, reason="left_unfinished", code=None))
    await lan.opens(f"/desk/cases/{id}")

    page = await lan.sends(f"/desk/cases/{id}/answer", answer="canned:xin_noi_ro")
    assert "Không còn ai chờ trả lời việc này." in page
    assert [] == rows(store, answers, "id")


async def test_a_case_out_of_reach_is_not_acted_on(
    client: TestClient, lan: Visit, store: Database
) -> None:
    far = open_case(store, log_need(store, commune="Xã Bảo Lâm 1, Lâm Đồng"))
    nam = Visit(client, store, NAM)
    await nam.opens("/desk")

    await nam.sends(f"/desk/cases/{far}/close", why="other", seen="0")
    assert 404 == nam.status
    assert [("",)] == rows(store, cases, "closed_as")


async def test_who_must_look_with_the_code_is_told_apart(lan: Visit, store: Database) -> None:
    id = open_case(store, log_need(store, "zalo_oa:a"), log_need(store, "telegram:b"))
    await lan.opens(f"/desk/cases/{id}")

    page = await lan.sends(f"/desk/cases/{id}/answer", answer="canned:xin_noi_ro")
    assert "Đã trả lời 2 người: 1 người nhận ngay, 1 người xem bằng mã." in page
