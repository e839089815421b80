"""Communes as somebody types them into the form of an account."""

from pathlib import Path

import pytest

from bot.desk.commune_search import CommuneSearch

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def communes() -> CommuneSearch:
    return CommuneSearch(ROOT / "data" / "lexicon" / "places.tsv")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("di linh", "Xã Di Linh, Lâm Đồng"),
        ("XÃ DI LINH, LÂM ĐỒNG", "Xã Di Linh, Lâm Đồng"),
        ("xa di linh lam dong", "Xã Di Linh, Lâm Đồng"),
        ("hoà an, cao bằng", "Xã Hòa An, Cao Bằng"),
        ("dinh lac", ""),  # an old name: somebody must look at what it is today
        ("tan phu", ""),  # six of that name
        ("không có nơi này", ""),
        ("", ""),
    ],
)
def test_a_commune_is_meant_beyond_doubt_or_not(
    communes: CommuneSearch, typed: str, meant: str
) -> None:
    assert meant == communes.meant(typed)


def test_an_old_name_finds_what_it_is_today(communes: CommuneSearch) -> None:
    assert ("Xã Bảo Thuận, Lâm Đồng",) == communes.find("Đinh Lạc")


def test_only_places_of_a_province_are_found_where_one_is_given(communes: CommuneSearch) -> None:
    assert ("Xã Tân Phú, Nghệ An",) == communes.find("xa tan phu", "Nghệ An")
    assert () == communes.find("di linh", "Hà Nội")


def test_names_that_needs_could_bear_are_known_and_no_others(communes: CommuneSearch) -> None:
    names = ["Xã Di Linh, Lâm Đồng", "Xã Di Linh", "Phường Ba Đình, Hà Nội", "Xã Di Linh, Lâm Đồng"]

    assert ("Xã Di Linh, Lâm Đồng", "Phường Ba Đình, Hà Nội") == communes.known(names)
    assert ("Xã Di Linh, Lâm Đồng",) == communes.known(names, "Lâm Đồng")


def test_there_are_34_provinces_in_our_order(communes: CommuneSearch) -> None:
    assert 34 == len(communes.provinces)
    assert ("An Giang", "Bắc Ninh", "Cà Mau") == communes.provinces[:3]
