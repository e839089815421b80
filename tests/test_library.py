"""The library: guides as pages, their search, their prints, and what a phone keeps."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from bot.content import Content
from bot.library.finding import Finder
from bot.library.leaflets import leaflet
from bot.library.pages import _kept
from bot.library.printing import Press
from bot.pictures import Picture, faults

STATIC = Path(__file__).parent.parent / "bot" / "pages" / "static"


async def text(client: TestClient, path: str, status: int = 200) -> str:
    async with client.get(path) as answer:
        assert status == answer.status
        return await answer.text()


async def test_every_guide_is_a_page_with_all_that_it_says(
    client: TestClient, content: Content
) -> None:
    index = await text(client, "/huong-dan")
    for guide in content.guides.by_id.values():
        assert f'href="/huong-dan/{guide.id}"' in index
        page = await text(client, f"/huong-dan/{guide.id}")
        for step in guide.steps:
            assert f'<li id="{step.id}">' in page
            for picture in step.pictures.values():
                assert f'alt="{content.pictures[picture].description}"' in page
        assert f"{guide.reviewed:%d/%m/%Y}" in page
        assert 1 == page.count("<svg")


async def test_no_link_of_a_guide_leads_nowhere(client: TestClient, content: Content) -> None:
    for id in content.guides.by_id:
        page = await text(client, f"/huong-dan/{id}")
        anchors = set(re.findall(r'href="#(\w+)"', page))
        guides = set(re.findall(r'href="/huong-dan/(\w+)"', page))

        assert anchors <= set(re.findall(r'<li id="(\w+)"', page))
        assert guides <= set(content.guides.by_id)


async def test_a_guide_that_is_gone_says_so(client: TestClient) -> None:
    for path in ("/huong-dan/khong_co", "/huong-dan/khong_co.pdf", "/hinh/khong_co.svg"):
        assert "Không có trang này" in await text(client, path, status=404)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("chuyen nham tien", "pay_wrong_transfer"),
        ("mật khẩu vneid", "vneid_forgot_password"),
        ("KHAI SINH", "proc_birth"),
        ("the bi nuot", "pay_atm_problem"),
    ],
)
def test_words_without_accents_find_a_guide(content: Content, asked: str, found: str) -> None:
    assert found == Finder(content.guides.by_id.values()).find(asked)[0].id


async def test_the_search_shows_first_what_the_model_understands(client: TestClient) -> None:
    page = await text(client, "/huong-dan?tim=quen+mk+vneid")

    [first, *_] = re.findall(r'href="/huong-dan/(\w+)"', page.partition("Có thể bác cần")[2])
    assert "vneid_forgot_password" == first


@pytest.mark.parametrize("asked", ["zzz", "%3Cscript%3Ealert(1)%3C/script%3E", "%00", "a" * 5000])
async def test_a_search_for_nonsense_finds_nothing_and_harms_nothing(
    client: TestClient, asked: str
) -> None:
    page = await text(client, f"/huong-dan?tim={asked}")

    assert "<script>alert" not in page


def test_a_leaflet_numbers_its_steps_and_says_where_each_leads(make) -> None:
    content = make(
        (
            "text: Mở ứng dụng.",
            "text: Chọn.\n    choices: [{label: Có, to: hai}, {label: Hết, to: end}]",
        ),
    )
    guide = content.guides.by_id["thu"]

    [first, second] = leaflet(guide, content.guides).steps

    assert [("Có", 2, "hai"), ("Hết", 0, "")] == [(w.label, w.number, w.step) for w in first.ways]
    assert (2, ()) == (second.number, second.ways)


def test_a_sheet_is_a_small_pdf_with_the_whole_guide(content: Content) -> None:
    press = Press(content.guides, content.pictures, "Gần bác")

    printed = press.sheet(content.guides.by_id["pay_scam"], "https://trolyso.vn")

    assert printed.startswith(b"%PDF-")
    assert len(printed) < 300_000


async def test_everything_that_a_phone_keeps_is_there(client: TestClient, content: Content) -> None:
    worker = await text(client, "/offline.js")
    kept = json.loads(re.search(r"const \{ name, paths \} = (.*);", worker)[1])

    assert {f"/huong-dan/{id}" for id in content.guides.by_id} <= {*kept["paths"]}
    for path in kept["paths"]:
        await text(client, path)


def test_a_phone_keeps_anew_what_has_changed(content: Content) -> None:
    other = replace(content, pictures={"x": Picture("x", "<svg/>", "x", "x")})

    assert _kept(content, STATIC)["name"] == _kept(content, STATIC)["name"]
    assert _kept(content, STATIC)["name"] != _kept(other, STATIC)["name"]


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ("<script/>", "<script> has no place in a drawing"),
        ('<rect onclick="x()"/>', "'onclick' loads or runs something"),
        ('<use href="http://elsewhere/x"/>', "'href' loads or runs something"),
        ('<rect fill="url(http://elsewhere)"/>', "'fill' loads or runs something"),
        ("<g>" + "<g/>" * 2000 + "</g>", "at most 8000 load on a weak signal"),
    ],
)
def test_a_picture_that_does_more_than_show_is_refused(drawn: str, told: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><title>T</title><desc>D</desc>{drawn}</svg>'

    [fault] = faults({"x": Picture("x", svg, "T", "D")})

    assert told in fault.sentence


def test_a_picture_without_words_for_the_blind_is_refused() -> None:
    [fault] = faults({"x": Picture("x", '<svg xmlns="http://www.w3.org/2000/svg"/>', "", "")})

    assert "<desc>" in fault.sentence
