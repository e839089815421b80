"""Makes data/lexicon/places.tsv from the data of the PyPI package vietnamadminunits.

Run where the package is, and nowhere else is it needed:
``uv run --with vietnamadminunits==1.0.4 python -m nlu.places_source``
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

TARGET = Path("data/lexicon/places.tsv")
HEADER = """\
# The 34 provinces and 3,321 communes since 1 July 2025, each with the units it was made of before.
# Made by nlu/places_source.py from vietnamadminunits 1.0.4 (PyPI, 2025); MIT License,
# Copyright (c) 2025 Tran Ngoc Minh Hieu; the licence stands in places.LICENSE beside this file.
# province <tab> commune <tab> old district (old province): old communes; next district
"""

Key = tuple[str, str]
"""A commune of today, by the package's keys of its province and itself."""


def write(target: Path) -> int:
    """Write the file; the number of communes in it."""
    with as_file(files("vietnamadminunits") / "data") as data:
        conversion = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
        with closing(sqlite3.connect(data / "dataset.db")) as database:
            lines = list(_lines(database, _parts(conversion)))
    target.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def _parts(conversion: dict[str, dict[str, dict[str, list[object]]]]) -> dict[Key, list[str]]:
    """The keys of the old communes that went whole or in part into each of today's."""
    parts: dict[Key, list[str]] = defaultdict(list)
    for province, communes in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, whole in communes.items():
            parts[province, commune] += map(str, whole)
    for province, divided in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, pieces in divided.items():
            for piece in pieces:
                parts[province, piece["newWardKey"]].append(old)  # type: ignore[index]
    return parts


def _lines(database: sqlite3.Connection, parts: dict[Key, list[str]]) -> Iterator[str]:
    old = {
        f"{province}_{district}_{commune or ''}": names
        for province, district, commune, *names in database.execute(
            "SELECT provinceKey, districtKey, wardKey, provinceShort, district, ward"
            " FROM admin_units_legacy"
        )
    }
    for province, name, *key in database.execute(
        "SELECT provinceShort, ward, provinceKey, wardKey FROM admin_units"
        " ORDER BY provinceCode, wardCode"
    ):
        districts: dict[str, list[str]] = defaultdict(list)
        for old_province, district, commune in sorted(old[part] for part in parts[key[0], key[1]]):
            districts[f"{district} ({old_province})"] += [commune] if commune else []
        before = "; ".join(f"{where}: {', '.join(names)}" for where, names in districts.items())
        yield f"{province}\t{name}\t{before}"


if __name__ == "__main__":
    print(f"{TARGET}: {write(TARGET)} communes")
