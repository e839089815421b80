"""The pages of reports: who sees what, and that nothing small leaves the team."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select, update

from bot.accounts import Account, Role
from bot.app import build
from bot.database.store import Database
from bot.database.tables import accounts, audit, needs
from bot.desk.access import SESSION_COOKIE
from bot.desk.asking import months_for, read_asked
from bot.figures import Period, Scope
from bot.reporting.meaning import Words
from bot.reporting.report import read_needs, sheet_of
from bot.settings import Settings
from tests.fakes import ScriptedInterpreter
from tests.ledger import BS, DL, sign_everybody_in, write_ledger

NOON = datetime(2026, 12, 2, 5)  # 02/12/2026 12:00 in Viet Nam
Get = Callable[..., Awaitable[str]]


@pytest.fixture
async def client(content, store: Database, tmp_path) -> AsyncIterator[TestClient]:
    write_ledger(store)
    store.clock = lambda: NOON
    with store._engine.begin() as connection:
        connection.execute(update(needs).where(needs.c.id == 3).values(words="LỜI RIÊNG"))
    sign_everybody_in(store)
    app = build(Settings(home=tmp_path), content, ScriptedInterpreter({}), store)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def get(client: TestClient) -> Get:
    async def get(path: str, who: str = "admin") -> str:
        async with client.get(path, cookies={SESSION_COOKIE: who}) as answer:
            assert 200 == answer.status
            return await answer.text()

    return get


def told(page: str) -> str:
    """The words of a page, spaced simply."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


NOVEMBER = "/desk/reports?ky=thang-truoc"


@pytest.mark.parametrize(
    "path", ["/desk/reports", "/desk/reports/month", "/desk/reports/month.xlsx"]
)
async def test_reports_open_to_who_is_signed_in(client: TestClient, path: str) -> None:
    async with client.get(path, allow_redirects=False) as answer:
        assert (303, "/desk/sign-in") == (answer.status, answer.headers["Location"])


async def test_the_page_shows_figures_with_their_denominators(get: Get) -> None:
    page = told(await get(NOVEMBER))

    assert "Từ 01/11/2026 đến 30/11/2026 · mọi nơi · lập lúc 02/12/2026 12:00" in page
    assert "6 trong 12 nhu cầu có mã đã được tổ trả lời; 3 còn chờ" in page
    assert "Một nửa được trả lời trong 2 giờ , chín phần mười trong 7 ngày" in page
    assert "3 người được tổ giúp, trong 4 người nhận câu trả lời" in page
    # the ledger's 27, and the turn without outcome, which the server answered as it started
    assert "Tính trên 28 lượt đã xử lý xong." in page
    assert "puzzled 1 4 %" in page  # an outcome that nobody named shows itself
    assert "LỜI RIÊNG" not in page


async def test_the_assumption_of_visits_avoided_is_the_readers(get: Get) -> None:
    page = told(await get(f"{NOVEMBER}&ty_le=30"))

    assert "1 người nói được rồi và không phải đến nhà × 30 % = khoảng 0,3 chuyến." in page
    assert "giả định của người xem" in page


async def test_a_funnel_is_shown_for_the_guide_that_is_chosen(get: Get) -> None:
    page = told(await get(f"{NOVEMBER}&huong_dan=dvc_submit"))

    assert "Tính trên 1 cuộc trò chuyện có mở hướng dẫn." in page
    assert "bước s1 (nay không còn) 1 0 100 %" in page  # a step that was renamed since
    assert "Đi hết hướng dẫn 1 1 100 %" in page


async def test_a_member_sees_their_commune_and_is_told_so(get: Get) -> None:
    page = told(await get(NOVEMBER, "member"))

    assert f"Chỉ đếm nhu cầu biết rõ là ở {DL}." in page
    assert "7 nhu cầu chưa đáp ứng được ghi trong kỳ" in page
    assert "Gia Lai" not in page
    assert "Tính trên 28 lượt đã xử lý xong." in page  # turns have no place, as the page says
    other = told(await get(f"{NOVEMBER}&xa={quote(BS)}", "member"))
    assert "0 nhu cầu chưa đáp ứng được ghi trong kỳ" in other


