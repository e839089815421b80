"""Times as people in Viet Nam read and choose them; the database keeps UTC."""

from datetime import date, datetime, time, timedelta

from bot.daytime import VIETNAM

DAY_ENDS = time(23, 59)


def local(at: datetime) -> datetime:
    """A time of the database on the clock of Viet Nam."""
    return at + VIETNAM


def say_moment(at: datetime | None) -> str:
    """Day and minute: 22/11/2026 14:05."""
    return f"{local(at):%d/%m/%Y %H:%M}" if at else ""


def say_day(at: datetime | None) -> str:
    """Just the day: 22/11/2026."""
    return f"{local(at):%d/%m/%Y}" if at else ""


def say_written(written: str) -> str:
    """A time of the log; as it is written when it is none."""
    try:
        return say_moment(datetime.fromisoformat(written))
    except ValueError:
        return written


def say_due(due_at: datetime, now: datetime) -> str:
    """Until when something is to be done, as people say it."""
    days = (local(due_at).date() - local(now).date()).days
    if due_at < now:
        return f"quá hạn từ {say_day(due_at)}"
    return {0: "hạn hôm nay", 1: "hạn ngày mai"}.get(days, f"hạn {say_day(due_at)}")


def say_ago(at: datetime, now: datetime) -> str:
    """How long ago something was, roughly."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "vừa xong"
    if minutes < 60:
        return f"{minutes} phút trước"
    if minutes < 24 * 60:
        return f"{minutes // 60} giờ trước"
    days = (local(now).date() - local(at).date()).days
    return "hôm qua" if days == 1 else f"{days} ngày trước"


def read_due(chosen: str, day: str, now: datetime) -> datetime | None:
    """The end of the chosen day, in UTC; None where no day was chosen."""
    today = local(now).date()
    match chosen:
        case "today":
            return _end(today)
        case "tomorrow":
            return _end(today + timedelta(days=1))
        case "week":
            return _end(today + timedelta(days=6 - today.weekday()))
        case "day":
            return _end(picked) if (picked := read_day(day)) else None
    return None


def _end(day: date) -> datetime:
    return datetime.combine(day, DAY_ENDS) - VIETNAM


def read_day(written: str) -> date | None:
    """A day as a date field sends it: 2026-11-22."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 2000 <= day.year < 9000 else None


def read_moment(written: str) -> datetime | None:
    """A day and hour as a field sends them, in UTC; None when it is no time."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at - VIETNAM if at.tzinfo is None and 2000 < at.year < 9000 else None
