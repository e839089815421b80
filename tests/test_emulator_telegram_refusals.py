"""What the emulator refuses as Telegram does, and what it lets go wrong on request."""

import aiohttp
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.emulators.telegram import Fault, RateLimits
from tests.emulators.telegram_witness import YES_NO, connect, receive, receive_tap


async def test_a_tap_cannot_be_answered_after_its_time(bot, emulator, lan) -> None:
    await bot.send_message(lan.id, "?", reply_markup=YES_NO)
    lan.taps("Không")
    tap = await receive_tap(bot)

    emulator.clock.advance(200)

    with pytest.raises(BadRequest, match="query id is invalid"):
        await tap.answer()


async def test_edits_that_telegram_refuses(bot, lan) -> None:
    message = await bot.send_message(lan.id, "một", reply_markup=YES_NO)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("một", reply_markup=YES_NO)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("hai", lan.id, message.message_id + 1)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("hai", lan.id, lan.says("của tôi"))
    with pytest.raises(BadRequest, match="Message_too_long"):
        await message.edit_text("a" * 4097)


@pytest.mark.parametrize(
    ("text", "mode", "refusal"),
    [
        ("a" * 4097, None, "is too long"),
        ("👋" * 2049, None, "is too long"),
        (" \n", None, "text must be non-empty"),
        ("<b>mở", "HTML", 'find end tag corresponding to start tag "b"'),
        ("đ <br> cuối", "HTML", 'Unsupported start tag "br" at byte offset 3'),
        ("<b>a</i>", "HTML", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("3 < 4", "HTML", 'Unsupported start tag "" at byte offset 2'),
    ],
)
async def test_texts_that_telegram_refuses(bot, lan, text, mode, refusal) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(lan.id, text, mode)

    assert refusal.lower() in refused.value.message.lower()


async def test_length_counts_after_the_markup_is_read(bot, lan) -> None:
    message = await bot.send_message(lan.id, f"<b>{'&lt;' * 4096}</b>", "HTML")

    assert message.text == "<" * 4096
    assert [entity.length for entity in message.entities] == [4096]


async def test_entities_are_counted_as_telegram_counts(bot, lan) -> None:
    text = '👋 <a href="https://dichvucong.gov.vn/?a=1&amp;b=2">Cổng <i>DVC</i></a>'

    message = await bot.send_message(lan.id, text, "HTML")

    assert message.text == "👋 Cổng DVC"
    assert message.parse_entities() == {
        message.entities[0]: "Cổng DVC",
        message.entities[1]: "DVC",
    }
    assert message.entities[0].url == "https://dichvucong.gov.vn/?a=1&b=2"


async def test_button_data_over_64_bytes_is_refused(bot, lan) -> None:
    fits, too_long = (
        InlineKeyboardMarkup([[InlineKeyboardButton("Chọn", callback_data=data)]])
        for data in ("ă" * 32, "ă" * 32 + "a")
    )

    assert await bot.send_message(lan.id, "?", reply_markup=fits)
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(lan.id, "?", reply_markup=too_long)


async def test_an_upgraded_group_names_its_new_number(bot, emulator) -> None:
    old = emulator.group("Tổ 1")
    new = old.upgrades()

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old.id, "còn đó không")
    left, joined = await receive(bot)

    assert moved.value.new_chat_id == new.id
    assert left.message.migrate_to_chat_id == new.id
    assert joined.message.migrate_from_chat_id == old.id
    assert await bot.send_message(new.id, "đây rồi")


async def test_who_blocked_the_bot_is_not_reached(bot, emulator, lan) -> None:
    stranger = emulator.person("Minh")

    lan.blocks()

    [update] = await receive(bot)
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(lan.id, "?")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "?")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "?")


@pytest.mark.parametrize("token", ["987654321:WRONG", "no-token"])
async def test_a_bad_token_is_refused(emulator, token) -> None:
    with pytest.raises(InvalidToken):
        await connect(emulator, token).initialize()


async def test_statuses_of_tokens_and_methods(emulator) -> None:
    paths = (
        f"{emulator.token}/getMe",
        "987654321:WRONG/getMe",
        "no-token/getMe",
        f"{emulator.token}/getNothing",
    )
    async with aiohttp.ClientSession() as session:
        answers = [await session.get(f"{emulator.url}/bot{path}") for path in paths]

    assert [answer.status for answer in answers] == [200, 401, 404, 404]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("sendMessage", code=429, retry_after=7), RetryAfter),
        (Fault("sendMessage", code=502), NetworkError),
        (Fault("*", code=500, empty=True, contains="một"), NetworkError),
        (Fault("sendMessage", hang=True), TimedOut),
    ],
)
async def test_a_fault_happens_once(bot, emulator, lan, fault, error) -> None:
    emulator.inject(fault)

    with pytest.raises(error):
        await bot.send_message(lan.id, "một", read_timeout=0.2)
    await bot.send_message(lan.id, "hai")

    assert lan.reads()[1:] == ["trolyso_bot: hai"]
    assert [call.status for call in emulator.calls("sendMessage")][1:] == [200]


async def test_the_answer_of_a_call_can_be_lost(bot, emulator, lan) -> None:
    emulator.inject(Fault("sendMessage", code=500, takes_effect=True))

    with pytest.raises(TelegramError):
        await bot.send_message(lan.id, "một")

    assert lan.reads()[1:] == ["trolyso_bot: một"]


@pytest.mark.parametrize(
    ("limits", "in_group", "wait_s"),
    [
        (RateLimits(), False, 1),
        (RateLimits(all_per_second=1, chat_per_second=9), False, 1),
        (RateLimits(chat_per_second=9, group_per_minute=1), True, 60),
    ],
)
async def test_a_bot_that_writes_too_fast_must_wait(
    bot, emulator, lan, limits, in_group, wait_s
) -> None:
    emulator.clock.freeze()
    emulator.limit_rates(limits)
    chat = emulator.group("Tổ 1").id if in_group else lan.id
    await bot.send_message(chat, "một")

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(chat, "hai")
    emulator.clock.advance(wait_s)

    assert refused.value.retry_after == wait_s
    assert await bot.send_message(chat, "hai")
