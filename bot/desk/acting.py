"""The acts of a team on one case, each from a form: done, or refused with a reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cases import Answer, AnswerKind, Case, ClosedAs, Filter
from bot.desk import words
from bot.desk.case import Notice
from bot.desk.said import Said
from bot.desk.shelf import Shelf
from bot.desk.times import read_due, read_moment
from bot.message import Outgoing, Reply
from bot.remarks import Remark

Word = Callable[[str, str], Reply]
"""How an answer is put: the reply of a citizen's code and the answer's text."""
Check = Callable[[str], tuple[Remark, ...]]
"""What is to be said of an answer that a team wrote itself."""
MOST_NOTE, MOST_TITLE, MOST_TYPED = 500, 120, 2000


_AGAIN = {
    "answer": ("answered", False), "close": ("closed", False), "visited": ("visited", False),
    "visit": ("visit_planned", False), "assign": ("assigned", True), "name": ("named", True),
    "reopen": ("reopened", True), "merge": ("merged", True), "split": ("split", True),
    "teach": ("taught", True), "undo": ("undone", True),
}  # fmt: skip
"""What is said of each act, and whether its case stays open afterwards."""


class Casework(Protocol):
    """What can be done with cases."""

    def case(self, id: int) -> Case | None: ...
    def next_after(self, id: int, wanted: Filter) -> int | None: ...
    def assign(self, ids: Sequence[int], to: str, due_at: datetime | None) -> None: ...
    def note(self, id: int, text: str) -> None: ...
    def name(self, id: int, title: str, intent: str) -> None: ...
    def answer(self, id: int, answer: Answer, word: Word) -> list[Outgoing]: ...
    def plan_visit(self, id: int, at: datetime) -> None: ...
    def visited(self, id: int) -> None: ...
    def close(self, ids: Sequence[int], why: ClosedAs) -> None: ...
    def reopen(self, id: int) -> None: ...
    def merge(self, ids: Sequence[int], into: int) -> None: ...
    def split(self, id: int, chosen: Sequence[int]) -> int: ...
    def undo(self, id: int) -> str: ...
    def teach(self, id: int, chosen: Sequence[int], intent: str) -> None: ...


@dataclass(frozen=True)
class Asked:
    """One act as a form asks for it."""

    case: Case
    account: str
    people: tuple[str, ...]
    """To whom a case may be given."""
    now: datetime
    form: Mapping[str, Sequence[str]]

    @property
    def id(self) -> int:
        """The case."""
        return self.case.line.id

    def text(self, name: str) -> str:
        """A field, without spaces around."""
        return next(iter(self.form.get(name, ())), "").replace("\r\n", "\n").strip()[:MOST_TYPED]

    def numbers(self, name: str) -> list[int]:
        """Ids: of several fields, and of one field with several."""
        pieces = "-".join(self.form.get(name, ())).split("-")
        return [int(piece) for piece in pieces if re.fullmatch("[0-9]{1,9}", piece)]


@dataclass(frozen=True)
class Done:
    """An act that was done, and what opens afterwards."""

    said: Said
    opens: int | None = None
    """A case; none for the next one of the filter."""
    outgoing: tuple[Outgoing, ...] = ()


class Acting:
    """Knows what each form means."""

    def __init__(self, shelf: Shelf, check: Check, word: Word) -> None:
        self.shelf = shelf
        self.check = check
        self._word = word
        self.acts: dict[str, Callable[[Casework, Asked], Done | Notice]] = {
            "answer": self._answer,
            "assign": self._assign,
            "note": self._note,
            "name": self._name,
            "visit": self._plan_visit,
            "visited": self._visited,
            "close": self._close,
            "reopen": self._reopen,
            "merge": self._merge,
            "split": self._split,
            "teach": self._teach,
            "undo": self._undo,
        }

    def again(self, act: str, asked: Asked) -> Done:
        """What is told of an act that this account has just done: a form that was sent twice."""
        what, stays = _AGAIN[act]
        said = Said(what, 1, (asked.id,))
        if act == "answer" and asked.case.answers:
            given = asked.case.answers[-1]
            said = Said(what, given.people, (asked.id,), given.pushed)
        return Done(said, asked.id if stays else None)

    def _answer(self, work: Casework, asked: Asked) -> Done | Notice:
        if not asked.case.line.waiting:
            return refused("Không còn ai chờ trả lời việc này. Anh chị đóng việc là xong.")
        key = asked.text("answer")
        if key == "free":
            notice = self._read_aloud(asked)
            return notice or self._send(work, asked, Answer(AnswerKind.FREE, asked.text("text")))
        offer = self.shelf.named(key, asked.case)
        if offer is None:
            return refused("Câu trả lời này không còn nữa. Anh chị chọn câu khác.")
        return self._send(work, asked, offer.answer)

    def _send(self, work: Casework, asked: Asked, answer: Answer) -> Done:
        people = asked.case.line.waiting
        outgoing = work.answer(asked.id, answer, lambda code, text: self.put(code, text, answer))
        said = Said("answered", people, (asked.id,), len(outgoing))
        return Done(said, outgoing=tuple(outgoing))

    def put(self, code: str, text: str, answer: Answer) -> Reply:
        """An answer as the citizen reads it; one from a guide carries the button that opens it."""
        reply = self._word(code, text)
        button = self.shelf.button(answer) if answer.kind is AnswerKind.GUIDE else None
        return Reply(reply.text, (button, *reply.buttons) if button else reply.buttons)

    def _read_aloud(self, asked: Asked) -> Notice | None:
        """What is to be said of free words before they are sent; nothing when all is well."""
        text, look = asked.text("text"), bool(asked.text("look"))
        remarks = self.check(text)
        blocked = any(remark.blocks for remark in remarks)
        if not (look or blocked or (remarks and not asked.text("anyway"))):
            return None
        problem = "Chưa gửi được, anh chị sửa những chỗ dưới đây." if blocked else ""
        warned = "Chưa gửi. Có chỗ nên sửa cho bà con dễ đọc." if remarks and not look else ""
        return Notice(problem or warned, text, "", remarks, self.preview(text), 422)

    def preview(self, text: str) -> str:
        """A free answer as the citizen reads it; the code is each person's own."""
        return self._word("XXXXXX", text).text.replace("XXX-XXX", "…") if text else ""

    def _assign(self, work: Casework, asked: Asked) -> Done | Notice:
        to = asked.text("to")
        if to and to not in asked.people:
            return refused("Không có người đó trong tổ. Anh chị chọn người trong danh sách.")
        chosen = asked.text("due")
        due_at = read_due(chosen, asked.text("day"), asked.now)
        if chosen == "day" and due_at is None:
            return refused("Anh chị chọn ngày hạn, hoặc chọn một hạn khác.")
        keeps = chosen in ("", "keep")
        work.assign([asked.id], to, asked.case.line.due_at if keeps and to else due_at)
        what = "taken" if to == asked.account else "assigned" if to else "unassigned"
        return Done(Said(what, 1, (asked.id,)), asked.id if to in ("", asked.account) else None)

    def _note(self, work: Casework, asked: Asked) -> Done | Notice:
        text = asked.text("text")[:MOST_NOTE]
        if not text:
            return refused("Ghi chú chưa có chữ nào.")
        work.note(asked.id, text)
        return Done(Said("noted"), asked.id)

    def _name(self, work: Casework, asked: Asked) -> Done | Notice:
        typed = asked.text("intent")
        intent = self.shelf.find_intent(typed) if typed else ""
        if intent is None:
            return refused(f"Không rõ “{typed}” là việc nào. Anh chị chọn trong danh sách.")
        work.name(asked.id, asked.text("title")[:MOST_TITLE], intent)
        return Done(Said("named", 1, (asked.id,)), asked.id)

    def _plan_visit(self, work: Casework, asked: Asked) -> Done | Notice:
        at = read_moment(asked.text("at"))
        if at is None or at < asked.now:
            return refused("Anh chị chọn ngày và giờ đến, từ bây giờ trở đi.")
        work.plan_visit(asked.id, at)
        return Done(Said("visit_planned", 1, (asked.id,)))

    def _visited(self, work: Casework, asked: Asked) -> Done:
        work.visited(asked.id)
        return Done(Said("visited", 1, (asked.id,)))

    def _close(self, work: Casework, asked: Asked) -> Done | Notice:
        why = asked.text("why")
        if why not in words.CLOSES_BY_HAND:
            return refused("Anh chị chọn lý do đóng việc.")
        work.close([asked.id], ClosedAs(why))
        return Done(Said("closed", 1, (asked.id,)))

    def _reopen(self, work: Casework, asked: Asked) -> Done:
        work.reopen(asked.id)
        return Done(Said("reopened", 1, (asked.id,)), asked.id)

    def _merge(self, work: Casework, asked: Asked) -> Done | Notice:
        others = [id for id in asked.numbers("case") if id != asked.id]
        if not others:
            return refused("Anh chị đánh dấu việc muốn gộp vào đây.")
        work.merge(others, asked.id)
        return Done(Said("merged", len(others) + 1, (asked.id,)), asked.id)

    def _split(self, work: Casework, asked: Asked) -> Done | Notice:
        into = work.split(asked.id, asked.numbers("need"))
        if into == asked.id:
            return refused("Anh chị đánh dấu vài câu muốn tách, không phải tất cả.")
        return Done(Said("split", 1, (asked.id,)), into)

    def _teach(self, work: Casework, asked: Asked) -> Done | Notice:
        typed = asked.text("intent") or asked.text("typed")
        intent = self.shelf.find_intent(typed)
        if intent is None:
            return refused(f"Không rõ “{typed}” là việc nào. Anh chị chọn trong danh sách.")
        chosen = {*asked.numbers("need")} or {need.id for need in asked.case.needs}
        told = [need for need in asked.case.needs if need.id in chosen and need.words]
        if not told:
            return refused("Việc này không có câu nào bằng lời để dạy máy.")
        work.teach(asked.id, [need.id for need in told], intent)
        return Done(Said("taught", len(told), (asked.id,)), asked.id)

    def _undo(self, work: Casework, asked: Asked) -> Done:
        undone = work.undo(asked.id)
        return Done(Said("undone" if undone else "not_undone"), asked.id)


def refused(problem: str) -> Notice:
    """An act that was not done, and why."""
    return Notice(problem, status=422)
