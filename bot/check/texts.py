"""Every text that a citizen reads, each in the frame in which it is said, with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.canned import FILE as CANNED
from bot.content import SAID_WITH, Content
from bot.findings import Finding, Way
from bot.guides import Guide, Step
from bot.responses import Responses


@dataclass(frozen=True)
class Said:
    """One field of a content file as the citizen reads it."""

    file: str
    at: Way
    text: str

    def finding(self, sentence: str) -> Finding:
        """A fault at this place."""
        return Finding(self.file, sentence, self.at)


def texts(content: Content) -> Iterator[Said]:
    """The texts of all guides, the assistant's own lines, the menu, and canned replies."""
    for guide in content.guides.by_id.values():
        yield from guide_texts(guide, content.responses)
    blank = {name: "…" for name in SAID_WITH if name not in content.responses.variables}
    for name in content.responses.lines:
        said = content.responses.say(name.removeprefix("utter_"), **blank)
        yield Said("domain.yml", ("responses", name, 0, "text"), said)
    for topic in content.menu:
        yield Said("menu.yml", (topic.id, "title"), topic.title)
    for reply in content.canned.by_id.values():
        yield Said(CANNED, (reply.id, "text"), reply.text)


def guide_texts(guide: Guide, responses: Responses) -> Iterator[Said]:
    """The texts of one guide, in the order of the file."""
    for at, text in (*_head(guide, responses), *_foot(guide, responses)):
        if text:
            yield Said(guide.file, at, text)
    for number, step in enumerate(guide.steps):
        for way, text in _step(step, responses):
            if text:
                yield Said(guide.file, ("steps", number, *way), text)


def _head(guide: Guide, responses: Responses) -> Iterator[tuple[Way, str]]:
    yield ("title",), guide.title
    for_whom = responses.say("guide_opening", title="", for_whom=guide.for_whom)
    yield ("for_whom",), for_whom.strip()
    for at, thing in enumerate(guide.at_hand):
        yield ("at_hand", at), thing


def _foot(guide: Guide, responses: Responses) -> Iterator[tuple[Way, str]]:
    if guide.works_when:
        yield ("works_when",), responses.say("works_when", text=guide.works_when)
    for at, warning in enumerate(guide.never):
        yield ("never", at), responses.say("warning", never=warning)
    if guide.help:
        yield ("help",), responses.say("unsolved", help=guide.help)


def _step(step: Step, responses: Responses) -> Iterator[tuple[Way, str]]:
    yield ("text",), step.text
    if step.iphone:
        yield ("iphone",), responses.say("on_iphone", text=step.iphone)
    if step.android:
        yield ("android",), responses.say("on_android", text=step.android)
    if step.helper:
        yield ("helper",), responses.say("helper", text=step.helper)
    for at, trouble in enumerate(step.stuck):
        yield ("stuck", at, "cause"), trouble.cause
        yield ("stuck", at, "fix"), trouble.fix
    for at, choice in enumerate(step.choices):
        yield ("choices", at, "label"), choice.label
