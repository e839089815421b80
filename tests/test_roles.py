"""Every page of the desk opens to those it is for, and to nobody else."""

import re

import pytest
from aiohttp.test_utils import TestClient
from aiohttp.web import AbstractRoute

from bot.accounts import Account, Due, Role, Session
from bot.database.store import Database
from bot.desk.frame import role_of
from tests.desk import BA_DINH, DA_LAT, DI_LINH, SECRET, Colleague, admit

OPEN_TO_ALL = {
    ("GET", "/desk/sign-in"),
    ("POST", "/desk/sign-in"),
    ("POST", "/desk/sign-out"),
    ("GET", "/desk/setup"),
    ("POST", "/desk/setup"),
}
LEAST = {  # by hand, so that a page with the wrong role is found too
    "/desk/accounts": Role.COORDINATOR,
    "/desk/new-account": Role.COORDINATOR,
    "/desk/accounts/{name}": Role.COORDINATOR,
    "/desk/accounts/{name}/close": Role.COORDINATOR,
    "/desk/accounts/{name}/password": Role.COORDINATOR,
    "/desk/accounts/{name}/factor": Role.ADMINISTRATOR,
    "/desk/log": Role.COORDINATOR,
    "/desk/me": Role.VIEWER,
    "/desk": Role.VIEWER,
}
PLACES = {Role.MEMBER: [DI_LINH], Role.COORDINATOR: ["Lâm Đồng"]}


def routes(client: TestClient) -> list[AbstractRoute]:
    """Every page and form of the desk that is not open to all."""
    found = [
        route
        for route in client.app.router.routes()  # type: ignore[union-attr]
        if path(route).startswith("/desk") and route.method != "HEAD"
    ]
    return [route for route in found if (route.method, path(route)) not in OPEN_TO_ALL]


def path(route: AbstractRoute) -> str:
    return route.resource.canonical if route.resource else ""


def where(route: AbstractRoute) -> str:
    """An address of a route."""
    return re.sub(r"\{\w+\}", "1", path(route).replace("{act}", "close"))


async def asks(colleague: Colleague, route: AbstractRoute) -> tuple[int, str]:
    """Open a page, or send its form with a right key."""
    call = colleague.goes if route.method == "GET" else colleague.sends
    return await call(where(route))


def test_every_page_of_the_desk_names_its_role(client: TestClient) -> None:
    assert [] == [path(route) for route in routes(client) if role_of(route.handler) is None]
    assert len(routes(client)) > 15


def test_pages_of_accounts_have_the_roles_that_they_should(client: TestClient) -> None:
    roles = {path(route): role_of(route.handler) for route in routes(client)}

    assert LEAST == {path: roles.get(path) for path in LEAST}


async def test_nothing_opens_without_signing_in(client: TestClient) -> None:
    stranger = Colleague(client)
    for route in routes(client):
        assert (303, "/desk/sign-in") == await asks(stranger, route), where(route)


@pytest.mark.parametrize("role", list(Role)[:-1])
async def test_pages_for_higher_roles_are_refused(
    client: TestClient, store: Database, role: Role
) -> None:
    admit(store, "lan", role, PLACES.get(role, ()))
    lan = Colleague(client).enters(store, "lan")
    for route in routes(client):
        least = role_of(route.handler) or Role.VIEWER
        if not role.includes(least):
            assert 403 == (await asks(lan, route))[0], where(route)
        elif route.method == "GET" and "{" not in path(route):
            assert 403 != (await asks(lan, route))[0], where(route)


@pytest.mark.parametrize(
    ("proven", "also", "first"),
    [
        (False, {"totp_secret": SECRET, "must_change": True}, "/desk/second-factor"),
        (True, {"totp_secret": SECRET, "must_change": True}, "/desk/me/password"),
        (True, {}, "/desk/me/second-factor"),
    ],
)
async def test_nothing_opens_before_what_is_due(
    client: TestClient, store: Database, proven: bool, also: dict[str, object], first: str
) -> None:
    admit(store, "mai", Role.ADMINISTRATOR, **also)
    mai = Colleague(client).enters(store, "mai", proven=proven)
    for route in routes(client):
        if where(route) != first:
            assert (303, first) == await asks(mai, route), where(route)
    assert 200 == (await mai.goes(first))[0]


@pytest.mark.parametrize(
    ("asker", "other", "looks_after"),
    [
        ((Role.COORDINATOR, (), "Lâm Đồng"), (Role.MEMBER, (DI_LINH, DA_LAT), ""), True),
        ((Role.COORDINATOR, (), "Lâm Đồng"), (Role.VIEWER, (), "Lâm Đồng"), True),
        ((Role.COORDINATOR, (), "Lâm Đồng"), (Role.MEMBER, (DI_LINH, BA_DINH), ""), False),
        ((Role.COORDINATOR, (), "Lâm Đồng"), (Role.VIEWER, (), ""), False),
        ((Role.COORDINATOR, (), "Lâm Đồng"), (Role.COORDINATOR, (), "Lâm Đồng"), False),
        ((Role.COORDINATOR, (), "Lâm Đồng"), (Role.ADMINISTRATOR, (), ""), False),
        ((Role.COORDINATOR, (), ""), (Role.VIEWER, (), ""), False),
        ((Role.MEMBER, (DI_LINH,), ""), (Role.VIEWER, (DI_LINH,), ""), False),
        ((Role.ADMINISTRATOR, (), ""), (Role.ADMINISTRATOR, (), ""), True),
    ],
)
def test_who_looks_after_whom(asker: tuple, other: tuple, looks_after: bool) -> None:
    first, second = (
        Account(name, "", role, communes=communes, province=province)
        for name, (role, communes, province) in (("a", asker), ("b", other))
    )

    assert looks_after == first.looks_after(second)
    assert not first.looks_after(first)


def test_what_is_due_comes_one_thing_at_a_time() -> None:
    bare = Account("mai", "", Role.ADMINISTRATOR, must_change=True)
    full = Account("mai", "", Role.ADMINISTRATOR, totp_secret=SECRET, must_change=True)

    assert Due.PASSWORD == Session(bare, proven=False).due
    assert Due.CODE == Session(full, proven=False).due
    assert Due.PASSWORD == Session(full, proven=True).due
    assert Due.NOTHING == Session(Account("lan", "", Role.MEMBER), proven=False).due
