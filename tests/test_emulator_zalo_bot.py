"""The Zalo bot emulator: what Zalo would refuse, what tests switch on, people played by hand."""

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.zalo_bot_api import Failed, Trouble, ZaloBotApi
from tests.emulators.zalo_bot import Fault, ZaloBotEmulator
from tests.zalo_bot_house import free_port, open_zalo  # noqa: F401

SECRET = "s3cret-s3cret"


@pytest.fixture
async def api(zalo: ZaloBotEmulator):
    api = ZaloBotApi(zalo.token, zalo.url)
    yield api
    await api.close()


@pytest.fixture
def lan(zalo: ZaloBotEmulator):
    """A person who has written to the bot before; nothing of it waits any more."""
    lan = zalo.person("Lan")
    lan.says("chào")
    zalo.world.waiting.clear()
    return lan


class Hook:
    """A webhook that answers as told, and with 200 afterwards."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.seen: list[tuple[str | None, dict]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.seen.append((request.headers.get("X-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def open(self) -> tuple[TestServer, str]:
        app = web.Application()
        app.router.add_post("/hook", self.take)
        server = TestServer(app, port=free_port())
        await server.start_server()
        return server, str(server.make_url("/hook"))


@pytest.mark.parametrize(
    ("code", "words", "trouble"),
    [
        (400, "", Trouble.REFUSED),
        (401, "", Trouble.TOKEN),
        (403, "", Trouble.LATER),
        (404, "", Trouble.GONE),
        (408, "", Trouble.CUT),
        (418, "", Trouble.REFUSED),
        (429, "", Trouble.QUOTA),
        (500, "", Trouble.LATER),
        (502, "<html>", Trouble.LATER),
        (200, "<html>", Trouble.LATER),
    ],
)
async def test_a_code_tells_what_to_do(zalo, api, lan, code: int, words: str, trouble) -> None:
    zalo.inject(Fault("sendMessage", code=code, words=words))

    with pytest.raises(Failed) as failed:
        await api.send_message(lan.id, "Chào bác")

    assert trouble is failed.value.trouble
    assert zalo.token not in str(failed.value)


@pytest.mark.parametrize(
    ("chat", "text", "code"),
    [
        ("", "chào", 404),
        ("nobody", "chào", 404),
        ("lan", "", 400),
        ("lan", "x" * 2001, 400),
        ("lan", "😀" * 1001, 400),
    ],
)
async def test_zalo_refuses(zalo, api, lan, chat: str, text: str, code: int) -> None:
    with pytest.raises(Failed) as failed:
        await api.send_message(lan.id if chat == "lan" else chat, text)

    assert code == failed.value.code


async def test_two_thousand_units_are_taken(api, lan) -> None:
    await api.send_message(lan.id, "😀" * 1000)

    assert ["😀" * 1000] == await lan.hears()


async def test_nobody_can_be_written_to_who_never_wrote_or_went_away(zalo, api, lan) -> None:
    with pytest.raises(Failed):
        await api.send_message(zalo.person("Hoa").id, "chào")
    lan.blocks()
    with pytest.raises(Failed):
        await api.send_message(lan.id, "chào")


@pytest.mark.parametrize(("name", "most"), [("quota", 1), ("most_people", 1)])
async def test_a_plan_that_is_used_up_is_429(zalo, api, lan, name: str, most: int) -> None:
    setattr(zalo.switches, name, most)
    hoa = zalo.person("Hoa")
    hoa.says("chào")
    await api.send_message(lan.id, "chào")

    with pytest.raises(Failed, match="429"):
        await api.send_message(hoa.id, "chào")


@pytest.mark.parametrize(
    ("mode", "texts"),
    [("once", ["một", "hai", ""]), ("replay", ["một", "hai", "hai"]), ("drop", ["", "", ""])],
)
async def test_polling_gives_one_update_at_a_time(zalo, api, mode: str, texts: list) -> None:
    zalo.switches.poll = mode
    for text in ("một", "hai"):
        zalo.person("Lan").says(text)

    polled = [await api.get_update(timeout_s=0) for _ in texts]

    assert texts == [update.get("message", {}).get("text", "") for update in polled]


@pytest.mark.parametrize("mode", ["404", "empty"])
async def test_no_webhook_is_said_in_either_way(zalo, api, mode: str) -> None:
    zalo.switches.no_webhook = mode

    assert "" == await api.webhook()


async def test_a_webhook_is_tried_at_once_and_kept_though_it_fails(zalo, api) -> None:
    hook = Hook(500)
    server, url = await hook.open()

    told = await api.set_webhook(url, SECRET)

    assert (False, 500) == tuple(told["verification"][name] for name in ("ok", "status_code"))
    assert [(SECRET, {})] == hook.seen
    assert url == await api.webhook()
    with pytest.raises(Failed, match="while a webhook is set"):
        await api.get_update(timeout_s=0)
    await server.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "https://10.0.0.1/x", "http://a.vn/x", ""])
async def test_addresses_that_zalo_cannot_reach_are_refused(zalo, api, url: str) -> None:
    zalo.switches.private_hooks = False

    with pytest.raises(Failed, match="400"):
        await api.set_webhook(url, SECRET)


async def test_a_webhook_that_fails_is_tried_as_often_as_asked(zalo, api) -> None:
    zalo.switches.retries = 2
    hook = Hook(200, 500, 503)
    server, url = await hook.open()
    await api.set_webhook(url, SECRET)

    zalo.person("Lan").says("chào")
    await zalo.until(lambda: len(zalo.deliveries) == 3)

    assert [500, 503, 200] == [delivery.status for delivery in zalo.deliveries]
    await server.close()


async def test_people_can_be_played_by_hand(zalo, api) -> None:
    async with aiohttp.ClientSession(f"{zalo.url}/sim/") as session:
        written = await session.post("message", json={"person": "Lan", "text": "chào"})
        chat = (await written.json())["chat_id"]
        await session.post("fault", json={"method": "sendMessage", "code": 429})
        with pytest.raises(Failed):
            await api.send_message(chat, "Mời chọn")
        await api.send_message(chat, "Mời chọn")
        switched = await session.post("switch", json={"poll": "replay"})
        missed = await session.post("switch", json={"pole": "replay"})
        await session.post("message", json={"person": "Lan", "kind": "sticker"})
        text = await (await session.get("chat/Lan", params={"format": "text"})).text()
        outbox = await (await session.get("outbox", params={"method": "sendMessage"})).json()

    assert [200, 400] == [switched.status, missed.status]
    assert "Lan: chào\nbot.TroLySo: Mời chọn\nLan: (sticker)\n" == text
    assert [429, 200] == [call["status"] for call in outbox]
