"""The Telegram emulator, judged by python-telegram-bot: what PTB takes for Telegram will do."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from tests.emulators.telegram import Fault, Person, RateLimits, TelegramEmulator

YES_NO = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Có", callback_data="yes"),
            InlineKeyboardButton("Không", callback_data="no"),
        ]
    ]
)
Receiver = Callable[..., Awaitable["Hook"]]


@pytest.fixture
async def emulator() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator() as emulator:
        yield emulator


@pytest.fixture
async def bot(emulator: TelegramEmulator) -> AsyncIterator[Bot]:
    async with connect(emulator, emulator.token) as bot:
        yield bot


@pytest.fixture
def lan(emulator: TelegramEmulator) -> Person:
    """A person who has talked to the bot before; nothing of it waits any more."""
    lan = emulator.person("Lan")
    lan.starts()
    emulator.world.updates.drop()
    return lan


def connect(emulator: TelegramEmulator, token: str) -> Bot:
    return ExtBot(token, base_url=f"{emulator.url}/bot", base_file_url=f"{emulator.url}/file/bot")


async def receive(bot: Bot, offset: int = 0) -> list[Update]:
    return list(await bot.get_updates(offset=offset, timeout=2))


async def query(bot: Bot) -> CallbackQuery:
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
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        words = update.get("message", {}).get("text") or update["callback_query"]["data"]
        self.texts.append(words)
        return web.json_response(self.body, status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
async def receiver(aiohttp_server, bot: Bot) -> Receiver:
    async def open_hook(*answers: int, body: object = None) -> Hook:
        hook = Hook(*answers, body=body)
        app = web.Application()
        app.router.add_post("/tg", hook.take)
        server = await aiohttp_server(app)
        await bot.set_webhook(str(server.make_url("/tg")), secret_token="s3cret")
        return hook

    return open_hook


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_typed_message_arrives_by_polling(bot, lan):
    lan.says("xin chào 👋")

    [update] = await receive(bot)

    assert update.message.text == "xin chào 👋"
    assert update.message.chat.id == lan.id
    assert await receive_nothing(bot, update.update_id + 1)


async def receive_nothing(bot: Bot, offset: int) -> bool:
    return not await bot.get_updates(offset=offset, timeout=0)


async def test_a_poll_waits_until_somebody_writes(bot, lan):
    polling = asyncio.create_task(receive(bot))
    await asyncio.sleep(0.05)
    assert not polling.done()

    lan.says("tôi đây")

    [update] = await polling
    assert update.message.text == "tôi đây"


async def test_an_empty_poll_ends_with_its_timeout(bot, emulator):
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: len(emulator.calls("getUpdates")) == 1)

    emulator.clock.advance(31)

    assert await polling == ()


async def test_a_second_poll_ends_the_first(bot, emulator, lan):
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: len(emulator.calls("getUpdates")) == 1)
    async with connect(emulator, emulator.token) as other:
        second = asyncio.create_task(receive(other))
        with pytest.raises(Conflict, match="other getUpdates"):
            await first
        lan.says("còn ai không")
        assert len(await second) == 1


async def test_limit_and_allowed_updates_are_honoured(bot, lan):
    assert await receive_nothing(bot, 0)
    for word in ("một", "hai", "ba"):
        lan.says(word)

    updates = await bot.get_updates(limit=2, allowed_updates=["callback_query"])
    lan.says("bốn")
    rest = await receive(bot, updates[-1].update_id + 1)

    assert [update.message.text for update in updates] == ["một", "hai"]
    assert [update.message.text for update in rest] == ["ba"]


async def test_a_tap_arrives_and_is_answered_once(bot, lan):
    await bot.send_message(lan.id, "Anh/chị có tài khoản chưa?", reply_markup=YES_NO)

    lan.taps("Có")
    tap = await query(bot)
    answered = await tap.answer()

    assert tap.data == "yes"
    assert answered
    with pytest.raises(BadRequest, match="Query is too old"):
        await tap.answer()


async def test_a_tap_cannot_be_answered_after_its_time(bot, emulator, lan):
    await bot.send_message(lan.id, "?", reply_markup=YES_NO)
    lan.taps("Không")
    tap = await query(bot)

    emulator.clock.advance(200)

    with pytest.raises(BadRequest, match="query id is invalid"):
        await tap.answer()


async def test_an_edit_without_markup_removes_the_buttons(bot, lan):
    message = await bot.send_message(lan.id, "<b>Có</b> hay không?", "HTML", reply_markup=YES_NO)
    before = lan.reads()

    edited = await message.edit_text("đã chọn")

    assert before[1:] == ["trolyso_bot: Có hay không? [Có] [Không]"]
    assert lan.reads()[1:] == ["trolyso_bot: đã chọn"]
    assert edited.reply_markup is None
    with pytest.raises(LookupError, match="no button 'Có'"):
        lan.taps("Có")


async def test_edits_that_telegram_refuses(bot, lan):
    message = await bot.send_message(lan.id, "một", reply_markup=YES_NO)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("một", reply_markup=YES_NO)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("hai", lan.id, message.message_id + 1)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("hai", lan.id, lan.says("của tôi"))
    with pytest.raises(BadRequest, match="Message_too_long"):
        await message.edit_text("a" * 4097)


async def test_the_keyboard_of_an_edited_message_can_change_alone(bot, lan):
    message = await bot.send_message(lan.id, "một", reply_markup=YES_NO)

    await message.edit_reply_markup(None)

    assert lan.reads()[1:] == ["trolyso_bot: một"]


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
async def test_texts_that_telegram_refuses(bot, lan, text, mode, refusal):
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(lan.id, text, mode)

    assert refusal.lower() in refused.value.message.lower()


async def test_length_counts_after_the_markup_is_read(bot, lan):
    message = await bot.send_message(lan.id, f"<b>{'&lt;' * 4096}</b>", "HTML")

    assert message.text == "<" * 4096
    assert [entity.length for entity in message.entities] == [4096]


async def test_entities_are_counted_as_telegram_counts(bot, lan):
    text = '👋 <a href="https://dichvucong.gov.vn/?a=1&amp;b=2">Cổng <i>DVC</i></a>'

    message = await bot.send_message(lan.id, text, "HTML")

    assert message.text == "👋 Cổng DVC"
    assert message.parse_entities() == {
        message.entities[0]: "Cổng DVC",
        message.entities[1]: "DVC",
    }
    assert message.entities[0].url == "https://dichvucong.gov.vn/?a=1&b=2"


async def test_button_data_over_64_bytes_is_refused(bot, lan):
    fits, too_long = (
        InlineKeyboardMarkup([[InlineKeyboardButton("Chọn", callback_data=data)]])
        for data in ("ă" * 32, "ă" * 32 + "a")
    )

    assert await bot.send_message(lan.id, "?", reply_markup=fits)
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(lan.id, "?", reply_markup=too_long)


async def test_a_phone_keyboard_is_tapped_and_not_returned(bot, lan):
    keyboard = ReplyKeyboardMarkup(
        [["Thực đơn"], [KeyboardButton("Gửi số", request_contact=True)]], resize_keyboard=True
    )
    message = await bot.send_message(lan.id, "Mời chọn", reply_markup=keyboard)

    lan.taps("Thực đơn")
    lan.taps("Gửi số")
    typed, shared = await receive(bot)

    assert message.reply_markup is None
    assert typed.message.text == "Thực đơn"
    assert shared.message.contact.user_id == lan.id


async def test_people_send_more_than_text(bot, lan):
    lan.edits(lan.says("sai"), "sửa")
    lan.forwards("chuyển tiếp")
    lan.sends_photo(caption="giấy tờ")
    lan.sends_sticker()
    lan.shares_contact(of="Minh")
    lan.shares_location()
    lan.sends_document("don.pdf")

    first, edited, forwarded, photo, sticker, contact, location, document = await receive(bot)

    assert first.message.text == "sai"
    assert edited.edited_message.text == "sửa"
    assert forwarded.message.forward_origin.sender_user_name == "Hùng"
    assert photo.message.caption == "giấy tờ"
    assert sticker.message.sticker.emoji == "👍"
    assert contact.message.contact.user_id is None
    assert location.message.location.latitude == 10.0452
    assert document.message.document.file_name == "don.pdf"


async def test_a_voice_message_is_fetched(bot, lan):
    lan.sends_voice(b"OggS tieng noi")
    [update] = await receive(bot)

    file = await update.message.voice.get_file()

    assert bytes(await file.download_as_bytearray()) == b"OggS tieng noi"


async def test_files_go_up_and_are_sent_again_by_their_id(bot, lan):
    sent = await bot.send_document(lan.id, io.BytesIO(b"%PDF"), "mẫu đơn", filename="mau.pdf")
    again = await bot.send_document(lan.id, sent.document.file_id)
    picture = await bot.send_photo(lan.id, b"\xff\xd8\xff", "<b>Bước 1</b>", parse_mode="HTML")

    assert (sent.document.file_name, sent.caption) == ("mau.pdf", "mẫu đơn")
    assert again.document.file_size == 4
    assert picture.caption == "Bước 1"
    assert lan.reads()[-1] == "trolyso_bot: (photo) Bước 1"


async def test_commands_are_kept_by_language(bot):
    await bot.set_my_commands([BotCommand("menu", "Thực đơn")], language_code="vi")

    assert [one.command for one in await bot.get_my_commands(language_code="vi")] == ["menu"]
    assert await bot.get_my_commands() == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Thực đơn", "sai")])


async def test_a_bot_hears_only_what_is_meant_for_it_in_a_group(bot, emulator, lan):
    group = emulator.group("Tổ công nghệ số cộng đồng")
    there = lan.inside(group)
    said = await bot.send_message(group.id, "Có ca mới")

    there.says("ai đi ăn trưa không")
    there.says("ca nào vậy", mention=True)
    there.says("để tôi", reply_to=said.message_id)
    there.says("/nhan 12")
    there.says("/nhan@bot_khac 12")
    updates = await receive(bot)

    assert [update.message.text for update in updates] == [
        "@trolyso_bot ca nào vậy",
        "để tôi",
        "/nhan 12",
    ]


async def test_an_upgraded_group_names_its_new_number(bot, emulator):
    old = emulator.group("Tổ 1")
    new = old.upgrades()

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old.id, "còn đó không")
    left, joined = await receive(bot)

    assert moved.value.new_chat_id == new.id
    assert left.message.migrate_to_chat_id == new.id
    assert joined.message.migrate_from_chat_id == old.id
    assert await bot.send_message(new.id, "đây rồi")


async def test_who_blocked_the_bot_is_not_reached(bot, emulator, lan):
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
async def test_a_bad_token_is_refused(emulator, token):
    with pytest.raises(InvalidToken):
        await connect(emulator, token).initialize()


async def test_statuses_of_tokens_and_methods(emulator):
    paths = (
        f"{emulator.token}/getMe",
        "987654321:WRONG/getMe",
        "no-token/getMe",
        f"{emulator.token}/getNothing",
    )
    async with aiohttp.ClientSession() as session:
        answers = [await session.get(f"{emulator.url}/bot{path}") for path in paths]

    assert [answer.status for answer in answers] == [200, 401, 404, 404]


async def test_json_bodies_and_unlike_letters_are_taken(emulator, lan):
    call = {"chat_id": lan.id, "text": "chào", "reply_markup": YES_NO.to_dict()}
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{emulator.url}/bot{emulator.token}/sendmessage", json=call)
        body = await answer.json()

    assert body["result"]["reply_markup"] == YES_NO.to_dict()
    assert emulator.calls("sendMessage")[0].parameters == call


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("sendMessage", code=429, retry_after=7), RetryAfter),
        (Fault("sendMessage", code=502), NetworkError),
        (Fault("*", code=500, empty=True, contains="một"), NetworkError),
        (Fault("sendMessage", hang=True), TimedOut),
    ],
)
async def test_a_fault_happens_once(bot, emulator, lan, fault, error):
    emulator.inject(fault)

    with pytest.raises(error):
        await bot.send_message(lan.id, "một", read_timeout=0.2)
    await bot.send_message(lan.id, "hai")

    assert lan.reads()[1:] == ["trolyso_bot: hai"]
    assert [call.status for call in emulator.calls("sendMessage")][1:] == [200]


async def test_the_answer_of_a_call_can_be_lost(bot, emulator, lan):
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
async def test_a_bot_that_writes_too_fast_must_wait(bot, emulator, lan, limits, in_group, wait_s):
    emulator.clock.freeze()
    emulator.limit_rates(limits)
    chat = emulator.group("Tổ 1").id if in_group else lan.id
    await bot.send_message(chat, "một")

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(chat, "hai")
    emulator.clock.advance(wait_s)

    assert refused.value.retry_after in (wait_s, refused.value._retry_after)
    assert await bot.send_message(chat, "hai")


async def test_an_update_can_come_twice(bot, emulator, lan):
    emulator.deliver_twice()
    lan.says("một lần")

    [first] = await receive(bot)
    [second] = await receive(bot, first.update_id + 1)

    assert second.update_id == first.update_id
    assert await receive_nothing(bot, first.update_id + 2)


async def test_updates_can_come_in_another_order(bot, emulator, lan):
    await bot.send_message(lan.id, "?", reply_markup=YES_NO)
    with emulator.held():
        lan.says("trước")
        lan.taps("Có")

    tap, message = await receive(bot)

    assert tap.callback_query.data == "yes"
    assert message.message.text == "trước"
    assert tap.update_id < message.update_id


async def test_a_webhook_gets_updates_with_the_secret(bot, receiver, lan):
    hook = await receiver()
    lan.says("xin chào")

    await until(lambda: hook.texts == ["xin chào"])

    assert hook.secrets == ["s3cret"]
    assert (await bot.get_webhook_info()).pending_update_count == 0
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()


async def test_a_webhook_that_fails_is_asked_again_later_and_later(bot, emulator, receiver, lan):
    emulator.clock.freeze()
    hook = await receiver(500, 500, 500)
    lan.says("một")
    lan.says("hai")

    await until(lambda: hook.texts == ["một"] * 2)
    info = await bot.get_webhook_info()
    emulator.clock.advance(2)
    await until(lambda: hook.texts == ["một"] * 3)
    emulator.clock.advance(3.9)
    await asyncio.sleep(0.05)
    assert len(hook.texts) == 3
    emulator.clock.advance(0.1)
    await until(lambda: hook.texts == [*["một"] * 4, "hai"])

    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert [one.status for one in emulator.deliveries] == [500, 500, 500, 200, 200]


async def test_a_failing_chat_does_not_hold_back_another(emulator, receiver, lan):
    emulator.clock.freeze()
    hook = await receiver(500, 500)
    lan.says("một")
    await until(lambda: hook.texts == ["một"] * 2)

    emulator.person("Minh").says("tôi khác")

    await until(lambda: hook.texts[2:] == ["tôi khác"])


async def test_what_waited_is_polled_after_the_webhook_is_gone(bot, receiver, lan):
    hook = await receiver(*[500] * 9)
    lan.says("chưa ai nhận")
    await until(lambda: len(hook.texts) == 2)

    await bot.delete_webhook()

    [update] = await receive(bot)
    assert update.message.text == "chưa ai nhận"


async def test_a_webhook_may_answer_with_a_call(receiver, lan):
    await receiver(body={"method": "sendMessage", "chat_id": lan.id, "text": "chào lại"})
    lan.says("xin chào")

    assert await lan.hears() == ["chào lại"]


async def test_a_wrong_secret_is_refused(bot):
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook("http://127.0.0.1:1/tg", secret_token="có dấu")


async def test_a_person_who_waits_in_vain_is_told_what_was_said(lan):
    with pytest.raises(TimeoutError, match="Lan: /start"):
        await lan.hears(within_s=0.05)


async def test_people_can_be_played_by_hand(emulator, bot):
    async with aiohttp.ClientSession(f"{emulator.url}/sim/") as session:
        written = await session.post("message", json={"person": "Lan", "text": "/start"})
        chat = (await written.json())["chat_id"]
        await bot.send_message(chat, "Mời chọn", reply_markup=YES_NO)
        tapped = await session.post("callback", json={"person": "Lan", "label": "Có"})
        missed = await session.post("callback", json={"person": "Lan", "label": "Gì"})
        spoken = await session.post("message", json={"person": "Lan", "kind": "voice"})
        text = await (await session.get(f"chat/{chat}", params={"format": "text"})).text()
        outbox = await (await session.get("outbox", params={"method": "sendMessage"})).json()

    assert [tapped.status, missed.status, spoken.status] == [200, 400, 200]
    assert text == "Lan: /start\ntrolyso_bot: Mời chọn [Có] [Không]\nLan: (voice)\n"
    assert [call["parameters"]["text"] for call in outbox] == ["Mời chọn"]
