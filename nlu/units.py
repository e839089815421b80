"""Communes, districts and provinces as data/lexicon/places.tsv lists them, found by their names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar

from nlu.gazetteer import LEAST_LETTERS, Token, is_one_edit
from nlu.vietnamese import agrees, fold, is_syllable, words

KINDS = ("Xã", "Phường", "Thị trấn", "Đặc khu", "Huyện", "Quận", "Thị xã", "Thành phố")

_DISTRICT = re.compile(r"(.+) \((.+)\)")


class Commune(NamedTuple):
    """A commune of today."""

    name: str
    province: str

    def __str__(self) -> str:
        return f"{self.name}, {self.province}"


class Unit(NamedTuple):
    """A commune under a name of today or of before, and the commune that it is today.

    A commune that was divided stands as several units of one name.
    """

    kind: str
    name: str
    words: tuple[str, ...]
    commune: Commune
    district: str
    """The old district and its old province; empty for a name of today."""

    @property
    def folded(self) -> tuple[str, ...]:
        """Its words without accents."""
        return tuple(map(_folded, self.words))


class District(NamedTuple):
    """A district, as there were before July 2025."""

    kind: str
    words: tuple[str, ...]
    id: str
    """Its name and its old province: there were ten *Huyện Châu Thành*."""
    province: str
    """The province of today."""


class Named(Protocol):
    """What has a kind and a name."""

    @property
    def kind(self) -> str: ...
    @property
    def words(self) -> tuple[str, ...]: ...


T = TypeVar("T", bound=Named)


class Names(Generic[T]):
    """Things by their names, which may lack accents."""

    def __init__(self, things: Iterable[T]) -> None:
        self._things: dict[tuple[str, ...], list[T]] = defaultdict(list)
        self._ends: dict[tuple[int, str], set[tuple[str, ...]]] = defaultdict(set)
        for thing in things:
            self._things[_key(thing.words)].append(thing)
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._things:
            lengths[key[0]].add(len(key))
            self._ends[0, key[0]].add(key)
            self._ends[-1, key[-1]].add(key)
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}

    def at(self, tokens: tuple[Token, ...], at: int) -> tuple[tuple[T, ...], int]:
        """What the longest name beginning at a token can mean, and the token after it."""
        for length in self._lengths.get(tokens[at].folded, ()) if at < len(tokens) else ():
            typed = tokens[at : at + length]
            named = self._things.get(tuple([token.folded for token in typed]))
            if not named or any(token.is_apart for token in typed[1:]):
                continue
            if found := tuple(thing for thing in named if _agrees(typed, thing.words)):
                return found, at + length
        return (), at

    def near(
        self, tokens: tuple[Token, ...], at: int, *, odd: bool = False
    ) -> tuple[tuple[T, ...], int]:
        """The same for a name with one wrong letter; ``odd``: only where it makes no syllable."""
        for length in (4, 3, 2):
            typed = tuple(token.folded for token in tokens[at : at + length])
            odd_words = [word for word in typed if not is_syllable(word)]
            if len(typed) < length or (odd and not odd_words):
                continue
            likely = self._ends[0, typed[0]] | self._ends[-1, typed[-1]]
            near = [
                key
                for key in likely
                if len(key) == length
                and sum(map(len, key)) >= LEAST_LETTERS
                and is_one_edit(" ".join(key), " ".join(typed))
            ]
            if len(near) == 1:
                return tuple(self._things[near[0]]), at + length
        return (), at


def read_units(path: Path) -> tuple[list[Unit], list[District]]:
    """Every commune by every name, and every old district.

    Raises:
        ValueError: there is no such file, or a line is not a province, a commune and its parts.
    """
    if not path.is_file():
        raise ValueError(f"there is no file lexicon/{path.name}")
    units: list[Unit] = []
    districts: dict[str, District] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        try:
            province, name, before = line.split("\t")
            commune = Commune(name, province)
            units.append(_unit(commune, name, ""))
            for district, parts in _districts(before):
                units += [_unit(commune, part, district.id) for part in parts]
                districts[district.id] = district._replace(province=province)
        except ValueError as error:
            raise ValueError(f"lexicon/{path.name}:{number}: {error}") from error
    return units, list(districts.values())


def _unit(commune: Commune, called: str, district: str) -> Unit:
    kind, name = split_kind(called)
    return Unit(kind, name, name_words(name), commune, district)


def _districts(before: str) -> Iterator[tuple[District, list[str]]]:
    for entry in before.split("; "):
        id, _, parts = entry.partition(":")
        if not (found := _DISTRICT.fullmatch(id)):
            raise ValueError(f"'{entry}' is not 'district (province): communes'")
        kind, name = split_kind(found[1])
        yield District(kind, name_words(name), id, ""), [*filter(None, parts.strip().split(", "))]


def split_kind(called: str) -> tuple[str, str]:
    """*Thị Xã Sa Pa* as *Thị xã* and *Sa Pa*."""
    for kind in KINDS:
        if called.casefold().startswith(f"{kind} ".casefold()):
            return kind, called[len(kind) + 1 :]
    raise ValueError(f"'{called}' does not begin with Xã, Phường, Huyện …")


def name_words(name: str) -> tuple[str, ...]:
    """A name as it is read in a text."""
    return tuple(word for piece in name.split() for word in _piece_words(piece))


@lru_cache(maxsize=10_000)
def _piece_words(piece: str) -> tuple[str, ...]:
    return tuple(word for word, _, _ in words(piece))


_folded = lru_cache(maxsize=10_000)(fold)


def _key(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_folded, name))


def _agrees(typed: tuple[Token, ...], name: tuple[str, ...]) -> bool:
    return all(agrees(token.text, word) for token, word in zip(typed, name, strict=True))
