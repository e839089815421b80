"""Teams' groups on Telegram: our door against an emulator of the Bot API, over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestServer
from telegram import Update

from bot.app import build
from bot.channels.telegram import MESSAGES_A_MINUTE, read_joining, read_update
from bot.database.groups import MOST_ANSWERS, MOST_WRONG, OFFERED_FOR
from bot.database.store import Database
from bot.message import Reply, Sender
from bot.settings import Settings
from tests.casework import DI_LINH, add_case, add_need
from tests.emulators.telegram import Fault, Group, Person, RateLimits, TelegramEmulator
from tests.fakes import ScriptedInterpreter


@pytest.fixture
async def serving(emulator, content, store, tmp_path, monkeypatch) -> AsyncIterator[TestServer]:
    """The whole application against the emulator; it looks for news all the time."""
    monkeypatch.setattr("bot.channels.herald.LOOK_EVERY_S", 0.05)
    settings = Settings(
        home=tmp_path,
        address="https://trolyso.vn",
        telegram_token=emulator.token,
        telegram_api=emulator.url,
    )
    async with TestServer(build(settings, content, ScriptedInterpreter({}), store)) as server:
        yield server


@pytest.fixture
def team(emulator: TelegramEmulator) -> Group:
    return emulator.group("Tổ công nghệ số")


@pytest.fixture
def chief(emulator: TelegramEmulator, team: Group) -> Person:
    """The head of the team, writing in its group."""
    return emulator.person("Nam").inside(team)


def offer(store: Database, place: str = DI_LINH) -> str:
    with store.groups() as groups:
        code = groups.offer("lan", place).code
    return f"{code[:3]}-{code[3:]}"


def places(store: Database) -> list[tuple[str, str]]:
    with store.groups() as groups:
        return [(group.chat, group.place) for group in groups.all()]


def scam(store: Database, **values: object) -> None:
    """Somebody is being lied to right now."""
    at = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=3)
    case = add_case(store, at)
    add_need(store, at, case_id=case, urgent=True, sender=str(case), **values)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_group_joins_by_a_code_and_is_warned(serving, store, team, chief) -> None:
    chief.says(f"/nhom {offer(store)}")
    [welcome] = await chief.hears(1)
    assert "nhận tin việc mới của Xã Di Linh, Lâm Đồng" in welcome
    assert [(str(team.id), DI_LINH)] == places(store)

    scam(store)
    [alarm] = await chief.hears(1)
    assert "KHẨN" in alarm
    assert "https://trolyso.vn/desk/cases/1" in alarm


async def test_nothing_else_of_a_group_is_read_or_kept(serving, store, emulator, team) -> None:
    lan = emulator.person("Lan").inside(emulator.group("Xóm", sees_all=True))
    lan.says("quen mk vneid")
    lan.says("/start")
    lan.says("/nhom@another_bot K4M7TX")
    lan.sends_voice()
    outside = emulator.person("Hoa")
    outside.says("chào")
    await outside.hears(1)

    assert {outside.id} == {call.parameters["chat_id"] for call in emulator.calls("sendMessage")}
    with store._engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT sender FROM turns").all()
    assert [(str(outside.id),)] == rows


async def test_a_code_is_good_once(serving, store, emulator, team, chief) -> None:
    code = offer(store)
    chief.says(f"/nhom@trolyso_bot {code}")
    await chief.hears(1)
    other = emulator.person("Hoa").inside(emulator.group("Nhóm khác"))
    other.says(f"/nhom {code}")

    assert "Mã không đúng" in (await other.hears(1))[0]
    assert [(str(team.id), DI_LINH)] == places(store)


async def test_an_update_delivered_twice_joins_once(serving, store, emulator, team, chief) -> None:
    emulator.deliver_twice()
    chief.says(f"/nhom {offer(store)}")
    await chief.hears(1)
    await asyncio.sleep(0.3)

    assert 1 == len(emulator.calls("sendMessage"))


async def test_a_group_that_becomes_a_supergroup_goes_on(serving, store, team, chief) -> None:
    chief.says(f"/nhom {offer(store)}")
    await chief.hears(1)
    grown = team.upgrades()
    await until(lambda: places(store) == [(str(grown.id), DI_LINH)])

    scam(store)
    await until(lambda: any("KHẨN" in line for line in grown.reads()))


async def test_a_new_number_is_learned_when_sending(serving, store, emulator, team, chief) -> None:
    chief.says(f"/nhom {offer(store)}")
    await chief.hears(1)
    with emulator.held():  # the notice of it does not reach us
        grown = team.upgrades()
        scam(store)
        await until(lambda: any("KHẨN" in line for line in grown.reads()))

    assert [(str(grown.id), DI_LINH)] == places(store)


@pytest.mark.parametrize(
    "refusal",
    [
        Fault("sendMessage", 403, description="Forbidden: bot was kicked from the group chat"),
        Fault("sendMessage", 400, description="Bad Request: chat not found"),
        Fault(
            "sendMessage",
            400,
            description="Bad Request: not enough rights to send text messages to the chat",
        ),
    ],
)
async def test_a_group_that_puts_us_out_is_removed_and_the_desk_knows(
    serving, store, emulator, chief, refusal
) -> None:
    chief.says(f"/nhom {offer(store)}")
    await chief.hears(1)
    emulator.inject(refusal)
    scam(store)
    await until(lambda: not places(store))

    with store.groups() as groups:
        assert [DI_LINH] == [group.place for group in groups.lost()]


async def test_a_citizen_who_blocks_us_is_no_lost_group(serving, store, emulator) -> None:
    lan = emulator.person("Lan")
    lan.says("chào")
    lan.blocks()
    await emulator.until(lambda: 403 in [call.status for call in emulator.calls("sendMessage")])

    with store.groups() as groups:
        assert [] == groups.lost()


async def test_whoever_writes_wrong_codes_is_answered_a_few_times_only(
    serving, store, emulator, chief
) -> None:
    right = offer(store)
    for _ in range(MOST_ANSWERS + 3):
        chief.says("/nhom AAAA22")
    await chief.hears(MOST_ANSWERS)
    await asyncio.sleep(0.3)

    assert MOST_ANSWERS == len(emulator.calls("sendMessage"))
    chief.says(f"/nhom {right}")
    await until(lambda: bool(places(store)))


def test_guessing_ends_every_code_that_is_open(store) -> None:
    code = offer(store).replace("-", "")
    with store.groups() as groups:
        for _ in range(MOST_WRONG):
            groups.join("-9", "AAAA22")
        assert [] == groups.offers()
        assert "wrong" == groups.join("-9", code)[0]


def test_a_new_code_for_a_place_ends_the_one_before(store) -> None:
    offer(store), offer(store, "Lâm Đồng")
    newest = offer(store).replace("-", "")
    with store.groups() as groups:
        assert {newest} < {offered.code for offered in groups.offers()}
        assert 2 == len(groups.offers())


def test_a_code_ends_after_a_quarter_of_an_hour(store) -> None:
    start = datetime(2026, 11, 22)
    store.clock = lambda: start
    code = offer(store).replace("-", "")
    store.clock = lambda: start + OFFERED_FOR
    with store.groups() as groups:
        assert "wrong" == groups.join("-9", code)[0]
        assert [] == groups.offers()


async def test_no_more_than_telegram_takes_goes_to_a_group(
    serving, store, emulator, team, chief
) -> None:
    """What the limiter lets out at once and within a minute stays under Telegram's twenty."""
    emulator.limit_rates(RateLimits(chat_per_second=30))
    with store.transaction() as records:
        records.post(Sender("telegram", str(team.id)), [Reply(str(at)) for at in range(25)])
    chief.says("/nhom")  # wakes the outbox
    await chief.hears(MESSAGES_A_MINUTE)
    await asyncio.sleep(0.5)

    sends = emulator.calls("sendMessage")
    assert [200] * MESSAGES_A_MINUTE == [call.status for call in sends]
    assert 2 * MESSAGES_A_MINUTE <= RateLimits().group_per_minute


