"""The emulator of a Zalo Official Account: how it signs, comes back, counts; played by hand."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web

from bot.channels.zalo_oa_events import is_genuine
from bot.official_account import OfficialAccount
from tests.emulators.zalo_oa import Keys
from tests.emulators.zalo_oa_webhook import LADDER_S, mac, write

VECTOR = {
    "app_id": "360846524940903967",
    "sender": {"id": "246845883529197922"},
    "user_id_by_app": "552177279717587730",
    "recipient": {"id": "388613280878808645"},
    "event_name": "user_send_text",
    "message": {"text": "Xin chào", "msg_id": "96d3cdf3af150460909"},
    "timestamp": "1795329125000",
}
OF_VECTOR = "8c67c509e3c5f319589a03bdd5b23b1cec152277e250c69dffc17875b56136a6"


def test_the_vector_of_the_fact_sheet_is_signed_and_known() -> None:
    keys, raw = Keys(), write(VECTOR)
    account = OfficialAccount(keys.oa_id, keys.app_id, "", keys.secret_key)

    assert 266 == len(raw)
    assert OF_VECTOR == mac(raw, "1795329125000", keys.app_id, keys.secret_key)
    for shown in (OF_VECTOR, f"mac={OF_VECTOR}", f"mac={OF_VECTOR}".upper()):
        assert is_genuine(raw, {"X-ZEvent-Signature": shown}, account)
    assert not is_genuine(raw + b" ", {"X-ZEvent-Signature": OF_VECTOR}, account)
    assert not is_genuine(raw, {}, account)
    assert not is_genuine(raw, {"X-ZEvent-Signature": "đây"}, account)


class Hook:
    """A webhook that answers as told, and with 200 afterwards."""

    def __init__(self, *answers: int, pause_s: float = 0.0) -> None:
        self.answers = list(answers)
        self.pause_s = pause_s
        self.came: list[tuple[str, str]] = []
        """The kind of each event and its number of retries."""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.json()
        if not body:
            return web.Response()
        await asyncio.sleep(self.pause_s)
        self.came.append((body["event_name"], request.headers.get("num_retry", "")))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
def listen(aiohttp_server, zalo):
    async def listen(hook: Hook) -> None:
        app = web.Application()
        app.router.add_post("/zalo", hook.take)
        server = await aiohttp_server(app)
        assert await zalo.webhook.save(str(server.make_url("/zalo"))) == 200

    return listen


async def until(condition) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.01)


async def test_an_address_where_nobody_answers_is_not_taken(zalo) -> None:
    assert 0 == await zalo.webhook.save("http://127.0.0.1:1/zalo")
    assert "" == zalo.webhook.url


async def test_refusals_come_again_by_the_ladder_where_that_is_switched_on(zalo, listen) -> None:
    hook = Hook(500, 500)
    await listen(hook)
    zalo.webhook.retries_refusals = True
    zalo.clock.freeze()
    zalo.person("Lan").says("chào")
    await until(lambda: len(hook.came) == 1)
    zalo.clock.advance(29)
    await asyncio.sleep(0.05)
    assert 1 == len(hook.came)
    zalo.clock.advance(1)
    await until(lambda: len(hook.came) == 2)
    zalo.clock.advance(300)
    await until(lambda: len(hook.came) == 3)

    assert ["", "1", "2"] == [retry for _, retry in hook.came]


async def test_at_the_end_of_the_ladder_the_webhook_is_switched_off(zalo, listen) -> None:
    await listen(Hook(*[500] * 9))
    zalo.webhook.retries_refusals = True
    zalo.clock.freeze()
    zalo.person("Lan").says("chào")
    for tries, pause_s in enumerate(LADDER_S, start=1):
        await until(lambda tries=tries: len(zalo.webhook.deliveries) == tries)
        await asyncio.sleep(0.02)
        zalo.clock.advance(pause_s)

    await until(lambda: zalo.webhook.url == "")


async def test_who_needs_more_than_two_seconds_has_not_answered(zalo, listen, monkeypatch) -> None:
    monkeypatch.setattr("tests.emulators.zalo_oa_webhook.DEADLINE_S", 0.1)
    await listen(Hook(pause_s=0.3))
    zalo.person("Lan").says("chào")
    await zalo.webhook.settle()

    assert [None] == [delivery.status for delivery in zalo.webhook.deliveries]


async def test_everything_that_people_do_is_told(zalo, listen) -> None:
    hook = Hook()
    await listen(hook)
    lan = zalo.person("Lan")
    lan.follows()
    lan.says("chào")
    lan.sends_image("gif")
    lan.sends_link("https://a.vn")
    lan.submits_info(ward="Ninh Kiều")
    lan.officer_writes("chào bác")
    lan.sees()
    lan.unfollows()
    await zalo.webhook.settle()

    assert [
        "follow", "user_send_text", "user_send_gif", "user_send_link", "user_submit_info",
        "oa_send_text", "user_seen_message", "unfollow",
    ] == [kind for kind, _ in hook.came]  # fmt: skip
    with pytest.raises(LookupError, match="no button 'Có'"):
        lan.taps("Có")


async def test_a_program_that_calls_too_often_is_told_so(zalo) -> None:
    lan = zalo.person("Lan")
    lan.says("chào")
    zalo.world.rate.most = 2
    errors = [await call(zalo, lan.id, "x") for _ in range(3)]
    zalo.clock.advance(61)

    assert [0, 0, -32] == errors
    assert 0 == await call(zalo, lan.id, "x")


async def test_outside_of_the_free_window_the_package_pays(zalo) -> None:
    lan = zalo.person("Lan")
    lan.says("chào")
    zalo.clock.advance(49 * 3600)
    zalo.world.package_left = 1
    quotas = []
    for _ in range(2):
        await call(zalo, lan.id, "x")
        quotas.append(zalo.calls("message/cs")[-1].answer["data"].get("quota"))

    assert [{"quota_type": "sub_quota", "remain": 0}, None] == quotas


async def call(zalo, user: str, text: str) -> int:
    access = zalo.world.oauth.grant()["access_token"]
    body = {"recipient": {"user_id": user}, "message": {"text": text}}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{zalo.url}/v3.0/oa/message/cs", json=body, headers={"access_token": access}
        ) as answer,
    ):
        return (await answer.json())["error"]


async def test_people_can_be_played_by_hand(zalo, listen) -> None:
    hook = Hook()
    await listen(hook)
    async with aiohttp.ClientSession(f"{zalo.url}/sim/") as session:

        async def do(name: str, **body: object) -> dict:
            async with session.post(name, json=body) as answer:
                return {"status": answer.status, **await answer.json()}

        said = await do("message", person="Lan", text="chào")
        await do("message", person="Lan", kind="follow")
        await do("officer", person="Lan", text="chào bác")
        pair = await do("tokens")
        switched = await do("signing", key="wrong")
        missed = await do("delivering", nonsense=1)
        moved = await do("clock", seconds=60)
        await zalo.webhook.settle()
        chat = await (await session.get("chat/Lan")).text()
        deliveries = await (await session.get("deliveries")).json()

    assert (said["user_id"], pair["expires_in"]) == (zalo.person("Lan").id, "90000")
    assert [200, 400, True] == [switched["status"], missed["status"], moved["now"] > 0]
    assert "Lan: chào\nofficer: chào bác\n" == chat
    assert [200, 200, 200] == [one["status"] for one in deliveries]
    assert json.dumps(deliveries)
