"""The desk's page of Telegram groups: who may join which, and what it shows."""

import pytest
from aiohttp.test_utils import TestClient

from bot.accounts import Account, Role
from bot.database.store import Database
from bot.database.tables import audit
from bot.desk.groups import looks_after
from tests.desk import DI_LINH, SECRET, Colleague, admit

HUE = "Phường Thuận Hóa, Huế"
COORDINATOR = Account("hoa", "", Role.COORDINATOR, province="Lâm Đồng")


@pytest.fixture
def lan(client: TestClient, store: Database) -> Colleague:
    """An administrator at her browser."""
    admit(store, "lan", Role.ADMINISTRATOR, totp_secret=SECRET)
    return Colleague(client).enters(store, "lan")


@pytest.fixture
def hoa(client: TestClient, store: Database) -> Colleague:
    """The coordinator of Lâm Đồng."""
    admit(store, "hoa", Role.COORDINATOR, ["Lâm Đồng"])
    return Colleague(client).enters(store, "hoa")


async def test_a_place_is_found_without_accents_and_gets_a_code(lan, store) -> None:
    assert DI_LINH in await lan.opens("/desk/groups?place=di+linh")
    assert (303, "/desk/groups#ma") == await lan.sends("/desk/groups/code", place=DI_LINH)

    with store.groups() as groups:
        [offer] = groups.offers()
    assert f"/nhom {offer.code[:3]}-{offer.code[3:]}" in await lan.opens("/desk/groups")
    with store._engine.begin() as connection:
        [row] = connection.execute(audit.select().where(audit.c.action == "group_offered"))
    assert ("lan", f"group:{DI_LINH}") == (row.account, row.subject)
    assert "lấy mã nối nhóm Telegram" in await lan.opens("/desk/log")


async def test_a_province_is_found_too(lan) -> None:
    assert 'value="Lâm Đồng"' in await lan.opens("/desk/groups?place=lam+dong")


async def test_a_group_is_shown_until_it_is_removed(lan, store) -> None:
    with store.groups() as groups:
        groups.join("-77123", groups.offer("lan", DI_LINH).code)
        [group] = groups.all()
    assert "nhóm số …7123" in await lan.opens("/desk/groups")
    await lan.sends("/desk/groups/remove", group=group.id)

    assert "Chưa có nhóm nào" in await lan.opens("/desk/groups")
    with store.transaction() as records:
        [farewell] = records.waiting("telegram")
    assert "không nhận tin" in farewell.reply.text


async def test_a_group_that_put_us_out_is_named(lan, store) -> None:
    with store.groups() as groups:
        groups.join("-5", groups.offer("lan", DI_LINH).code)
        groups.lose("-5")

    page = await lan.opens("/desk/groups")
    assert "Nhóm của Xã Di Linh, Lâm Đồng không cho trợ lý gửi tin nữa" in page
    assert "Chưa có nhóm nào" in page


async def test_without_telegram_the_page_says_so(lan) -> None:
    assert "chưa nối Telegram" in await lan.opens("/desk/groups")


async def test_a_coordinator_decides_about_their_own_province_only(hoa, store) -> None:
    with store.groups() as groups:
        groups.join("-5", groups.offer("admin", HUE).code)
        [group] = groups.all()

    assert HUE not in await hoa.opens("/desk/groups?place=thuan+hoa")
    assert 403 == (await hoa.sends("/desk/groups/code", place=HUE))[0]
    assert 403 == (await hoa.sends("/desk/groups/code", place=""))[0]
    await hoa.sends("/desk/groups/remove", group=group.id)
    with store.groups() as groups:
        assert [group] == groups.all()
        assert [] == groups.offers()
    assert 303 == (await hoa.sends("/desk/groups/code", place="Lâm Đồng"))[0]


async def test_a_place_that_does_not_exist_gets_no_code(lan) -> None:
    assert 403 == (await lan.sends("/desk/groups/code", place="Xã Tiên Cảnh, Lâm Đồng"))[0]


@pytest.mark.parametrize("group", ["²", "9" * 30, "-1", ""])
async def test_nonsense_removes_nothing(lan, group: str) -> None:
    assert 303 == (await lan.sends("/desk/groups/remove", group=group))[0]


@pytest.mark.parametrize(
    ("place", "theirs"),
    [("Lâm Đồng", True), (DI_LINH, True), ("", False), ("Huế", False), (HUE, False)],
)
def test_a_coordinator_looks_after_a_province(place: str, theirs: bool) -> None:
    assert theirs is looks_after(COORDINATOR, place)
