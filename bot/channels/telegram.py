"""Telegram: updates in by long polling, Bot API calls out, both through python-telegram-bot."""

import asyncio
import logging
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter, ExtBot

from bot.channels.inbox import Inbox
from bot.channels.outbox import Unsent
from bot.message import Message, Outgoing, Reply, Sender

log = logging.getLogger(__name__)

POLL_S = 25
PAUSE_AFTER_FAILURE_S = 3.0
FROM_COMMUNE = "xa-"
"""What a link or a QR code of a commune begins with: *t.me/…?start=xa-lam_dong-xa_di_linh*."""
MOST_ABOUT = 50
COMMANDS = {
    "start": ".start",
    "menu": ".menu",
    "dulieu": ".data",
    "xoa": ".forget",
    "nguoi": ".person",
    "ma": ".code",
}


class Telegram:
    """Long polling: asking from a position on confirms all before it, so nothing is lost."""

    channel = "telegram"

    def __init__(self, token: str, api: str, inbox: Inbox) -> None:
        logging.getLogger("httpx").setLevel(
            logging.WARNING
        )  # it would log the token in every address
        limiter = AIORateLimiter(max_retries=0)
        self._bot: ExtBot[Any] = ExtBot(token, base_url=f"{api}/bot", rate_limiter=limiter)
        self._inbox = inbox

    async def open(self) -> str:
        """Connect; the bot's user name.

        Raises:
            PermissionError: Telegram refuses the token.
            ConnectionError: Telegram cannot be reached.
        """
        try:
            await self._bot.initialize()
            await self._bot.delete_webhook()
        except InvalidToken as error:
            raise PermissionError("Telegram refuses TELEGRAM_BOT_TOKEN") from error
        except TelegramError as error:
            raise ConnectionError(f"Telegram cannot be reached: {error.message}") from error
        return self._bot.username

    async def close(self) -> None:
        """Hang up."""
        await self._bot.shutdown()

    async def keep_receiving(self) -> None:
        """Take updates until cancelled."""
        position = await self._inbox.position(self.channel)
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=position, timeout=POLL_S, allowed_updates=["message", "callback_query"]
                )
                if updates:
                    position = updates[-1].update_id + 1
                    await self._inbox.keep(self.channel, self._messages(updates), position)
            except (TelegramError, ConnectionError) as error:
                log.warning("telegram: no updates (%s)", error)
                await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
                continue
            for update in updates:
                await self._acknowledge(update)

    def _messages(self, updates: tuple[Update, ...]) -> list[Message]:
        return [message for update in updates if (message := read_update(update))]

    async def _acknowledge(self, update: Update) -> None:
        """Stop the spinning circle on a tapped button; too late does no harm."""
        if update.callback_query:
            try:
                await update.callback_query.answer()
            except TelegramError as error:
                log.info("telegram: tap not acknowledged (%s)", type(error).__name__)

    async def send(self, outgoing: Outgoing) -> None:
        """Send one reply."""
        text, keyboard = write_reply(outgoing.reply)
        try:
            await self._bot.send_message(int(outgoing.to.id), text, reply_markup=keyboard)
        except RetryAfter as error:
            wait = error.retry_after
            seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
            raise Unsent("too many requests", retry_after_s=float(seconds)) from error
        except (Forbidden, BadRequest) as error:
            raise Unsent(error.message, final=True) from error
        except (NetworkError, TelegramError) as error:
            raise Unsent(type(error).__name__) from error


def read_update(update: Update) -> Message | None:
    """The citizen's message, or None for an update that we do not answer."""
    id = str(update.update_id)
    if (tap := update.callback_query) and tap.message and tap.data:
        return Message(Sender("telegram", str(tap.message.chat.id)), id, choice=tap.data)
    message = update.message
    if message is None or message.chat.type != "private":
        return None
    sender = Sender("telegram", str(message.chat.id))
    text = message.text or message.caption or ""
    choice = read_command(text) if text.startswith("/") else ""
    return Message(sender, id, choice=choice) if choice else Message(sender, id, text=text)


def read_command(text: str) -> str:
    """The choice that a command stands for: */ma K4M 7TX*, */start xa-lam_dong-xa_di_linh*."""
    command, _, about = text[1:].partition(" ")
    name = command.partition("@")[0]
    about = "".join(about.split())[:MOST_ABOUT]
    if name == "start" and about.startswith(FROM_COMMUNE):
        return f".place/{about.removeprefix(FROM_COMMUNE)}"
    if name == "ma" and about:
        return f".code/{about}"
    return COMMANDS.get(name, ".menu")


def write_reply(reply: Reply) -> tuple[str, InlineKeyboardMarkup | None]:
    """A reply as Telegram takes it: plain text and one button a row, which is easy to hit."""
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.choice)]
        for button in reply.buttons
    ]
    return reply.text, InlineKeyboardMarkup(rows) if rows else None
