"""The content itself: `check` as a test, and the faults that it must find."""

from datetime import date
from pathlib import Path

import pytest

from bot.check.everything import findings
from bot.content import Content
from bot.findings import Finding
from bot.guides import Guides, read_guides

ROOT = Path(__file__).parent.parent
EXAMPLES = ("nlu/", "holdout/")
WRITTEN_ON = date(2026, 11, 22)

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


@pytest.fixture(scope="module")
def faults(content: Content) -> list[Finding]:
    """What `trolyso check` would stop a release for."""
    return [found for found in findings(ROOT, content, WRITTEN_ON) if not found.is_note]


def test_the_content_has_no_faults(faults: list[Finding]) -> None:
    assert [] == [str(fault) for fault in faults if not fault.file.startswith(EXAMPLES)]


def test_the_examples_have_no_faults(faults: list[Finding]) -> None:
    assert [] == [str(fault) for fault in faults if fault.file.startswith(EXAMPLES)]


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
        ("title: Làm thử", "title: [Làm thử", "expected ',' or ']'"),
        ("title: Làm thử", "ten: Làm thử", "unexpected keyword argument 'ten'"),
    ],
)
def test_a_guide_that_leads_nowhere_is_told(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    [told, *_] = guides_of(tmp_path, GUIDE.replace(before, after)).faults()

    assert "guides/thu.yml" == told.file
    assert fault in told.sentence


def test_a_step_is_also_reached_by_a_trouble(tmp_path: Path) -> None:
    text = GUIDE.replace("fix: Sửa.}", "fix: Sửa., to: thu/hai}").replace(
        "    text: Bước một.", "    text: Bước một.\n    next: end"
    )

    assert [] == list(guides_of(tmp_path, text).faults())


def test_a_file_that_is_not_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    [told, *_] = guides_of(tmp_path, GUIDE.replace("title: Làm thử", "title: [Làm thử")).faults()

    assert str(told).startswith("guides/thu.yml:3: ")
