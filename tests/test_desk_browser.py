"""The desk in a real browser: one hand on a phone, keys at a desk, news without reloading."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, expect

from bot.database.store import Database
from bot.database.tables import answers, cases
from tests.browsers import DESKTOP, PHONE, barriers, browsing, chromium, keep_picture, overflows
from tests.desk_visits import Visit, add_account
from tests.desks import DI_LINH, LAN, NAM, NOW, log_need, open_case, rows

pytestmark = pytest.mark.skipif(not chromium(), reason="no Chromium on this machine")

UNFOLD = "document.querySelectorAll('details').forEach(entry => entry.open = true)"
STUCK = {"reason": "stuck", "guide": "vneid_forgot_password", "step": "mk_otp"}


@pytest.fixture
def store(store: Database) -> Database:
    store.clock = lambda: NOW
    return store


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as browser:
        yield browser


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
async def page(
    browser: Browser, client: TestClient, store: Database, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    lan = Visit(client, store, LAN)
    base = str(client.make_url("/"))
    context = await browser.new_context(viewport=request.param, base_url=base, locale="vi-VN")
    cookies = [{"name": name, "value": value, "url": base} for name, value in lan.cookies.items()]
    await context.add_cookies(cookies)  # type: ignore[arg-type]
    yield await context.new_page()
    await context.close()


@pytest.fixture
def three(store: Database) -> list[int]:
    """An urgent case, one where people are stuck, one of no known need."""
    scam = {"intent": "pay_scam", "urgent": True, "commune": DI_LINH}
    urgent = log_need(store, "telegram:a", words="họ giục tôi chuyển tiền", **scam)
    stuck = [log_need(store, f"zalo:{who}", words="mã không đến", **STUCK) for who in "bc"]
    return [
        open_case(store, urgent),
        open_case(store, *stuck),
        open_case(store, log_need(store, "web:d", words="quen mk", intent="vneid_forgot_password")),
    ]


@pytest.mark.parametrize(
    ("path", "name"),
    [("/desk", "inbox"), ("/desk?tab=mine", "inbox-empty"), ("/desk/cases/1", "case-urgent"),
     ("/desk/cases/2", "case-stuck"), ("/desk/cases/99", "case-gone")],
)  # fmt: skip
async def test_desk_pages_have_no_barriers(
    page: Page, three: list[int], path: str, name: str
) -> None:
    await page.goto(path)
    await keep_picture(page, f"desk-{name}")
    await page.evaluate(UNFOLD)

    assert [] == await barriers(page)
    assert not await overflows(page)


async def test_every_case_is_handled_with_one_tap_each(
    page: Page, store: Database, three: list[int]
) -> None:
    await page.goto("/desk")
    await page.locator(".card h3 a").first.click()
    for _ in three:
        await page.locator("#best").click()

    await expect(page.get_by_text("Hết việc trong mục này.")).to_be_visible()
    assert [("answered",)] * 3 == rows(store, cases, "closed_as")
    assert 3 == len(rows(store, answers, "id"))


async def test_cases_are_worked_on_by_keys_alone(
    page: Page, store: Database, three: list[int]
) -> None:
    await page.goto("/desk")
    for key in ("j", "x", "j", "x", "a"):
        await page.keyboard.press(key)
    await expect(page.get_by_text("Anh chị đã nhận 2 việc.")).to_be_visible()
    assert 2 == len([who for (who,) in rows(store, cases, "assignee") if who == "lan"])

    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Việc số 1", exact=True)).to_be_visible()
    await page.keyboard.press("e")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Đã đóng 1 việc.")).to_be_visible()


async def test_keys_are_explained_and_typing_is_left_alone(page: Page, three: list[int]) -> None:
    await page.goto("/desk")
    await page.keyboard.press("?")
    await expect(page.get_by_role("heading", name="Phím tắt")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await page.keyboard.type("axe")

    assert "axe" == await page.locator("#words").input_value()
    assert 0 == await page.locator(".tick input:checked").count()


async def test_a_new_case_appears_by_itself_unless_something_is_ticked(
    page: Page, store: Database, three: list[int]
) -> None:
    await page.goto("/desk")
    await expect(page.locator(".card")).to_have_count(3)
    open_case(store, log_need(store, "web:e", words="mới"))
    await expect(page.locator(".card")).to_have_count(4)

    await page.locator(".tick input").first.check()
    open_case(store, log_need(store, "web:f", words="mới nữa"))
    await page.get_by_role("button", name="1 việc mới – bấm để xem").click()
    await expect(page.locator(".card")).to_have_count(5)


async def test_a_case_says_live_who_is_there_and_what_they_did(
    page: Page, store: Database, three: list[int]
) -> None:
    add_account(store, NAM)
    await page.goto("/desk/cases/1")
    with store.casework(NAM) as work:
        work.look(1)
        work.note(1, "đang gọi")

    live = page.locator("#live")
    await expect(live).to_contain_text("nam đang xem việc này.")
    await expect(live).to_contain_text("nam vừa ghi chú")


async def test_hints_come_while_an_answer_is_written(page: Page, three: list[int]) -> None:
    await page.goto("/desk/cases/1")
    await page.get_by_role("link", name="Tự viết").click()
    await page.keyboard.type("Bác xin sao kê nhé.")

    await expect(page.locator("#remarks")).to_contain_text("“sao kê” là chữ khó.")
    await expect(page.locator("#preview")).to_contain_text("Bác xin sao kê nhé.")
