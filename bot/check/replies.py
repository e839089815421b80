"""Whole messages as citizens get them: not too long to read, to see at once, or to be sent."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.canned import FILE as CANNED
from bot.channels.terminal import write_reply
from bot.content import SAID_WITH, Content
from bot.conversation import About, Conversation, Place
from bot.findings import Finding, Way
from bot.guides import Guide
from bot.message import Reply
from bot.wording import Wording

MOST_LETTERS = 700

# A phone of 360 by 640 points, on which our chat page writes in 18 points: a bubble of 273 points
# takes 29 letters a line; 16 lines of 27 points are seen between the heading and the box to type
# in; a button with its gap is as high as two lines.
LINE_LETTERS = 29
SCREEN_LINES = 16
BUTTON_LINES = 2
MOST_SCREENS = 2

MOST_UNITS = {"Telegram": 4096, "Zalo": 2000}  # UTF-16 units of one message
LISTS_BUTTONS = {"Zalo"}  # writes buttons as a numbered list into the message


HELPER = Conversation(about=About(helps=True))
"""Somebody who helps, on a phone that they have not named, reads the longest messages."""


@dataclass(frozen=True)
class Heard:
    """One message, and the field that says most of it."""

    file: str
    at: Way
    reply: Reply


def findings(content: Content) -> Iterator[Finding]:
    """Messages that are too long; only for content whose guides all lead somewhere."""
    for heard in replies(content):
        for sentence in _too_long(heard.reply):
            yield Finding(heard.file, sentence, heard.at)


def _too_long(reply: Reply) -> Iterator[str]:
    if len(reply.text) > MOST_LETTERS:
        yield f"the message has {len(reply.text)} letters, at most {MOST_LETTERS} are read"
    if (screens := lines_of(reply) / SCREEN_LINES) > MOST_SCREENS:
        yield f"the message fills {screens:.1f} screens of a small phone, at most {MOST_SCREENS}"
    for channel, most in MOST_UNITS.items():
        written = write_reply(reply) if channel in LISTS_BUTTONS else reply.text
        if (units := len(written.encode("utf-16-le")) // 2) > most:
            yield f"the message has {units} UTF-16 units, {channel} takes {most}"


def lines_of(reply: Reply) -> int:
    """How many lines of a small phone a message fills, its buttons included."""
    wrapped = (textwrap.wrap(line, LINE_LETTERS) or [""] for line in reply.text.split("\n"))
    return sum(map(len, wrapped)) + BUTTON_LINES * len(reply.buttons)


def replies(content: Content) -> Iterator[Heard]:
    """Every message that content makes: of guides, the menu, our own lines, canned replies."""
    wording = Wording(content.guides, content.responses, content.menu)
    for guide in content.guides.by_id.values():
        for at, reply in _guide(wording, guide):
            yield Heard(guide.file, at, reply)
    for topic in content.menu:
        yield Heard("menu.yml", (topic.id,), wording.menu(topic.id))
    blank = {name: "…" for name in SAID_WITH if name not in content.responses.variables}
    for name in content.responses.lines:
        reply = wording.say(name.removeprefix("utter_"), **blank)
        yield Heard("domain.yml", ("responses", name, 0, "text"), reply)
    for canned in content.canned.by_id.values():
        yield Heard(CANNED, (canned.id, "text"), Reply(canned.text))


def _guide(wording: Wording, guide: Guide) -> Iterator[tuple[Way, Reply]]:
    if guide.is_answer:
        yield ("steps", 0, "text"), wording.answer(guide, HELPER)
        return
    yield ("for_whom",), wording.opening(guide)
    for number, step in enumerate(guide.steps):
        at: Way = ("steps", number)
        # Somebody who came from another step and has left another guide sees the most buttons.
        here = replace(HELPER, here=Place(guide.id, step.id, (step.id,)))
        yield (*at, "text"), wording.step(guide, step, here)
        yield (*at, "stuck"), wording.troubles(guide, step)
        for trouble_number, trouble in enumerate(step.stuck):
            way = (*at, "stuck", trouble_number, "fix")
            yield way, wording.fix(guide, step, trouble)
        yield ("help",), wording.unsolved(guide, step, "")
        yield ("works_when",), wording.done(guide, step.id, here)
