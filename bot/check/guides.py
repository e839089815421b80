"""Guides as clerks keep them: sources, dates, and labels that fit on a button."""

from collections.abc import Iterator
from datetime import date

from bot.content import Content
from bot.findings import Finding, Way
from bot.guides import Guide, Step

MOST_CHOICE_BYTES = 64
MOST_TITLE = 48
MOST_LABEL = 40


def findings(content: Content, today: date) -> Iterator[Finding]:
    """What a citizen could not tap, and what nobody has looked at in time."""
    for guide in content.guides.by_id.values():
        if len(guide.title) > MOST_TITLE:
            long = f"the title has {len(guide.title)} letters, at most {MOST_TITLE} fit on a button"
            yield Finding(guide.file, long, ("title",))
        if not guide.sources:
            yield Finding(guide.file, "no source is named")
        if guide.review_by < today:
            stale = f"to be reviewed since {guide.review_by:%d/%m/%Y}"
            yield Finding(guide.file, stale, ("review_by",), is_note=True)
        for at, step in enumerate(guide.steps):
            yield from _labels(guide, step, ("steps", at))
    for name, variable in content.variables.items():
        if variable.check_by < today:
            stale = f"{name} to be checked since {variable.check_by:%d/%m/%Y}"
            yield Finding("variables.yml", stale, (name,), is_note=True)


def _labels(guide: Guide, step: Step, at: Way) -> Iterator[Finding]:
    for number, trouble in enumerate(step.stuck):
        if len(f"{guide.id}/{step.id}?*{trouble.id}".encode()) > MOST_CHOICE_BYTES:
            long = f"the ids '{step.id}' and '{trouble.id}' are too long for a button"
            yield Finding(guide.file, long, (*at, "stuck", number, "id"))
    labels: list[tuple[str, Way]] = [
        *((trouble.cause, ("stuck", at, "cause")) for at, trouble in enumerate(step.stuck)),
        *((choice.label, ("choices", at, "label")) for at, choice in enumerate(step.choices)),
    ]
    for label, way in labels:
        if len(label) > MOST_LABEL:
            long = f"the button '{label}' has {len(label)} letters, at most {MOST_LABEL} fit"
            yield Finding(guide.file, long, (*at, *way))
