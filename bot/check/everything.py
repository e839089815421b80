"""Everything that `trolyso check` finds, each finding with its file and line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median

from bot.check import (
    balance,
    entities,
    examples,
    files,
    guides,
    jargon,
    language,
    literals,
    needs,
    replies,
    safety,
)
from bot.check.lines import line_of
from bot.check.rules import Rules, read_rules
from bot.check.texts import texts
from bot.content import Content
from bot.findings import Finding
from bot.pictures import faults as faults_of_pictures
from nlu.duplicates import Gist
from nlu.lexicon import read_shorthand, read_surroundings, read_words
from nlu.training_data import read_lines


def findings(root: Path, content: Content, today: date) -> list[Finding]:
    """Faults and notes in the order of files and lines.

    Raises:
        ValueError: a file of examples or a word list cannot be read.
    """
    found = {_placed(root, finding) for finding in _look(root, content, today)}
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.sentence))


def summary(root: Path, content: Content) -> str:
    """How much there is, and how hard it is to read."""
    levels = language.levels(content, read_rules(root / "data" / "rules"))
    hardest = max(levels, key=levels.__getitem__)
    return (
        f"{len(content.intents)} intents, {len(content.guides.by_id)} guides; reading level "
        f"(Nguyen and Henkin 1985): median {median(levels.values()):.1f}, "
        f"highest {levels[hardest]:.1f} in {hardest}"
    )


def _look(root: Path, content: Content, today: date) -> Iterator[Finding]:
    held_out = read_lines(root / "data" / "holdout")
    training = read_lines(root / "data" / "nlu")
    gist = _gist(root / "data" / "lexicon")
    read_surroundings(root / "data" / "lexicon" / "contexts.yml")  # it only has to be whole
    yield from files.findings(root)
    broken = list(content.faults())
    yield from broken
    if not broken:  # messages can be put together only when everything leads somewhere
        yield from _read_aloud(content, read_rules(root / "data" / "rules"))
    yield from examples.findings(content.intents, held_out, training, gist)
    yield from balance.findings(training, gist)
    yield from entities.findings(root, content.intents)
    yield from guides.findings(content, today)
    yield from literals.findings(root)
    yield from needs.findings(root, content.guides)
    yield from faults_of_pictures(content.pictures)


def _read_aloud(content: Content, rules: Rules) -> Iterator[Finding]:
    """What citizens would read: plain, short, safe."""
    said = list(texts(content))
    yield from language.findings(said)
    yield from language.hard_guides(content, rules)
    yield from jargon.findings(content, rules)
    yield from replies.findings(content)
    yield from safety.findings(said, rules)
    yield from safety.unwarned(content, rules)


def _gist(lexicon: Path) -> Gist:
    """What the word lists leave of an utterance."""
    shorthand = read_shorthand(lexicon / "shorthand.yml")
    return Gist(shorthand, read_words(lexicon / "fillers.yml"))


def _placed(root: Path, finding: Finding) -> Finding:
    """The finding with its line; what is missing from a file is told at its first line."""
    path = next(
        (top / finding.file for top in (root, root / "data") if (top / finding.file).is_file()),
        None,
    )
    if finding.line or path is None:
        return finding
    return replace(finding, line=line_of(path, finding.at))
