"""The desk's words: how reasons, actions and channels are called on its pages."""

from collections.abc import Mapping
from typing import Any

from bot.accounts import CITIZEN
from bot.cases import AnswerKind, ClosedAs, Entry, Order, Tab
from bot.desk.times import say_moment, say_written
from bot.needs import Reason
from bot.remarks import Fault, Remark

TABS = {
    Tab.MINE: "Của tôi",
    Tab.OURS: "Xã của tôi",
    Tab.UNASSIGNED: "Chưa ai nhận",
    Tab.OVERDUE: "Quá hạn",
    Tab.OPEN: "Tất cả",
    Tab.CLOSED: "Đã xong",
}
ORDERS = {
    Order.WAITING: "Nhiều người chờ nhất",
    Order.NEWEST: "Mới hỏi gần đây nhất",
    Order.OLDEST: "Mở đã lâu nhất",
    Order.DUE: "Sắp đến hạn nhất",
}
REASONS = {
    Reason.NOT_UNDERSTOOD: "máy chưa hiểu",
    Reason.NONE_FITS: "không ý nào đúng",
    Reason.NO_ANSWER: "chưa có bài hướng dẫn",
    Reason.STUCK: "bị vướng ở bước",
    Reason.NOT_HELPED: "trả lời chưa giúp được",
    Reason.LEFT_UNFINISHED: "bỏ dở hướng dẫn",
    Reason.ASKED_PERSON: "muốn gặp người",
    Reason.ASKED_VISIT: "muốn có người đến nhà",
    Reason.TOLD_TEAM: "viết cho tổ công nghệ số",
}
CLOSED_AS = {
    ClosedAs.ANSWERED: "đã trả lời",
    ClosedAs.VISITED: "đã đến nhà giúp",
    ClosedAs.CALLED: "đã gọi điện giúp",
    ClosedAs.SETTLED: "bà con tự làm được rồi",
    ClosedAs.OUT_OF_SCOPE: "ngoài phạm vi của tổ",
    ClosedAs.NOT_A_NEED: "không phải nhu cầu",
    ClosedAs.DUPLICATE: "trùng việc khác",
    ClosedAs.OTHER: "lý do khác",
}
CLOSES_BY_HAND = tuple(
    why for why in ClosedAs if why not in (ClosedAs.ANSWERED, ClosedAs.VISITED, ClosedAs.DUPLICATE)
)
"""Reasons that somebody chooses; the others come about by answering, visiting and merging."""
CHANNELS = {
    "telegram": "Telegram",
    "zalo_bot": "Zalo",
    "zalo_oa": "Zalo OA",
    "web": "trang web",
    "terminal": "máy chủ",
}
ANSWER_KINDS = {
    AnswerKind.GUIDE: "bài hướng dẫn",
    AnswerKind.CANNED: "câu soạn sẵn",
    AnswerKind.FREE: "tự viết",
}
LESSONS = {"out_of_scope": "ngoài phạm vi", "not_a_need": "không phải nhu cầu"}
WISHES = {"call": "xin gọi lại", "visit": "nhờ đến nhà"}

_ACTS = {
    "assigned": "giao việc cho {to}{due}",
    "unassigned": "trả việc lại, chưa ai nhận",
    "noted": "ghi chú: {text}",
    "named": "đặt tên việc: {title}",
    "answered": "trả lời {people} người ({kind})",
    "visit_planned": "hẹn đến nhà {at}",
    "visited": "đã đến nhà giúp",
    "closed": "đóng việc: {as}",
    "reopened": "mở lại việc",
    "merged": "gộp thêm {cases} việc vào đây",
    "merged_away": "gộp việc này vào việc số {into}",
    "split": "tách {needs} câu thành việc số {into}",
    "split_off": "tách ra từ việc số {from}",
    "taught": "dạy máy {needs} câu: {intent}",
    "undid": "hoàn tác: {action}",
    "not_helped": "nói là trả lời chưa giúp được",
}
_ACTED = {
    "assigned": "giao việc", "noted": "ghi chú", "named": "đặt tên", "answered": "trả lời",
    "visit_planned": "hẹn đến nhà", "visited": "đến nhà", "closed": "đóng việc",
    "reopened": "mở lại", "merged": "gộp việc", "merged_away": "gộp việc", "split": "tách việc",
    "split_off": "tách việc", "taught": "dạy máy", "undid": "hoàn tác",
    "not_helped": "nói là chưa được",
}  # fmt: skip
_REMARKS = {
    Fault.EMPTY: "Chưa có chữ nào.",
    Fault.TOO_LONG: "Bài dài {piece} chữ, nhiều nhất {better} chữ. Bà con đọc trên máy nhỏ.",
    Fault.ASKS_SECRET: "“{piece}” là xin thứ phải giữ kín. Không ai được hỏi mã, mật khẩu.",
    Fault.ASKS_PERSONAL: "“{piece}” là xin số riêng. Trợ lý tự hỏi khi bà con đồng ý.",
    Fault.STRANGE_LINK: "“{piece}” không phải trang của nhà nước hay của trợ lý. Bỏ link này.",
    Fault.PERSONAL_NUMBER: "Trong bài có {piece} của ai đó. Bỏ đi, nhiều người cùng nhận bài.",
    Fault.LONG_SENTENCE: "Câu “{piece}” dài quá {better} tiếng. Cắt làm hai câu.",
    Fault.HARD_WORD: "“{piece}” là chữ khó. Nên viết: {better}.",
}


def say_remark(remark: Remark) -> str:
    """What is wrong with an answer, in one sentence."""
    return _REMARKS[remark.fault].format(piece=remark.piece, better=remark.better)


def say_people(count: int) -> str:
    """How many people wait."""
    return f"{count} người chờ" if count else "không ai chờ"


def say_who(entry: Entry) -> str:
    """Who did something: an account, a citizen, or the machine."""
    return {"": "Máy", CITIZEN: "Người hỏi"}.get(entry.account, entry.account)


def say_acted(action: str) -> str:
    """An action in two words."""
    return _ACTED.get(action, action)


def say_entry(entry: Entry, titles: Mapping[str, str]) -> str:
    """One line of a case's history, after who did it."""
    action = "unassigned" if entry.action == "assigned" and not entry.details.get("to") else None
    pattern = _ACTS.get(action or entry.action, entry.action)
    return pattern.format_map(_Details(_details(entry.details, titles)))


class _Details(dict[str, Any]):
    """What an entry tells; older entries may lack some of it."""

    def __missing__(self, key: str) -> str:
        return "…" if key != "due" else ""  # most are given without a day


def _details(details: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    said = dict(details)
    for name in ("needs", "cases"):
        if name in said:
            said[name] = len(said[name])
    if "as" in said:
        said["as"] = CLOSED_AS.get(said["as"], said["as"])
    if "kind" in said:
        said["kind"] = ANSWER_KINDS.get(said["kind"], said["kind"])
    if "action" in said:
        said["action"] = say_acted(said["action"])
    if "at" in said:
        said["at"] = say_written(said["at"])
    if said.get("due"):
        said["due"] = f", hạn {say_written(said['due'])}"
    if "intent" in said:
        said["intent"] = LESSONS.get(said["intent"]) or titles.get(said["intent"], said["intent"])
    if not said.get("title"):
        said["title"] = said.get("intent") or "bỏ tên"
    return said


def say_entries(
    entries: tuple[Entry, ...], titles: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """A case's history, newest first: when, who, what."""
    return [
        (say_moment(entry.at), say_who(entry), say_entry(entry, titles))
        for entry in reversed(entries)
    ]
