"""The web: posted messages, pushed replies, guides as plain pages, and strangers at the door."""

import json

import pytest
from aiohttp.test_utils import TestClient

from bot.channels.webchat import read_message
from bot.message import Message, Sender

AUNT = Sender("web", "aunt")


async def events(client: TestClient, after: int, count: int) -> list[tuple[int, dict]]:
    """The next replies pushed to the visitor."""
    found: list[tuple[int, dict]] = []
    async with client.get(f"/chat/stream?after={after}") as stream:
        id = 0
        while len(found) < count:
            line = (await stream.content.readline()).decode().strip()
            if line.startswith("id: "):
                id = int(line[4:])
            if line.startswith("data: "):
                found.append((id, json.loads(line[6:])))
    return found


async def post(client: TestClient, **body: str) -> int:
    async with client.post("/chat/messages", json=body) as answer:
        return answer.status


async def test_a_citizen_asks_and_the_reply_is_pushed(client: TestClient) -> None:
    await client.get("/")

    assert 202 == await post(client, id="message-1", text="quen mk vneid")

    pushed = await events(client, 0, 3)
    assert "không phải cán bộ" in pushed[0][1]["text"]
    assert "Quên" in pushed[1][1]["text"]
    assert pushed[2][1]["buttons"]


async def test_a_page_that_lost_its_connection_reads_on_where_it_stopped(
    client: TestClient,
) -> None:
    await client.get("/")
    await post(client, id="message-1", text="quen mk vneid")
    [(first, _), *rest] = await events(client, 0, 3)

    assert rest == await events(client, first, 2)


async def test_a_message_posted_twice_is_answered_once(client: TestClient, store) -> None:
    await client.get("/")
    for _ in range(2):
        assert 202 == await post(client, id="message-1", text="quen mk vneid")
    await post(client, id="message-2", choice=".menu")

    texts = [data["text"] for _, data in await events(client, 0, 4)]
    assert 4 == len(set(texts))


async def test_two_visitors_do_not_read_each_other(client: TestClient) -> None:
    await client.get("/")
    await post(client, id="message-1", text="quen mk vneid")
    client.session.cookie_jar.clear()
    await client.get("/")
    await post(client, id="message-2", choice=".menu")

    assert "Chào bác" in (await events(client, 0, 1))[0][1]["text"]


@pytest.mark.parametrize(
    ("body", "status"),
    [({"id": "message-1", "text": "chào"}, 403), ({}, 403)],
)
async def test_a_stranger_without_cookie_is_refused(
    client: TestClient, body: dict, status: int
) -> None:
    assert status == await post(client, **body)
    assert status == (await client.get("/chat/stream")).status


@pytest.mark.parametrize(
    "data", ["{", "[]", "null", '{"id": "x", "text": "a"}', '{"id": 5, "text": "a"}']
)
async def test_what_is_not_a_message_is_refused(client: TestClient, data: str) -> None:
    await client.get("/")
    async with client.post(
        "/chat/messages", data=data, headers={"Content-Type": "application/json"}
    ) as answer:
        assert 400 == answer.status


async def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    await client.get("/")
    async with client.post("/chat/messages", data={"id": "message-1", "text": "chào"}) as answer:
        assert 400 == answer.status


async def test_hostile_text_is_answered_as_text(client: TestClient) -> None:
    await client.get("/")

    assert 202 == await post(
        client, id="message-1", text="<script>alert(1)</script> ' OR 1=1 --\x00"
    )


def test_a_posted_message_becomes_a_value() -> None:
    assert Message(AUNT, "message-1", text="chào") == read_message(
        AUNT, {"id": "message-1", "text": " chào "}
    )
    assert Message(AUNT, "message-1", choice="a/b") == read_message(
        AUNT, {"id": "message-1", "choice": "a/b"}
    )
    assert read_message(AUNT, {"id": "message-1", "choice": "x" * 65}) is None
    assert 2000 == len(read_message(AUNT, {"id": "message-1", "text": "x" * 5000}).text)


@pytest.mark.parametrize(
    "path", ["/", "/huong-dan", "/desk/sign-in", "/static/chat.js", "/nowhere"]
)
async def test_every_answer_forbids_foreign_scripts(client: TestClient, path: str) -> None:
    answer = await client.get(path)

    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_a_dead_database_is_one_sentence_and_the_page_tries_again(
    client: TestClient, store
) -> None:
    await client.get("/")
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE conversations")

    assert 503 == await post(client, id="message-1", text="quen mk vneid")
