"""Telegram: updates in by long polling, Bot API calls out, both through python-telegram-bot."""

import asyncio
import logging
from typing import Any, Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
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
JOIN = "/nhom"
"""What a team writes into its group, with a code; nothing else of a group is read."""
MESSAGES_A_MINUTE = 10
"""To one group. Telegram takes 20; the limiter lets as many go at once and then as many again."""
SHUT_OUT = (
    "chat not found",
    "deactivated",
    "not enough rights",
    "have no rights",
    "write_forbidden",
)


class Groups(Protocol):
    """The teams' groups, as far as Telegram tells of them."""

    async def join(self, chat: str, written: str) -> None: ...
    async def moved(self, chat: str, to: str) -> None: ...
    async def lost(self, chat: str) -> None: ...


class Telegram:
    """Long polling: asking from a position on confirms all before it, so nothing is lost."""

    channel = "telegram"

    def __init__(self, token: str, api: str, inbox: Inbox, groups: Groups) -> None:
        logging.getLogger("httpx").setLevel(
            logging.WARNING
        )  # it would log the token in every address
        limiter = AIORateLimiter(group_max_rate=MESSAGES_A_MINUTE, max_retries=0)
        self._bot: ExtBot[Any] = ExtBot(token, base_url=f"{api}/bot", rate_limiter=limiter)
        self._inbox = inbox
        self._groups = groups
        self.name = ""
        """The bot's user name, once it is connected."""

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
        self.name = self._bot.username
        return self.name

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
                await self._hear_groups(updates)
                if updates:
                    after = updates[-1].update_id + 1
                    await self._inbox.keep(self.channel, self._messages(updates), after)
                    position = after
            except (TelegramError, ConnectionError) as error:
                log.warning("telegram: no updates (%s)", error)
                await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
                continue
            for update in updates:
                await self._acknowledge(update)

    def _messages(self, updates: tuple[Update, ...]) -> list[Message]:
        return [message for update in updates if (message := read_update(update))]

    async def _hear_groups(self, updates: tuple[Update, ...]) -> None:
        for update in updates:
            if joining := read_joining(update, self.name):
                await self._groups.join(*joining)
            if moving := read_moving(update):
                await self._groups.moved(*moving)

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
        except ChatMigrated as error:
            await self._groups.moved(outgoing.to.id, str(error.new_chat_id))
            raise Unsent("the group has another number now") from error
        except (Forbidden, BadRequest) as error:
            if is_shut_out(error) and is_group(outgoing.to.id):
                await self._groups.lost(outgoing.to.id)
            raise Unsent(error.message, final=True) from error
        except (NetworkError, TelegramError) as error:
            raise Unsent(type(error).__name__) from error


def read_update(update: Update) -> Message | None:
    """The citizen's message, or None for an update that we do not answer."""
    id = str(update.update_id)
    if (tap := update.callback_query) and tap.message and tap.data:
        if tap.message.chat.type != "private":
            return None
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


def read_joining(update: Update, bot: str) -> tuple[str, str] | None:
    """The group in which our command was written, and what was written after it."""
    message = update.message
    if message is None or not is_group(str(message.chat.id)):
        return None
    command, _, written = (message.text or "").partition(" ")
    name, _, addressed = command.partition("@")
    if name.lower() != JOIN or addressed.lower() not in ("", bot.lower()):
        return None
    return str(message.chat.id), written


def read_moving(update: Update) -> tuple[str, str] | None:
    """The old and the new number of a group that became a supergroup."""
    message = update.message
    if message is None or not message.migrate_to_chat_id:
        return None
    return str(message.chat.id), str(message.migrate_to_chat_id)


def is_group(chat: str) -> bool:
    """Whether a chat is no citizen's: Telegram numbers groups and channels below zero."""
    return chat.startswith("-")


def is_shut_out(error: TelegramError) -> bool:
    """Whether we may not write into a chat, now or later."""
    said = error.message.lower()
    return isinstance(error, Forbidden) or any(why in said for why in SHUT_OUT)


def write_reply(reply: Reply) -> tuple[str, InlineKeyboardMarkup | None]:
    """A reply as Telegram takes it: plain text and one button a row, which is easy to hit."""
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.choice)]
        for button in reply.buttons
    ]
    return reply.text, InlineKeyboardMarkup(rows) if rows else None
