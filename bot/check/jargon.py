"""Hard words without an explanation that the reader has met before or meets in the same message."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from bot.canned import FILE as CANNED
from bot.check.rules import Rules
from bot.content import Content
from bot.findings import Finding, Way
from bot.guides import END, Guide, Step

Jargon = Mapping[str, tuple[str, ...]]
Terms = frozenset[str]
NONE: Terms = frozenset()

_QUOTED = re.compile(r'"[^"]*"')


def findings(content: Content, rules: Rules) -> Iterator[Finding]:
    """Each hard word that a citizen may read without knowing what it means.

    A word is explained when the same message explains it, or when every way to the message passes
    an explanation: in the opening of the guide, or in a step or a help on the way. Names of buttons
    and what a citizen says (titles, causes, labels) need none.
    """
    entered = _entered_from_outside(content)
    for guide in content.guides.by_id.values():
        for at, text, known in _Reading(guide, rules.jargon, entered).messages():
            yield from _unexplained(guide.file, at, text, known, rules.jargon)
    for name, line in content.responses.lines.items():
        if not name.startswith(("utter_button_", "utter_title_")):
            way = ("responses", name, 0, "text")
            yield from _unexplained("domain.yml", way, line, NONE, rules.jargon)
    for reply in content.canned.by_id.values():
        yield from _unexplained(CANNED, (reply.id, "text"), reply.text, NONE, rules.jargon)


def hard_words(text: str, jargon: Jargon) -> list[str]:
    """The hard words of a text outside quotes, each as often as it stands there."""
    return _any_of(tuple(jargon)).findall(_QUOTED.sub(" ", text))


def unexplained(text: str, jargon: Jargon, known: Terms = NONE) -> list[str]:
    """The hard words of a text that neither it nor what was read before explains."""
    lower = {term.lower(): term for term in jargon}
    found = dict.fromkeys(lower[word.lower()] for word in hard_words(text, jargon))
    return [term for term in found if term not in known | _explained(text, jargon)]


def _unexplained(file: str, at: Way, text: str, known: Terms, jargon: Jargon) -> Iterator[Finding]:
    for term in unexplained(text, jargon, known):
        suggestion = f"say for instance '{term} ({jargon[term][0]})'"
        yield Finding(file, f"'{term}' is not explained; {suggestion}", at)


def _explained(text: str, jargon: Jargon) -> Terms:
    said = text.lower()
    return frozenset(
        term for term, means in jargon.items() if any(mean.lower() in said for mean in means)
    )


@cache
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _entered_from_outside(content: Content) -> frozenset[str]:
    """Steps to which another guide leads directly, as ``guide/step``: nobody hears an opening."""
    return frozenset(
        to
        for guide in content.guides.by_id.values()
        for step in guide.steps
        for to in (*(each.to for each in step.stuck), *(each.to for each in step.choices))
        if "/" in to and to.partition("/")[0] != guide.id
    )


class _Reading:
    """What is known at each place of one guide, whatever way was taken to it."""

    def __init__(self, guide: Guide, jargon: Jargon, entered: frozenset[str]) -> None:
        self._guide = guide
        self._jargon = jargon
        self._entered = entered
        opening = (guide.for_whom, *guide.at_hand, *guide.never[:1])
        self._opening = "" if guide.urgent else "\n".join(opening)
        self._known = self._spread()

    def messages(self) -> Iterator[tuple[Way, str, Terms]]:
        """Each text with its place and what is known to whoever reads it."""
        guide, opening = self._guide, self._says(self._opening)
        yield ("for_whom",), guide.for_whom, opening
        for at, thing in enumerate(guide.at_hand):
            yield ("at_hand", at), thing, opening
        listed = self._says("\n".join((guide.for_whom, *guide.never)))
        for at, warning in enumerate(guide.never):
            yield ("never", at), warning, opening | listed
        for number, step in enumerate(guide.steps):
            for way, text, known in self._step(step):
                yield ("steps", number, *way), text, known
        everywhere = [self._after(step) for step in guide.steps]
        ends = [self._after(step) for step in guide.steps if END in self._ways(step)]
        yield ("help",), guide.help, _common(everywhere)
        yield ("works_when",), guide.works_when, _common(ends or everywhere)

    def _step(self, step: Step) -> Iterator[tuple[Way, str, Terms]]:
        after = self._after(step)
        yield ("text",), step.text, after
        yield ("iphone",), step.iphone, after
        yield ("android",), step.android, after
        yield ("helper",), step.helper, after
        for at, trouble in enumerate(step.stuck):
            yield ("stuck", at, "fix"), trouble.fix, after

    def _says(self, text: str) -> Terms:
        return _explained(text, self._jargon)

    def _after(self, step: Step) -> Terms:
        """What is known to somebody who has read a step, on whatever phone."""
        warned = self._guide.never[:1] if self._guide.is_answer else ()
        says = self._says("\n".join((step.text, *warned)))
        says |= self._says(step.iphone) & self._says(step.android)
        return self._known.get(step.id, NONE) | says

    def _ways(self, step: Step) -> dict[str, Terms]:
        """The steps to which a step leads, with what is learnt on the way there."""
        on = [choice.to for choice in step.choices] or [self._guide.after(step)]
        ways = dict.fromkeys(on, NONE)
        for trouble in step.stuck:
            inside = trouble.to.removeprefix(f"{self._guide.id}/")
            ways[inside] = self._says(trouble.fix) & ways.get(inside, self._says(trouble.fix))
        return ways

    def _spread(self) -> dict[str, Terms]:
        """A forward analysis: what holds on every way to a step, until nothing changes."""
        every = frozenset(self._jargon)
        self._known = {step.id: every for step in self._guide.steps}
        while True:
            known = {step.id: every for step in self._guide.steps}
            known[self._guide.steps[0].id] &= self._says(self._opening)
            for step in self._guide.steps:
                if f"{self._guide.id}/{step.id}" in self._entered:
                    known[step.id] = NONE
                for to, learnt in self._ways(step).items():
                    if to in known:
                        known[to] &= self._after(step) | learnt
            if known == self._known:
                return known
            self._known = known


def _common(terms: list[Terms]) -> Terms:
    return frozenset.intersection(*terms) if terms else NONE
