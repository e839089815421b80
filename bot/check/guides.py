"""Guides as clerks keep them: sources, dates, and labels that fit on a button."""

import re
from collections.abc import Iterator
from datetime import date

from bot.canned import FILE as CANNED
from bot.canned import CannedReply, meant_for_nothing
from bot.content import Content
from bot.findings import Finding, Way
from bot.guides import Guide, Step
from bot.needs import Reason
from bot.variables import Variable

MOST_CHOICE_BYTES = 64
MOST_TITLE = 48
MOST_LABEL = 40

_UNCHECKED = "chưa đối chiếu"
_FIGURE = re.compile(r"\d[\d.,]*\s*(?:%|(?:đồng|triệu|nghìn|tỷ|ngày|tháng|năm|tuổi|giờ|phút)\b)")


def findings(content: Content, today: date) -> Iterator[Finding]:
    """What a citizen could not tap, and what nobody has looked at in time."""
    for guide in content.guides.by_id.values():
        if len(guide.title) > MOST_TITLE:
            long = f"the title has {len(guide.title)} letters, at most {MOST_TITLE} fit on a button"
            yield Finding(guide.file, long, ("title",))
        if guide.review_by < today:
            stale = f"to be reviewed since {guide.review_by:%d/%m/%Y}"
            yield Finding(guide.file, stale, ("review_by",))
        yield from _sources(guide)
        for at, step in enumerate(guide.steps):
            yield from _labels(guide, step, ("steps", at))
    for name, variable in content.variables.items():
        yield from _variable(name, variable, today)
    topics = [topic.id for topic in content.menu]
    yield from meant_for_nothing(content.canned, content.intents, topics, list(Reason))
    for reply in content.canned.by_id.values():
        yield from _canned(reply)
    for name, line in content.responses.lines.items():
        if found := _FIGURE.search(line):
            loose = f"'{found[0]}' has no source here; make it a variable of variables.yml"
            yield Finding("domain.yml", loose, ("responses", name, 0, "text"))


def _sources(guide: Guide) -> Iterator[Finding]:
    """Facts need a source; figures need one that somebody has compared with the original."""
    if not guide.sources:
        yield Finding(guide.file, "no source is named")
    for at, source in enumerate(guide.sources):
        if not (source.name and source.where and source.facts):
            bare = "a source has its name, where it is found and the facts that it bears"
            yield Finding(guide.file, bare, ("sources", at))
    if not any(_UNCHECKED not in source.name.lower() for source in guide.sources):
        for number, step in enumerate(guide.steps):
            if found := _FIGURE.search(step.text):
                loose = f"'{found[0]}' needs a source that was compared with the original"
                yield Finding(guide.file, loose, ("steps", number, "text"))


def _variable(name: str, variable: Variable, today: date) -> Iterator[Finding]:
    if not variable.source:
        yield Finding("variables.yml", f"{name} has no source", (name,))
    elif "chưa" in variable.source:
        unsure = f"the source of {name} says '{variable.source}'"
        yield Finding("variables.yml", unsure, (name, "source"), is_note=True)
    if variable.check_by < today:
        stale = f"{name} to be checked since {variable.check_by:%d/%m/%Y}"
        yield Finding("variables.yml", stale, (name, "check_by"))


def _canned(reply: CannedReply) -> Iterator[Finding]:
    """Canned replies are chosen by their titles, and bear facts like guides do."""
    if len(reply.title) > MOST_TITLE:
        long = f"the title has {len(reply.title)} letters, at most {MOST_TITLE} fit on a button"
        yield Finding(CANNED, long, (reply.id, "title"))
    if (found := _FIGURE.search(reply.text)) and not reply.sources:
        yield Finding(CANNED, f"'{found[0]}' needs a source", (reply.id, "text"))
    if not (reply.needs or reply.topics or reply.reasons):
        never = f"'{reply.id}' is never offered: it names no needs, reasons or topics"
        yield Finding(CANNED, never, (reply.id,))


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
