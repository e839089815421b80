"""The desk's inbox: tabs, filters, acts on several cases at once, undoing."""

import re
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient

from bot.accounts import Account, Role
from bot.database.store import Database
from bot.database.tables import cases
from tests.desk_visits import Visit
from tests.desks import BAO_LAM, DI_LINH, LAN, NAM, NOW, log_need, open_case, rows

VIEWER = Account("xem", "", Role.VIEWER)


@pytest.fixture
def store(store: Database) -> Database:
    store.clock = lambda: NOW
    return store


@pytest.fixture
def lan(client: TestClient, store: Database) -> Visit:
    return Visit(client, store, LAN)


def shown(page: str) -> list[int]:
    """The cases of a page, from above."""
    return [int(id) for id in re.findall(r'data-case="(\d+)"', page)]


async def test_an_empty_inbox_is_calm(lan: Visit) -> None:
    assert "Hết việc trong mục này." in await lan.opens("/desk")


async def test_a_citizens_words_are_shown_as_text(lan: Visit, store: Database) -> None:
    open_case(store, log_need(store, words="<b>nuôi hổ</b>"))

    page = await lan.opens("/desk")
    assert "&lt;b&gt;nuôi hổ&lt;/b&gt;" in page
    assert "<b>nuôi" not in page


async def test_urgent_cases_come_first_then_those_with_most_people(
    lan: Visit, store: Database
) -> None:
    one = open_case(store, log_need(store))
    two = open_case(store, log_need(store, "web:a"), log_need(store, "web:b"))
    urgent = open_case(store, log_need(store, urgent=True))

    page = await lan.opens("/desk")
    assert [urgent, two, one] == shown(page)
    assert "Khẩn: có thể đang bị lừa" in page


async def test_a_card_says_how_many_wait_where_and_since_when(lan: Visit, store: Database) -> None:
    before = NOW - timedelta(hours=2)
    open_case(
        store,
        log_need(store, "zalo_bot:a", intent="pay_wallet", commune=DI_LINH, at=before),
        log_need(store, "web:b", intent="pay_wallet", commune=DI_LINH, at=before),
        due_at=NOW - timedelta(days=1),
    )

    page = await lan.opens("/desk")
    for said in (
        "Ví điện tử", "2 người chờ", DI_LINH, "máy chưa hiểu", "hỏi gần nhất 2 giờ trước",
        "quá hạn từ 21/11/2026", "Chưa ai nhận", "7 ngày qua: 0, 0, 0, 0, 0, 0, 2 lượt",
    ):  # fmt: skip
        assert said in page


async def test_a_filter_stands_in_the_address_and_goes_along_to_the_case(
    lan: Visit, store: Database
) -> None:
    kept = open_case(store, log_need(store, "zalo_bot:a", words="Sổ đỏ cho cháu", commune=DI_LINH))
    open_case(store, log_need(store, "zalo_bot:b", words="Sổ đỏ", commune=BAO_LAM))

    page = await lan.opens("/desk?search=so do&commune=Xã Di Linh, Lâm Đồng&channel=zalo_bot")
    assert [kept] == shown(page)
    assert "Đang lọc: Xã Di Linh, Lâm Đồng; Zalo; “so do”" in page
    link = re.search(rf'href="(/desk/cases/{kept}[^"]+)"', page)[1].replace("&amp;", "&")
    assert "search=so+do" in link
    assert "search=so+do" in await lan.opens(link)


@pytest.mark.parametrize(
    "query", ["?tab=nichts&order=x&page=-1", "?page=99999999", "?since=gestern&until=2026-99-99"]
)
async def test_an_address_that_makes_no_sense_shows_the_usual(
    lan: Visit, store: Database, query: str
) -> None:
    id = open_case(store, log_need(store))

    assert [id] == shown(await lan.opens(f"/desk{query}"))


async def test_several_cases_are_taken_at_once_and_keep_their_due_time(
    lan: Visit, store: Database
) -> None:
    due = NOW + timedelta(days=1)
    ids = [open_case(store, log_need(store), due_at=due), open_case(store, log_need(store))]
    await lan.opens("/desk")

    page = await lan.sends("/desk/cases", act="take", case=ids)
    assert "Anh chị đã nhận 2 việc." in page
    assert [("lan", due), ("lan", None)] == rows(store, cases, "assignee", "due_at")


async def test_closing_several_is_told_once_and_can_be_undone(lan: Visit, store: Database) -> None:
    ids = [open_case(store, log_need(store)) for _ in range(3)]
    await lan.opens("/desk")
    page = await lan.sends("/desk/cases", act="close", why="not_a_need", case=ids)
    assert "Đã đóng 3 việc." in page
    assert "Hoàn tác" in page
    assert [] == shown(page)

    undo = re.search(r'name="ids" value="([\d-]+)"', page)[1]
    page = await lan.sends("/desk/undo", ids=undo)
    assert "Đã hoàn tác." in page
    assert ids == shown(page)
    assert "Đã hoàn tác." not in await lan.opens("/desk")


async def test_what_somebody_else_did_since_is_not_undone(
    client: TestClient, lan: Visit, store: Database
) -> None:
    id = open_case(store, log_need(store))
    await lan.opens("/desk")
    await lan.sends("/desk/cases", act="take", case=[id])
    with store.casework(NAM) as work:
        work.assign([id], "nam", None)

    assert "Không hoàn tác được" in await lan.sends("/desk/undo", ids=str(id))
    assert [("nam",)] == rows(store, cases, "assignee")


async def test_merging_puts_the_smaller_cases_into_the_one_with_most_people(
    lan: Visit, store: Database
) -> None:
    small = open_case(store, log_need(store, "web:a"))
    large = open_case(store, log_need(store, "web:b"), log_need(store, "web:c"))
    await lan.opens("/desk")

    page = await lan.sends("/desk/cases", act="merge", case=[small, large])
    assert "Đã gộp 2 việc làm một." in page
    assert [large] == shown(page)


@pytest.mark.parametrize(
    "fields",
    [{"act": "close", "why": "not_a_need"}, {"act": "close", "why": "answered", "case": [1]},
     {"act": "merge", "case": [1]}, {"act": "burn", "case": [1]}],
)  # fmt: skip
async def test_a_form_without_sense_does_nothing(
    lan: Visit, store: Database, fields: dict[str, object]
) -> None:
    open_case(store, log_need(store))
    await lan.opens("/desk")

    assert "chưa làm gì" in await lan.sends("/desk/cases", **fields)
    assert [(None, None)] == rows(store, cases, "assignee", "closed_at")


async def test_a_viewer_has_no_forms_and_may_post_none(client: TestClient, store: Database) -> None:
    id = open_case(store, log_need(store))
    viewer = Visit(client, store, VIEWER)

    page = await viewer.opens("/desk")
    assert [id] == shown(page)
    assert 'name="case"' not in page
    await viewer.sends("/desk/cases", act="close", why="other", case=[id])
    assert 403 == viewer.status