async def test_a_storm_of_scams_is_two_messages_a_minute_and_holds_up_nobody(
    serving, store, emulator, chief
) -> None:
    emulator.limit_rates(RateLimits())
    chief.says(f"/nhom {offer(store)}")
    await chief.hears(1)
    for _ in range(30):
        scam(store)
        await asyncio.sleep(0.02)
    await chief.hears(1)
    await asyncio.sleep(0.5)
    lan = emulator.person("Lan")
    lan.says("chào")
    await lan.hears(1, within_s=2)

    to_team = [call for call in emulator.calls("sendMessage") if call.parameters["chat_id"] < 0]
    assert len(to_team) <= 3


GROUP = {"message_id": 1, "date": 0, "chat": {"id": -9, "type": "supergroup", "title": "Tổ"}}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("/nhom K4M-7TX", ("-9", "K4M-7TX")),
        ("/nhom@Trolyso_Bot k4m 7tx", ("-9", "k4m 7tx")),
        ("/NHOM", ("-9", "")),
        ("/nhom@other_bot K4M7TX", None),
        ("/nhommoi K4M7TX", None),
        ("nhom K4M7TX", None),
        ("quen mk vneid", None),
    ],
)
def test_only_our_command_is_read_in_a_group(text: str, read: tuple[str, str] | None) -> None:
    update = Update.de_json({"update_id": 7, "message": {**GROUP, "text": text}}, None)

    assert read == read_joining(update, "trolyso_bot")
    assert read_update(update) is None


def test_a_button_tapped_in_a_group_is_not_a_message() -> None:
    person = {"id": 5, "is_bot": False, "first_name": "Lan"}
    tap = {"id": "1", "from": person, "chat_instance": "1", "data": ".menu", "message": GROUP}

    assert read_update(Update.de_json({"update_id": 7, "callback_query": tap}, None)) is None
