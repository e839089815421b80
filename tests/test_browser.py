"""The public pages in a real browser: on a phone, at a desk, and without help from a mouse."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Page, expect

from tests.browsers import DESKTOP, PHONE, barriers, browsing, chromium, keep_picture, overflows

pytestmark = pytest.mark.skipif(not chromium(), reason="no Chromium on this machine")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as browser:
        yield browser


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
async def page(browser: Browser, client: TestClient, request) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport=request.param, base_url=str(client.make_url("/")), locale="vi-VN"
    )
    yield await context.new_page()
    await context.close()


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "chat"), ("/huong-dan", "library"), ("/huong-dan/vneid_activate", "guide")],
)
async def test_public_pages_have_no_barriers(page: Page, path: str, name: str) -> None:
    await page.goto(path)
    await keep_picture(page, name)

    assert [] == await barriers(page)
    assert not await overflows(page)


async def test_a_citizen_is_answered_by_keyboard_alone(page: Page) -> None:
    await page.goto("/")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # skip to the field
    await page.keyboard.type("quen mk vneid")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Quên mật khẩu", exact=False).first).to_be_visible()
    assert [] == await barriers(page)
    await keep_picture(page, "chat-answered")
