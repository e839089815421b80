"""Invented data: marked, never sent, and never mixed with what real people wrote."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, insert, select, update

from bot.accounts import Role
from bot.app import build, build_assistant
from bot.content import Content
from bot.database.store import Database
from bot.database.tables import cases, marks, needs, outbox, turns
from bot.database.tallies import recount
from bot.demo.arrivals import AFTER, BEFORE, arrivals
from bot.demo.filling import DAYS, Filling, RealPeople
from bot.demo.running import stage
from bot.demo.script import Script, read_script
from bot.message import DEMO, Message, Reply, Sender
from bot.settings import Settings
from nlu.units import read_units
from nlu.vietnamese import fold
from tests.desk import Colleague, admit
from tests.fakes import ScriptedInterpreter

ROOT = Path(__file__).parent.parent
SUNDAY = datetime(2026, 11, 22, 15, 0)


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script(ROOT / "data" / "demo")


@pytest.fixture
def known(script: Script) -> ScriptedInterpreter:
    """Understands what people say of known matters, however they put it."""
    said = {
        "".join(words): matter.id
        for matter in (*script.matters, script.burst.matter)
        if matter.known
        for words in product(BEFORE, matter.says, AFTER)
    }
    return ScriptedInterpreter(said | {fold(words): intent for words, intent in said.items()})


@pytest.fixture
def fill(content: Content, store: Database, script: Script, known) -> Callable:
    """Three days of invented people."""

    async def fill(again: bool = False) -> dict[str, str]:
        store.clock = lambda: SUNDAY
        filling = Filling(stage(content, store), script, days=3)
        passwords = filling.prepare(again=again)
        await filling.run(build_assistant(content, known, store), lambda: group_by_step(store))
        return passwords

    return fill


def group_by_step(store: Database) -> None:
    """Those at one step, or with the same words, are one case."""
    with store._engine.begin() as connection:
        for row in connection.execute(select(needs).where(needs.c.case_id.is_(None))).all():
            same = (needs.c.guide == row.guide, needs.c.step == row.step)
            same = same if row.guide else (needs.c.words == row.words,)
            query = select(func.max(needs.c.case_id)).where(*same)
            case = connection.scalar(query)
            if case is None:
                made = insert(cases).returning(cases.c.id)
                case = connection.scalars(made, {"opened_at": row.at}).one()
            placed = update(needs).where(needs.c.id == row.id)
            connection.execute(placed.values(case_id=case))
            recount(connection, [case])


def count(store: Database, *conditions: object) -> int:
    with store._engine.begin() as connection:
        return connection.scalar(select(func.count()).where(*conditions)) or 0


async def test_everything_is_marked_and_nothing_is_sent(fill, store, script) -> None:
    await fill()

    assert store.is_invented()
    assert count(store, turns.c.id > 0) > 100
    assert 0 == count(store, ~turns.c.sender.startswith(DEMO))
    assert 0 == count(store, ~needs.c.sender.startswith(DEMO))
    for channel in script.channels:
        assert count(store, outbox.c.channel == channel) > 0
        with store.transaction() as records:
            assert [] == records.waiting(channel)


async def test_the_days_before_now_pass_and_no_more(fill, store) -> None:
    await fill()

    first, last = SUNDAY - timedelta(days=3), SUNDAY
    outside = (turns.c.received_at < first) | (turns.c.received_at > last)
    assert 0 == count(store, outside)
    assert SUNDAY == store.clock()


async def test_the_team_has_worked_and_people_have_judged(fill, store) -> None:
    await fill()

    assert count(store, cases.c.closed_at.is_not(None)) > 0
    assert count(store, needs.c.answered_at.is_not(None)) > 0
    assert count(store, needs.c.helped.is_not(None)) > 0
    assert count(store, needs.c.commune != "") > 0


async def test_real_people_are_never_mixed_in(fill, store, content) -> None:
    assistant = build_assistant(content, ScriptedInterpreter({}), store)
    await assistant.handle(Message(Sender("web", "aunt"), "1", text="xin chào"))

    with pytest.raises(RealPeople, match="in use by real people"):
        await fill()
    assert not store.is_invented()
    assert 1 == count(store, turns.c.id > 0)


async def test_real_people_who_came_afterwards_are_kept(fill, store, content) -> None:
    await fill()
    assistant = build_assistant(content, ScriptedInterpreter({}), store)
    await assistant.handle(Message(Sender("web", "aunt"), "1", text="xin chào"))

    with pytest.raises(RealPeople, match="in use by real people"):
        await fill(again=True)
    assert 1 == count(store, turns.c.sender == "aunt")


async def test_cases_whose_turns_are_forgotten_are_real_too(fill, store) -> None:
    with store._engine.begin() as connection:
        connection.execute(insert(cases), {"opened_at": SUNDAY})

    with pytest.raises(RealPeople):
        await fill()


async def test_an_account_of_the_same_name_is_left_alone(fill, store) -> None:
    admit(store, "thu-lan")

    with pytest.raises(RealPeople):
        await fill()


async def test_it_is_filled_twice_only_when_asked(fill, store) -> None:
    await fill()
    before = count(store, turns.c.id > 0)
    with pytest.raises(RealPeople, match="--again"):
        await fill()

    await fill(again=True)
    assert before == count(store, turns.c.id > 0)
    assert 1 == count(store, marks.c.name == "demo")


async def test_the_team_signs_in_with_what_was_printed(
    content, store, script, client: TestClient
) -> None:
    passwords = Filling(stage(content, store), script).prepare(again=False)

    assert ["thu-lan", "thu-nam", "thu-hoa", "thu-xem"] == list(passwords)
    with store.desk() as accounts:
        hoa = accounts.account("thu-hoa")
    assert (Role.COORDINATOR, "Lâm Đồng") == (hoa.role, hoa.province)
    lan = Colleague(client)
    assert (303, "/desk") == await lan.signs_in("thu-lan", passwords["thu-lan"])


@pytest.mark.parametrize("invented", [True, False])
async def test_the_desk_says_that_its_data_is_invented(invented, content, store, tmp_path) -> None:
    if invented:
        with store.demonstration() as demo:
            demo.mark()
    admit(store, "lan")
    app = build(Settings(home=tmp_path), content, ScriptedInterpreter({}), store)
    async with TestClient(TestServer(app)) as client:
        lan = Colleague(client).enters(store, "lan")
        told = "Dữ liệu thử, không phải của người thật" in await lan.opens("/desk")
    assert invented is told


def test_nothing_is_ever_sent_to_invented_people(store) -> None:
    with store.transaction() as records:
        records.post(Sender("telegram", f"{DEMO}00001"), [Reply("Chào bác")])
        records.post(Sender("telegram", "5"), [Reply("Chào bác")])

        assert ["5"] == [outgoing.to.id for outgoing in records.waiting("telegram")]


def test_the_same_seed_makes_the_same_people(script) -> None:
    once, again = (arrivals(script, SUNDAY, DAYS, Random(7)) for _ in range(2))

    assert once == again
    assert 350 < len(once) < 450
    assert once != arrivals(script, SUNDAY, DAYS, Random(8))


def test_what_is_invented_names_real_communes_and_guides(script, content) -> None:
    communes = {str(unit.commune) for unit in read_units(ROOT / "data/lexicon/places.tsv")[0]}
    for name in script.communes:
        assert name in {"", *communes}
    matters = [matter for matter in (*script.matters, script.burst.matter) if matter.known]
    assert [] == [matter.id for matter in matters if matter.id not in content.guides.by_id]
