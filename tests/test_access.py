"""The desk's door: who may come in."""

from datetime import timedelta

import pyotp
import pytest
from aiohttp.test_utils import TestClient

from bot.accounts import Role
from bot.app import ACCESS
from bot.database.store import Database
from bot.deeds import LogFilter
from bot.desk.access import SESSION_COOKIE
from tests.desk import DI_LINH, PASSWORD, SECRET, Colleague, admit

LOCKED = "Đã sai năm lần"
WRONG = "Tên hoặc mật khẩu không đúng"


@pytest.fixture
def lan(client: TestClient, store: Database) -> Colleague:
    """A member with a browser, not signed in."""
    admit(store, "lan", Role.MEMBER, [DI_LINH])
    return Colleague(client)


def later(store: Database, **time: int) -> None:
    """Let time pass."""
    now = store.clock() + timedelta(**time)
    store.clock = lambda: now


def code(store: Database, half_minutes: int = 0) -> str:
    """What the app on the phone shows."""
    at = store.clock() + timedelta(seconds=30 * half_minutes)
    return pyotp.TOTP(SECRET).at(int((at - at.__class__(1970, 1, 1)).total_seconds()))


def deeds(store: Database) -> list[tuple[str, str, str]]:
    with store.desk() as accounts:
        rows = accounts.log(LogFilter()).rows
    return [(row.account, row.action, row.subject) for row in reversed(rows)]


async def test_a_member_signs_in_and_out(lan: Colleague) -> None:
    assert (303, "/desk") == await lan.signs_in("lan")
    assert (200, "") == await lan.goes("/desk/me")

    assert (303, "/desk/sign-in") == await lan.sends("/desk/sign-out")
    assert (303, "/desk/sign-in") == await lan.goes("/desk/me")


async def test_a_name_may_be_typed_with_a_capital_letter(lan: Colleague) -> None:
    assert (303, "/desk") == await lan.signs_in(" Lan ")


async def test_letters_with_accents_may_be_typed_in_two_ways(lan: Colleague) -> None:
    decomposed = "mo\u0323\u0302t ca\u0302u da\u0300i \u0111e\u0302\u0309 nho\u031b\u0301"

    assert decomposed != PASSWORD
    assert (303, "/desk") == await lan.signs_in("lan", decomposed)


async def test_what_was_typed_wrong_stays_but_never_a_password(lan: Colleague) -> None:
    status, page = await lan.signs_in("lan", "mật khẩu nhầm của tôi")

    assert 401 == status
    assert WRONG in page
    assert 'value="lan"' in page
    assert "nhầm" not in page


@pytest.mark.parametrize("name", ["lan", "khong-ai"])
async def test_five_wrong_passwords_lock_any_name_whether_somebody_has_it_or_not(
    lan: Colleague, store: Database, name: str
) -> None:
    for _ in range(4):
        assert WRONG in (await lan.signs_in(name, "sai"))[1]
    assert LOCKED in (await lan.signs_in(name, "sai"))[1]
    assert LOCKED in (await lan.signs_in(name, PASSWORD))[1]

    later(store, minutes=16)
    assert WRONG in (await lan.signs_in(name, "sai"))[1]


async def test_a_locked_account_opens_after_a_quarter_of_an_hour(
    lan: Colleague, store: Database
) -> None:
    for _ in range(5):
        await lan.signs_in("lan", "sai")
    later(store, minutes=14)
    assert 401 == (await lan.signs_in("lan"))[0]

    later(store, minutes=2)
    assert (303, "/desk") == await lan.signs_in("lan")


async def test_the_log_tells_of_attempts_but_not_what_was_typed_as_a_name(
    lan: Colleague, store: Database
) -> None:
    await lan.signs_in("mật khẩu của tôi đây", "sai")
    for _ in range(5):
        await lan.signs_in("lan", "sai")

    failed = ("", "sign_in_failed", "account:lan")
    assert [("", "sign_in_failed", ""), *[failed] * 5, ("", "locked", "account:lan")] == deeds(
        store
    )[1:]


async def test_strangers_cannot_flood_the_log(lan: Colleague, store: Database) -> None:
    for _ in range(70):
        with store.desk() as accounts:
            accounts.stranger_failed()

    with store.desk() as accounts:
        pages = [accounts.log(LogFilter(page=page)).rows for page in (1, 2)]
    assert 60 == sum(row.action == "sign_in_failed" for page in pages for row in page)


async def test_a_forged_form_is_refused(lan: Colleague) -> None:
    async with lan.client.post(
        "/desk/sign-in", data={"name": "lan", "password": PASSWORD}
    ) as answer:
        assert 403 == answer.status


async def test_signing_in_gives_a_new_key_and_ends_what_was_open(
    lan: Colleague, store: Database
) -> None:
    await lan.signs_in("lan")
    [before] = keys(lan)
    await lan.signs_in("lan")

    assert [before] != keys(lan)
    with store.desk() as accounts:
        assert 1 == accounts.sessions.count("lan")


def keys(colleague: Colleague) -> list[str]:
    """The session keys that a browser holds."""
    jar = colleague.client.session.cookie_jar
    return [cookie.value for cookie in jar if cookie.key == SESSION_COOKIE]


async def test_a_session_lasts_twelve_hours(lan: Colleague, store: Database) -> None:
    await lan.signs_in("lan")
    later(store, hours=11, minutes=59)
    assert 200 == (await lan.goes("/desk/me"))[0]

    later(store, minutes=2)
    assert (303, "/desk/sign-in") == await lan.goes("/desk/me")


