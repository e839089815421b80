"""Reads places in what somebody wrote: *p ben nghe q1*, *xã Hòa Bình huyện Đồng Hỷ*, *o hn*.

A commune counts only with a sign (*xã*, *phường*, *tt* …) or in front of its district or province:
most names of communes are ordinary words.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from nlu.addresses import PROVINCE, Address, Place, Span, common_province, places_of
from nlu.gazetteer import (
    LEAST_LETTERS,
    STRICT,
    Gazetteer,
    Match,
    Token,
    is_one_edit,
    read_tokens,
)
from nlu.units import Commune, District, Names, Unit, name_words
from nlu.vietnamese import agrees, compose, fold

NEVER_ALONE = 2 * STRICT
"""Ends a province that is another word even with its accents: *Hòa Bình!!*."""

_Signs = Mapping[tuple[str, ...], tuple[str, bool]]
"""What a sign stands for, and whether it is typed without the accents that it has."""
_Finder = Callable[[tuple[Token, ...], int], tuple[tuple[Unit, ...], int]]
_Sure = Mapping[int, Match]
"""Provinces that are unmistakable, by their first token."""


def _signs(**spellings: str) -> _Signs:
    """Signs as they are typed, with all their accents or with none, and what each stands for."""
    return {
        form: (kind.replace("_", " "), form != said)
        for kind, all_said in spellings.items()
        for said in (tuple(each.split()) for each in all_said.split(","))
        for form in (tuple(map(fold, said)), said)
    }


_COMMUNES = _signs(Xã="xã,x", Phường="phường,p,f", Thị_trấn="thị trấn,tt", Đặc_khu="đặc khu")
_DISTRICTS = _signs(Huyện="huyện", Quận="quận,q", Thị_xã="thị xã,tx", Thành_phố="thành phố,tp,t p")
_PROVINCES = _signs(Tỉnh="tỉnh", Thành_phố="thành phố,tp,t p")
_OPENERS = {form[0] for signs in (_COMMUNES, _DISTRICTS, _PROVINCES) for form in signs}
_SHORT = {"x", "p", "f", "tt", "q", "tx", "tp", "t"}
"""Behind these a name must be spelt right."""
_LEADING = (
    "ở", "quê", "về", "tại", "từ", "dân", "người", "vùng", "ngoài", "trong", "trên", "dưới", "bên",
    "đất", "gốc", "ra", "vô", "vào", "gần",
)  # fmt: skip
_BEFORE = {form for word in _LEADING for form in (word, fold(word))}
"""After these words a place is expected."""
_ORDINARY = {
    "an sinh", "thành công", "hợp đồng", "trung tâm", "đồng ý", "an toàn", "văn hóa", "tự nhiên",
    "định cư", "bình dân", "thứ ba", "cần đăng", "liên quan", "tiền an", "biên giới", "công bằng",
    "tự do", "vĩnh viễn", "yên tâm", "an ninh", "hợp lí", "thiết kế", "trung bình", "nông trường",
    "bình an", "an bình", "đoàn kết", "thống nhất", "tiên tiến", "quyết thắng", "tiến bộ",
}  # fmt: skip
"""Names of communes that are everyday words: no sign makes them sure (*ở xã biên giới*)."""
_FILLERS = {"thuoc", "o", "cua", "cu", "ben", "tai"}
"""May stand between the parts of an address."""


class Places:
    """Finds communes and provinces; ``spellings`` are those of provinces, each with its value."""

    def __init__(
        self, units: list[Unit], districts: list[District], spellings: list[tuple[str, str]]
    ) -> None:
        self._communes, self._districts = Names(units), Names(districts)
        self._sure = Gazetteer(pair for pair in spellings if not pair[0].endswith(NEVER_ALONE))
        self._expected = Gazetteer((name.rstrip(STRICT), value) for name, value in spellings)
        self._provinces = [
            (name_words(name.rstrip(STRICT)), value) for name, value in spellings if value
        ]
        self._parts: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            self._parts[unit.district].append(unit)
        self._begins = {unit.folded[:2] for unit in units if len(unit.words) > 1}

    def find(self, tokens: tuple[Token, ...]) -> list[Place]:
        """The places in a text, from left to right."""
        addresses = list(self._addresses(tokens))
        named = {
            address.province or common_province(address.districts) for address in addresses
        } - {""}
        return [place for address in addresses for place in places_of(address, tokens, named)]

    def candidates(self, text: str, most: int = 8) -> tuple[Commune, ...]:
        """Which communes somebody may mean who was asked for theirs; the likeliest first."""
        tokens = read_tokens(compose(text))
        named = {place.value for place in self.find(tokens) if place.kind == PROVINCE}
        address = self._asked_for(tokens)
        units = address.units or [
            unit for district in address.districts for unit in self._parts[district.id]
        ]
        ids = {district.id for district in address.districts}
        units = [unit for unit in units if unit.district in ids] or units
        there = [unit for unit in units if unit.commune.province in named] or units
        likeliest = sorted(
            there,
            key=lambda unit: (
                bool(unit.district),
                unit.kind != address.kind,
            ),
        )
        return tuple(dict.fromkeys(unit.commune for unit in likeliest))[:most]

    def beside(self, text: str) -> str:
        """What an answer to that question says beside a place; nothing after a signed commune."""
        tokens = read_tokens(compose(text))
        address = self._asked_for(tokens)
        if address.kind:
            return ""
        spans = [address.commune_at, address.district_at, address.province_at]
        spans += [Span(place.first, place.last) for place in self.find(tokens)]
        inside = {at for span in spans if span for at in range(span.first, span.last)}
        return " ".join(token.text for at, token in enumerate(tokens) if at not in inside)

    def _asked_for(self, tokens: tuple[Token, ...]) -> Address:
        """The first commune, signed or not, else the first district, else a commune misspelt."""
        return (
            self._commune_by(self._communes.at, tokens)
            or self._first_district(tokens)
            or self._commune_by(self._communes.near, tokens)
            or Address()
        )

    def _commune_by(self, names_of: _Finder, tokens: tuple[Token, ...]) -> Address | None:
        for at in range(len(tokens)):
            kind, begins = _sign(tokens, at, _COMMUNES)
            units, after = names_of(tokens, begins)
            if units and (kind or not tokens[at].text[0].isdigit()):  # *quận 1* is no *Phường 1*
                return self._with_surroundings(Address(units, kind, Span(at, after)), tokens, {})
        return None

    def _first_district(self, tokens: tuple[Token, ...]) -> Address | None:
        for at in range(len(tokens)):
            districts, after = self._districts.at(tokens, _sign(tokens, at, _DISTRICTS)[1])
            if districts:
                return Address(districts=districts, district_at=Span(at, after))
        return None

    def _addresses(self, tokens: tuple[Token, ...]) -> Iterator[Address]:
        sure = {match.first: match for match in self._sure.find(tokens)}
        at = 0
        while at < len(tokens):
            address = self._address(tokens, at, sure) if self._may_begin(tokens, at, sure) else None
            if address and address.last > at:
                yield address
            at = max(address.last if address else 0, at + 1)

    def _may_begin(self, tokens: tuple[Token, ...], at: int, sure: _Sure) -> bool:
        """Whether an address may begin at a token; of most this is told at once."""
        return (
            at in sure
            or tokens[at].text in _OPENERS
            or _is_expected(tokens, at)
            or tuple([token.folded for token in tokens[at : at + 2]]) in self._begins
        )

    def _address(self, tokens: tuple[Token, ...], at: int, sure: _Sure) -> Address:
        """The address that begins at a token; an empty one when none does."""
        begun = self._commune(tokens, at)
        if begun.units:
            address = self._with_surroundings(begun, tokens, sure)
            if address.is_sure:
                return address
        return self._with_surroundings(Address(begins=at), tokens, sure)

    def _commune(self, tokens: tuple[Token, ...], at: int) -> Address:
        """The commune that may begin at a token."""
        kind, begins = _sign(tokens, at, _COMMUNES)
        if not kind:
            return self._unsigned(tokens, at)
        units, after = self._communes.at(tokens, begins)
        name = " ".join(token.text for token in tokens[begins:after])
        doubtful = after - begins == 1 or name in _ORDINARY  # *phường 5*, *xã biên giới*
        if not units and tokens[at].text not in _SHORT:
            units, after = self._communes.near(tokens, begins, odd=True)
            if not units:
                units, after = self._communes.near(tokens, begins)
                doubtful = True
        return Address(units, kind, Span(at, after), doubtful) if units else Address()

    def _unsigned(self, tokens: tuple[Token, ...], at: int) -> Address:
        """A commune without a sign; a name that is a district's or a province's too is not one."""
        units, after = self._communes.at(tokens, at)
        district, province = self._districts.at(tokens, at), self._expected.at(tokens, at)
        larger = (district[0] and district[1] == after) or (province and province.last == after)
        if after - at < 2 or larger:
            return Address()
        return Address(units, "", Span(at, after), is_doubtful=True)

    def _with_surroundings(
        self, address: Address, tokens: tuple[Token, ...], sure: _Sure
    ) -> Address:
        """The address with its district and its province, when they follow."""
        at = address.last
        if address.units and at < len(tokens) and tokens[at].folded in _FILLERS:
            at += 1
        districts, after = self._district(tokens, at, address.units)
        address = replace(address, districts=districts)
        province = self._province(tokens, at, sure, bool(address.units))
        if districts and (province is None or province.last < after):
            address = replace(address, district_at=Span(at, after))
            province = self._province(tokens, after, sure, True)
        if province:
            span = Span(province.first, province.last)
            address = replace(address, province=province.value, province_at=span)
        return address

    def _district(
        self, tokens: tuple[Token, ...], at: int, units: tuple[Unit, ...]
    ) -> tuple[tuple[District, ...], int]:
        """What the district at a token can be; behind a commune it needs no sign."""
        kind, begins = _sign(tokens, at, _DISTRICTS)
        found, after = self._districts.at(tokens, begins) if kind or units else ((), at)
        if kind and not found and tokens[at].text not in _SHORT:
            found, after = self._districts.near(tokens, begins, odd=True)
        holding = {unit.district for unit in units}
        there = tuple(district for district in found if district.id in holding)
        if not kind:
            return there, after if there else at
        same = tuple(district for district in there or found if district.kind == kind)
        if not same and tokens[begins].text[0].isdigit():
            return (), at  # *huyện 4* is no *Quận 4*
        return same or there or found, after

    def _province(
        self, tokens: tuple[Token, ...], at: int, sure: _Sure, expected: bool
    ) -> Match | None:
        """The province named at a token; more names count where one is expected."""
        kind, begins = _sign(tokens, at, _PROVINCES)
        found = self._expected.at(tokens, begins) if kind else None
        if kind == "Tỉnh" and found is None:
            found = self._misspelt_province(tokens, begins)
        if found:
            return Match(found.value, at, found.last)
        if expected or _is_expected(tokens, at):
            found = self._expected.at(tokens, at)
        return found or sure.get(at)

    def _misspelt_province(self, tokens: tuple[Token, ...], at: int) -> Match | None:
        """A province with wrong accents or one wrong letter; read only behind *tỉnh*."""
        for name, value in self._provinces:
            typed = tokens[at : at + len(name)]
            letters = " ".join(token.folded for token in typed)
            meant = fold(" ".join(name))
            if len(letters) < LEAST_LETTERS or not is_one_edit(meant, letters):
                continue
            if letters == meant or any(map(agrees, (token.text for token in typed), name)):
                return Match(value, at, at + len(name))
        return None


def _sign(tokens: tuple[Token, ...], at: int, signs: _Signs) -> tuple[str, int]:
    """The sign at a token, and the token after it."""
    for length in (2, 1):
        begins = at + length
        kind, is_bare = signs.get(tuple([token.text for token in tokens[at:begins]]), ("", False))
        if not kind or begins >= len(tokens) or tokens[begins].is_apart:
            continue
        if not (is_bare and tokens[begins].text != tokens[begins].folded):
            return kind, begins  # but in *nhà xa trung tâm* it says far
    return "", at


def _is_expected(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the word in front of a token leads to a place: ở, quê, về …"""
    return 0 < at < len(tokens) and tokens[at - 1].text in _BEFORE
