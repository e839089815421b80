"""Telegram: our door against an emulator of the Bot API, over HTTP."""

import asyncio

import pytest
from aiohttp.test_utils import TestServer
from telegram import Update

from bot.app import build
from bot.channels.telegram import Telegram, read_update, write_reply
from bot.message import Button, Message, Reply, Sender
from bot.settings import Settings
from tests.emulators.telegram import Fault
from tests.fakes import ScriptedInterpreter

SCRIPT = {"quen mk vneid": "vneid_forgot_password", "chào": "greet"}


@pytest.fixture
def serve(emulator, content, store, tmp_path):
    """Starts the whole application against the emulator."""

    def serve(script: dict = SCRIPT) -> TestServer:
        settings = Settings(home=tmp_path, telegram_token=emulator.token, telegram_api=emulator.url)
        return TestServer(build(settings, content, ScriptedInterpreter(script), store))

    return serve


async def test_a_citizen_is_led_through_a_guide(emulator, serve) -> None:
    lan = emulator.person("Lan")
    async with serve():
        lan.starts()
        await lan.hears(2)
        lan.says("quen mk vneid")
        await lan.hears(2)
        lan.taps("Quên mật khẩu đăng nhập")
        await lan.hears(1)

    said = "\n".join(lan.reads())
    assert "không phải cán bộ" in said
    assert 'bấm "Quên mật khẩu"' in said


async def test_an_update_delivered_twice_is_answered_once(emulator, serve) -> None:
    lan = emulator.person("Lan")
    async with serve():
        emulator.deliver_twice()
        lan.says("chào")
        await lan.hears(2)
        await asyncio.sleep(0.2)

    sends = emulator.calls("sendMessage")
    assert 2 == len(sends)


async def test_what_was_written_while_we_were_away_is_answered(emulator, serve) -> None:
    lan = emulator.person("Lan")
    async with serve():
        lan.says("chào")
        await lan.hears(2)
    lan.says("quen mk vneid")
    async with serve():
        await lan.hears(2)

    assert "Quên" in "\n".join(lan.reads())


async def test_too_many_requests_are_waited_for(emulator, serve) -> None:
    emulator.inject(Fault("sendMessage", code=429, retry_after=1))
    lan = emulator.person("Lan")
    async with serve():
        lan.says("chào")
        await lan.hears(2)

    assert "không phải cán bộ" in "\n".join(lan.reads())


async def test_a_citizen_who_blocked_us_is_left_alone(emulator, serve, store) -> None:
    lan = emulator.person("Lan")
    async with serve():
        lan.says("chào")
        lan.blocks()
        await asyncio.sleep(0.5)
        with store.transaction() as records:
            assert [] == records.waiting("telegram")


async def test_a_refused_token_is_one_sentence(emulator, store) -> None:
    telegram = Telegram("123456789:WRONG", emulator.url, inbox=None)

    with pytest.raises(PermissionError, match="refuses TELEGRAM_BOT_TOKEN"):
        await telegram.open()


def update(**message: object) -> Update:
    return Update.de_json({"update_id": 7, **message}, None)


PRIVATE = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}
LAN = Sender("telegram", "5")


@pytest.mark.parametrize(
    ("received", "read"),
    [
        ({"message": {**PRIVATE, "text": "xin chào"}}, Message(LAN, "7", text="xin chào")),
        ({"message": {**PRIVATE, "text": "/start"}}, Message(LAN, "7", choice=".start")),
        ({"message": {**PRIVATE, "text": "/start?"}}, Message(LAN, "7", choice=".menu")),
        (
            {"message": {**PRIVATE, "text": "/start xa-lam_dong-xa_di_linh"}},
            Message(LAN, "7", choice=".place/lam_dong-xa_di_linh"),
        ),
        ({"message": {**PRIVATE, "text": "/ma"}}, Message(LAN, "7", choice=".code")),
        ({"message": {**PRIVATE, "text": "/ma k4m 7tx"}}, Message(LAN, "7", choice=".code/k4m7tx")),
        ({"message": {**PRIVATE, "text": "/xoa@trolyso_bot"}}, Message(LAN, "7", choice=".forget")),
        ({"message": {**PRIVATE, "text": "/la"}}, Message(LAN, "7", choice=".menu")),
        ({"message": {**PRIVATE, "text": "/"}}, Message(LAN, "7", choice=".menu")),
        (
            {
                "message": {
                    **PRIVATE,
                    "voice": {"file_id": "v", "file_unique_id": "v", "duration": 3},
                }
            },
            Message(LAN, "7"),
        ),
        ({"message": {**PRIVATE, "chat": {"id": -9, "type": "group"}, "text": "chào"}}, None),
        ({"edited_message": {**PRIVATE, "text": "sửa"}}, None),
        ({}, None),
    ],
)
def test_an_update_becomes_a_message(received: dict, read: Message | None) -> None:
    assert read == read_update(update(**received))


def test_a_reply_has_one_button_a_row() -> None:
    text, keyboard = write_reply(Reply("Chọn <một>", (Button("A", "g/a"), Button("B", "g/b"))))

    assert "Chọn <một>" == text
    assert [["g/a"], ["g/b"]] == [
        [key.callback_data for key in row] for row in keyboard.inline_keyboard
    ]
    assert ("Xin chào", None) == write_reply(Reply("Xin chào"))
