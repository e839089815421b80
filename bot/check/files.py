"""The files as such: every letter in its composed form."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from bot.findings import Finding

WRITTEN = {".yml", ".tsv", ".svg"}


def findings(root: Path) -> Iterator[Finding]:
    """Lines whose text is not NFC: the same word would be two words to a search."""
    data = root / "data"
    files = (path for path in data.rglob("*") if path.suffix in WRITTEN)
    for path in (root / "domain.yml", *sorted(files)):
        text = path.read_text(encoding="utf-8")
        if not unicodedata.is_normalized("NFC", text):
            file = path.relative_to(data if path.is_relative_to(data) else root).as_posix()
            for number, line in enumerate(text.split("\n"), start=1):
                if not unicodedata.is_normalized("NFC", line):
                    yield Finding(file, "the text is not NFC; compose its letters", line=number)
