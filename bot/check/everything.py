"""Everything that `trolyso check` finds, each finding with its file and line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.check import balance, examples, files, guides
from bot.check.lines import line_of
from bot.content import Content
from bot.findings import Finding
from nlu.duplicates import Gist
from nlu.lexicon import read_fillers, read_shorthand
from nlu.training_data import read_lines


def findings(root: Path, content: Content, today: date) -> list[Finding]:
    """Faults and notes in the order of files and lines.

    Raises:
        ValueError: a file of examples cannot be read.
    """
    found = {_placed(root, finding) for finding in _look(root, content, today)}
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.sentence))


def _look(root: Path, content: Content, today: date) -> Iterator[Finding]:
    held_out = read_lines(root / "data" / "holdout")
    training = read_lines(root / "data" / "nlu")
    gist = _gist(root / "data" / "lexicon")
    yield from files.findings(root)
    yield from content.faults()
    yield from examples.findings(content.intents, held_out, training, gist)
    yield from balance.findings(training, gist)
    yield from guides.findings(content, today)


def _gist(lexicon: Path) -> Gist:
    """What the word lists leave of an utterance."""
    shorthand = read_shorthand(lexicon / "shorthand.yml")
    return Gist(shorthand, read_fillers(lexicon / "fillers.yml"))


def _placed(root: Path, finding: Finding) -> Finding:
    """The finding with its line; what is missing from a file is told at its first line."""
    path = next(
        (top / finding.file for top in (root, root / "data") if (top / finding.file).is_file()),
        None,
    )
    if finding.line or path is None:
        return finding
    return replace(finding, line=line_of(path, finding.at))
