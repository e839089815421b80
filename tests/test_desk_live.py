"""Open pages of the desk hear what others do."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from bot.cases import Case, Entry
from bot.database.store import Database
from bot.desk import live
from bot.desk.live import say_since
from tests.desk_visits import Visit
from tests.desks import LAN, NAM, NOW, log_need, open_case


@pytest.fixture
def store(store: Database) -> Database:
    store.clock = lambda: NOW
    return store


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.02)


async def heard(stream: ClientResponse) -> dict[str, Any]:
    """The next event that tells something."""
    async with asyncio.timeout(5):
        while True:
            line = (await stream.content.readline()).decode()
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))


async def listen(client: TestClient, visit: Visit, path: str) -> ClientResponse:
    return await client.get(path, cookies=visit.cookies)


async def test_the_inbox_hears_of_a_new_need_and_of_an_act(
    client: TestClient, store: Database
) -> None:
    id = open_case(store, log_need(store))
    stream = await listen(client, Visit(client, store, LAN), "/desk/events")
    assert {"newest": "0-1-1-1"} == await heard(stream)

    log_need(store, "web:b")
    assert {"newest": "0-2-1-1"} == await heard(stream)
    with store.casework(NAM) as work:
        work.assign([id], "nam", None)
    assert {"newest": "1-2-1-1"} == await heard(stream)
    stream.close()


async def test_a_case_hears_who_is_there_and_what_they_did(
    client: TestClient, store: Database
) -> None:
    id = open_case(store, log_need(store))
    lan, nam = Visit(client, store, LAN), Visit(client, store, NAM)
    stream = await listen(client, lan, f"/desk/events?case={id}&seen=0")
    assert {"here": "", "acted": ""} == await heard(stream)

    await nam.opens(f"/desk/cases/{id}")
    await nam.sends(f"/desk/cases/{id}/note", text="đang gọi")
    told = await heard(stream)
    while not told["acted"]:
        told = await heard(stream)
    assert "nam đang xem việc này." == told["here"]
    assert "nam vừa ghi chú (22/11/2026 10:00)." == told["acted"]
    stream.close()


async def test_nobody_listens_without_signing_in(client: TestClient) -> None:
    answer = await client.get("/desk/events", allow_redirects=False)

    assert 303 == answer.status


async def test_a_stream_ends_with_the_session(
    client: TestClient, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STILL_HERE_S", 0.05)
    lan = Visit(client, store, LAN)
    stream = await listen(client, lan, "/desk/events")
    await heard(stream)

    await lan.opens("/desk")
    await lan.sends("/desk/sign-out")
    async with asyncio.timeout(5):
        await stream.content.read()
    assert stream.content.at_eof()


async def test_streams_end_when_the_server_stops(client: TestClient, store: Database) -> None:
    stream = await listen(client, Visit(client, store, LAN), "/desk/events")
    await heard(stream)

    async with asyncio.timeout(5):
        await client.server.app.shutdown()
        await stream.content.read()


def test_ones_own_acts_and_those_seen_are_no_news(store: Database) -> None:
    entries = (Entry(1, NOW, "nam", "closed", {}), Entry(2, NOW, "lan", "reopened", {}))
    id = open_case(store, log_need(store))
    with store.casework(LAN) as work:
        case = work.case(id)
    told = Case(case.line, (), entries, (), None, None)

    assert "" == say_since(told, 1, "lan")
    assert "nam vừa đóng việc (22/11/2026 10:00)." == say_since(told, 0, "lan")
