"""The reports in a real browser: phone and desktop, with and without script, and on paper."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, Page, expect

from bot.app import build
from bot.desk.access import SESSION_COOKIE
from bot.settings import Settings
from tests.browsers import DESKTOP, PHONE, barriers, browsing, chromium, keep_picture, overflows
from tests.fakes import ScriptedInterpreter
from tests.ledger import sign_everybody_in, write_ledger

pytestmark = pytest.mark.skipif(not chromium(), reason="no Chromium on this machine")
NOVEMBER = "/desk/reports?ky=thang-truoc&thang=2026-11"
MONTH = "/desk/reports/month?thang=2026-11"


@pytest.fixture
async def client(content, store, tmp_path) -> AsyncIterator[TestClient]:
    write_ledger(store)
    store.clock = lambda: datetime(2026, 12, 2, 5)
    sign_everybody_in(store)
    app = build(Settings(home=tmp_path), content, ScriptedInterpreter({}), store)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as browser:
        yield browser


async def open_page(browser: Browser, client: TestClient, path: str, **how: object) -> Page:
    """A page as somebody sees it: ``who``, ``viewport``, ``java_script_enabled``."""
    who = str(how.pop("who", "admin"))
    context = await browser.new_context(base_url=str(client.make_url("/")), locale="vi-VN", **how)
    url = str(client.make_url("/desk"))
    await context.add_cookies([{"name": SESSION_COOKIE, "value": who, "url": url}])
    page = await context.new_page()
    await page.goto(path)
    return page


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    ("path", "who", "name"),
    [
        (NOVEMBER, "admin", "reports"),
        (NOVEMBER, "viewer", "reports-viewer"),
        (MONTH, "member", "report-month"),
    ],
)
async def test_reports_have_no_barriers(browser, client, viewport, path, who, name) -> None:
    page = await open_page(browser, client, path, who=who, viewport=viewport)
    await keep_picture(page, name)
    await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    assert [] == await barriers(page)
    assert not await overflows(page)


async def test_charts_are_drawn_from_the_tables_and_named(browser, client) -> None:
    page = await open_page(browser, client, NOVEMBER, viewport=PHONE)

    await expect(page.locator("canvas")).to_have_count(5)
    named = await page.locator("canvas").first.get_attribute("aria-label")
    assert "Biểu đồ: Nhu cầu theo ngày. Số liệu ở bảng bên dưới." == named


async def test_without_script_the_tables_tell_all(browser, client) -> None:
    page = await open_page(browser, client, NOVEMBER, viewport=PHONE, java_script_enabled=False)

    await expect(page.locator("canvas")).to_have_count(0)
    await expect(page.get_by_role("table", name="Vì sao chưa đáp ứng được")).to_be_visible()
    await page.get_by_text("Chọn kỳ khác, xã khác").click()
    await page.locator("select[name=ky]").select_option("7-ngay")
    await page.get_by_role("button", name="Xem").first.click()
    await expect(page.get_by_text("Từ 26/11/2026 đến 02/12/2026")).to_be_visible()


async def test_on_paper_stands_the_monthly_report_and_nothing_from_inside(browser, client) -> None:
    page = await open_page(browser, client, MONTH, who="member")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("heading", name="Tháng 11/2026")).to_be_visible()
    await expect(page.get_by_text("Người lập")).to_be_visible()
    await expect(page.get_by_role("link", name="Tải bảng tính (XLSX)")).to_be_hidden()

    await page.goto(NOVEMBER)
    await expect(page.locator(".rp-inside")).to_be_hidden()
    await expect(page.get_by_text("nên không in")).to_be_visible()
