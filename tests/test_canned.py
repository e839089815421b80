"""Canned replies: read from a file, offered where they fit, held to what our own words are."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.canned import Canned, CannedReply, read_canned
from bot.check import guides, jargon, language, replies, safety
from bot.check.rules import Rules
from bot.check.texts import texts
from bot.content import Content
from bot.guides import Guides

WALLET = CannedReply("vi", "Ví", "…", needs=("pay_wallet",))
STUCK = CannedReply("vuong", "Vướng", "…", reasons=("stuck",))
MONEY = CannedReply("tien", "Tiền", "…", topics=("pay",))


def written(tmp_path: Path, text: str) -> Canned:
    path = tmp_path / "canned.yml"
    path.write_text(text, encoding="utf-8")
    return read_canned(path, {"noi": "nhà văn hóa"})


def test_a_reply_is_read_with_its_variables(tmp_path: Path) -> None:
    canned = written(tmp_path, "den: {title: Đến, text: ' Bác ra {noi}. ', needs: [human]}")

    assert CannedReply("den", "Đến", "Bác ra nhà văn hóa.", ("human",)) == canned.by_id["den"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("den: {title: Đến}", "canned.yml: 'text' is missing, or is not a known variable"),
        ("den: {title: Đến, text: 'Ra {khong_co}'}", "canned.yml: 'khong_co' is missing"),
        ("den: {title: Đến, text: Ra, colour: red}", "unexpected keyword argument 'colour'"),
        ("- den", "canned.yml: "),
    ],
)
def test_what_is_no_reply_is_told(tmp_path: Path, text: str, said: str) -> None:
    [finding] = written(tmp_path, text).unreadable

    assert said in str(finding)


def test_a_reply_for_the_need_comes_before_one_for_the_reason_or_the_topic() -> None:
    canned = Canned({reply.id: reply for reply in (MONEY, STUCK, WALLET)})

    assert [WALLET, STUCK, MONEY] == canned.fitting("pay_wallet", "pay", ["stuck"])
    assert [] == canned.fitting("vneid_info", "vneid", ["none_fits"])


def findings(content: Content, rules: Rules, *canned: CannedReply) -> list[str]:
    """What check says of some replies."""
    known = {reply.id: reply for reply in canned}
    menu = tuple(replace(topic, guides=()) for topic in content.menu)
    content = replace(content, canned=Canned(known), guides=Guides({}), menu=menu)
    said = [*texts(content)]
    found = [
        *content.faults(), *language.findings(said), *replies.findings(content),
        *safety.findings(said, rules), *jargon.findings(content, rules),
        *guides.findings(content, date(2026, 11, 22)),
    ]  # fmt: skip
    return [str(finding) for finding in found if finding.file == "canned.yml"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"needs": ("nuoi_ho",)}, "names 'nuoi_ho', which is none of the needs"),
        ({"topics": ("nuoi_ho",)}, "which is none of the topics"),
        ({"reasons": ("nuoi_ho",)}, "which is none of the reasons"),
        ({"needs": ()}, "is never offered"),
        ({"title": "D" * 49}, "the title has 49 letters"),
        ({"text": "Bác đọc mật khẩu cho tôi."}, "asks for a secret"),
        ({"text": "Xem bit.ly/abc nhé."}, "is no official page"),
        ({"text": "Bác xin sao kê."}, "'sao kê' is not explained"),
        ({"text": "tiếng " * 26}, "has 26 words"),
        ({"text": "a " * 400}, "letters, at most 700"),
        ({"text": "Bác nộp 8.000 đồng."}, "'8.000 đồng' needs a source"),
    ],
)
def test_a_reply_is_held_to_what_guides_are_held_to(
    content: Content, rules: Rules, changes: dict[str, object], said: str
) -> None:
    good = CannedReply("thu", "Thử", "Bác ra xã hỏi.", needs=("pay_wallet",))
    assert [] == findings(content, rules, good)

    assert any(said in one for one in findings(content, rules, replace(good, **changes)))  # type: ignore[arg-type]


def test_the_shipped_replies_have_no_fault(content: Content, rules: Rules) -> None:
    assert 25 <= len(content.canned.by_id)
    assert [] == findings(content, rules, *content.canned.by_id.values())
