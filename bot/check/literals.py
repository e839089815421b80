"""Fees, limits and dates of rules stand once, in variables.yml, with the day to check them."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.findings import Finding

MARK = "# ví dụ"
"""Ends a line whose figure is an example or a story and no rule."""

_FIGURE = re.compile(
    r"\d[\d.]*\s*(?:đồng|triệu|nghìn|tỷ)\b|\b(?:ngày|tháng) \d[^.;]{0,20}năm \d{4}|\d+ ngày\b",
    re.IGNORECASE,
)


def findings(root: Path) -> Iterator[Finding]:
    """Lines of guides and canned replies with a figure that a change of law would change."""
    guides = sorted((root / "data" / "guides").glob("*.yml"))
    canned = (root / "data").glob("canned.yml")
    for path in (*canned, *guides):
        said = path.read_text(encoding="utf-8").partition("\nsources:")[0]
        for number, line in enumerate(said.split("\n"), start=1):
            if (found := _FIGURE.search(line)) and not line.endswith(MARK):
                loose = f"'{found[0]}' belongs into variables.yml (or the line ends with '{MARK}')"
                yield Finding(path.relative_to(root / "data").as_posix(), loose, line=number)
