"""The desk's door: who may come in, and what they see."""

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import ACCESS, build
from bot.settings import Settings
from tests.fakes import ScriptedInterpreter

PASSWORD = "một câu dài để nhớ"


@pytest.fixture
async def client(content, store, tmp_path) -> AsyncIterator[TestClient]:
    app = build(Settings(home=tmp_path), content, ScriptedInterpreter({}), store)
    async with TestClient(TestServer(app)) as client:
        yield client


async def submit(client: TestClient, path: str, **fields: str) -> tuple[int, str]:
    """Fill in the form of a page and send it."""
    page = await (await client.get(path.replace("sign-out", "sign-in"))).text()
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    async with client.post(
        path, data={"form_key": key[1], **fields}, allow_redirects=False
    ) as answer:
        return answer.status, answer.headers.get("Location", "")


async def make_first(client: TestClient) -> None:
    key = client.app[ACCESS].setup_key
    assert (303, "/desk/sign-in") == await submit(
        client, f"/desk/setup?key={key}", name="lan", password=PASSWORD
    )


async def test_the_first_administrator_is_made_once_and_signs_in(client: TestClient) -> None:
    await make_first(client)

    assert (303, "/desk") == await submit(client, "/desk/sign-in", name="lan", password=PASSWORD)
    assert "Việc của tổ" in await (await client.get("/desk")).text()
    key = client.app[ACCESS].setup_key
    assert (
        403
        == (await submit(client, f"/desk/setup?key={key}", name="ke-gian", password=PASSWORD))[0]
    )


@pytest.mark.parametrize(
    ("key", "name", "password"),
    [("wrong", "lan", PASSWORD), (None, "lan", "ngắn"), (None, " ", PASSWORD)],
)
async def test_a_careless_first_account_is_refused(client: TestClient, key, name, password) -> None:
    key = key or client.app[ACCESS].setup_key

    assert 403 == (await submit(client, f"/desk/setup?key={key}", name=name, password=password))[0]


async def test_five_wrong_passwords_lock_the_account(client: TestClient) -> None:
    await make_first(client)
    for _ in range(5):
        assert 401 == (await submit(client, "/desk/sign-in", name="lan", password="sai"))[0]

    assert 401 == (await submit(client, "/desk/sign-in", name="lan", password=PASSWORD))[0]


async def test_a_forged_form_is_refused(client: TestClient) -> None:
    await make_first(client)
    async with client.post("/desk/sign-in", data={"name": "lan", "password": PASSWORD}) as answer:
        assert 403 == answer.status


async def test_nobody_sees_the_needs_without_signing_in(client: TestClient) -> None:
    answer = await client.get("/desk", allow_redirects=False)

    assert (303, "/desk/sign-in") == (answer.status, answer.headers["Location"])


async def test_signing_out_ends_the_session(client: TestClient) -> None:
    await make_first(client)
    await submit(client, "/desk/sign-in", name="lan", password=PASSWORD)

    assert (303, "/desk/sign-in") == await submit(client, "/desk/sign-out")
    assert 303 == (await client.get("/desk", allow_redirects=False)).status
