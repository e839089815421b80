"""What a team's Telegram group is told: digests of what is new, alarms for what cannot wait."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.daytime import VIETNAM
from bot.groups import Group
from bot.message import Reply
from bot.needs import Reason

EVERY = timedelta(minutes=60)
"""Between two digests of a group."""
AGAIN = timedelta(minutes=60)
"""How long a person in the same trouble is not announced a second time."""
MOST_LINES = 6
MOST_NAMED_OVERDUE = 3
LONGEST_TITLE = 80
SURE_ENOUGH = 0.4
"""From which confidence on the model's guess names a need that nobody has named."""
ALARM = "KHẨN"
"""What every alarm begins with, and nothing else that a group is told."""

_OPENS, _MORNING_ENDS, _CLOSES = 7, 12, 20
_UNNAMED = {
    Reason.ASKED_PERSON: "Muốn gặp người",
    Reason.ASKED_VISIT: "Muốn có người đến nhà",
    Reason.TOLD_TEAM: "Nhắn cho tổ",
}
_FIRST = (
    "Làm trước: gọi cho bác nếu có số. Nhắc bác không chuyển tiền, không đọc mã OTP cho ai. "
    "Đã chuyển thì gọi ngay ngân hàng, rồi báo công an."
)


@dataclass(frozen=True)
class News:
    """A need that somebody waits on, without the citizen's words. ``at`` is UTC."""

    id: int
    at: datetime
    who: str
    """Tells people apart, never shown."""
    case: int | None
    commune: str
    province: str
    reason: str
    guide: str
    guess: str
    """What the model made of it; empty where it was too unsure."""
    title: str = ""
    """Given to the case by hand."""
    intent: str = ""
    """Named by hand."""
    reachable: bool = False
    """Whether there is a phone number; the number itself stays on the desk."""


@dataclass(frozen=True)
class Line:
    """A case within a notice."""

    case: int | None
    title: str
    people: frozenset[str]
    places: tuple[str, ...]
    overdue: bool = False
    at: datetime | None = None
    reachable: bool = False


def is_due(group: Group, now: datetime) -> bool:
    """Whether a group may get a digest: by day, and not twice within the hour."""
    awake = _OPENS <= (now + VIETNAM).hour < _CLOSES
    return awake and (group.told_at is None or now - group.told_at >= EVERY)


def is_morning(group: Group, now: datetime) -> bool:
    """Whether what is overdue is to be named: once a day, before noon."""
    here = now + VIETNAM
    told_today = group.told_at is not None and (group.told_at + VIETNAM).date() == here.date()
    return not told_today and _OPENS <= here.hour < _MORNING_ENDS


def heard_by(place: str, news: Iterable[News], places: Iterable[str]) -> list[News]:
    """Which news a group of that place hears, among the places that have a group."""
    others = frozenset(places)
    return [item for item in news if place in _listening(item, others)]


def _listening(news: News, places: frozenset[str]) -> set[str]:
    """Those whose place it is; the widest when no place is known, so that nobody is missed."""
    commune = news.commune if "," in news.commune else ""  # several provinces have one of that name
    holding = {"", news.province, commune or news.province} & places
    if commune or holding:
        return holding
    within = {place for place in places if place.endswith(f", {news.province}")}
    provinces = {place for place in places if "," not in place}
    return within if news.province else provinces or set(places)


def lines(news: Iterable[News], titles: Mapping[str, str], *, overdue: bool = False) -> list[Line]:
    """News by case, those with most people first; ``titles`` names intents and guides."""
    by_case: dict[object, list[News]] = defaultdict(list)
    for item in news:
        by_case[item.case or _name(item, titles)].append(item)
    made = [_line(items, titles, overdue=overdue) for items in by_case.values()]
    return sorted(made, key=lambda line: -len(line.people))


def _line(items: Sequence[News], titles: Mapping[str, str], *, overdue: bool) -> Line:
    [(title, _)] = Counter(_name(item, titles) for item in items).most_common(1)
    return Line(
        items[0].case,
        title,
        frozenset(item.who for item in items),
        tuple(dict.fromkeys(place for item in items if (place := item.commune or item.province))),
        overdue,
        min(item.at for item in items),
        any(item.reachable for item in items),
    )


