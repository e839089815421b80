"""The content itself: `check` as a test, and the faults that it must find."""

from datetime import date
from pathlib import Path

import pytest

from bot.check import faults
from bot.content import Content
from bot.guides import Guides, read_guides
from nlu.training_data import faults as data_faults

ROOT = Path(__file__).parent.parent

GUIDE = """
title: Làm thử
needs: [thu]
for_whom: Ai cũng được.
steps:
  - id: mot
    text: Bước một.
    stuck: [{id: hong, cause: Hỏng, fix: Sửa.}]
  - id: hai
    text: Gọi {tong_dai}.
sources: [{name: Nguồn, where: nguon.vn}]
reviewed: 2026-11-01
review_by: 2027-05-01
owner: Nhóm
"""


def guides_of(tmp_path: Path, text: str) -> Guides:
    (tmp_path / "thu.yml").write_text(text, encoding="utf-8")
    return read_guides(tmp_path, {"tong_dai": "1900"})


def test_the_content_has_no_faults(content: Content) -> None:
    assert [] == list(faults(ROOT, content))


def test_every_need_of_the_domain_is_answered(content: Content) -> None:
    assert [] == [intent for intent in content.intents if not content.is_answered(intent)]


def test_a_guide_is_read_with_its_variables(tmp_path: Path) -> None:
    guide = guides_of(tmp_path, GUIDE).by_id["thu"]

    assert "Gọi 1900." == guide.steps[1].text
    assert date(2026, 11, 1) == guide.reviewed


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("id: hai", "id: hai\n    next: ba", "step 'hai' leads to 'ba', which does not exist"),
        (
            "    text: Bước một.",
            "    text: Bước một.\n    next: end",
            "step 'hai' is never reached",
        ),
        (
            "fix: Sửa.}",
            "fix: Sửa., to: nhac}",
            "trouble 'hong' leads to 'nhac', which does not exist",
        ),
        ("owner: Nhóm", "owner: Nhóm\nrelated: [nhac]", "related guide 'nhac' does not exist"),
        ("{tong_dai}", "{khong_co}", "'khong_co' is missing, or is not a known variable"),
        ("title: Làm thử", "title: [Làm thử", "line 3"),
        ("title: Làm thử", "ten: Làm thử", "unexpected keyword argument 'ten'"),
    ],
)
def test_a_guide_that_leads_nowhere_is_told(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    [told, *_] = guides_of(tmp_path, GUIDE.replace(before, after)).faults()

    assert told.startswith("guides/thu.yml: ")
    assert fault in told


def test_a_line_that_stands_twice_is_told(tmp_path: Path) -> None:
    [told] = data_faults(tmp_path, {"a": ("Quên mật khẩu?",)}, {"b": ("quen mat khau",)})

    assert "holdout/b.yml: 'quen mat khau' stands in nlu/a.yml already" == told
