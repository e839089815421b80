"""The log of the desk: everything is in it, and nothing that must not be."""

from datetime import datetime
from pathlib import Path

import jinja2
import pytest
from aiohttp.test_utils import TestClient

from bot.accounts import OPERATOR, Account, Role
from bot.app import PAGES
from bot.database.audit import log_action
from bot.database.store import Database
from bot.deeds import Deed, LogFilter
from bot.desk.log import read_filter, read_subject
from bot.desk.problem import Problem
from bot.desk.rescue import let_in
from tests.desk import BA_DINH, DI_LINH, PASSWORD, SECRET, Colleague, admit
from tests.test_access import code


@pytest.fixture
def mai(client: TestClient, store: Database) -> Colleague:
    """The administrator."""
    admit(store, "mai", Role.ADMINISTRATOR, totp_secret=SECRET)
    return Colleague(client).enters(store, "mai")


def write(store: Database, at: datetime, account: str, action: str, subject: str) -> None:
    with store.desk() as accounts:
        log_action(accounts._connection, at, account, (action, subject, {}))


def test_every_deed_role_and_problem_has_its_words() -> None:
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(PAGES), autoescape=True)
    words = pages.get_template("desk/words.html").module

    assert {deed.value for deed in Deed} <= set(words.ACTIONS)  # type: ignore[attr-defined]
    assert {role.value for role in Role} == set(words.ROLES)  # type: ignore[attr-defined]
    assert {role.value for role in Role} == set(words.DUTIES)  # type: ignore[attr-defined]
    assert {each.value for each in Problem} == set(words.PROBLEMS)  # type: ignore[attr-defined]


async def test_every_deed_is_written_down_without_a_secret(mai: Colleague, store: Database) -> None:
    new = "con mèo ngủ trên mái"
    page = (await mai.sends("/desk/new-account", name="lan", role="member", typed="di linh"))[1]
    await mai.sends("/desk/accounts/lan", role="viewer", communes=DI_LINH)
    page += (await mai.sends("/desk/accounts/lan/password"))[1]
    await mai.sends("/desk/accounts/lan/close")
    page += (await mai.sends("/desk/accounts/lan/password"))[1]
    await mai.sends("/desk/me/others")
    typed = {"old": PASSWORD, "new": new, "again": new}
    await mai.sends("/desk/me/password", **typed | {"old": "mật khẩu sai"})
    await mai.sends("/desk/me/password", **typed)
    await mai.sends("/desk/sign-out")
    await mai.signs_in("mai", new)
    for _ in range(3):
        await mai.sends("/desk/second-factor", code="123456")
    await mai.sends("/desk/second-factor", code=code(store))
    await mai.sends("/desk/me/second-factor/remove", password=new)
    for _ in range(5):
        await mai.signs_in("mai", "một mật khẩu khác")
    told = let_in(store, "mai")

    with store.desk() as accounts:
        rows = accounts.log(LogFilter()).rows
    assert {*Deed} == {row.action for row in rows}
    secrets = [PASSWORD, new, SECRET, "sai", "khác", "123456", told.split()[-1]]
    secrets += [part.split("<")[0] for part in page.split('id="password">')[1:]]
    assert 10 == len(secrets)
    for row in rows:
        assert not [secret for secret in secrets if secret in repr(row)], row
    assert {"mai", "", OPERATOR} == {row.account for row in rows}


async def test_the_newest_rows_come_first_fifty_a_page(mai: Colleague, store: Database) -> None:
    for number in range(60):
        write(store, store.clock(), "lan", "closed", f"case:{number}")

    first, second = await mai.opens("/desk/log"), await mai.opens("/desk/log?page=2")
    assert first.index("việc 59<") < first.index("việc 10<")
    assert "việc 9<" not in first
    assert "việc 9<" in second
    assert 'href="/desk/log?page=2"' in first
    assert "page=3" not in second