async def test_a_viewer_sees_no_number_from_one_to_four(get: Get) -> None:
    page = await get("/desk/reports?thang=2026-11&ky=7-ngay&xa=x", "viewer")

    cells = re.findall(r'data-value="(\d+)"', page)
    assert [] == [cell for cell in cells if 0 < int(cell) < 5]
    assert "dưới 5" in page
    assert "Từ 01/11/2026 đến 30/11/2026" in told(page)  # whole months only, all of their reach
    assert "mọi nơi" in page
    assert 'name="xa"' not in page
    assert "Tăng nhiều nhất" not in page
    assert "3 người được tổ giúp" not in told(page)


async def test_the_monthly_report_tells_counted_from_filled_in_by_hand(get: Get) -> None:
    page = await get("/desk/reports/month?thang=2026-11", "coordinator")

    assert "Báo cáo tháng của tổ công nghệ số cộng đồng Tháng 11/2026" in told(page)
    assert "Lâm Đồng" in page
    assert 16 == page.count('class="rp-hand"')
    # 4 came by Telegram and 4 by the web page: who knew that they are 8 would know both
    assert "Nhu cầu chưa đáp ứng được ghi trong tháng ẩn" in told(page)
    assert "Đã được tổ trả lời đến lúc lập dưới 5" in told(page)  # 2, 5, 10, 15
    assert "Còn chờ lúc lập dưới 5" in told(page)  # 12, 13 of Lâm Đồng
    assert "Người lập (ký, ghi rõ họ tên)" in told(page)
    assert "LỜI RIÊNG" not in page


async def test_a_member_of_one_commune_makes_its_report(get: Get) -> None:
    assert f"<p>{DL}</p>" in await get("/desk/reports/month?thang=2026-11", "member")


def cells_of(book: bytes) -> tuple[list[str], list[str], list[str]]:
    """The shared texts, the numbers and the formulas of a workbook."""
    with ZipFile(BytesIO(book)) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        sheets = "".join(archive.read(name).decode() for name in names)
    numbers = re.findall(r'<c r="\w+"(?: s="\d+")?><v>([^<]+)</v>', sheets)
    return re.findall(r"<t[^>]*>([^<]*)</t>", texts), numbers, re.findall(r"<f>", sheets)


async def download(client: TestClient, path: str, who: str = "admin") -> bytes:
    async with client.get(path, cookies={SESSION_COOKIE: who}) as answer:
        assert 200 == answer.status
        assert "spreadsheetml" in answer.content_type
        return await answer.read()


async def test_the_spreadsheet_has_numbers_and_definitions(client: TestClient) -> None:
    texts, numbers, formulas = cells_of(
        await download(client, "/desk/reports/month.xlsx?thang=2026-11")
    )

    assert [] == formulas
    assert {"13", "12", "6", "0"} <= {*numbers}
    assert [] == [number for number in numbers if 0 < int(number) < 5]
    assert "dưới 5" in texts
    assert "Nhu cầu theo nhóm việc" in texts
    assert "Số thành viên" in texts


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "https://xau.vn"])
async def test_a_place_is_never_a_formula_or_a_link(client: TestClient, store, name) -> None:
    with store._engine.begin() as connection:
        place = {"commune": name, "province": "", "intent": name, "guide": "", "confidence": 0.9}
        connection.execute(update(needs).where(needs.c.id == 3).values(case_id=None, **place))
        mine = update(accounts).where(accounts.c.name == "member")
        connection.execute(mine.values(communes=[name]))

    book = await download(client, "/desk/reports/month.xlsx?thang=2026-11", "member")
    texts, _, formulas = cells_of(book)
    assert [] == formulas
    assert f"Nơi lập: {name}" in texts
    assert name in texts
    with ZipFile(BytesIO(book)) as archive:
        assert "hyperlink" not in archive.read("xl/worksheets/sheet1.xml").decode()


