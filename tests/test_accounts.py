"""Looking after the accounts of others."""

import re

import pytest
from aiohttp.test_utils import TestClient

from bot.accounts import Account, Role
from bot.database.store import Database
from tests.desk import BA_DINH, DA_LAT, DI_LINH, PASSWORD, SECRET, Colleague, admit

OUT_OF_REACH = "Anh chị không lo được tài khoản này"


@pytest.fixture
def hoa(client: TestClient, store: Database) -> Colleague:
    """The coordinator of Lâm Đồng."""
    admit(store, "hoa", Role.COORDINATOR, ["Lâm Đồng"])
    return Colleague(client).enters(store, "hoa")


@pytest.fixture
def mai(client: TestClient, store: Database) -> Colleague:
    """The only administrator."""
    admit(store, "mai", Role.ADMINISTRATOR, totp_secret=SECRET)
    return Colleague(client).enters(store, "mai")


def kept(store: Database, name: str) -> Account:
    with store.desk() as accounts:
        found = accounts.account(name)
    assert found
    return found


def lent(page: str) -> str:
    """The password that a page shows."""
    found = re.search(r'id="password">([^<]+)<', page)
    assert found, page
    return found[1]


async def test_a_coordinator_adds_a_member_who_sets_their_own_password(
    hoa: Colleague, store: Database
) -> None:
    status, page = await hoa.sends(
        "/desk/new-account", name="Tuan", role="member", typed="xa di linh"
    )
    assert 200 == status
    assert (Role.MEMBER, (DI_LINH,)) == (kept(store, "tuan").role, kept(store, "tuan").communes)

    tuan = hoa
    await tuan.sends("/desk/sign-out")
    assert (303, "/desk") == await tuan.signs_in("tuan", lent(page))
    assert (303, "/desk/me/password") == await tuan.goes("/desk")
    new = {"new": "con mèo ngủ trên mái", "again": "con mèo ngủ trên mái"}
    assert (303, "/desk/me?done=password") == await tuan.sends("/desk/me/password", **new)
    assert 200 == (await tuan.goes("/desk"))[0]


async def test_a_password_for_one_sign_in_is_easy_to_type_and_shown_once(
    hoa: Colleague, store: Database
) -> None:
    _, page = await hoa.sends("/desk/new-account", name="tuan", role="viewer", communes=DI_LINH)

    assert re.fullmatch(r"([bdghkmnptv][aeou]){2}(-([bdghkmnptv][aeou]){2}){3}", lent(page))
    assert lent(page) not in await hoa.opens("/desk/accounts/tuan")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "tu ấn", "communes": DI_LINH}, "Tên đăng nhập từ 2"),
        ({"name": "citizen", "communes": DI_LINH}, "Tên đăng nhập từ 2"),
        ({"name": "hoa", "communes": DI_LINH}, OUT_OF_REACH),
        ({"name": "mai", "communes": DI_LINH}, "đã có người dùng"),
        ({"name": "tuan"}, "ít nhất một xã"),
        ({"name": "tuan", "communes": BA_DINH}, "ít nhất một xã"),
        ({"name": "tuan", "typed": "ba đình, hà nội"}, "Không có xã, phường nào"),
        ({"name": "tuan", "typed": "di linh", "role": ""}, "Chưa chọn vai trò"),
        ({"name": "tuan", "role": "coordinator"}, OUT_OF_REACH),
        ({"name": "tuan", "role": "administrator"}, OUT_OF_REACH),
    ],
)
async def test_what_a_coordinator_may_not_add_is_refused_in_a_sentence(
    hoa: Colleague, mai: Colleague, store: Database, fields: dict[str, str], sentence: str
) -> None:
    hoa.enters(store, "hoa")
    status, page = await hoa.sends("/desk/new-account", **{"role": "member"} | fields)

    assert 422 == status
    assert sentence in page
    assert f'value="{fields["name"]}"' in page
    with store.desk() as accounts:
        assert ["hoa", "mai"] == [account.name for account in accounts.all()]


async def test_a_viewer_of_a_coordinator_sees_no_more_than_the_province(
    hoa: Colleague, store: Database
) -> None:
    await hoa.sends("/desk/new-account", name="tuan", role="viewer", province="Hà Nội")

    assert "Lâm Đồng" == kept(store, "tuan").province


async def test_a_commune_is_looked_for_without_losing_what_was_typed(hoa: Colleague) -> None:
    _, page = await hoa.sends(
        "/desk/new-account", name="tuan", role="member", communes=DI_LINH, typed="bao loc", find="1"
    )

    for number in (1, 2, 3):
        assert f'value="Phường {number} Bảo Lộc, Lâm Đồng"' in page
    assert f'value="{DI_LINH}" checked' in page
    assert 'value="tuan"' in page
    assert 'value="member" required checked' in page


async def test_several_communes_may_be_chosen_and_unknown_ones_are_dropped(
    hoa: Colleague, store: Database
) -> None:
    chosen = [DI_LINH, DA_LAT, "Xã Không Có, Lâm Đồng", BA_DINH]
    await hoa.sends("/desk/new-account", name="tuan", role="member", communes=chosen)

    assert (DI_LINH, DA_LAT) == kept(store, "tuan").communes


