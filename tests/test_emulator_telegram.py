"""The Telegram emulator, judged by python-telegram-bot: what PTB takes for Telegram will do."""

import io

import aiohttp
import pytest
from telegram import BotCommand, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest

from tests.emulators.telegram_witness import YES_NO, receive, receive_tap


async def test_a_tap_arrives_and_is_answered_once(bot, lan) -> None:
    await bot.send_message(lan.id, "Anh/chị có tài khoản chưa?", reply_markup=YES_NO)

    lan.taps("Có")
    tap = await receive_tap(bot)
    answered = await tap.answer()

    assert tap.data == "yes"
    assert answered
    with pytest.raises(BadRequest, match="Query is too old"):
        await tap.answer()


async def test_an_edit_without_markup_removes_the_buttons(bot, lan) -> None:
    message = await bot.send_message(lan.id, "<b>Có</b> hay không?", "HTML", reply_markup=YES_NO)
    before = lan.reads()

    edited = await message.edit_text("đã chọn")

    assert before[1:] == ["trolyso_bot: Có hay không? [Có] [Không]"]
    assert lan.reads()[1:] == ["trolyso_bot: đã chọn"]
    assert edited.reply_markup is None
    with pytest.raises(LookupError, match="no button 'Có'"):
        lan.taps("Có")


async def test_the_keyboard_of_an_edited_message_can_change_alone(bot, lan) -> None:
    message = await bot.send_message(lan.id, "một", reply_markup=YES_NO)

    await message.edit_reply_markup(None)

    assert lan.reads()[1:] == ["trolyso_bot: một"]


async def test_a_phone_keyboard_is_tapped_and_not_returned(bot, lan) -> None:
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


async def test_people_send_more_than_text(bot, lan) -> None:
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


async def test_a_voice_message_is_fetched(bot, lan) -> None:
    lan.sends_voice(b"OggS tieng noi")
    [update] = await receive(bot)

    file = await update.message.voice.get_file()

    assert bytes(await file.download_as_bytearray()) == b"OggS tieng noi"


async def test_files_go_up_and_are_sent_again_by_their_id(bot, lan) -> None:
    sent = await bot.send_document(lan.id, io.BytesIO(b"%PDF"), "mẫu đơn", filename="mau.pdf")
    again = await bot.send_document(lan.id, sent.document.file_id)
    picture = await bot.send_photo(lan.id, b"\xff\xd8\xff", "<b>Bước 1</b>", parse_mode="HTML")

    assert (sent.document.file_name, sent.caption) == ("mau.pdf", "mẫu đơn")
    assert again.document.file_size == 4
    assert picture.caption == "Bước 1"
    assert lan.reads()[-1] == "trolyso_bot: (photo) Bước 1"


async def test_commands_are_kept_by_language(bot) -> None:
    await bot.set_my_commands([BotCommand("menu", "Thực đơn")], language_code="vi")

    assert [one.command for one in await bot.get_my_commands(language_code="vi")] == ["menu"]
    assert await bot.get_my_commands() == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Thực đơn", "sai")])


async def test_a_bot_hears_only_what_is_meant_for_it_in_a_group(bot, emulator, lan) -> None:
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


async def test_json_bodies_and_unlike_letters_are_taken(emulator, lan) -> None:
    call = {"chat_id": lan.id, "text": "chào", "reply_markup": YES_NO.to_dict()}
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{emulator.url}/bot{emulator.token}/sendmessage", json=call)
        body = await answer.json()

    assert body["result"]["reply_markup"] == YES_NO.to_dict()
    assert emulator.calls("sendMessage")[0].parameters == call


async def test_a_person_who_waits_in_vain_is_told_what_was_said(lan) -> None:
    with pytest.raises(TimeoutError, match="Lan: /start"):
        await lan.hears(within_s=0.05)


async def test_people_can_be_played_by_hand(emulator, bot) -> None:
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
