"""The labelled needs and the list of matters: what they name exists, one wording has one case."""

from collections.abc import Iterator
from pathlib import Path

from bot.evaluation.needs import DEVELOPMENT, JUDGING, MATTERS, faults_of, read_needs
from bot.findings import Finding
from bot.guides import Guides
from nlu.matters import read_matters


def findings(root: Path, guides: Guides) -> Iterator[Finding]:
    """Faults would make the judgement of the grouping wrong; they are notes, since citizens do not
    meet them.

    Raises:
        ValueError: a file cannot be read.
    """
    folder = root / "data" / "needs"
    if not folder.is_dir():
        return
    read_matters(folder / MATTERS)
    for name in (DEVELOPMENT, JUDGING):
        for one, sentence in faults_of(read_needs(folder / name), guides):
            yield Finding(f"needs/{name}", sentence, one.at, is_note=True)
