"""What goes wrong between Zalo and us: nothing is lost, nothing is said twice without need."""

import asyncio

import pytest

from bot.channels import zalo_oa, zalo_oa_api, zalo_oa_echoes
from bot.channels.zalo_oa import WAITS_S
from bot.channels.zalo_oa_api import Trouble
from bot.message import Reply, Sender
from tests.emulators.zalo_oa import Fault


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    monkeypatch.setitem(WAITS_S, Trouble.BUSY, 0.05)
    monkeypatch.setitem(WAITS_S, Trouble.TOKEN, 0.05)
    monkeypatch.setattr(zalo_oa, "DATABASE_PAUSE_S", 0.05)


@pytest.fixture
def lan(zalo):
    lan = zalo.person("Lan")
    zalo.world.interact(zalo.world.citizen("Lan"))
    return lan


def post(house, person, *texts: str) -> None:
    with house.store.transaction() as records:
        records.post(Sender("zalo_oa", person.id), [Reply(text) for text in texts])


@pytest.mark.parametrize(
    "fault",
    [
        Fault("message/cs", error=-32),
        Fault("message/cs", error=-200, times=2),
        Fault("message/cs", status=429, body="slow down"),
        Fault("message/cs", error=-216),
    ],
    ids=str,
)
async def test_what_passes_is_tried_again_and_keeps_its_place(zalo, house, lan, fault) -> None:
    zalo.inject(fault)
    post(house, lan, "một", "hai")
    async with house.serving():
        assert ["một", "hai"] == await lan.hears(2)
        await house.settle()
        assert [] == lan.heard()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("message/cs", status=502, body="<html>", takes_effect=True),
        Fault("message/cs", cut=True, takes_effect=True),
        Fault("message/cs", hang=True, takes_effect=True),
    ],
    ids=str,
)
async def test_a_message_whose_answer_was_lost_is_known_by_its_echo(
    zalo, house, lan, fault, monkeypatch
) -> None:
    patience = zalo_oa_api.aiohttp.ClientTimeout(total=0.3)
    monkeypatch.setattr(zalo_oa_api, "PATIENCE", patience)
    async with house.serving():
        zalo.inject(fault)
        lan.says("xin giấy phép nuôi hổ")
        await house.settle()

    heard = lan.heard()
    assert 1 < len(heard)
    assert len({*heard}) == len(heard)


async def test_without_an_echo_it_is_said_again_rather_than_lost(
    zalo, house, lan, monkeypatch
) -> None:
    monkeypatch.setattr(zalo_oa_echoes, "PATIENCE_S", 0.1)
    zalo.world.echoes = False
    zalo.inject(Fault("message/cs", cut=True))
    post(house, lan, "một")
    async with house.serving():
        await house.settle()

    assert ["một"] == lan.heard()


@pytest.mark.parametrize("code", [-213, -217, -218, -227, -230, -232, -244, -201, -210, -233])
async def test_what_is_refused_for_good_is_given_up_and_the_next_tried(
    zalo, house, lan, code
) -> None:
    zalo.inject(Fault("message/cs", error=code, contains="một"))
    post(house, lan, "một", "hai")
    async with house.serving():
        assert ["hai"] == await lan.hears(1)
        await house.settle()


@pytest.mark.parametrize("code", [-224, -221, -211, -234, -320, -999])
async def test_what_an_operator_must_mend_is_kept(zalo, house, lan, code, caplog) -> None:
    zalo.inject(Fault("message/cs", error=code, times=99))
    post(house, lan, "một", "hai")
    async with house.serving():
        async with asyncio.timeout(5):
            while f"operator ({code})" not in caplog.text:
                await asyncio.sleep(0.01)
        assert 2 == house.waiting()

    assert 1 == len(zalo.calls("message/cs"))


async def test_a_long_reply_goes_on_where_it_was_cut(zalo, house, lan) -> None:
    long = "\n\n".join(f"Đoạn {number}: {'chữ ' * 300}".strip() for number in range(3))
    zalo.inject(Fault("message/cs", error=-32, contains="Đoạn 1"))
    post(house, lan, long)
    async with house.serving():
        await house.settle()

    heard = lan.heard()
    assert long == "\n\n".join(heard)
    assert 3 == len(heard)


async def test_events_in_disorder_late_and_again_are_each_answered_once(zalo, house) -> None:
    people = [zalo.person(name) for name in ("Lan", "Hùng", "Mai")]
    async with house.serving():
        with zalo.held(reverse=True):
            for person in people:
                person.says("chào")
                person.says("quen mk vneid")
        await house.settle()
        for delivery in list(zalo.webhook.deliveries):
            zalo.clock.advance(60)
            assert 200 == await zalo.webhook.replay(delivery)
        await house.settle()
        heard = [len(person.heard()) for person in people]

    assert [4, 4, 4] == heard  # welcome, greeting, the guide in two


async def test_what_one_person_writes_fast_is_answered_in_order(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        lan.says("chào")
        await house.settle()
        lan.heard()
        for text in ("quen mk vneid", "1", "chào"):
            lan.says(text)
        *_, step, greeting = await lan.hears(4)

    assert 'bấm "Quên mật khẩu"' in step
    assert "Chào bác" in greeting


async def test_an_event_of_long_ago_is_left(zalo, house) -> None:
    zalo.webhook.late_by_ms = 4 * 3600 * 1000
    lan = zalo.person("Lan")
    async with house.serving():
        lan.says("chào")
        await house.settle()

    assert [200] == [delivery.status for delivery in zalo.webhook.deliveries]
    assert [] == lan.heard()


async def test_without_a_database_zalo_hears_in_time_that_it_is_not_kept(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        with house.store._engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE turns RENAME TO away")
        lan.says("chào")
        await zalo.webhook.settle()
        [delivery] = zalo.webhook.deliveries
        with house.store._engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO turns")
        assert 2 == len(await lan.hears(2))

    assert (503, True) == (delivery.status, delivery.took_s < 2)


async def test_what_was_written_while_we_were_away_comes_by_the_ladder(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving():
        pass
    lan.says("chào")
    await zalo.webhook.settle()
    assert [0] == [delivery.status for delivery in zalo.webhook.deliveries]
    async with house.serving():
        zalo.clock.advance(31)
        assert 2 == len(await lan.hears(2))


async def test_who_has_everything_deleted_leaves_no_trace(zalo, house) -> None:
    lan = zalo.person("Lan")
    async with house.serving({"xóa dữ liệu": "delete_my_data"}):
        lan.says("xóa dữ liệu")
        await house.settle()
        lan.says("1")
        await house.settle()

    with house.store.zalo_oa() as records:
        assert records.last_heard(Sender("zalo_oa", lan.id)) is None
    assert "xóa" in lan.heard()[-1]


async def test_calls_are_spaced(zalo, house, lan, monkeypatch) -> None:
    monkeypatch.setattr(zalo_oa_api, "PER_SECOND", 20)
    post(house, lan, *map(str, range(11)))
    loop = asyncio.get_running_loop()
    async with house.serving():
        started = loop.time()
        await house.settle()

    assert loop.time() - started > 0.45
