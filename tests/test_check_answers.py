"""Answers that a team writes itself, before they are sent."""

import pytest

from bot.check.answers import AnswerCheck
from bot.check.rules import Rules
from bot.remarks import Fault


@pytest.fixture(scope="module")
def check(rules: Rules) -> AnswerCheck:
    return AnswerCheck(rules, "https://trolyso.xa.vn:8443")


@pytest.mark.parametrize(
    "text",
    [
        "Bác ra công an xã, mang theo thẻ căn cước.",
        "Bác gọi anh Nam, số 0912 345 678.",
        "Bác đừng gửi số căn cước cho ai.",
        "Bác nói số căn cước cho cán bộ tại quầy.",
        "Nhập số điện thoại đã đăng ký vào ứng dụng.",
        "Xem https://trolyso.xa.vn:8443/huong-dan/pay_wallet hoặc dichvucong.gov.vn.",
    ],
)
def test_a_good_answer_has_no_remarks(check: AnswerCheck, text: str) -> None:
    assert () == check(text)


@pytest.mark.parametrize(
    ("text", "fault", "blocks"),
    [
        ("  ", Fault.EMPTY, True),
        ("a" * 701, Fault.TOO_LONG, True),
        ("Bác đọc mã OTP (dãy số gửi qua tin nhắn) cho tôi.", Fault.ASKS_SECRET, True),
        ("Bác cho tôi xin số Zalo.", Fault.ASKS_PERSONAL, True),
        ("Bác gửi số điện thoại vào đây.", Fault.ASKS_PERSONAL, True),
        ("Bác nhắn họ tên, ngày sinh cho tôi.", Fault.ASKS_PERSONAL, True),
        ("Tải ở trolyso-xa.vn/app nhé.", Fault.STRANGE_LINK, True),
        ("Mật khẩu của bác là Abc12345.", Fault.PERSONAL_NUMBER, True),
        ("tiếng " * 26, Fault.LONG_SENTENCE, False),
        ("Bác xin sao kê.", Fault.HARD_WORD, False),
    ],
)
def test_what_is_wrong_is_told_and_only_style_may_pass(
    check: AnswerCheck, text: str, fault: Fault, blocks: bool
) -> None:
    [remark] = check(text)

    assert (fault, blocks) == (remark.fault, remark.blocks)


def test_what_blocks_is_told_first(check: AnswerCheck) -> None:
    remarks = check("Bác xin sao kê rồi gửi số tài khoản cho tôi.")

    assert [True, False] == [remark.blocks for remark in remarks]
