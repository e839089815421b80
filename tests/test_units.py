"""The list of communes and what it was made of."""

import re
from pathlib import Path

import pytest

from nlu.units import Commune, read_units, split_kind

LIST = Path(__file__).parent.parent / "data" / "lexicon" / "places.tsv"


def test_the_list_is_whole() -> None:
    units, districts = read_units(LIST)
    communes = {unit.commune for unit in units}

    assert 3321 == len(communes)
    assert 34 == len({commune.province for commune in communes})
    assert 696 == len(districts)
    assert Commune("Xã Di Linh", "Lâm Đồng") in communes


def test_every_old_commune_leads_to_one_of_today() -> None:
    units, _ = read_units(LIST)
    today = {unit.commune for unit in units if not unit.district}

    assert {unit.commune for unit in units} == today
    assert 10_035 == len({(unit.kind, unit.name, unit.district) for unit in units if unit.district})


def test_a_kind_is_split_from_a_name() -> None:
    assert ("Thị xã", "Sa Pa") == split_kind("Thị Xã Sa Pa")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Lâm Đồng\tXã Di Linh\n", "lexicon/places.tsv:1: not enough values"),
        ("Lâm Đồng\tDi Linh\tHuyện Di Linh (Lâm Đồng): Xã A\n", "'Di Linh' does not begin with Xã"),
        ("Lâm Đồng\tXã Di Linh\tHuyện Di Linh: Xã A\n", "is not 'district (province): communes'"),
    ],
)
def test_a_broken_list_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "places.tsv").write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=re.escape(fault)):
        read_units(tmp_path / "places.tsv")


def test_a_missing_list_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no file lexicon/places\.tsv"):
        read_units(tmp_path / "places.tsv")
