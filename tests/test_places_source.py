"""The list of places, made from the package's data (here a few rows in its form)."""

import sqlite3

from nlu.places_source import _lines, _parts

CONVERSION = {
    "DICT_PROVINCE_WARD_NO_DIVIDED": {"lamdong": {"xadilinh": ["lamdong_dilinh_xaliendam"]}},
    "DICT_PROVINCE_WARD_DIVIDED": {
        "lamdong": {"lamdong_dilinh_xachung": [{"newWardKey": "xadilinh"}, {"newWardKey": "xab"}]}
    },
}
OLD = [
    ("lamdong", "dilinh", "xaliendam", "Lâm Đồng", "Huyện Di Linh", "Xã Liên Đầm"),
    ("lamdong", "dilinh", "xachung", "Lâm Đồng", "Huyện Di Linh", "Xã Chung"),
]
TODAY = [
    ("Lâm Đồng", "Xã Di Linh", "lamdong", "xadilinh", "68", "1"),
    ("Lâm Đồng", "Xã B", "lamdong", "xab", "68", "2"),
]


def test_each_commune_stands_with_the_whole_and_the_divided_ones_it_was_made_of() -> None:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE TABLE admin_units_legacy"
        " (provinceKey, districtKey, wardKey, provinceShort, district, ward)"
    )
    database.execute(
        "CREATE TABLE admin_units"
        " (provinceShort, ward, provinceKey, wardKey, provinceCode, wardCode)"
    )
    database.executemany("INSERT INTO admin_units_legacy VALUES (?, ?, ?, ?, ?, ?)", OLD)
    database.executemany("INSERT INTO admin_units VALUES (?, ?, ?, ?, ?, ?)", TODAY)

    lines = list(_lines(database, _parts(CONVERSION)))

    assert [
        "Lâm Đồng\tXã Di Linh\tHuyện Di Linh (Lâm Đồng): Xã Chung, Xã Liên Đầm",
        "Lâm Đồng\tXã B\tHuyện Di Linh (Lâm Đồng): Xã Chung",
    ] == lines