@pytest.mark.parametrize(
    ("name", "role", "places"),
    [
        ("cuong", Role.MEMBER, [BA_DINH]),
        ("cuong", Role.MEMBER, [DI_LINH, BA_DINH]),
        ("cuong", Role.VIEWER, []),
        ("cuong", Role.COORDINATOR, ["Lâm Đồng"]),
        ("cuong", Role.ADMINISTRATOR, []),
    ],
)
async def test_a_coordinator_cannot_touch_the_accounts_of_others(
    hoa: Colleague, store: Database, name: str, role: Role, places: list[str]
) -> None:
    admit(store, name, role, places)
    before = kept(store, name)

    fields = {"role": "viewer", "communes": DI_LINH}
    for act in ("", "/close", "/password", "/factor"):
        assert 403 == (await hoa.sends(f"/desk/accounts/{name}{act}", **fields))[0]
    assert 403 == (await hoa.goes(f"/desk/accounts/{name}"))[0]
    assert name not in await hoa.opens("/desk/accounts")
    assert before == kept(store, name)


@pytest.mark.parametrize("fields", [{"role": "coordinator"}, {"role": "administrator"}])
async def test_a_coordinator_cannot_raise_anyone(
    hoa: Colleague, store: Database, fields: dict[str, str]
) -> None:
    admit(store, "tuan", Role.MEMBER, [DI_LINH])
    status, page = await hoa.sends("/desk/accounts/tuan", **fields, province="Lâm Đồng")

    assert (422, True) == (status, OUT_OF_REACH in page)
    assert Role.MEMBER is kept(store, "tuan").role


@pytest.mark.parametrize("act", ["", "/close", "/password", "/factor"])
async def test_nobody_changes_their_own_account(mai: Colleague, store: Database, act: str) -> None:
    admit(store, "duc", Role.ADMINISTRATOR, totp_secret=SECRET)
    before = kept(store, "mai")

    status, page = await mai.sends(f"/desk/accounts/mai{act}", role="viewer")
    assert (422, True) == (status, OUT_OF_REACH in page)
    assert before == kept(store, "mai")


def test_the_last_administrator_stays_whoever_asks(store: Database) -> None:
    admit(store, "mai", Role.ADMINISTRATOR)
    admit(store, "duc", Role.ADMINISTRATOR)
    lower = Account("mai", "", Role.VIEWER)
    with store.desk() as accounts:
        assert accounts.close("duc", by="mai")
        assert not accounts.close("mai", by="duc")
        assert not accounts.change(lower, by="duc")
    assert (Role.ADMINISTRATOR, False) == (kept(store, "mai").role, kept(store, "mai").closed)


async def test_a_closed_account_is_out_at_once_and_comes_back_with_a_new_password(
    mai: Colleague, store: Database
) -> None:
    admit(store, "lan", Role.MEMBER, [DI_LINH])
    with store.desk() as accounts:
        accounts.sessions.start("lan", "hash", proven=False)
    assert 303 == (await mai.sends("/desk/accounts/lan/close"))[0]
    with store.desk() as accounts:
        assert accounts.session("hash") is None
        assert 0 == accounts.sessions.count("lan")
    assert 401 == (await mai.signs_in("lan"))[0]

    _, page = await mai.sends("/desk/accounts/lan/password")
    assert 401 == (await mai.signs_in("lan", PASSWORD))[0]
    assert (303, "/desk") == await mai.signs_in("lan", lent(page))


async def test_a_new_password_unlocks_and_ends_all_sessions(
    hoa: Colleague, store: Database
) -> None:
    admit(store, "lan", Role.MEMBER, [DI_LINH])
    for _ in range(5):
        await hoa.signs_in("lan", "sai")
    with store.desk() as accounts:
        accounts.sessions.start("lan", "hash", proven=False)
    assert kept(store, "lan").locked

    _, page = await hoa.sends("/desk/accounts/lan/password")
    assert not kept(store, "lan").locked
    assert kept(store, "lan").must_change
    with store.desk() as accounts:
        assert accounts.session("hash") is None
    assert (303, "/desk") == await hoa.signs_in("lan", lent(page))


async def test_an_administrator_raises_and_removes_a_second_factor(
    mai: Colleague, store: Database
) -> None:
    admit(store, "lan", Role.MEMBER, [DI_LINH], totp_secret=SECRET)

    await mai.sends("/desk/accounts/lan/factor")
    assert "" == kept(store, "lan").totp_secret
    assert (
        303 == (await mai.sends("/desk/accounts/lan", role="coordinator", province="Lâm Đồng"))[0]
    )
    lan = kept(store, "lan")
    assert (Role.COORDINATOR, (), "Lâm Đồng") == (lan.role, lan.communes, lan.province)


async def test_a_name_is_shown_as_text(mai: Colleague, store: Database) -> None:
    admit(store, "<b>lan", Role.MEMBER, [DI_LINH])

    assert "&lt;b&gt;lan" in await mai.opens("/desk/accounts")
    assert "&lt;b&gt;lan" in await mai.opens("/desk/accounts/%3Cb%3Elan")