async def test_a_coordinator_reads_of_their_province_only(mai: Colleague, store: Database) -> None:
    admit(store, "hoa", Role.COORDINATOR, ["Lâm Đồng"])
    admit(store, "lan", Role.MEMBER, [DI_LINH])
    admit(store, "ha", Role.MEMBER, [BA_DINH])
    for number, name in enumerate(("lan", "ha", "mai", "hoa", "")):
        write(store, store.clock(), name, "closed", f"case:{number}")
    await mai.sends("/desk/accounts/lan/close")

    everything = await mai.opens("/desk/log")
    assert [True] * 5 == [f"việc {number}<" in everything for number in range(5)]
    page = await mai.enters(store, "hoa").opens("/desk/log")
    shown = [number for number in range(5) if f"việc {number}<" in page]
    assert [0, 3] == shown
    assert "đóng tài khoản: tài khoản lan" in page
    assert "tài khoản ha<" not in page
    assert "việc 1<" not in await mai.opens("/desk/log?who=ha")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["12", "13", "14"]),
        ("who=lan", ["12", "13"]),
        ("action=closed", ["12", "14"]),
        ("about=Việc 13", ["13"]),
        ("about=case:13", ["13"]),
        ("day=2026-11-22", ["13", "14"]),
        ("day=2026-11-22&who=lan", ["13"]),
        ("day=hôm nay&page=x&page=-1", ["12", "13", "14"]),
        ("who=' OR 1=1", []),
    ],
)
async def test_the_log_is_filtered_by_days_of_viet_nam(
    mai: Colleague, store: Database, query: str, shown: list[str]
) -> None:
    write(store, datetime(2026, 11, 21, 16, 59), "lan", "closed", "case:12")
    write(store, datetime(2026, 11, 21, 17, 0), "lan", "noted", "case:13")
    write(store, datetime(2026, 11, 22, 16, 59), "ha", "closed", "case:14")

    page = await mai.opens(f"/desk/log?{query}")
    assert shown == [number for number in ("12", "13", "14") if f": việc {number}<" in page]


async def test_details_that_a_team_wrote_are_not_shown(mai: Colleague, store: Database) -> None:
    with store.desk() as accounts:
        details = {"text": "gọi cô Ba 0900"}
        log_action(accounts._connection, accounts.now, "lan", ("noted", "case:1", details))

    assert "cô Ba" not in await mai.opens("/desk/log")


def test_a_subject_is_read_as_it_is_said() -> None:
    asked = ["việc 12", "Viec số 12", "tài khoản lan", "account:lan", "case:12", "report", ""]

    assert [
        "case:12", "case:12", "account:lan", "account:lan", "case:12", "report", "",
    ] == [read_subject(text) for text in asked]  # fmt: skip


def test_a_page_that_makes_no_sense_is_the_first() -> None:
    assert [1, 1, 1, 7] == [read_filter({"page": page}).page for page in ("", "-1", "²", "7")]


def test_the_operator_lets_somebody_in_or_makes_an_administrator(store: Database) -> None:
    admit(store, "lan", Role.MEMBER, [DI_LINH], totp_secret=SECRET)
    with store.desk() as accounts:
        accounts.close("lan", by="mai")
    assert "lan (member) may sign in again" in let_in(store, "lan")
    assert "mai is a new administrator" in let_in(store, "mai")
    with pytest.raises(ValueError, match="no account can be called 'Ông Năm'"):
        let_in(store, "Ông Năm")

    with store.desk() as accounts:
        lan, mai = accounts.account("lan"), accounts.account("mai")
    assert isinstance(lan, Account)
    assert ("", True, False) == (lan.totp_secret, lan.must_change, lan.closed)
    assert isinstance(mai, Account)
    assert (Role.ADMINISTRATOR, True) == (mai.role, mai.must_change)


def test_no_template_of_the_desk_marks_what_people_wrote_as_safe() -> None:
    pages = Path(PAGES / "desk").glob("*.html")

    assert [] == [page.name for page in pages if "|safe" in page.read_text(encoding="utf-8")]
