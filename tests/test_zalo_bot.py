"""Zalo bot: our door against an emulator of the platform, over HTTP."""

import asyncio
import logging

import aiohttp
import pytest

from bot.channels.zalo_bot import PATH, Ways, ZaloBot
from bot.channels.zalo_bot_api import ZaloBotApi
from bot.channels.zalo_bot_events import opened, read_body, read_event
from bot.message import Message, Sender
from tests.zalo_bot_house import SECRET, be_impatient, hooked, make_serve, open_zalo  # noqa: F401

BOTH = pytest.mark.parametrize("hook", [False, True], ids=["polling", "webhook"])


@BOTH
async def test_a_citizen_is_led_through_a_guide_by_numbers(zalo, serve, hook: bool) -> None:
    lan = zalo.person("Lan")
    async with serve(hook=hook):
        lan.says("quen mk vneid")
        _, _, asked = await lan.hears(3)
        lan.says("1")
        [step] = await lan.hears(1)

    assert "Bác nhắn số để chọn:\n1. Quên mật khẩu đăng nhập" in asked
    assert 'bấm "Quên mật khẩu"' in step


@pytest.mark.parametrize("body", ["flat", "envelope"])
async def test_events_come_flat_or_in_an_envelope(zalo, serve, body: str) -> None:
    zalo.switches.body = body
    lan = zalo.person("Lan")
    async with serve(hook=True):
        await hooked(zalo)
        lan.says("chào")
        await lan.hears(2)

    assert 200 == zalo.deliveries[0].status


@BOTH
async def test_what_is_not_text_is_declined(zalo, serve, hook: bool) -> None:
    lan = zalo.person("Lan")
    async with serve(hook=hook):
        lan.says("chào")
        await lan.hears(2)
        for send in (
            lan.sends_photo,
            lan.sends_sticker,
            lan.sends_voice,
            lan.sends_what_is_not_passed_on,
        ):
            send()
            assert "Tôi chỉ đọc được chữ" in (await lan.hears())[0]
        lan.does("user.winked")
        lan.says("cảm ơn")
        assert "Không có gì" in (await lan.hears())[0]


async def test_groups_are_not_answered(zalo, serve) -> None:
    lan = zalo.person("Lan")
    async with serve():
        lan.inside(zalo.group("Tổ dân phố")).says("chào")
        lan.says("chào")
        await lan.hears(2)

    assert {lan.id} == {call.parameters["chat_id"] for call in zalo.calls("sendMessage")}


async def test_strangers_at_the_webhook_are_refused(zalo, serve, store) -> None:
    body = {"event_name": "message.text.received", "message": {}}
    async with serve(hook=True) as server, aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Bot-Api-Secret-Token": SECRET + "x"}, {"X-Secret": SECRET}):
            async with session.post(server.make_url(PATH), json=body, headers=headers) as answer:
                assert 403 == answer.status


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"{", b'{"ok": true, "result": []}', b"\xff"])
async def test_a_probe_is_answered_and_does_nothing(serve, body: bytes) -> None:
    headers = {"X-Bot-Api-Secret-Token": SECRET}
    async with serve(hook=True) as server, aiohttp.ClientSession() as session:
        answer = await session.post(server.make_url(PATH), data=body, headers=headers)

    assert 200 == answer.status


async def test_without_a_secret_there_is_no_webhook(serve) -> None:
    async with serve() as server, aiohttp.ClientSession() as session:
        answer = await session.post(server.make_url(PATH), json={})

    assert 404 == answer.status


async def test_polling_removes_a_webhook_that_was_left(zalo, serve) -> None:
    await zalo.webhook.set("http://127.0.0.1:9/old", SECRET)
    lan = zalo.person("Lan")
    async with serve():
        await zalo.until(lambda: zalo.webhook.address is None)
        lan.says("chào")
        await lan.hears(2)


