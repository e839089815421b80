"""Communes by an id that fits into a button and a link of Telegram."""

import re

from bot.communes import ids_of


def test_every_commune_has_an_id_of_its_own_that_fits_everywhere(content) -> None:
    ids = content.communes._ids

    assert 3321 == len(set(ids.values()))
    assert all(re.fullmatch(r"[a-z0-9_-]{4,50}", id) for id in ids.values())


def test_an_id_names_its_commune_again(content) -> None:
    assert "lam_dong-xa_di_linh" == content.communes.id("Xã Di Linh, Lâm Đồng")
    assert "Xã Di Linh, Lâm Đồng" == content.communes.named("lam_dong-xa_di_linh")
    assert "" == content.communes.named("27043")


def test_communes_that_differ_by_accents_alone_keep_their_ids_in_any_order() -> None:
    names = ["Xã Văn Lang, Thái Nguyên", "Xã Vạn Lăng, Thái Nguyên", "Xã Di Linh, Lâm Đồng"]

    assert ids_of(names) == ids_of(names[::-1])
    assert 3 == len(set(ids_of(names).values()))


def test_a_message_that_says_more_than_a_place_means_none(content) -> None:
    assert () == content.communes.meant("toi muon chuyen tien cho con")
    assert () == content.communes.meant("em mua sim mới rồi, tiếp đi chị")
    assert ("Xã Di Linh, Lâm Đồng",) == content.communes.meant("nhà tui ở di linh á")


def test_a_city_of_before_is_no_misspelt_commune(content) -> None:
    meant = content.communes.meant("tôi ở thành phố bảo lộc")

    assert "Phường 1 Bảo Lộc, Lâm Đồng" in meant
    assert all("Lâm Đồng" in commune for commune in meant)
