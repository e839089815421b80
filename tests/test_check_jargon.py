"""A hard word stands only where somebody has explained it."""

import pytest

from bot.check import jargon
from bot.check.rules import Rules
from tests.drafts import GUIDE, Make, of_guides


@pytest.mark.parametrize(
    "changes",
    [
        [("Mở ứng dụng.", "Nhập mã OTP (dãy số gửi qua tin nhắn).")],
        [("Mở ứng dụng.", "Áp thẻ vào lưng máy (NFC).")],
        [("Mở ứng dụng.", 'Bấm "Gửi OTP".')],
        [("Mở ứng dụng.", "Chờ mã OTP (dãy số gửi qua tin nhắn)."), ("Xong.", "Gõ mã OTP.")],
        [("Người muốn thử.", "Người chờ dãy số gửi qua tin nhắn (OTP)."), ("Xong.", "Gõ OTP.")],
        [("cause: Hỏng", "cause: OTP hỏng")],
    ],
)
def test_a_hard_word_may_stand_where_it_is_explained(
    make: Make, rules: Rules, changes: list[tuple[str, str]]
) -> None:
    assert [] == of_guides(jargon.findings(make(*changes), rules))


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ([("Mở ứng dụng.", "Gõ mã OTP.")], ("steps", 0, "text")),
        ([("Sửa lại.", "Gõ lại mã OTP.")], ("steps", 0, "stuck", 0, "fix")),
        ([("Để họ tự làm.", "Để họ tự gõ mã OTP.")], ("steps", 1, "helper")),
        ([("Hỏi xã.", "Gọi hỏi mã OTP.")], ("help",)),
        (
            [("Mở ứng dụng.", "Gõ OTP."), ("Xong.", "Mã OTP (dãy số gửi qua tin nhắn) về.")],
            ("steps", 0, "text"),
        ),
    ],
)
def test_a_hard_word_is_told_where_nobody_has_explained_it(
    make: Make, rules: Rules, changes: list[tuple[str, str]], at: tuple
) -> None:
    [(told_at, sentence)] = of_guides(jargon.findings(make(*changes), rules))

    assert at == told_at
    assert sentence.startswith("'OTP' is not explained; say for instance 'OTP (dãy số gửi qua")


def test_an_explanation_for_one_phone_does_not_count_for_the_others(
    make: Make, rules: Rules
) -> None:
    """Who has named their phone reads only the lines for it."""
    explains = "Chờ mã OTP (dãy số gửi qua tin nhắn)."
    one = ("Mở ứng dụng.", f"Mở ứng dụng.\n    iphone: {explains}")
    both = ("Mở ứng dụng.", f"Mở ứng dụng.\n    iphone: {explains}\n    android: {explains}")
    used = ("Xong.", "Gõ OTP.")

    assert [] == of_guides(jargon.findings(make(both, used), rules))
    [(at, _)] = of_guides(jargon.findings(make(one, used), rules))
    assert ("steps", 1, "text") == at


def test_a_helper_has_read_the_step_too(make: Make, rules: Rules) -> None:
    explained = ("Xong.", "Chờ mã OTP (dãy số gửi qua tin nhắn).")

    assert [] == of_guides(
        jargon.findings(make(explained, ("Để họ tự làm.", "Để họ tự gõ OTP.")), rules)
    )


def test_an_explanation_counts_only_when_every_way_passes_it(make: Make, rules: Rules) -> None:
    explained = ("Mở ứng dụng.", "Chờ mã OTP (dãy số gửi qua tin nhắn).")
    used = ("Xong.", "Gõ OTP.")
    straight_in = GUIDE.replace("fix: Sửa lại.}", "fix: Sửa lại., to: thu/hai}")

    assert [] == of_guides(jargon.findings(make(explained, used), rules))
    [(at, _)] = of_guides(jargon.findings(make(explained, used, khac=straight_in), rules))
    assert ("steps", 1, "text") == at
