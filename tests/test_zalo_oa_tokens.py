"""The tokens of an Official Account: renewed by one, kept before used, never used up twice."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestServer

from bot.app import build
from bot.channels import zalo_oa_tokens
from bot.channels.zalo_oa_api import ZaloOaApi
from bot.channels.zalo_oa_tokens import Tokens
from bot.database.store import Database
from bot.settings import Settings
from tests.emulators.zalo_oa import Fault
from tests.fakes import ScriptedInterpreter
from tests.official import SCRIPT, keep_time

DAY_S = 24 * 3600


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    monkeypatch.setattr(zalo_oa_tokens, "PAUSE_AFTER_FAILURE_S", 0.05)
    monkeypatch.setattr(zalo_oa_tokens, "PAUSE_WHILE_REFUSED_S", 0.05)
    monkeypatch.setattr(zalo_oa_tokens, "DATABASE_PAUSE_S", 0.05)


@asynccontextmanager
async def caring(house, store: Database | None = None):
    """The care for tokens alone."""
    api = ZaloOaApi(house.account)
    tokens = Tokens(house.account, api, store or house.store)
    tokens.open()
    try:
        yield tokens
    finally:
        await tokens.close()
        await api.close()


def renewals(zalo) -> list[int | None]:
    return [(call.answer or {}).get("error") for call in zalo.calls("access_token")]


async def test_a_token_is_renewed_an_hour_ahead(zalo, house) -> None:
    async with caring(house) as tokens:
        first = await tokens.access(ahead=True)
        zalo.clock.advance(23 * 3600)
        assert first == await tokens.access(ahead=True)
        zalo.clock.advance(3601)
        assert first != await tokens.access(ahead=True)

    assert [None, None] == renewals(zalo)


@pytest.mark.parametrize("code", [-216, -220])
async def test_a_token_that_died_is_renewed_and_the_message_sent_once(zalo, house, code) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        lan.says("chào")
        await lan.hears(2)
        zalo.clock.advance(60)
        zalo.inject(Fault("message/cs", error=code))
        lan.says("chào")
        await lan.hears(1)
        await house.settle()

    assert [None, None] == renewals(zalo)
    assert [] == lan.heard()


async def test_a_token_that_another_process_renewed_is_read_again(zalo, house) -> None:
    async with caring(house) as here, caring(house) as there:
        first = await here.access()
        assert first == await there.access()
        zalo.clock.advance(25 * 3600)
        second = await there.access()
        assert second == await here.access(refused=first)

    assert 2 == len(renewals(zalo))


async def test_of_many_who_need_one_only_one_renews(zalo, house, tmp_path) -> None:
    other = Database(f"sqlite:///{tmp_path}/test.sqlite3")
    keep_time(other, zalo)
    async with caring(house) as here, caring(house, other) as there:
        asking = [tokens.access() for tokens in (here, there) for _ in range(5)]
        got = await asyncio.gather(*asking)

    assert 1 == len({*got})
    assert [None] == renewals(zalo)
    other.close()


async def test_a_new_pair_is_kept_before_it_is_used(zalo, house, monkeypatch) -> None:
    async with caring(house) as tokens:
        keep, tries = tokens._keep, []

        def keep_at_the_third_try(*of: object) -> None:
            tries.append(1)
            if len(tries) < 3:
                raise ConnectionError("the database is away")
            keep(*of)

        monkeypatch.setattr(tokens, "_keep", keep_at_the_third_try)
        access = await tokens.access()
        with house.store.zalo_oa() as records:
            assert access == records.pair(house.account.id).access

    assert [3, [None]] == [len(tries), renewals(zalo)]


async def test_a_renewal_comes_to_its_end_when_the_process_is_asked_to_stop(zalo, house) -> None:
    async with caring(house) as tokens:
        asking = asyncio.create_task(tokens.access())
        await zalo.world.until(lambda: bool(zalo.calls("access_token")))
        asking.cancel()

    with house.store.zalo_oa() as records:
        assert zalo.world.oauth.access == records.pair(house.account.id).access


@pytest.mark.parametrize(
    "fault",
    [Fault("access_token", error=-32), Fault("access_token", status=502, body="<html>", times=3)],
)
async def test_what_passes_is_waited_for(zalo, house, fault) -> None:
    zalo.inject(fault)
    async with caring(house) as tokens:
        access = await tokens.access()

    assert zalo.world.oauth.access == access


async def test_replies_wait_until_somebody_has_consented_again(zalo, house, caplog) -> None:
    lan = zalo.person("Lan")
    zalo.world.oauth.revoke()
    async with house.serving():
        lan.says("chào")
        async with asyncio.timeout(5):
            while "must consent again" not in caplog.text or house.waiting() < 2:
                await asyncio.sleep(0.01)
    assert [] == lan.heard()

    consented = zalo.world.oauth.grant()["refresh_token"]
    house.account = replace(house.account, refresh_token=consented)
    async with house.serving():
        assert 2 == len(await lan.hears(2))


async def test_a_renewal_whose_answer_was_lost_needs_a_person(zalo, house, caplog) -> None:
    zalo.inject(Fault("access_token", cut=True, takes_effect=True))
    async with caring(house) as tokens:
        asking = asyncio.create_task(tokens.access(ahead=True))
        await zalo.world.until(lambda: len(renewals(zalo)) == 2)
        async with asyncio.timeout(2):
            while "must consent again" not in caplog.text:
                await asyncio.sleep(0.01)
        asking.cancel()

    assert -14014 == renewals(zalo)[1]


async def test_a_token_that_was_given_is_used_once(zalo, house) -> None:
    for _ in range(2):
        async with caring(house) as tokens:
            await tokens.access()

    assert [None] == renewals(zalo)


async def test_an_old_refresh_token_is_warned_of(zalo, house, caplog, monkeypatch) -> None:
    monkeypatch.setattr(zalo_oa_tokens, "LOOK_EVERY_S", 0.01)
    async with caring(house) as tokens:
        await tokens.access()
        zalo.inject(Fault("access_token", error=-32, times=1000))
        zalo.clock.advance(61 * DAY_S)
        looking = asyncio.create_task(tokens.keep_fresh())
        async with asyncio.timeout(5):
            while "the refresh token is old" not in caplog.text:
                await asyncio.sleep(0.01)
        looking.cancel()


async def test_without_any_token_we_do_not_start(house, content) -> None:
    nothing = replace(house.account, refresh_token="")
    app = build(Settings(zalo_oa=nothing), content, ScriptedInterpreter(SCRIPT), house.store)

    with pytest.raises(PermissionError, match="ZALO_OA_REFRESH_TOKEN"):
        await TestServer(app).start_server()


def test_secrets_are_not_shown(house) -> None:
    shown = repr(house.account)

    assert house.account.app_secret not in shown
    assert house.account.secret_key not in shown
    assert house.account.refresh_token not in shown
