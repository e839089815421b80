"""Communes by a short id, and which one somebody means who was asked for theirs."""

import re
from collections import Counter
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from bot.moves import plain
from bot.telling import Telling, read_telling
from nlu.lexicon import PLACES, read_spellings
from nlu.places import Places
from nlu.units import District, Unit, read_units
from nlu.vietnamese import fold


class Communes:
    """The communes of a folder of word lists, read when the first one is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def meant(self, text: str) -> tuple[str, ...]:
        """The communes that an answer can mean, likeliest first: *Xã Di Linh, Lâm Đồng*.

        A message that says more than where somebody lives means none: names of communes are
        ordinary words.
        """
        beside = plain(self._places.beside(text)).split()
        if not self._telling.words.issuperset(word for word in beside if not word.isdigit()):
            return ()
        return tuple(str(commune) for commune in self._places.candidates(text))

    def id(self, commune: str) -> str:
        """The id of a commune, by which a button or a QR code names it; empty for a stranger."""
        return self._ids.get(commune, "")

    def named(self, id: str) -> str:
        """The commune of an id; empty when there is none."""
        return self._names.get(id, "")

    @cached_property
    def _telling(self) -> Telling:
        return read_telling(self._folder / "telling.yml")

    @cached_property
    def _units(self) -> tuple[list[Unit], list[District]]:
        return read_units(self._folder / PLACES)

    @cached_property
    def _places(self) -> Places:
        return Places(*self._units, read_spellings(self._folder, "province"))

    @cached_property
    def _ids(self) -> dict[str, str]:
        return ids_of(sorted({str(unit.commune) for unit in self._units[0]}))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {id: commune for commune, id in self._ids.items()}


def ids_of(communes: list[str]) -> dict[str, str]:
    """*lam_dong-xa_di_linh* for each: letters, digits, _ and -, which Telegram allows in links.

    Two that differ by accents alone (*Xã Văn Lang*, *Xã Vạn Lăng*) are told apart by a few letters
    of a hash, so that no id depends on the order of the list.
    """
    plain = {commune: _plain(commune) for commune in communes}
    taken = Counter(plain.values())
    return {
        commune: id if taken[id] == 1 else f"{id}-{_hash(commune)}" for commune, id in plain.items()
    }


def _plain(commune: str) -> str:
    name, _, province = commune.partition(", ")
    return "-".join(re.sub(r"[^a-z0-9]+", "_", fold(each.lower())) for each in (province, name))


def _hash(commune: str) -> str:
    return sha256(commune.encode()).hexdigest()[:4]
