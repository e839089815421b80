"""Reads all content and lists its faults; also a test."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.content import Content
from bot.guides import Guide
from bot.responses import read_entities
from nlu import lexicon, training_data, units
from nlu.entities import KINDS

LEAST_EXAMPLES = 40
LEAST_HOLDOUT = 10
MOST_CHOICE_BYTES = 64
MOST_TITLE = 48
MOST_LABEL = 40


def faults(root: Path, content: Content) -> Iterator[str]:
    """Everything that must be mended before a release, one sentence each."""
    yield from content.faults()
    examples = training_data.read_examples(root / "data" / "nlu")
    holdout = training_data.read_examples(root / "data" / "holdout")
    yield from training_data.faults(root / "data", examples, holdout)
    yield from _entity_faults(root, content.intents)
    for intent in content.intents:
        for kind, lines, least in (
            ("nlu", examples, LEAST_EXAMPLES),
            ("holdout", holdout, LEAST_HOLDOUT),
        ):
            if len(lines.get(intent, ())) < least:
                count = len(lines.get(intent, ()))
                yield f"{kind}/{intent}.yml: {count} lines, at least {least} are needed"
    for intent in sorted({*examples, *holdout} - {*content.intents}):
        yield f"nlu/{intent}.yml: the intent is not in domain.yml"
    for guide in content.guides.by_id.values():
        yield from (f"guides/{guide.id}.yml: {fault}" for fault in _guide_faults(guide))


def _entity_faults(root: Path, intents: tuple[str, ...]) -> Iterator[str]:
    words = root / "data" / "lexicon"
    yield from lexicon.faults(words, intents)
    yield from units.faults(words / lexicon.PLACES)
    declared = read_entities(root / "domain.yml")
    for kind in sorted({*KINDS} ^ {*declared}):
        where = "is not found by any component" if kind in declared else "is not declared"
        yield f"domain.yml: entity '{kind}' {where}"
    for line, named in training_data.read_named(root / "data" / "holdout_entities"):
        for kind, _ in named:
            if kind not in KINDS:
                yield f"holdout_entities: '{line}' names the kind '{kind}', which does not exist"


def _guide_faults(guide: Guide) -> Iterator[str]:
    if len(guide.title) > MOST_TITLE:
        yield f"the title has {len(guide.title)} letters, at most {MOST_TITLE} fit on a button"
    if not guide.sources:
        yield "no source is named"
    for step in guide.steps:
        for trouble in step.stuck:
            if len(f"{guide.id}/{step.id}?*{trouble.id}".encode()) > MOST_CHOICE_BYTES:
                yield f"the ids '{step.id}' and '{trouble.id}' are too long for a button"
        for label in (
            *(trouble.cause for trouble in step.stuck),
            *(choice.label for choice in step.choices),
        ):
            if len(label) > MOST_LABEL:
                yield f"the button '{label}' has {len(label)} letters, at most {MOST_LABEL} fit"


def warnings(root: Path, content: Content) -> Iterator[str]:
    """What somebody should look at soon."""
    today = date.today()
    for guide in content.guides.by_id.values():
        if guide.review_by < today:
            yield f"guides/{guide.id}.yml: to be reviewed since {guide.review_by:%d/%m/%Y}"
    for name, variable in content.variables.items():
        if variable.check_by < today:
            yield f"variables.yml: {name} to be checked since {variable.check_by:%d/%m/%Y}"
