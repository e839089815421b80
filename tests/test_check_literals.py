"""A fee, a limit or a date of a rule stands in variables.yml and nowhere else."""

from pathlib import Path

import pytest

from bot.check.literals import findings


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("text: Phí là 20.000 đồng.", "20.000 đồng"),
        ("text: Quá 10 triệu thì quét mặt.", "10 triệu"),
        ("text: Từ ngày 1 tháng 7 năm 2025 bỏ cấp huyện.", "ngày 1 tháng 7 năm 2025"),
        ("text: Chờ 3 ngày làm việc.", "3 ngày"),
    ],
)
def test_a_figure_of_a_rule_is_found_with_its_line(tmp_path: Path, line: str, found: str) -> None:
    folder = tmp_path / "data" / "guides"
    folder.mkdir(parents=True)
    (folder / "thu.yml").write_text(f"title: Thử\n{line}\nsources: [5 triệu]\n", encoding="utf-8")

    [fault] = findings(tmp_path)

    assert f"'{found}' belongs into variables.yml" in fault.sentence
    assert 2 == fault.line


@pytest.mark.parametrize(
    "line",
    [
        "text: Phí là {phi_ban_sao_moi_trang}.",
        "text: Gõ 12 số trên thẻ, đợi 30 giây.",
        "fix: Năm 2025 có người mất 129 triệu. # ví dụ",
    ],
)
def test_what_no_law_changes_may_stand(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "data" / "guides"
    folder.mkdir(parents=True)
    (folder / "thu.yml").write_text(f"{line}\n", encoding="utf-8")

    assert [] == list(findings(tmp_path))
