"""A real browser for tests: Chromium, driven by Playwright, with accessibility checks by axe."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
PICTURES = Path(__file__).parent.parent / "var" / "screenshots"
"""Where a person looks at the pages afterwards."""


def chromium() -> str:
    """Where Chromium is; empty when this machine has none."""
    named = os.environ.get("TROLYSO_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next(filter(None, map(shutil.which, names)), "")


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """A browser, closed afterwards."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        try:
            yield browser
        finally:
            await browser.close()


async def keep_picture(page: Page, name: str) -> None:
    """A screenshot of the whole page, for people."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or PHONE)["width"]
    await page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)


async def barriers(page: Page) -> list[str]:
    """What would stop somebody who cannot see well, or uses no mouse: axe's rules, WCAG 2.2 AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{each['id']}: {node['html']}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


async def overflows(page: Page) -> bool:
    """Whether the page must be pushed sideways to be read."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))
