"""Amounts of money as people write them: *50k*, *1tr5*, *hai triệu rưỡi*, *200.000đ*."""

import re
from decimal import Decimal
from typing import NamedTuple

from nlu.vietnamese import fold

LEAST = 100
LEAST_BARE = 10_000
"""A bare number is money from here on, when it ends in three zeros; *2000* may be a year."""


def _with_folded(values: dict[str, int]) -> dict[str, int]:
    return {fold(word): value for word, value in values.items()} | values


UNITS = _with_folded({"tỷ": 10**9, "triệu": 10**6, "nghìn": 1000, "ngàn": 1000}) | {
    "tỉ": 10**9, "tr": 10**6, "củ": 10**6, "k": 1000, "ngìn": 1000
}  # fmt: skip
CURRENCY = {"đồng", "dong", "đ", "d", "vnđ", "vnd"}
DIGITS = _with_folded({
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}) | {"tư": 4}  # fmt: skip
TENS, HUNDRED = {"mười", "mươi", "muoi", "chục", "chuc"}, {"trăm", "tram"}
ODD_ONES = {"lẻ", "linh", "le"}
AND_A_HALF = {"rưỡi", "rưởi", "ruoi"}

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")
_LIKELY = re.compile(r"\d|tri[ệêe]u|ngh?[ìi]n|ng[àa]n|t[ỷỉy]\b", re.I)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class Amount(NamedTuple):
    """A sum in đồng and where it stands in the text."""

    value: int
    start: int
    end: int


class _Piece(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()


def find_amounts(text: str) -> list[Amount]:
    """The sums of money in a composed text."""
    if not _LIKELY.search(text):
        return []
    lower = text.lower() if len(text.lower()) == len(text) else text
    pieces = [_Piece(each.group(), each.start(), each.end()) for each in _PIECE.finditer(lower)]
    found: list[Amount] = []
    at = 0
    while at < len(pieces):
        value, after = _sum(pieces, at)
        if value >= LEAST:
            found.append(Amount(value, pieces[at].start, pieces[after - 1].end))
        at = max(after, at + 1)
    return found


def _sum(pieces: list[_Piece], first: int) -> tuple[int, int]:
    """The sum that begins at a piece, and the piece after it; 0 when none begins there."""
    total, unit, at = 0, 10**12, first
    while True:
        number, after = _number(pieces, at)
        counted = _unit(pieces, at, after) if number else 0
        if not 0 < counted < unit:
            break
        total, unit, at = total + int(number * counted), counted, after + 1
        rest, at = _rest(pieces, at, unit)
        if rest:
            total += rest
            break
    if not total and number:
        total, at = _bare(pieces, first, after, number), after
    return total, at + (total > 0 and at < len(pieces) and pieces[at].text in CURRENCY)


def _number(pieces: list[_Piece], at: int) -> tuple[Decimal, int]:
    """The number that begins at a piece, in digits or in words, and the piece after it."""
    if at < len(pieces) and pieces[at].is_number:
        number = _digits(pieces[at].text)
        if at + 1 < len(pieces) and pieces[at + 1].text in HUNDRED:
            return number * 100, at + 2
        return number, at + 1
    if at and pieces[at - 1].text in DIGITS:
        return Decimal(0), at  # "hai ba triệu" is two or three
    value, digit = 0, 0
    while at < len(pieces):
        word = pieces[at].text
        if word in DIGITS and not digit:
            digit = DIGITS[word]
        elif word in TENS and (digit or not value):
            value, digit = value + (digit or 1) * 10, 0
        elif word in HUNDRED and digit:
            value, digit = value + digit * 100, 0
        elif not (word in ODD_ONES and value):
            break
        at += 1
    return Decimal(value + digit), at


def _digits(written: str) -> Decimal:
    if _GROUPED.fullmatch(written):
        return Decimal(re.sub(r"\D", "", written))
    whole, _, rest = written.replace(",", ".").partition(".")
    return Decimal(f"{whole}.{rest}" if rest.isdigit() else whole)


def _unit(pieces: list[_Piece], first: int, at: int) -> int:
    """What the number before a piece counts; 0 for nothing that is money."""
    if at >= len(pieces):
        return 0
    apart = pieces[at].start > pieces[at - 1].end
    if pieces[at].text == "k" and (apart and len(pieces[first].text) < 2):
        return 0  # "lần 2 k được" says không
    return UNITS.get(pieces[at].text, 0)


def _rest(pieces: list[_Piece], at: int, unit: int) -> tuple[int, int]:
    """What is added without a unit of its own: *rưỡi*, the 5 of *1tr5*, the 2 of *1 triệu 2*."""
    if at >= len(pieces):
        return 0, at
    if pieces[at].text in AND_A_HALF:
        return unit // 2, at + 1
    digits = str(DIGITS.get(pieces[at].text, pieces[at].text))
    follows = pieces[at + 1] if at + 1 < len(pieces) else None
    joined = pieces[at].start == pieces[at - 1].end and not (follows and follows.text in UNITS)
    ends = follows is None or not follows.text[0].isalnum()
    if digits.isdigit() and len(digits) <= 3 and (joined or (ends and len(digits) == 1)):
        return int(digits) * unit // 10 ** len(digits), at + 1
    return 0, at


def _bare(pieces: list[_Piece], first: int, after: int, number: Decimal) -> int:
    """A number without *nghìn* or *triệu*: money when đồng follows or when it looks like a sum."""
    written = pieces[first].text
    if not pieces[first].is_number or number != int(number):
        return 0
    if after < len(pieces) and pieces[after].text in CURRENCY:
        return int(number)
    round_sum = number >= LEAST_BARE or _GROUPED.fullmatch(written)
    return int(number) if round_sum and written.endswith("000") and written[0] != "0" else 0