def _name(news: News, titles: Mapping[str, str]) -> str:
    """What a need is called, from what the team and our own content call it."""
    number = f" (việc số {news.case})" if news.case else ""
    stuck = titles.get(news.guide, "")
    title = (
        news.title
        or titles.get(news.intent, "")
        or (f"Vướng ở bài: {stuck}" if stuck else "")
        or _UNNAMED.get(Reason(news.reason), "")
        or titles.get(news.guess, "")
        or f"Câu hỏi máy chưa hiểu{number}"
    )
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def digest(place: str, lines: Sequence[Line], address: str) -> Reply | None:
    """What is new in a place, and what is overdue; nothing when there is neither."""
    new = [line for line in lines if not line.overdue]
    late = [line for line in lines if line.overdue]
    told = [*_told_new(place, new), *_told_late(place, late, alone=not new)]
    desk = [f"Mở bàn làm việc: {address}/desk" if address else "Mở bàn làm việc để xem."]
    return Reply("\n".join(told + desk)) if told else None


def _told_new(place: str, new: Sequence[Line]) -> list[str]:
    if not new:
        return []
    people = len(frozenset().union(*(line.people for line in new)))
    head = f"Việc mới{_where(place)}: {people} người chờ, {len(new)} việc."
    shown = [f"• {line.title} – {len(line.people)} người{_about(place, line)}" for line in new]
    return [head, *_cut(shown)]


def _told_late(place: str, late: Sequence[Line], *, alone: bool) -> list[str]:
    if not late:
        return []
    named = "; ".join(line.title for line in late[:MOST_NAMED_OVERDUE])
    more = "; …" if len(late) > MOST_NAMED_OVERDUE else ""
    return [f"Quá hạn{_where(place) if alone else ''}: {len(late)} việc: {named}{more}"]


def alarm(lines: Sequence[Line], address: str) -> Reply:
    """Harm may be going on: who must be helped, and what to do before anything else."""
    shown = [_urgent(line, address) for line in lines]
    return Reply("\n".join([f"{ALARM}: có người có thể đang bị lừa.", *_cut(shown), _FIRST]))


def _urgent(line: Line, address: str) -> str:
    at = f", lúc {line.at + VIETNAM:%H:%M}" if line.at else ""
    number = "có số điện thoại" if line.reachable else "không để lại số"
    case = f"/cases/{line.case}" if line.case else ""
    link = f" Việc: {address}/desk{case}" if address else ""
    people = f"{len(line.people)} người{_about('', line)}"
    return f"• {line.title} – {people}{at}, {number}.{link}"


def _cut(shown: list[str]) -> list[str]:
    more = len(shown) - MOST_LINES
    return [*shown[:MOST_LINES], f"• và {more} việc khác"] if more > 0 else shown


def _where(place: str) -> str:
    return f" ở {place}" if place else ""


def _about(place: str, line: Line) -> str:
    """Where the people of a case are, unless the notice says it already."""
    if line.places == (place,):
        return ""
    near = f", {place}"
    named = [at.removesuffix(near) for at in line.places if at != place]
    more = "…" if len(named) > 2 else ""
    return f" ({', '.join(named[:2])}{more})" if named else "" if line.places else " (chưa rõ xã)"


def joined(place: str) -> Reply:
    """The answer to the right code."""
    return Reply(
        f"Nhóm này từ nay nhận tin việc mới của {place or 'mọi nơi'}.\n"
        "Ban ngày, mỗi giờ nhiều nhất một tin. Việc khẩn, như có người đang bị lừa, báo ngay.\n"
        "Tôi không đọc, không giữ tin nhắn của nhóm."
    )


def wrong_code() -> Reply:
    """The answer to any other code."""
    return Reply(
        "Mã không đúng, hoặc đã quá 15 phút. Điều phối viên mở bàn làm việc, "
        "mục Nhóm Telegram, lấy mã mới rồi gõ ở đây: /nhom và mã."
    )


def farewell() -> Reply:
    """Said to a group that is removed on the desk."""
    return Reply(
        "Nhóm này từ nay không nhận tin việc mới nữa. Anh chị có thể mời tôi ra khỏi nhóm."
    )
