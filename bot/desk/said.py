"""What was just done, told once on the page that opens next."""

import re
from dataclasses import dataclass

from aiohttp import web

SAID_COOKIE = "trolyso_said"
UNDO_FOR_S = 300
_WRITTEN = re.compile(r"(\w{1,20})\.(\d{1,6})\.(\d{1,6})\.((?:\d{1,10}-?){0,50})", re.ASCII)

_SENTENCES = {
    "answered": "Đã gửi trả lời cho {count} người.",
    "answered_partly": "Đã trả lời {count} người: {reached} người nhận ngay, {later} người xem "
    "bằng mã.",
    "taken": "Anh chị đã nhận {count} việc.",
    "assigned": "Đã giao việc.",
    "unassigned": "Đã trả việc lại, chưa ai nhận.",
    "noted": "Đã ghi chú.",
    "named": "Đã đặt tên việc.",
    "visit_planned": "Đã ghi ngày hẹn đến nhà.",
    "visited": "Đã ghi là đã đến nhà giúp. Việc đã đóng.",
    "closed": "Đã đóng {count} việc.",
    "reopened": "Đã mở lại việc.",
    "merged": "Đã gộp {count} việc làm một.",
    "split": "Đã tách thành việc riêng, là việc đang mở đây.",
    "taught": "Đã chuyển {count} câu cho quản trị viên để dạy máy.",
    "undone": "Đã hoàn tác.",
    "not_undone": "Không hoàn tác được: đã có thay đổi khác, hoặc câu trả lời đã gửi đi rồi.",
    "nothing": "Chưa chọn việc nào, nên chưa làm gì.",
}
_UNDOABLE = {
    "taken", "assigned", "unassigned", "named", "visit_planned", "visited", "closed", "reopened",
    "merged", "split", "taught",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One act and the cases on which it can be undone."""

    what: str
    count: int = 1
    ids: tuple[int, ...] = ()
    reached: int = 0
    """Of those who were answered: who got it on their channel; others wait behind their code."""

    @property
    def sentence(self) -> str:
        """What was done, for who did it."""
        partly = self.what == "answered" and self.reached < self.count
        pattern = _SENTENCES["answered_partly" if partly else self.what]
        later = self.count - self.reached
        return pattern.format(count=self.count, reached=self.reached, later=later)

    @property
    def can_be_undone(self) -> bool:
        """Whether to offer to undo it."""
        return bool(self.ids) and self.what in _UNDOABLE


def keep_said(response: web.StreamResponse, said: Said) -> None:
    """Let the next page tell it."""
    written = f"{said.what}.{said.count}.{said.reached}.{'-'.join(map(str, said.ids[:50]))}"
    response.set_cookie(
        SAID_COOKIE, written, max_age=UNDO_FOR_S, httponly=True, samesite="Strict", path="/desk"
    )


def take_said(request: web.Request) -> Said | None:
    """What the page before has done; ``forget_said`` lets it be told only once."""
    found = _WRITTEN.fullmatch(request.cookies.get(SAID_COOKIE, ""))
    if found is None or found[1] not in _SENTENCES:
        return None
    ids = tuple(int(id) for id in found[4].split("-") if id)
    return Said(found[1], int(found[2]), ids, int(found[3]))


def forget_said(request: web.Request, response: web.StreamResponse) -> None:
    """It was told."""
    if SAID_COOKIE in request.cookies:
        response.del_cookie(SAID_COOKIE, path="/desk")
