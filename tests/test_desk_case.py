"""A case's page: what it tells, and to whom."""

from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import insert, update

from bot.accounts import Account, Role
from bot.cases import Answer, AnswerKind
from bot.database.store import Database
from bot.database.tables import contacts, needs
from bot.database.tallies import recount
from bot.message import Reply
from tests.desk_visits import Visit, add_account
from tests.desks import BAO_LAM, DI_LINH, LAN, NAM, NOW, log_need, open_case

VIEWER = Account("xem", "", Role.VIEWER)
STUCK = {"reason": "stuck", "guide": "vneid_forgot_password", "step": "mk_otp"}


@pytest.fixture
def store(store: Database) -> Database:
    store.clock = lambda: NOW
    return store


@pytest.fixture
def lan(client: TestClient, store: Database) -> Visit:
    return Visit(client, store, LAN)


async def test_equal_wordings_stand_together(lan: Visit, store: Database) -> None:
    words = ("quên mật khẩu", "quen mat khau", "mất thẻ")
    id = open_case(store, *(log_need(store, f"web:{w}", words=w) for w in words))

    page = await lan.opens(f"/desk/cases/{id}")
    assert "“quen mat khau” <strong>×2</strong>" in page
    assert "“mất thẻ”" in page


async def test_what_the_model_thought_is_told_in_words(lan: Visit, store: Database) -> None:
    ranking = [["pay_wallet", 0.62], ["vneid_install", 0.2]]
    id = open_case(store, log_need(store, intent="pay_wallet", confidence=0.62, ranking=ranking))

    page = await lan.opens(f"/desk/cases/{id}")
    assert "Máy đoán: Ví điện tử <strong>62 %</strong>" in page


async def test_where_people_got_stuck_and_what_they_tried_is_told(
    lan: Visit, store: Database
) -> None:
    id = open_case(store, log_need(store, words="", cause="ma_sai", **STUCK))

    page = await lan.opens(f"/desk/cases/{id}")
    assert "Quên, đổi mật khẩu hoặc passcode VNeID: vướng ở bước “Chờ mã OTP" in page
    assert "Đã thử cách gỡ “Báo mã sai hoặc hết hạn” mà chưa được." in page
    assert "(không có lời)" in page


async def test_help_that_shares_words_with_theirs_is_offered_first(
    lan: Visit, store: Database
) -> None:
    id = open_case(store, log_need(store, words="mãi mà mã không đến", **STUCK))

    page = await lan.opens(f"/desk/cases/{id}")
    assert "Hợp nhất: cách gỡ “Mã không đến”" in page


async def test_who_asked_for_a_visit_is_not_sent_a_guide_first(lan: Visit, store: Database) -> None:
    id = open_case(store, log_need(store, reason="asked_visit", intent="team_help"))

    assert "Hợp nhất: câu “Đã nhận lời nhờ đến nhà”" in await lan.opens(f"/desk/cases/{id}")


@pytest.mark.parametrize(("helped", "first"), [(None, True), (False, False)])
async def test_the_last_answer_is_offered_again_unless_it_did_not_help(
    lan: Visit, store: Database, helped: bool | None, first: bool
) -> None:
    id = open_case(store, log_need(store, "web:a", intent="pay_wallet"))
    with store.casework(LAN) as work:
        work.answer(id, Answer(AnswerKind.FREE, "Bác ra xã."), lambda code, text: Reply(text))
        work.reopen(id)
    with store._engine.begin() as connection:
        connection.execute(update(needs).values(helped=helped))
    log_need(store, "web:b", intent="pay_wallet", case_id=id)
    with store._engine.begin() as connection:
        recount(connection, [id])

    page = await lan.opens(f"/desk/cases/{id}")
    assert first == ("Hợp nhất: lại câu trả lời lần trước" in page)


async def test_contacts_are_for_who_works_on_the_case(
    client: TestClient, lan: Visit, store: Database
) -> None:
    need = log_need(store, reason="asked_person")
    id = open_case(store, need)
    row = {"need_id": need, "phone": "0912345678", "wish": "call", "consented_at": NOW}
    with store._engine.begin() as connection:
        connection.execute(insert(contacts), row)

    assert 'href="tel:0912345678"' in await lan.opens(f"/desk/cases/{id}")
    page = await Visit(client, store, VIEWER).opens(f"/desk/cases/{id}")
    assert "0912345678" not in page
    assert f"/desk/cases/{id}/" not in page


async def test_a_case_of_another_commune_is_not_there(client: TestClient, store: Database) -> None:
    other = open_case(store, log_need(store, commune=BAO_LAM))
    nam = Visit(client, store, NAM)

    assert "không còn, hoặc ở ngoài địa bàn" in await nam.opens(f"/desk/cases/{other}")
    assert 404 == nam.status


async def test_a_merged_case_leads_to_where_it_went(lan: Visit, store: Database) -> None:
    old, new = open_case(store, log_need(store)), open_case(store, log_need(store, "web:b"))
    with store.casework(LAN) as work:
        work.merge([old], new)

    await lan.opens(f"/desk/cases/{old}?tab=mine")
    assert f"/desk/cases/{new}?tab=mine" == lan.path


async def test_two_people_on_one_case_see_each_other(
    client: TestClient, lan: Visit, store: Database
) -> None:
    id = open_case(store, log_need(store, commune=DI_LINH))
    nam = Visit(client, store, NAM)
    await nam.opens(f"/desk/cases/{id}")

    assert "nam đang xem việc này." in await lan.opens(f"/desk/cases/{id}")


async def test_the_history_is_told_in_plain_words_newest_first(lan: Visit, store: Database) -> None:
    add_account(store, NAM)
    id = open_case(store, log_need(store, words="mất thẻ"))
    with store.casework(LAN) as work:
        work.assign([id], "nam", NOW + timedelta(days=1))
        work.note(id, "đã hỏi công an xã")
        work.plan_visit(id, NOW + timedelta(hours=5))
        work.teach(id, [1], "out_of_scope")

    page = (await lan.opens(f"/desk/cases/{id}")).partition("Nhật ký việc này")[2]
    told = [
        "dạy máy 1 câu: ngoài phạm vi", "hẹn đến nhà 22/11/2026 15:00",
        "ghi chú: đã hỏi công an xã", "giao việc cho nam", "Việc được mở",
    ]  # fmt: skip
    places = [page.index(said) for said in told]
    assert sorted(places) == places


async def test_help_that_only_sounds_alike_is_not_offered_first(
    lan: Visit, store: Database
) -> None:
    id = open_case(store, log_need(store, words="nó báo mã không đúng", **STUCK))

    page = await lan.opens(f"/desk/cases/{id}")
    assert "Hợp nhất" not in page
    assert "Máy không chắc câu nào hợp" in page
    assert "Chọn câu trả lời" in page
    assert "Cách gỡ “Mã không đến”" in page
