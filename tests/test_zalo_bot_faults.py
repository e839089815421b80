"""Zalo bot: what comes twice, late, mixed up or not at all, on the way in and on the way out."""

import asyncio
import logging
import time

import pytest
from aiohttp.test_utils import TestServer

from bot.message import Reply, Sender
from nlu.understanding import Understanding
from tests.emulators.zalo_bot import Fault
from tests.fakes import ScriptedInterpreter
from tests.zalo_bot_house import (  # noqa: F401
    SCRIPT,
    be_impatient,
    hooked,
    make_serve,
    open_zalo,
)


class Slow:
    """Understands late, so that a second message arrives meanwhile."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._inner = ScriptedInterpreter(SCRIPT)

    def parse(self, text: str) -> Understanding:
        time.sleep(self._seconds)
        return self._inner.parse(text)


async def quiet(zalo) -> int:
    """How many messages were sent, once nothing more comes."""
    await asyncio.sleep(0.4)
    return sum(len(chat.by_bot) for chat in zalo.world.chats.values())


@pytest.mark.parametrize("mode", ["twice", "retries", "replay", "polled again"])
async def test_what_comes_again_is_answered_once(zalo, serve, mode: str) -> None:
    hook = mode != "polled again"
    zalo.switches.poll = "replay"
    lan = zalo.person("Lan")
    async with serve(hook=hook):
        if mode == "twice":
            zalo.deliver_twice(2)
        lan.says("chào")
        await lan.hears(2)
        if mode == "replay":
            zalo.replay()
        lan.says("quen mk vneid")
        await lan.hears(2)
        if mode == "replay":
            zalo.replay(2)

        assert 4 == await quiet(zalo)
    assert not hook or {200} == {delivery.status for delivery in zalo.deliveries}


async def test_who_had_everything_deleted_is_not_answered_again(zalo, serve) -> None:
    """A live bot was seen to bring an old message again at every poll."""
    lan = zalo.person("Lan")
    async with serve({**SCRIPT, "xoa het": "delete_my_data"}, hook=True):
        for words, count in (("chào", 2), ("xoa het", 1), ("1", 1)):
            lan.says(words)
            heard = await lan.hears(count)
        assert "Đã xóa hết" in heard[-1]
        zalo.replay(3)

        assert 4 == await quiet(zalo)


async def test_our_own_messages_are_not_answered(zalo, serve) -> None:
    zalo.switches.echo = True
    lan = zalo.person("Lan")
    async with serve(hook=True):
        await hooked(zalo)
        lan.says("chào")
        await lan.hears(2)
        zalo.switches.echo_says_so = False
        lan.says("cảm ơn")

        assert 3 == await quiet(zalo)


async def test_one_person_is_answered_in_order_and_others_do_not_wait(zalo, serve) -> None:
    lan, hoa = zalo.person("Lan"), zalo.person("Hoa")
    async with serve(Slow(0.4), hook=True):
        await hooked(zalo)
        for text in ("chào", "quen mk vneid", "cảm ơn"):
            lan.says(text)
        hoa.says("chào")
        await hoa.hears(2)
        before = len(lan.hears_now())
        await zalo.until(lambda: len(lan.chat.by_bot) == 5)

    assert before < 5
    said = [message["text"] for message in lan.chat.by_bot]
    assert "Chào bác" in said[1]
    assert "Quên" in said[2]
    assert "Không có gì" in said[4]


async def test_what_arrives_mixed_up_is_answered_all_the_same(zalo, serve) -> None:
    lan = zalo.person("Lan")
    async with serve(hook=True):
        await hooked(zalo)
        with zalo.held(reverse=True):
            lan.says("chào")
            lan.says("cảm ơn")
        said = await lan.hears(3)

    assert "Không có gì" in said[1]
    assert "Chào bác" in said[2]


async def test_what_arrives_late_is_answered(zalo, serve) -> None:
    zalo.switches.late_s = 0.3
    lan = zalo.person("Lan")
    async with serve():
        lan.says("chào")
        await lan.hears(2)


OUT_OF_ORDER = [
    Fault("sendMessage", code=403),
    Fault("sendMessage", code=500),
    Fault("sendMessage", code=503, words="<html>Bad gateway</html>"),
    Fault("sendMessage", code=200, words="<html>"),
    Fault("sendMessage", code=408),
    Fault("sendMessage", code=429, description="Quota exceeded"),
    Fault("sendMessage", code=401, description="Unauthorized"),
    Fault("sendMessage", hang=True),
]


@pytest.mark.parametrize("fault", OUT_OF_ORDER, ids=lambda fault: f"{fault.code}{fault.words[:1]}")
async def test_a_failure_that_passes_is_waited_for_in_order(zalo, serve, fault: Fault) -> None:
    zalo.inject(fault)
    lan = zalo.person("Lan")
    async with serve():
        lan.says("chào")
        said = await lan.hears(2)

        assert 2 == await quiet(zalo)
    assert "không phải cán bộ" in said[0]
    assert "Chào bác" in said[1]


@pytest.mark.parametrize("code", [400, 404])
async def test_what_will_never_be_taken_is_given_up_and_the_next_one_sent(
    zalo, serve, store, code: int
) -> None:
    zalo.inject(Fault("sendMessage", code=code))
    lan = zalo.person("Lan")
    async with serve():
        lan.says("chào")
        said = await lan.hears(1)

        assert 1 == await quiet(zalo)
    assert "Chào bác" in said[0]
    with store.transaction() as records:
        assert [] == records.waiting("zalo_bot")


async def test_a_cut_reply_is_said_again_only_after_zalo_answers(zalo, serve) -> None:
    """Zalo gives no way to know whether it was said: once too often beats never."""
    lan = zalo.person("Lan")
    async with serve():
        lan.says("chào")
        await lan.hears(2)
        zalo.inject(Fault("sendMessage", hang=True, takes_effect=True))
        zalo.inject(Fault("getMe", code=503, times=2))
        before = len(zalo.calls())
        lan.says("cảm ơn")
        said = await lan.hears(2)

    assert said[0] == said[1]
    asked = [call.method for call in zalo.calls()[before:] if call.method != "getUpdates"]
    assert ["sendMessage", "getMe", "getMe", "getMe", "sendMessage"] == asked


async def test_a_reply_cut_again_and_again_is_given_up(zalo, serve, store, caplog) -> None:
    zalo.inject(Fault("sendMessage", hang=True, times=3, contains="không phải cán bộ"))
    lan = zalo.person("Lan")
    with caplog.at_level(logging.WARNING):
        async with serve():
            lan.says("chào")
            said = await lan.hears(1)

    assert "Chào bác" in said[0]
    assert "given up" in caplog.text


async def test_after_too_many_messages_nobody_is_written_to_for_a_while(
    zalo, serve, caplog
) -> None:
    zalo.inject(Fault("sendMessage", code=429))
    lan, hoa = zalo.person("Lan"), zalo.person("Hoa")
    async with serve():
        lan.says("chào")
        await zalo.until(lambda: len(zalo.calls("sendMessage")) == 1)
        hoa.says("chào")
        await hoa.hears(2)
        await lan.hears(2)

    first, second = (call.at for call in zalo.calls("sendMessage")[:2])
    assert second - first > 0.15
    assert "nothing is sent for" in caplog.text


async def test_a_long_reply_goes_on_where_it_was_cut(zalo, serve, store) -> None:
    lan = zalo.person("Lan")
    long = "\n\n".join(f"Đoạn {at}: " + "chữ " * 300 for at in range(1, 6))
    async with serve():
        lan.says("chào")
        await lan.hears(2)
        with store.transaction() as records:
            records.post(Sender("zalo_bot", lan.id), [Reply(long)])
        zalo.inject(Fault("sendMessage", code=503, contains="Đoạn 3"))
        lan.says("cảm ơn")
        said = await lan.hears(6)

        assert 8 == await quiet(zalo)
    assert [f"Đoạn {at}" for at in range(1, 6)] == [text[:6] for text in said[:5]]
    with store.transaction() as records:
        assert 8 == records.usage("zalo_bot").messages


async def test_what_was_written_while_the_database_was_away_is_answered(zalo, serve, store) -> None:
    lan = zalo.person("Lan")
    async with serve():
        lan.says("chào")
        await lan.hears(2)
        _rename(store, "turns", "away")
        lan.says("cảm ơn")
        await asyncio.sleep(0.2)
        _rename(store, "away", "turns")
        assert "Không có gì" in (await lan.hears())[0]


async def test_a_webhook_says_503_while_the_database_is_away(zalo, serve, store) -> None:
    zalo.switches.retries = 40
    lan = zalo.person("Lan")
    async with serve(hook=True):
        await hooked(zalo)
        _rename(store, "turns", "away")
        lan.says("chào")
        await zalo.until(lambda: bool(zalo.deliveries))
        _rename(store, "away", "turns")
        await lan.hears(2)

    assert 503 == zalo.deliveries[0].status
    assert 200 == zalo.deliveries[-1].status


async def test_nothing_is_lost_or_doubled_under_mixed_faults(zalo, serve) -> None:
    """Fifty people write, their messages come twice, and every third call fails in some way."""
    people = [zalo.person(f"Bác {at}") for at in range(50)]
    for fault in OUT_OF_ORDER[:4] * 4:
        zalo.inject(fault)
    server: TestServer = serve(hook=True)
    async with server:
        await hooked(zalo)
        zalo.deliver_twice(100)
        for person in people:
            person.says("chào")
        for person in people:
            await person.hears(2, within_s=60)
            person.says("cảm ơn")
        for person in people:
            assert "Không có gì" in (await person.hears(1, within_s=60))[0]

        assert 150 == await quiet(zalo)


def _rename(store, before: str, after: str) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")
