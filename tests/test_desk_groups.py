"""The desk's page of Telegram groups: who may join which, and what it shows."""

import re

import pytest
from aiohttp.test_utils import TestClient

from bot.accounts import Account, Role
from bot.database.store import Database
from bot.database.tables import accounts, audit
from bot.desk.groups import looks_after
from tests.casework import DI_LINH
from tests.test_desk import PASSWORD, make_first, submit

HUE = "Phường Thuận Hóa, Huế"
COORDINATOR = Account("hoa", "", Role.COORDINATOR, province="Lâm Đồng")


@pytest.fixture
async def lan(client: TestClient) -> TestClient:
    """A browser in which an administrator is signed in."""
    await make_first(client)
    await submit(client, "/desk/sign-in", name="lan", password=PASSWORD)
    return client


def demote(store: Database, **values: object) -> None:
    with store._engine.begin() as connection:
        connection.execute(accounts.update().values(values))


async def post(client: TestClient, path: str, **fields: str) -> int:
    page = await (await client.get("/desk/groups")).text()
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    async with client.post(path, data={"form_key": key[1], **fields}) as answer:
        return answer.status


async def read(client: TestClient, query: str = "") -> str:
    return await (await client.get(f"/desk/groups{query}")).text()


async def test_a_place_is_found_without_accents_and_gets_a_code(lan, store) -> None:
    assert DI_LINH in await read(lan, "?place=di+linh")
    assert 200 == await post(lan, "/desk/groups/code", place=DI_LINH)

    with store.groups() as groups:
        [offer] = groups.offers()
    assert f"/nhom {offer.code[:3]}-{offer.code[3:]}" in await read(lan)
    with store._engine.begin() as connection:
        [row] = connection.execute(audit.select().where(audit.c.action == "group_offered"))
    assert ("lan", {"place": DI_LINH}) == (row.account, row.details)


async def test_a_group_is_shown_until_it_is_removed(lan, store) -> None:
    with store.groups() as groups:
        groups.join("-77123", groups.offer("lan", DI_LINH).code)
        [group] = groups.all()
    assert "nhóm số …7123" in await read(lan)
    await post(lan, "/desk/groups/remove", group=str(group.id))

    assert "Chưa có nhóm nào" in await read(lan)
    with store.transaction() as records:
        [farewell] = records.waiting("telegram")
    assert "không nhận tin" in farewell.reply.text


async def test_a_group_that_put_us_out_is_named(lan, store) -> None:
    with store.groups() as groups:
        groups.join("-5", groups.offer("lan", DI_LINH).code)
        groups.lose("-5")

    page = await read(lan)
    assert "Nhóm của Xã Di Linh, Lâm Đồng không cho trợ lý gửi tin nữa" in page
    assert "Chưa có nhóm nào" in page


async def test_without_telegram_the_page_says_so(lan) -> None:
    assert "chưa nối Telegram" in await read(lan)


async def test_a_coordinator_decides_about_their_own_province_only(lan, store) -> None:
    demote(store, role="coordinator", province="Lâm Đồng")
    with store.groups() as groups:
        groups.join("-5", groups.offer("admin", HUE).code)
        [group] = groups.all()

    assert HUE not in await read(lan, "?place=thuan+hoa")
    assert 403 == await post(lan, "/desk/groups/code", place=HUE)
    assert 403 == await post(lan, "/desk/groups/code", place="")
    await post(lan, "/desk/groups/remove", group=str(group.id))
    with store.groups() as groups:
        assert [group] == groups.all()
        assert [] == groups.offers()
    assert 200 == await post(lan, "/desk/groups/code", place="Lâm Đồng")


async def test_a_place_that_does_not_exist_gets_no_code(lan) -> None:
    assert 403 == await post(lan, "/desk/groups/code", place="Xã Tiên Cảnh, Lâm Đồng")


async def test_a_member_does_not_open_the_page(lan, store) -> None:
    demote(store, role="member", communes=[DI_LINH])

    assert 403 == (await lan.get("/desk/groups")).status


async def test_nonsense_removes_nothing(lan) -> None:
    assert 200 == await post(lan, "/desk/groups/remove", group="²")
    assert 200 == await post(lan, "/desk/groups/remove", group="9" * 30)


@pytest.mark.parametrize(
    ("place", "theirs"),
    [("Lâm Đồng", True), (DI_LINH, True), ("", False), ("Huế", False), (HUE, False)],
)
def test_a_coordinator_looks_after_a_province(place: str, theirs: bool) -> None:
    assert theirs is looks_after(COORDINATOR, place)
