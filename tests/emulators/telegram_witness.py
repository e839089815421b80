"""python-telegram-bot as the witness of what the emulator says, and a webhook of its own."""

import asyncio
from collections.abc import Callable

from aiohttp import web
from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from tests.emulators.telegram import TelegramEmulator

YES_NO = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Có", callback_data="yes"),
            InlineKeyboardButton("Không", callback_data="no"),
        ]
    ]
)


def connect(emulator: TelegramEmulator, token: str) -> Bot:
    """A bot that does not load certificates, which would take most of the time of a test."""
    calls, polls = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    return ExtBot(
        token,
        base_url=f"{emulator.url}/bot",
        base_file_url=f"{emulator.url}/file/bot",
        request=calls,
        get_updates_request=polls,
    )


async def receive(bot: Bot, offset: int = 0) -> list[Update]:
    """What waits, or comes soon."""
    return list(await bot.get_updates(offset=offset, timeout=2))


async def receive_nothing(bot: Bot, offset: int) -> bool:
    """Whether nothing waits after what is confirmed."""
    return not await bot.get_updates(offset=offset, timeout=0)


async def receive_tap(bot: Bot) -> CallbackQuery:
    """The one tap that waits."""
    [update] = await receive(bot)
    assert update.callback_query
    return update.callback_query


class Hook:
    """A webhook that answers as told, and with 200 afterwards."""

    def __init__(self, *answers: int, body: object = None) -> None:
        self.answers = list(answers)
        self.body = body
        self.secrets: list[str | None] = []
        self.texts: list[str] = []

    async def take(self, request: web.Request) -> web.Response:
        """Keep the update and answer."""
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        words = update.get("message", {}).get("text") or update["callback_query"]["data"]
        self.texts.append(words)
        return web.json_response(self.body, status=self.answers.pop(0) if self.answers else 200)


async def until(condition: Callable[[], bool]) -> None:
    """Wait a little for something."""
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.01)
