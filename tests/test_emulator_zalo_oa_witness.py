"""The emulator of a Zalo Official Account, judged by zalo-sdk: what it takes for Zalo will do."""

import asyncio
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.emulators.zalo_oa import Fault

zalo_sdk = pytest.importorskip("zalo_sdk")
from zalo_sdk.oa import (  # noqa: E402 - after the question whether it is there
    Client,
    ZaloAttachment,
    ZaloMessageBody,
    ZaloRecipient,
)

OAUTH = "https://oauth.zaloapp.com"


@pytest.fixture
def client(zalo, monkeypatch) -> Client:
    """The client; its OAuth host is fixed, so its library for HTTP goes to the emulator instead."""

    def post(url: str, **more: Any) -> requests.Response:
        return requests.post(url.replace(OAUTH, zalo.url), **more)

    module = sys.modules["zalo_sdk.BaseClient"]
    monkeypatch.setattr(module, "requests", SimpleNamespace(post=post, get=requests.get))
    pair = zalo.world.oauth.grant()
    return Client(
        zalo.keys.app_id, zalo.keys.app_secret, pair["access_token"], pair["refresh_token"],
        endpoint_prefix=zalo.url,
    )  # fmt: skip


@pytest.fixture
def lan(zalo):
    """A citizen who has written before."""
    lan = zalo.person("Lan")
    lan.follows()
    return lan


async def call(act: Callable[..., Any], *of: Any, **more: Any) -> Any:
    return await asyncio.to_thread(act, *of, **more)


async def send(client: Client, person: Any, text: str | None, attachment: Any = None) -> Any:
    body = ZaloMessageBody(text=text, attachment=attachment)
    return await call(client.send_message, ZaloRecipient(user_id=person.id), body)


async def test_a_text_arrives_and_is_free(client, lan) -> None:
    answer = await send(client, lan, "Chào bác 👋")

    assert ["OA: Chào bác 👋"] == lan.transcript
    assert (0, lan.id) == (answer["error"], answer["data"]["user_id"])
    assert {"quota_type": "reply"} == answer["data"]["quota"]


async def test_a_form_arrives(client, lan) -> None:
    element = {"title": "Bác ở đâu?", "subtitle": "xã", "image_url": "https://a.vn/a.png"}
    payload = {"template_type": "request_user_info", "elements": [element], "buttons": []}

    await send(client, lan, None, ZaloAttachment("template", payload))

    assert ["OA: (request_user_info)"] == lan.transcript


async def test_who_a_citizen_is_can_be_asked(client, lan) -> None:
    detail = await call(client.get_user_detail, lan.id)

    assert "Lan" == detail["data"]["display_name"]


async def test_files_go_up(client, lan) -> None:
    kept = await call(client.upload_file, b"%PDF", "file", "mau.pdf", "application/pdf")
    await send(client, lan, None, ZaloAttachment("file", {"token": kept["data"]["token"]}))

    assert ["OA: (file)"] == lan.transcript
    with pytest.raises(zalo_sdk.ZaloOAException, match="-210"):
        await call(client.upload_file, b"x" * 1_048_577, "image", "to.png", "image/png")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (-32, "Rate limited"),
        (-210, "Parameter outside permitted range"),
        (-213, "User has not follow"),
        (-230, "not interacted"),
        (-224, "has not subscribe"),
    ],
)
async def test_refusals_are_understood(client, zalo, lan, code: int, said: str) -> None:
    zalo.inject(Fault("message/cs", error=code))

    with pytest.raises(zalo_sdk.ZaloOAException, match=rf"\({code}\) \[.*{said}"):
        await send(client, lan, "x")


async def test_rules_are_kept(client, zalo, lan) -> None:
    with pytest.raises(zalo_sdk.ZaloOAException, match="-210"):
        await send(client, lan, "👋" * 1001)
    zalo.clock.advance(8 * 24 * 3600)
    client.access_token = zalo.world.oauth.grant()["access_token"]
    with pytest.raises(zalo_sdk.ZaloOAException, match="-230"):
        await send(client, lan, "x")
    lan.unfollows()
    with pytest.raises(zalo_sdk.ZaloOAException, match="-213"):
        await send(client, lan, "x")


async def test_a_server_that_fails_is_no_answer(client, zalo, lan) -> None:
    zalo.inject(Fault("message/cs", status=502, body="<html>"))

    with pytest.raises(Exception, match="HTTP Error 502"):
        await send(client, lan, "x")


async def test_an_expired_token_is_renewed_and_every_refresh_token_is_good_once(
    client, zalo, lan
) -> None:
    from tests.emulators.zalo_oa_switches import Refusal

    zalo.world.oauth.expired = Refusal(-216, "Access token has expired")
    first = client.refresh_token
    zalo.clock.advance(25 * 3600 + 1)
    with pytest.raises(zalo_sdk.ZaloOAAuthTokenExpiredException):
        await send(client, lan, "x")

    await call(client.refresh_acccess_token)
    await send(client, lan, "x")

    assert first != client.refresh_token
    client.refresh_token = first
    with pytest.raises(zalo_sdk.ZaloException, match="-14014"):
        await call(client.refresh_acccess_token)


async def test_the_token_before_is_dead_at_once(client, zalo, lan) -> None:
    before = client.access_token
    await call(client.refresh_acccess_token)
    client.access_token = before

    with pytest.raises(zalo_sdk.ZaloOAException, match="-216"):
        await send(client, lan, "x")


async def test_an_administrator_consents(client, zalo, lan) -> None:
    verifier, challenge = "a" * 43, "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA"
    asked = client.request_authoriation_code_url("https://trolyso.vn/back", challenge, "s")
    page = asked.replace(OAUTH, zalo.url)

    back = (await call(requests.get, page, allow_redirects=False)).headers["Location"]
    came = parse_qs(urlsplit(back).query)
    code = came["code"][0]
    with pytest.raises(zalo_sdk.ZaloException):
        await call(client.get_access_token_from_authorization_code, "wrong", verifier)
    await call(client.get_access_token_from_authorization_code, code, verifier)

    assert (["s"], [zalo.keys.oa_id]) == (came["state"], came["oa_id"])
    assert 0 == (await send(client, lan, "x"))["error"]
    with pytest.raises(zalo_sdk.ZaloException):
        await call(client.get_access_token_from_authorization_code, code, verifier)