async def test_a_webhook_that_cannot_be_called_is_told_and_tried_again(zalo, serve, caplog) -> None:
    with caplog.at_level(logging.ERROR):
        server = serve(hook=True)
        await server.start_server()
        zalo.switches.patience_s = 0.0001
        await zalo.until(lambda: len(zalo.calls("setWebhook")) > 1)
        zalo.switches.patience_s = 5
        await zalo.until(lambda: "success" in str(zalo.calls("setWebhook")[-1].response))
        await server.close()

    assert "Zalo cannot call the webhook" in caplog.text


async def test_a_refused_token_is_one_sentence(zalo) -> None:
    door = ZaloBot(ZaloBotApi("12345689:wrong", zalo.url), None, None, Ways())

    with pytest.raises(PermissionError, match="Zalo refuses ZALO_BOT_TOKEN"):
        await door.open()
    await door.close()


async def test_zalo_out_of_reach_does_not_keep_the_others_from_starting(zalo, serve) -> None:
    lan = zalo.person("Lan")
    server = serve()
    await zalo.stop()
    await server.start_server()
    zalo._port = int(zalo.url.rpartition(":")[2])
    await zalo.start()
    lan.says("chào")
    await lan.hears(2)
    await server.close()


async def test_the_token_is_never_said(zalo, serve, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    zalo.world.switches.poll = "replay"
    async with serve():
        zalo.person("Lan").says("chào")
        await zalo.person("Lan").hears(2)
        await zalo.stop()
        await asyncio.sleep(0.2)

    said = [record for record in caplog.records if zalo.token in record.getMessage()]
    assert [] == [record.getMessage() for record in said if record.name.startswith("bot")]


LAN = Sender("zalo_bot", "6ede")
WHO = {"from": {"id": "6ede", "is_bot": False}, "chat": {"id": "6ede", "chat_type": "PRIVATE"}}
TEXT = "message.text.received"


@pytest.mark.parametrize(
    ("name", "message", "read"),
    [
        (TEXT, {"message_id": "7", "text": " xin chào "}, Message(LAN, "7", "xin chào")),
        (TEXT, {"message_id": "7", "text": "/menu"}, Message(LAN, "7", "menu")),
        (TEXT, {"message_id": "7"}, Message(LAN, "7")),
        ("message.image.received", {"message_id": "7", "caption": "đây"}, Message(LAN, "7", "đây")),
        ("message.image.received", {"message_id": "7", "photo": "x"}, Message(LAN, "7")),
        ("message.unsupported.received", {"message_id": "7"}, Message(LAN, "7")),
        ("message.tomorrow.received", {"message_id": "7"}, Message(LAN, "7")),
        ("user.followed", {"message_id": "7"}, None),
        (TEXT, {"message_id": "7", "text": "a", "chat": {"id": "g", "chat_type": "GROUP"}}, None),
        (TEXT, {"message_id": "7", "text": "a", "from": {"id": "6ede", "is_bot": True}}, None),
        (TEXT, {"message_id": "7", "text": "a", "from": {"id": "own"}}, None),
        (TEXT, {"message_id": "7", "text": "a", "chat": {"id": "x" * 65}}, None),
        (TEXT, {"message_id": "7", "text": "a", "chat": {}}, None),
    ],
)
def test_an_event_becomes_a_message(name: str, message: dict, read: Message | None) -> None:
    event = {"event_name": name, "message": {**WHO, **message}}

    assert read == read_event(event, "own")
    assert read == read_event(opened({"ok": True, "result": event}), "own")


def test_a_message_without_a_usable_id_is_known_again() -> None:
    events = [
        {"event_name": TEXT, "message": {**WHO, "text": text, **id}}
        for text in ("một", "hai")
        for id in ({}, {"message_id": 5}, {"message_id": "x" * 99 + text})
    ]

    ids = [read_event(event).id for event in events]

    assert ids == [read_event(event).id for event in events]
    assert len(events) == len({*ids})
    assert {64} == {len(id) for id in ids}


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"null", b"[" * 9999, b'"x"'])
def test_what_is_no_event_is_nothing(body: bytes) -> None:
    assert {} == read_body(body)
