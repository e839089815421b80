"""Communes as somebody types them: without accents if they like, by an old name or a new one."""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from nlu.units import Unit, read_units
from nlu.vietnamese import compose, fold

MOST_FOUND = 12


class CommuneSearch:
    """All communes of today, as needs name them: *Xã Di Linh, Lâm Đồng*."""

    def __init__(self, places: Path) -> None:
        self._places = places

    @cached_property
    def _named(self) -> list[tuple[str, Unit]]:
        """Every name ever, folded, with its province of today; read when first asked."""
        units, _ = read_units(self._places)
        named = [
            (_plain(f"{unit.kind} {unit.name} {unit.commune.province}"), unit) for unit in units
        ]
        return sorted(named, key=lambda pair: (bool(pair[1].district), pair[0]))

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(str(unit.commune) for _, unit in self._named)

    @cached_property
    def provinces(self) -> tuple[str, ...]:
        """The provinces by name."""
        return tuple(sorted({unit.commune.province for _, unit in self._named}, key=fold))

    def known(self, names: Iterable[str], province: str = "") -> tuple[str, ...]:
        """Those of some names that are communes (of a province), each once."""
        mine = (name for name in names if name in self._all and _is_in(name, province))
        return tuple(dict.fromkeys(mine))

    def meant(self, typed: str, province: str = "") -> str:
        """The commune of today that was typed beyond doubt; empty where somebody must choose."""
        found = self.find(typed, province)
        sure = len(found) == 1 and _plain(typed) in _plain(found[0])
        return found[0] if sure else ""

    def find(self, typed: str, province: str = "") -> tuple[str, ...]:
        """Communes that somebody may mean, by any name they ever had; the likeliest first."""
        asked = _plain(typed)
        if not asked:
            return ()
        exact: dict[str, None] = {}
        others: dict[str, None] = {}
        for name, unit in self._named:
            if f" {asked}" not in f" {name}" or not _is_in(str(unit.commune), province):
                continue
            wanted = exact if _is_whole(asked, unit) else others
            wanted[str(unit.commune)] = None
        found = [name for name in exact if _is_written(typed, name)] or [*exact] or [*others]
        return tuple(found[:MOST_FOUND])


def _is_whole(asked: str, unit: Unit) -> bool:
    """Whether a name of today was typed to its end, with its kind and province or without."""
    if unit.district:
        return False
    name, kind, province = _plain(unit.name), _plain(unit.kind), _plain(unit.commune.province)
    return asked in (name, f"{kind} {name}", f"{name} {province}", f"{kind} {name} {province}")


def _is_written(typed: str, commune: str) -> bool:
    """Whether what was typed stands in a name with the very accents."""
    return compose(typed).casefold().rstrip(" ,") in commune.casefold()


def _is_in(commune: str, province: str) -> bool:
    return not province or commune.endswith(f", {province}")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text).casefold()))
