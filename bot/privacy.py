"""What must not be kept: personal numbers and secrets are masked before anything is stored."""

import re
from dataclasses import dataclass
from enum import StrEnum

from nlu.vietnamese import compose, fold


class Private(StrEnum):
    """A kind of private thing, named by what stands in its place."""

    OTP = "[mã OTP]"
    PASSWORD = "[mật khẩu]"
    CARD = "[số thẻ]"
    ID_CARD = "[số định danh]"
    PHONE = "[số điện thoại]"
    ACCOUNT = "[dãy số]"
    EMAIL = "[email]"
    BIRTH_DATE = "[ngày sinh]"


@dataclass(frozen=True)
class Masked:
    """A text that may be kept, and what was taken out of it."""

    text: str
    found: tuple[Private, ...] = ()

    @property
    def words(self) -> str:
        """The text without the masks, as the interpreter should read it."""
        return " ".join(_MASKS.sub(" ", self.text).split()) if self.found else self.text


@dataclass(frozen=True)
class Noticed:
    """What a message shows besides its words, read from what was typed, unmasked."""

    private: tuple[Private, ...] = ()
    scam: bool = False
    """Whether it looks like something a swindler sends around."""
    number: bool = False
    """Whether it holds a mobile number that we asked for."""


_MASKS = re.compile("|".join(re.escape(kind.value) for kind in Private))
_DIGITS = re.compile(r"(?<![\d#])\+?\d(?:[ .\-]?\d){7,20}(?!\d)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_MONEY = re.compile(r"\s*(?:đ|d|k|đồng|dong|vn[đd]|tr|triệu|trieu|ngh[iì]n|ng[aà]n|tỷ|ty)\b", re.I)
_DATE = re.compile(r"\d{1,2}[ .\-]\d{1,2}[ .\-](?:19|20)\d\d")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_BIRTH = re.compile(
    r"(sinh\s*(?:ngày|ngay|năm|nam)?\s*:?\s*)(\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4})", re.I
)
_OTP = re.compile(
    r"((?:otp|ô tê pê|xác thực|xac thuc|xác nhận|xac nhan|kích hoạt|kich hoat)\D{0,25}?)"
    r"(?<!\d)(\d(?:[ .\-]?\d){3,7})(?!\s?[\d/.,:]|\s*(?:đ|k|tr|triệu|trieu|nghìn|ngàn)\b)",
    re.I,
)
_BARE_CODE = re.compile(r"\s*\d(?:[ .\-]?\d){3,7}\s*")
_SECRET = r"mật khẩu|mat khau|mkhau|mk|pass(?:word|code)?|mã pin|ma pin|pin"
_OWNERS = "của|cua|tôi|toi|em|bác|bac|con|mình|minh|tui"
_OWN = rf"(?:\s+(?:vneid|app|thẻ|the|ngân hàng|ngan hang|momo|{_OWNERS}))*"
_PASSWORD = re.compile(rf"(\b(?:{_SECRET})\b{_OWN}\s*(?:(?:là|la|:|=)\s*|(?=\d)))(\S{{4,}})", re.I)
_SPOKEN = re.compile(
    r"\b(?:(?:không|khong|một|mot|mốt|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|lam|sáu|sau|bảy|bay|bẩy|tám|tam|chín|chin)"
    r"[\s,]+){7,}(?:không|khong|một|mot|hai|ba|bốn|bon|tư|năm|nam|sáu|sau|bảy|bay|tám|tam|chín|chin)\b",
    re.I,
)
_HOTLINE = re.compile(r"(?:1800|1900)\d{4,6}")
_SHORT_NUMBERS = {"5656", "8079"}


def mask(text: str) -> Masked:
    """The text without OTPs, passwords, e-mail addresses and numbers that lead to a person.

    Masking what is masked already changes nothing, and finds the same kinds again.
    """
    if _BARE_CODE.fullmatch(text) and _is_code(text):
        text = Private.OTP.value
    text = _EMAIL.sub(Private.EMAIL, compose(text))
    text = _BIRTH.sub(rf"\1{Private.BIRTH_DATE}", text)
    text = _PASSWORD.sub(lambda m: m[1] + Private.PASSWORD if _is_secret(m[2]) else m[0], text)
    text = _OTP.sub(lambda m: m[1] + Private.OTP if _is_code(m[2]) else m[0], text)
    text = _DIGITS.sub(lambda m: _number(m) or m[0], text)
    text = _SPOKEN.sub(Private.PHONE, text)
    return Masked(text, tuple(kind for kind in Private if kind in text))


def _is_secret(value: str) -> bool:
    """Whether what follows *mật khẩu là* is a password, not the rest of a question."""
    value = value.strip(".,?!")
    known = value.startswith("[")
    return len(value) > 3 and not known and any(not letter.isalpha() for letter in value)


def _is_code(digits: str) -> bool:
    """Whether digits after *OTP* are a code: not a year, not an official short number."""
    digits = re.sub(r"\D", "", digits)
    year = len(digits) == 4 and digits.startswith(("19", "20"))
    return not (year or digits in _SHORT_NUMBERS or _HOTLINE.fullmatch(digits))


def _number(match: re.Match[str]) -> Private | None:
    """What a long run of digits is; None for money, dates and official hotlines."""
    written = match.group()
    digits = re.sub(r"\D", "", written)
    grouped = _GROUPED.fullmatch(written) and digits.endswith("000")
    round_sum = digits.endswith("000") and not digits.startswith("0") and len(digits) < 12
    if grouped or round_sum or _MONEY.match(match.string, match.end()) or _DATE.fullmatch(written):
        return None
    if _HOTLINE.fullmatch(digits):
        return None
    if len(digits) == 12 and digits.startswith("0"):
        return Private.ID_CARD
    if re.fullmatch(r"(?:0|84)[35789]\d{8}", digits):
        return Private.PHONE
    if 13 <= len(digits) <= 19 and luhn(digits):
        return Private.CARD
    return Private.ID_CARD if len(digits) in (9, 12) else Private.ACCOUNT


def read_number(text: str) -> str:
    """The first mobile number of a text, from 0 on; empty when there is none.

    Only for whoever has just asked for it: everywhere else a number is masked.
    """
    for found in _DIGITS.finditer(compose(text)):
        digits = re.sub(r"\D", "", found.group())
        if match := re.fullmatch(r"(?:0|84)([35789]\d{8})", digits):
            return f"0{match[1]}"
    return ""


def luhn(digits: str) -> bool:
    """Whether the digits pass the check of payment cards (ISO/IEC 7812)."""
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_ENDINGS = "com|net|org|vn|top|xyz|info|cc|vip|me|ly|online|site|shop|app|link"
_LINK = re.compile(
    rf"(?:https?://|www\.)[^\s]+|\b[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})\b[^\s]*", re.I
)
_OFFICIAL = re.compile(
    r"^(?:https?://)?(?:[\w-]+\.)*(?:gov\.vn|apps\.apple\.com|play\.google\.com)(?:[/:?#]|$)", re.I
)
_LURES = (
    "apk", "otp", "vneid", "dinh danh", "cap nhat", "cong an", "ngan hang", "phat nguoi",
    "nhan qua", "trung thuong", "tai khoan", "khoa", "cai dat", "tai ve", "tien dien", "giao hang",
    "viec nhe", "lai suat", "hoan tien",
)  # fmt: skip


def looks_like_scam(text: str) -> bool:
    """Whether a message carries a link or an app file of the kind swindlers send around."""
    plain = fold(text).lower()
    if ".apk" in plain:
        return True
    strange = [link for link in _LINK.findall(text) if not _OFFICIAL.match(link)]
    return any(lure in plain for lure in _LURES) if strange else False
