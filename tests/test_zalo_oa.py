"""Zalo Official Account: our channel against an emulator of it, over HTTP."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.zalo_oa_events import Received, Said, read_event
from bot.message import Button, Message, Reply, Sender
from bot.official_account import OfficialAccount, Window
from tests.emulators.zalo_oa import Fault
from tests.emulators.zalo_oa_webhook import write

LAN = Sender("zalo_oa", "246845883529197922")


async def test_a_citizen_is_led_through_a_guide_by_numbers(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        lan.says("quen mk vneid")
        await lan.hears(3)
        lan.says("1")
        await lan.hears(1)

    said = "\n".join(lan.transcript)
    assert "không phải cán bộ" in said
    assert "Bác nhắn số để chọn:\n1. " in said
    assert 'bấm "Quên mật khẩu"' in said


async def test_who_follows_is_greeted(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        lan.follows()
        welcome, menu = await lan.hears(2)

    assert "Trợ lý số" in welcome
    assert "1. " in menu


async def test_an_event_that_comes_twice_is_answered_once(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        zalo.deliver_twice()
        lan.says("chào")
        await house.settle()

    assert 2 == len(zalo.webhook.deliveries) - len(echoes(zalo))
    assert 2 == len(lan.heard())


async def test_what_is_not_text_is_declined_with_what_to_do_instead(zalo, house) -> None:
    lan = zalo.person("Lan")
    ways = (lan.sends_image, lan.sends_audio, lan.sends_video, lan.sends_sticker, lan.sends_file)
    async with house.serving():
        for way in (*ways, lan.sends_location, lan.shares_card):
            way()
            await house.settle()
            assert "Tôi chỉ đọc được chữ" in lan.heard()[-1]


async def test_zalo_asks_unsigned_whether_we_are_there(zalo, house) -> None:
    async with house.serving() as server:
        assert 200 == await zalo.webhook.save(str(server.make_url("/zalo-oa/webhook")))


@pytest.mark.parametrize("prefix", ["mac=", "", "MAC="])
@pytest.mark.parametrize("in_header", [False, True])
async def test_both_forms_of_a_signature_are_known(zalo, house, prefix, in_header) -> None:
    zalo.webhook.signing.prefix, zalo.webhook.signing.in_header = prefix, in_header
    async with house.serving():
        zalo.person("Lan").says("chào")
        assert await zalo.person("Lan").hears(2)


@pytest.mark.parametrize("wrong", [{"key": "a-wrong-key"}, {"unsigned": True}])
async def test_a_stranger_is_refused(zalo, house, wrong) -> None:
    lan = zalo.person("Lan")
    vars(zalo.webhook.signing).update(wrong)
    async with house.serving():
        lan.says("chào")
        await house.settle()

    assert [401] == [delivery.status for delivery in zalo.webhook.deliveries]
    assert [] == lan.heard()


async def test_a_wrong_key_can_be_looked_for_without_losing_anybody(zalo, house, caplog) -> None:
    house.account = replace(house.account, strict=False)
    zalo.webhook.signing.key = "the-new-key"
    async with house.serving():
        zalo.person("Lan").says("chào")
        await zalo.person("Lan").hears(2)

    assert "is ZALO_OA_SECRET_KEY right?" in caplog.text


async def test_the_assistant_is_silent_while_an_officer_writes(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        lan.says("chào")
        await house.settle()
        lan.heard()
        lan.officer_writes("Chào bác, tôi là Hùng ở ủy ban xã.")
        await house.settle()
        lan.says("dạ chào cán bộ")
        await house.settle()
        assert [] == lan.heard()

        zalo.clock.advance(3601)
        lan.says("chào")
        assert 1 == len(await lan.hears(1))


async def test_our_own_echo_is_no_officer_and_no_citizen(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        lan.says("chào")
        await house.settle()
        lan.heard()
        lan.says("chào")
        await house.settle()

    assert 3 == len(echoes(zalo))
    assert 1 == len(lan.heard())


async def test_windows_are_known_and_a_closed_one_is_not_tried(zalo, house) -> None:
    lan = zalo.person("Lan")
    sender = Sender("zalo_oa", lan.id)

    def window() -> Window:
        with house.store.zalo_oa() as records:
            return records.window(sender)

    async with house.serving():
        assert Window.UNKNOWN is window()
        lan.says("chào")
        await house.settle()
        assert Window.FREE is window()
        zalo.clock.advance(timedelta(hours=49).total_seconds())
        assert Window.BILLED is window()
        zalo.clock.advance(timedelta(days=6).total_seconds())
        assert Window.CLOSED is window()

    sent = len(zalo.calls("message/cs"))
    with house.store.transaction() as records:
        records.post(sender, [Reply("Đã có kết quả")])
    async with house.serving():
        await house.settle()
    assert sent == len(zalo.calls("message/cs"))


async def test_buttons_are_an_extra_and_old_ones_lead_on(zalo, house) -> None:
    house.account = replace(house.account, buttons=True)
    lan = zalo.person("Lan")
    async with house.serving():
        lan.says("quen mk vneid")
        *_, question = await lan.hears(3)
        lan.says("chào")
        await lan.hears(1)
        lan.taps("Quên mật khẩu đăng nhập")
        [step] = await lan.hears(1)

    assert "1. Quên mật khẩu đăng nhập" in question
    assert 'bấm "Quên mật khẩu"' in step


async def test_buttons_that_zalo_refuses_are_left_out_from_then_on(zalo, house) -> None:
    zalo.inject(Fault("message/cs", error=-233, contains='"buttons"'))
    house.account = replace(house.account, buttons=True)
    lan = zalo.person("Lan")
    async with house.serving():
        lan.says("quen mk vneid")
        await lan.hears(3)
        lan.says("chào")
        await lan.hears(1)

    assert 1 == len([call for call in zalo.calls("message/cs") if '"buttons"' in call.body])


async def test_the_form_for_ones_place_comes_only_with_that_question(zalo, house) -> None:
    picture = "https://trolyso.vn/xa.png"
    house.account = replace(house.account, place_picture=picture)
    lan = zalo.person("Lan")
    async with house.serving({"chào": "greet"}):
        lan.says("chào")
        await house.settle()
        assert not any("request_user_info" in call.body for call in zalo.calls("message/cs"))
        with house.store.transaction() as records:
            sender = Sender("zalo_oa", lan.id)
            question = Reply("Bác ở xã nào?", (Button("Bỏ qua", ".skip"),))
            records.post(sender, [question])
    async with house.serving():
        await house.settle()
        assert any("request_user_info" in line for line in lan.transcript)
        lan.heard()
        lan.submits_info(ward="Phường Ninh Kiều", city="Cần Thơ")
        await house.settle()
        assert "Cần Thơ" in "\n".join(lan.heard())


EVENT = {"app_id": "9", "sender": {"id": LAN.id}, "recipient": {"id": "7"}, "timestamp": "0"}
ACCOUNT = OfficialAccount("7", "9", "s", "k")


def event(name: str, **more: object) -> bytes:
    return write({**EVENT, "event_name": name, **more})


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (event("user_send_text", message={"msg_id": "m", "text": " chào "}), ("m", "chào", "")),
        (event("user_send_text", message={"msg_id": "m", "text": "/start"}), ("m", "", ".menu")),
        (event("user_send_gif", message={"msg_id": "m", "text": "kèm"}), ("m", "", "")),
        (event("user_send_text", message={"msg_id": "m", "text": "#1"}), ("m", "#1", "")),
    ],
)
def test_an_event_becomes_a_message(raw: bytes, message: tuple[str, str, str]) -> None:
    received = read_event(raw, ACCOUNT)

    assert isinstance(received, Received)
    assert Message(LAN, *message) == received.message


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"[]", b"{", b'"x"', b"{}", b"[" * 60_000,
        event("user_received_message", message={"msg_id": "m"}),
        event("user_seen_message", message={"msg_ids": ["m"]}),
        event("a_kind_of_the_future"),
        event("user_send_text", message={"msg_id": 5, "text": "x"}),
        event("user_send_text", message={"msg_id": "m" * 65, "text": "x"}),
        event("user_send_text", recipient={"id": "8"}, message={"msg_id": "m", "text": "x"}),
        event("user_send_text", app_id="8", message={"msg_id": "m", "text": "x"}),
        event("oa_send_text", recipient={"id": 5}),
    ],
)  # fmt: skip
def test_what_is_nothing_to_us_is_left(raw: bytes) -> None:
    assert read_event(raw, ACCOUNT) is None


def test_an_echo_with_an_admin_is_an_officer() -> None:
    to_lan = {"sender": {"id": "7", "admin_id": "1"}, "recipient": {"id": LAN.id}}

    assert Said(LAN, "dạ", True) == read_event(
        event("oa_send_text", **to_lan, message={"msg_id": "m", "text": "dạ"}), ACCOUNT
    )


@pytest.mark.parametrize("form", ["info", "user_info"])
def test_of_what_the_form_tells_only_the_place_is_taken(form: str) -> None:
    told = {"name": "Lan", "phone": "84912345678", "ward": "Ninh Kiều", "city": "Cần Thơ"}

    received = read_event(event("user_submit_info", **{form: told}), ACCOUNT)

    assert isinstance(received, Received)
    assert received.message
    assert "Ninh Kiều, Cần Thơ" == received.message.text


def echoes(zalo) -> list:
    return [one for one in zalo.webhook.deliveries if one.event["event_name"].startswith("oa_")]


async def test_zalo_hears_200_before_the_answer_is_thought_of(zalo, house) -> None:
    class Slow:
        def parse(self, text: str):
            import time

            time.sleep(0.5)
            raise ValueError

    async with house.serving(interpreter=Slow()):
        zalo.person("Lan").says("chào")
        await zalo.webhook.settle()
        await asyncio.sleep(0)
        [delivery] = zalo.webhook.deliveries
        assert (200, True) == (delivery.status, delivery.took_s < 0.4)
        await house.settle()
