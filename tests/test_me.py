"""One's own page: password, second factor, other browsers."""

import html
import re

import pyotp
import pytest
from aiohttp.test_utils import TestClient

from bot.accounts import Role
from bot.database.store import Database
from tests.desk import DI_LINH, PASSWORD, SECRET, Colleague, admit
from tests.test_access import LOCKED, code, later

NEW = "con mèo ngủ trên mái"


@pytest.fixture
def lan(client: TestClient, store: Database) -> Colleague:
    """A member who is signed in here, and somewhere else."""
    admit(store, "lan", Role.MEMBER, [DI_LINH])
    with store.desk() as accounts:
        accounts.sessions.start("lan", "elsewhere", proven=False)
    return Colleague(client).enters(store, "lan", proven=False)


def is_in_elsewhere(store: Database) -> bool:
    with store.desk() as accounts:
        return accounts.session("elsewhere") is not None


async def change(colleague: Colleague, old: str, new: str, again: str) -> tuple[int, str]:
    return await colleague.sends("/desk/me/password", old=old, new=new, again=again)


async def test_a_new_password_counts_and_ends_other_sessions(
    lan: Colleague, store: Database
) -> None:
    assert (303, "/desk/me?done=password") == await change(lan, PASSWORD, NEW, NEW)
    assert not is_in_elsewhere(store)
    assert "Đã đổi mật khẩu" in await lan.opens("/desk/me?done=password")

    assert 401 == (await lan.signs_in("lan", PASSWORD))[0]
    assert (303, "/desk") == await lan.signs_in("lan", NEW)


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("sai", NEW, NEW, "Mật khẩu đang dùng không đúng"),
        (PASSWORD, NEW, NEW + "x", "không giống nhau"),
        (PASSWORD, "mười một chữ"[:11], "mười một chữ"[:11], "từ 12 đến 200"),
        (PASSWORD, "a b " * 51, "a b " * 51, "từ 12 đến 200"),
        (PASSWORD, "Matkhau@2026!", "Matkhau@2026!", "dễ đoán"),
        (PASSWORD, PASSWORD, PASSWORD, "phải khác"),
    ],
)
async def test_a_wrong_or_weak_password_changes_nothing(
    lan: Colleague, store: Database, old: str, new: str, again: str, sentence: str
) -> None:
    status, page = await change(lan, old, new, again)

    assert (422, True) == (status, sentence in html.unescape(page))
    assert new not in page
    assert is_in_elsewhere(store)


async def test_the_old_password_cannot_be_guessed_on_an_open_phone(
    lan: Colleague, store: Database
) -> None:
    for _ in range(5):
        _, page = await change(lan, "sai", NEW, NEW)
    assert LOCKED in page

    assert LOCKED in (await change(lan, PASSWORD, NEW, NEW))[1]
    later(store, minutes=16)
    assert 303 == (await change(lan, PASSWORD, NEW, NEW))[0]


async def test_other_browsers_are_signed_out_at_a_tap(lan: Colleague, store: Database) -> None:
    assert "Còn 1 máy khác" in await lan.opens("/desk/me")

    await lan.sends("/desk/me/others")
    assert not is_in_elsewhere(store)
    assert "Không có máy nào khác" in await lan.opens("/desk/me")


async def test_recent_sign_ins_and_attempts_are_shown_in_our_time(
    lan: Colleague, store: Database
) -> None:
    now = store.clock().replace(month=11, day=22, hour=7, minute=5)
    store.clock = lambda: now
    await lan.signs_in("lan", "sai")
    await lan.signs_in("lan")

    page = await lan.opens("/desk/me")
    assert 2 == page.count("22/11/2026 14:05")
    assert page.index("Đăng nhập<") < page.index("Sai tên hoặc mật khẩu<")


async def set_up(colleague: Colleague, typed: str = "") -> tuple[int, str, str]:
    """Set up a second factor; the status, where it leads, and the secret."""
    found = re.search(
        r'name="secret" value="(\w+)"', await colleague.opens("/desk/me/second-factor")
    )
    assert found
    typed = typed or pyotp.TOTP(found[1]).now()
    status, text = await colleague.sends("/desk/me/second-factor", secret=found[1], code=typed)
    return status, text, found[1]


async def test_a_second_factor_counts_once_its_code_was_shown(
    lan: Colleague, store: Database
) -> None:
    assert (303, "/desk/me?done=factor") == (await set_up(lan))[:2]
    assert not is_in_elsewhere(store)
    assert 200 == (await lan.goes("/desk"))[0]

    await lan.signs_in("lan")
    assert (303, "/desk/second-factor") == await lan.goes("/desk")


async def test_a_wrong_code_keeps_the_secret_that_the_phone_has_taken_up(
    lan: Colleague, store: Database
) -> None:
    status, page, secret = await set_up(lan, typed="12345")

    assert (422, True) == (status, f'value="{secret}"' in page)
    with store.desk() as accounts:
        assert "" == accounts.account("lan").totp_secret


async def test_a_secret_of_somebody_elses_making_is_not_taken(
    lan: Colleague, store: Database
) -> None:
    other = pyotp.random_base32(40)
    typed = pyotp.TOTP(other).now()

    assert 422 == (await lan.sends("/desk/me/second-factor", secret=other, code=typed))[0]


async def test_the_page_shows_a_drawing_and_the_secret_in_groups(lan: Colleague) -> None:
    page = await lan.opens("/desk/me/second-factor")
    secret = re.search(r'name="secret" value="(\w+)"', page)
    assert secret
    groups = " ".join(re.findall("....", secret[1]))

    assert groups in page
    assert "<svg" in page
    assert "style=" not in page
    assert f"otpauth://totp/Tro%20ly%20so:lan?secret={secret[1]}" in html.unescape(page)


async def test_a_second_factor_is_removed_with_the_password_only(
    client: TestClient, store: Database
) -> None:
    admit(store, "mai", Role.ADMINISTRATOR, totp_secret=SECRET)
    mai = Colleague(client).enters(store, "mai")

    assert 422 == (await mai.sends("/desk/me/second-factor/remove", password="sai"))[0]
    assert (303, "/desk/me/second-factor") == await mai.sends(
        "/desk/me/second-factor/remove", password=PASSWORD
    )
    assert (303, "/desk/me/second-factor") == await mai.goes("/desk")
    assert 303 == (await set_up(mai))[0]
    assert 200 == (await mai.goes("/desk"))[0]


async def test_who_has_a_second_factor_cannot_replace_it_unasked(
    client: TestClient, store: Database
) -> None:
    admit(store, "mai", Role.ADMINISTRATOR, totp_secret=SECRET)
    mai = Colleague(client).enters(store, "mai")

    other = pyotp.random_base32(32)
    typed = pyotp.TOTP(other).now()
    assert 422 == (await mai.sends("/desk/me/second-factor", secret=other, code=typed))[0]
    with store.desk() as accounts:
        assert SECRET == accounts.account("mai").totp_secret
    assert len(code(store)) == 6