async def test_every_export_stands_in_the_log(client: TestClient, store, get: Get) -> None:
    await get("/desk/reports/month?thang=2026-11", "member")
    await download(client, "/desk/reports/month.xlsx?thang=2026-11", "coordinator")

    with store._engine.connect() as connection:
        exported = select(audit).where(audit.c.action == "exported").order_by(audit.c.id)
        rows = connection.execute(exported).all()
    page, sheet = [(row.account, row.action, row.subject, row.details) for row in rows]
    details = {"month": "2026-11", "place": DL, "as": "page"}
    assert ("member", "exported", "report:month", details) == page
    details = {"month": "2026-11", "place": "Lâm Đồng", "as": "xlsx"}
    assert ("coordinator", "exported", "report:month", details) == sheet
    assert NOON == rows[0].at


async def test_a_period_that_is_not_whole_is_told(get: Get) -> None:
    assert "Kỳ này chưa hết" in await get("/desk/reports")
    page = await get("/desk/reports?ky=tu-den&tu=2026-08-01&den=2026-11-01")
    assert "Dữ liệu trước 03/09/2026 đã xóa theo hạn lưu 90 ngày" in page


MEMBER, VIEWER = Account("m", "", Role.MEMBER), Account("v", "", Role.VIEWER)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Period(date(2026, 12, 1), date(2026, 12, 2))),
        ({"ky": "thang-truoc"}, Period(date(2026, 11, 1), date(2026, 11, 30))),
        ({"ky": "7-ngay"}, Period(date(2026, 11, 26), date(2026, 12, 2))),
        ({"ky": "tu-den", "tu": "2026-11-05", "den": "2026-11-06"},
         Period(date(2026, 11, 5), date(2026, 11, 6))),
    ],
)  # fmt: skip
def test_a_period_is_read_from_the_address(query, expected) -> None:
    assert expected == read_asked(query, MEMBER, NOON).period
    assert "" == read_asked(query, MEMBER, NOON).problem


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-06", "2026-11-05"),
        ("", "2026-11-05"),
        ("x", "y"),
        ("2020-01-01", "2026-11-05"),
        ("2026-11-05", "9999-12-31"),
        ("0001-01-01", "0001-01-01"),
    ],
)
def test_a_period_that_makes_no_sense_is_told(first: str, last: str) -> None:
    asked = read_asked({"ky": "tu-den", "tu": first, "den": last}, MEMBER, NOON)

    assert asked.problem
    assert Period(date(2026, 12, 1), date(2026, 12, 2)) == asked.period


def test_the_day_begins_at_midnight_of_vietnam() -> None:
    late = datetime(2026, 12, 31, 17, tzinfo=UTC).replace(tzinfo=None)

    assert Period(date(2027, 1, 1), date(2027, 1, 1)) == read_asked({}, MEMBER, late).period


def test_outside_the_team_months_that_are_over_can_be_chosen() -> None:
    assert "2026-12" == months_for(MEMBER, NOON)[0]
    assert "2026-11" == months_for(VIEWER, NOON)[0]
    asked = read_asked({"thang": "2026-12", "xa": DL}, VIEWER, NOON)
    assert Period(date(2026, 11, 1), date(2026, 11, 30)) == asked.period
    assert "" == asked.commune
    assert asked.problem


def test_every_sum_that_small_counts_are_hidden_by_is_true(store: Database, content) -> None:
    write_ledger(store)
    words, period = Words(content), Period(date(2026, 11, 1), date(2026, 11, 30))
    with store.figures(period, Scope()) as figures:
        read = read_needs(figures, words, (period, Scope()))
        outcomes, judged = figures.outcomes(), figures.judged()
        whole = replace(
            read,
            figures={**read.figures, outcomes.id: outcomes},
            judged=judged,
            funnel=figures.funnel("vneid_activate"),
        )

    sheet = sheet_of(whole, words)
    for line in sheet.sums:
        assert sheet.cells[line.whole] == sum(sheet.cells[key] for key in line.parts), line
    assert [] == [key for key in sheet.slack if sheet.cells[key] < 0]
    assert 25 < len(sheet.sums)