async def test_an_older_hash_is_renewed_at_signing_in(lan: Colleague, store: Database) -> None:
    with store.desk() as accounts:
        assert "m=8," in accounts.account("lan").password_hash

    await lan.signs_in("lan")
    with store.desk() as accounts:
        assert "m=65536," in accounts.account("lan").password_hash
    assert (303, "/desk") == await lan.signs_in("lan")


# The second factor


@pytest.fixture
def mai(client: TestClient, store: Database) -> Colleague:
    """An administrator with a second factor."""
    admit(store, "mai", Role.ADMINISTRATOR, totp_secret=SECRET)
    return Colleague(client)


async def test_an_administrator_shows_a_code_before_anything_opens(
    mai: Colleague, store: Database
) -> None:
    await mai.signs_in("mai")
    assert (303, "/desk/second-factor") == await mai.goes("/desk")
    [unproven] = keys(mai)

    assert (303, "/desk") == await mai.sends("/desk/second-factor", code=code(store))
    assert 200 == (await mai.goes("/desk"))[0]
    assert [unproven] != keys(mai)


@pytest.mark.parametrize("half_minutes", [-1, 0, 1])
async def test_a_phone_may_be_half_a_minute_off(
    mai: Colleague, store: Database, half_minutes: int
) -> None:
    await mai.signs_in("mai")

    spaced = f"{code(store, half_minutes)[:3]} {code(store, half_minutes)[3:]}"
    assert (303, "/desk") == await mai.sends("/desk/second-factor", code=spaced)


@pytest.mark.parametrize("half_minutes", [-3, 3])
async def test_an_old_code_or_one_to_come_is_not_right(
    mai: Colleague, store: Database, half_minutes: int
) -> None:
    await mai.signs_in("mai")

    status, page = await mai.sends("/desk/second-factor", code=code(store, half_minutes))
    assert 401 == status
    assert "Mã không đúng" in page


async def test_a_code_is_good_once(mai: Colleague, store: Database) -> None:
    later(store, seconds=0)  # the clock stands still
    await mai.signs_in("mai")
    await mai.sends("/desk/second-factor", code=code(store))
    await mai.sends("/desk/sign-out")
    await mai.signs_in("mai")

    assert 401 == (await mai.sends("/desk/second-factor", code=code(store)))[0]
    assert 401 == (await mai.sends("/desk/second-factor", code=code(store, -1)))[0]
    later(store, seconds=30)
    assert 303 == (await mai.sends("/desk/second-factor", code=code(store)))[0]


@pytest.mark.parametrize("typed", ["", "000000", "abc", "١٢٣٤٥٦"])
async def test_what_is_no_code_is_refused(mai: Colleague, typed: str) -> None:
    await mai.signs_in("mai")

    assert 401 == (await mai.sends("/desk/second-factor", code=typed))[0]


async def test_wrong_codes_lock_even_with_the_right_password_in_between(
    mai: Colleague, store: Database
) -> None:
    for _ in range(4):
        await mai.signs_in("mai")
        await mai.sends("/desk/second-factor", code="1")
    await mai.signs_in("mai")
    assert LOCKED in (await mai.sends("/desk/second-factor", code="1"))[1]

    assert LOCKED in (await mai.sends("/desk/second-factor", code=code(store)))[1]
    assert LOCKED in (await mai.signs_in("mai"))[1]


async def test_who_waits_too_long_with_the_code_begins_again(
    mai: Colleague, store: Database
) -> None:
    await mai.signs_in("mai")
    later(store, minutes=11)

    assert (303, "/desk/sign-in") == await mai.goes("/desk/second-factor")


async def test_who_has_no_second_factor_is_not_asked_for_one(lan: Colleague) -> None:
    await lan.signs_in("lan")

    assert (303, "/desk") == await lan.goes("/desk/second-factor")
    assert (303, "/desk") == await lan.sends("/desk/second-factor", code="123456")


# The first account


async def test_the_first_administrator_is_made_once_and_sets_up_a_second_factor(
    client: TestClient,
) -> None:
    first, setup = Colleague(client), f"/desk/setup?key={client.app[ACCESS].setup_key}"  # type: ignore[index]

    assert (303, "/desk/me/second-factor") == await first.sends(
        setup, name="lan", password=PASSWORD
    )
    assert (303, "/desk/me/second-factor") == await first.goes("/desk")
    assert 403 == (await first.sends(setup, name="ke-gian", password=PASSWORD))[0]


@pytest.mark.parametrize(
    ("key", "name", "password", "sentence"),
    [
        ("wrong", "lan", PASSWORD, "Đường dẫn lập tài khoản không đúng"),
        (None, "lan", "ngắn", "Mật khẩu phải có từ 12"),
        (None, "lan", "lanlanlan123456", "dễ đoán"),
        (None, "chị lan", PASSWORD, "Tên đăng nhập từ 2"),
        (None, "operator", PASSWORD, "Tên đăng nhập từ 2"),
    ],
)
async def test_a_careless_first_account_is_refused(
    client: TestClient, key: str | None, name: str, password: str, sentence: str
) -> None:
    key = key or client.app[ACCESS].setup_key  # type: ignore[index]
    status, page = await Colleague(client).sends(
        f"/desk/setup?key={key}", name=name, password=password
    )

    assert 403 == status
    assert sentence in page
