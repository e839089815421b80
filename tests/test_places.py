"""Communes and provinces of today and of before."""

import pytest

from nlu.gazetteer import read_tokens
from nlu.places import Places
from nlu.vietnamese import compose
from tests.fakes import extractor


@pytest.fixture(scope="module")
def places() -> Places:
    return extractor()._places


def found(places: Places, text: str) -> dict[str, str]:
    return {place.kind: place.value for place in places.find(read_tokens(compose(text)))}


@pytest.mark.parametrize(
    ("typed", "commune", "province"),
    [
        ("xã Di Linh, Lâm Đồng", "Xã Di Linh, Lâm Đồng", "Lâm Đồng"),
        ("xa lien dam huyen di linh", "Xã Di Linh, Lâm Đồng", "Lâm Đồng"),
        ("p.15 q.gò vấp", "Phường An Hội Đông, Hồ Chí Minh", "Hồ Chí Minh"),
        ("ban lau muong khuong", "Xã Bản Lầu, Lào Cai", "Lào Cai"),
        ("ở Vĩnh Long, xã Ba Tri", "Xã Ba Tri, Vĩnh Long", "Vĩnh Long"),
        ("xã Krông Nô", "Xã Krông Nô", None),
        ("phường Đa Kao quận 1", "Phường Đa Kao", "Hồ Chí Minh"),
        ("xã Di Linh tỉnh Hà Giang", "Xã Di Linh", "Tuyên Quang"),
        ("xã tân lập huyện chợ đồn bắc kạn", "Xã Quảng Bạch, Thái Nguyên", "Thái Nguyên"),
        ("xã di lin tỉnh lâm đồng", "Xã Di Linh, Lâm Đồng", "Lâm Đồng"),
    ],
)
def test_a_commune_is_settled_by_what_stands_around_it(
    places: Places, typed: str, commune: str, province: str | None
) -> None:
    assert (commune, province) == (
        found(places, typed).get("commune"),
        found(places, typed).get("province"),
    )


@pytest.mark.parametrize(
    ("typed", "province"),
    [
        ("quê Nam Định", "Ninh Bình"),
        ("o hue", "Huế"),
        ("tphcm", "Hồ Chí Minh"),
        ("huyện Di Linh", "Lâm Đồng"),
        ("huyện Châu Thành", None),
        ("huyện Châu Thành tỉnh Đồng Tháp", "Đồng Tháp"),
        ("tỉnh hậu gian", "Cần Thơ"),
        ("huyện 4", None),
        ("tỉnh họ nói vậy", None),
        ("ngã tư Hòa Bình", None),
    ],
)
def test_a_province_is_found_also_by_its_district_or_old_name(
    places: Places, typed: str, province: str | None
) -> None:
    assert province == found(places, typed).get("province")


@pytest.mark.parametrize(
    "typed",
    [
        "thanh toán",
        "bảo hiểm xã hội",
        "nhà xa trung tâm xã",
        "ở xã biên giới",
        "xa, minh lap lenh",
        "phường 5",
        "da nang cap app",
        "di lam dong",
        "cao bằng nhau",
    ],
)
def test_ordinary_words_are_no_place(places: Places, typed: str) -> None:
    assert {} == found(places, typed)


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ("di linh", "Xã Di Linh, Lâm Đồng"),
        ("Liên Đầm", "Xã Di Linh, Lâm Đồng"),
        ("di lih", "Xã Di Linh, Lâm Đồng"),
        ("xa hoa binh tinh ca mau", "Xã Hòa Bình, Cà Mau"),
        ("toi o xa hoa an hau giang cu", "Xã Hòa An, Cần Thơ"),
        ("phuong 12 go vap", "Phường An Hội Tây, Hồ Chí Minh"),
    ],
)
def test_somebody_asked_for_the_commune_is_understood(
    places: Places, answer: str, first: str
) -> None:
    assert first == str(places.candidates(answer)[0])


def test_candidates_are_all_that_the_name_can_be(places: Places) -> None:
    told = [str(commune) for commune in places.candidates("krong no")]

    assert {"Xã Krông Nô, Đắk Lắk", "Xã Krông Nô, Lâm Đồng"} <= {*told}
    assert "Xã Di Linh, Lâm Đồng" in map(str, places.candidates("huyen di linh"))
    assert () == places.candidates("không biết nữa")
    assert 8 >= len(places.candidates("tân lập"))
