"""What a reader of reports asks for: which days, where, which guide; read from the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.accounts import Account, Role
from bot.figures import Period, in_vietnam

THIS_MONTH, LAST_MONTH, CHOSEN = "thang-nay", "thang-truoc", "tu-den"
LAST_DAYS = {"7-ngay": 7, "30-ngay": 30}
MOST_DAYS = 366
DEFAULT_SHARE = 50


@dataclass(frozen=True)
class Asked:
    """What the page shall show."""

    choice: str
    period: Period
    commune: str = ""
    guide: str = ""
    share: int = DEFAULT_SHARE
    """Of those helped, how many in a hundred would have made a trip; the reader's guess."""
    problem: str = ""


def read_asked(query: Mapping[str, str], account: Account, now: datetime) -> Asked:
    """What was asked for; what cannot be read is told and replaced by the usual.

    Somebody outside the team sees whole months that are over, and everything in their reach at
    once: two reports that differ by a day or a commune would tell small counts apart.
    """
    today = in_vietnam(now).date()
    guide, share = query.get("huong_dan", ""), _read_share(query.get("ty_le", ""))
    if not account.may(Role.MEMBER):
        month, problem = read_month(query, account, now)
        return Asked(month, Period.month_of(_first_of(month)), "", guide, share, problem)
    choice = query.get("ky", THIS_MONTH)
    period, problem = _read_period(choice, query, today)
    return Asked(choice, period, query.get("xa", ""), guide, share, problem)


def read_month(query: Mapping[str, str], account: Account, now: datetime) -> tuple[str, str]:
    """The month asked for, as *2026-11*, and what was wrong with it if it was."""
    months = months_for(account, now)
    asked = query.get("thang", "")
    if not asked:
        return last_month(in_vietnam(now).date()), ""
    if asked in months:
        return asked, ""
    return months[0], "Không xem được tháng ấy: tháng chưa hết, hoặc dữ liệu đã xóa."


def months_for(account: Account, now: datetime) -> list[str]:
    """The months that can be chosen, newest first; only finished ones outside the team."""
    day = in_vietnam(now).date().replace(day=1)
    found = [f"{day:%Y-%m}"] if account.may(Role.MEMBER) else []
    for _ in range(12):
        day = (day - timedelta(days=1)).replace(day=1)
        found.append(f"{day:%Y-%m}")
    return found


def last_month(today: date) -> str:
    """The month before, as *2026-10*."""
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def month_period(month: str) -> Period:
    """The days of a month as ``read_month`` gives it."""
    return Period.month_of(_first_of(month))


def _first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _read_period(choice: str, query: Mapping[str, str], today: date) -> tuple[Period, str]:
    if choice in LAST_DAYS:
        return Period.ending(today, LAST_DAYS[choice]), ""
    if choice == LAST_MONTH:
        return month_period(last_month(today)), ""
    if choice != CHOSEN:
        return Period(today.replace(day=1), today), ""
    first, last = _read_day(query.get("tu", "")), _read_day(query.get("den", ""))
    usual = Period(today.replace(day=1), today)
    if first is None or last is None:
        return usual, "Anh chị chọn đủ ngày bắt đầu và ngày kết thúc."
    if first > last:
        return usual, "Ngày bắt đầu phải trước ngày kết thúc."
    if (last - first).days >= MOST_DAYS or last.year < 2000 or last > today:
        return usual, f"Kỳ xem nhiều nhất {MOST_DAYS} ngày và không quá hôm nay."
    return Period(first, last), ""


def _read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _read_share(written: str) -> int:
    return min(100, int(written)) if written.isascii() and written.isdigit() else DEFAULT_SHARE
