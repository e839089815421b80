"""The parts of an address, and what they settle: the commune of today, or only a name.

What the words do not settle is not guessed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nlu.gazetteer import Token
from nlu.units import District, Unit

COMMUNE, PROVINCE = "commune", "province"


class Place(NamedTuple):
    """A place that was found, and which tokens it covers."""

    kind: str
    value: str
    first: int
    last: int


class Span(NamedTuple):
    """Which tokens a part covers; ``last`` is the first one after it."""

    first: int
    last: int


@dataclass(frozen=True)
class Address:
    """The parts of one address, as far as it has them."""

    units: tuple[Unit, ...] = ()
    """What the commune can be."""
    kind: str = ""
    """The sign in front of it: Xã, Phường, Thị trấn, Đặc khu."""
    commune_at: Span | None = None
    is_doubtful: bool = False
    """Whether the name may be another word; it counts only before its district or province."""
    districts: tuple[District, ...] = ()
    district_at: Span | None = None
    province: str = ""
    province_at: Span | None = None
    begins: int = 0

    @property
    def last(self) -> int:
        """The token after the address as far as it was read."""
        spans = (self.commune_at, self.district_at, self.province_at)
        return max((span.last for span in spans if span), default=self.begins)

    @property
    def is_sure(self) -> bool:
        """Whether the commune is one: by its sign, or by what follows it."""
        ids = {district.id for district in self.districts}
        lies_there = any(
            unit.district in ids or unit.commune.province == self.province for unit in self.units
        )
        return lies_there or not self.is_doubtful


def common_province(districts: tuple[District, ...]) -> str:
    """The province in which all of the districts lie, if it is one."""
    provinces = {district.province for district in districts}
    return provinces.pop() if len(provinces) == 1 else ""


def places_of(address: Address, tokens: tuple[Token, ...], named: set[str]) -> Iterator[Place]:
    """The entities of an address; ``named`` are all provinces of the text."""
    if address.commune_at:
        yield Place(COMMUNE, _settled(address, tokens, named), *address.commune_at)
    if address.province_at:
        yield Place(PROVINCE, address.province, *address.province_at)
    elif address.district_at:
        possible = {district.province for district in address.districts}
        sure = possible if len(possible) == 1 else possible & named
        if len(sure) == 1:
            yield Place(PROVINCE, sure.pop(), *address.district_at)


def _settled(address: Address, tokens: tuple[Token, ...], named: set[str]) -> str:
    """The commune of today, or only its name when it can be several."""
    units = _likely(address, named)
    communes = {unit.commune for unit in units}
    if len(communes) == 1:
        return str(communes.pop())
    names = {unit.name for unit in units or address.units}
    span = address.commune_at or Span(0, 0)
    typed = " ".join(token.folded for token in tokens[span.first : span.last])
    kind = address.kind or address.units[0].kind
    return f"{kind} {names.pop()}" if len(names) == 1 else typed.title()


def _likely(address: Address, named: set[str]) -> tuple[Unit, ...]:
    """What the commune can be, given its sign, its district and its province."""
    units = address.units
    if address.province:
        units = tuple(unit for unit in units if unit.commune.province == address.province)
    elif len(named) == 1:
        units = _those(units, lambda unit: unit.commune.province in named)
    units = _those(units, lambda unit: unit.kind == address.kind)
    ids = {district.id for district in address.districts}
    two_parts = address.province_at and not address.district_at
    if two_parts and (today := [unit for unit in units if not unit.district]):
        return tuple(today)  # there have been no districts since July 2025
    return _those(units, lambda unit: unit.district in ids)


def _those(units: tuple[Unit, ...], fit: Callable[[Unit], bool]) -> tuple[Unit, ...]:
    """The units that fit, or all when none does."""
    return tuple(unit for unit in units if fit(unit)) or units
