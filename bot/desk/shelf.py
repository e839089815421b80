"""What the content offers the desk: titles, and the likeliest answers to a case."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from textwrap import shorten

from bot.canned import Canned, CannedReply
from bot.cases import Answer, AnswerKind, Case, CaseLine
from bot.content import Content
from bot.conversation import Conversation
from bot.desk.wordings import guesses
from bot.desk.words import LESSONS
from bot.guides import Guide
from bot.message import Button
from bot.moves import plain
from bot.needs import Reason
from bot.wording import Wording

MOST_OFFERED = 5
MOST_STEP, MOST_GUESSED = 60, 2
LIKELY = 0.5
WANTS_PEOPLE = {Reason.ASKED_PERSON, Reason.ASKED_VISIT, Reason.TOLD_TEAM, Reason.NOT_HELPED}
"""Reasons to which no guide is the answer."""
WENT_WRONG_IN_GUIDE = {Reason.STUCK, Reason.NOT_HELPED, Reason.LEFT_UNFINISHED}


@dataclass(frozen=True)
class Offer:
    """An answer that can be given with one tap."""

    title: str
    """What the button says after *Gửi*."""
    answer: Answer
    fits: bool = False
    """Whether it may be sent without looking for a better one."""

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.answer.kind.value}:{self.answer.source}"


class Shelf:
    """Guides and canned replies as a team reaches for them."""

    def __init__(self, content: Content, site: str) -> None:
        """``site`` is the public address; without one answers carry the guide's button only."""
        self._guides = content.guides
        self._canned: Canned = content.canned
        self._wording = Wording(content.guides, content.responses, content.menu)
        self._site = site
        self._topics = {id: topic.id for topic in content.menu for id in topic.guides}
        self._menu = content.menu
        self.intents = {
            intent: guide.title
            for intent in content.intents
            if (guide := content.guides.for_need(intent))
        }
        """Every need that somebody may teach or name, by its title."""
        self.titles = self.intents | LESSONS | {"human": content.responses.say("title_human")}

    def title(self, line: CaseLine) -> str:
        """What a case is called: by hand, by its need, by where people got stuck, by a wording."""
        guide, step = line.place
        named = "" if line.intent in LESSONS else self.titles.get(line.intent, "")
        if {*line.reasons[:1]} & WENT_WRONG_IN_GUIDE:  # elsewhere it is only where they stood
            named = named or self.guide(guide)
        if guide and step and line.reasons[:1] == (Reason.STUCK,):
            said = shorten(self.step(guide, step), MOST_STEP, placeholder=" …")
            named = f"{self.guide(guide)}: vướng ở bước “{said}”"
        return line.title or named or line.sample or "Chưa rõ việc gì"

    def guide(self, id: str) -> str:
        """The title of a guide."""
        guide = self._guides.by_id.get(id)
        return guide.title if guide else id

    def step(self, guide: str, step: str) -> str:
        """What a step says; its id where it is gone."""
        known = self._guides.by_id.get(guide)
        found = known.step(step) if known else None
        return found.text if found else step

    def cause(self, guide: str, step: str, cause: str) -> str:
        """A trouble of a step in the words of its button."""
        known = self._guides.by_id.get(guide)
        found = known.step(step) if known else None
        trouble = found.trouble(cause) if found else None
        return trouble.cause if trouble else ""

    def by_topic(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Needs and their titles under the topics of the menu, for a list to choose from."""
        groups: dict[str, list[tuple[str, str]]] = {topic.title: [] for topic in self._menu}
        names = {topic.id: topic.title for topic in self._menu}
        for intent, title in sorted(self.intents.items(), key=lambda pair: plain(pair[1])):
            topic = names.get(self._topic(intent), "Việc khác")
            groups.setdefault(topic, []).append((intent, title))
        return [(title, needs) for title, needs in groups.items() if needs]

    def find_intent(self, typed: str) -> str | None:
        """The need that typed words or an id name, accents aside; None when none or several."""
        known = self.intents | LESSONS
        if typed in known:
            return typed
        said = plain(typed)
        found = {intent for intent, title in known.items() if said and said in plain(title)}
        exact = {intent for intent in found if plain(known[intent]) == said}
        chosen = exact or found
        return chosen.pop() if len(chosen) == 1 else None

    # Answers

    def offers(self, case: Case) -> list[Offer]:
        """The answers that fit a case, the likeliest first."""
        offered: dict[str, Offer] = {}
        for offer in self._offered(case):
            offered.setdefault(offer.key, offer)
        return list(offered.values())[:MOST_OFFERED]

    def all_canned(self) -> list[CannedReply]:
        """Every canned reply."""
        return list(self._canned.by_id.values())

    def all_guides(self) -> list[tuple[str, str]]:
        """Every guide with its title, by title."""
        titles = [(guide.id, guide.title) for guide in self._guides.by_id.values()]
        return sorted(titles, key=lambda pair: plain(pair[1]))

    def plain(self, title: str) -> str:
        """A title without accents, by which it is found too."""
        return plain(title)

    def named(self, key: str, case: Case) -> Offer | None:
        """The offer that a form names."""
        kind, _, source = key.partition(":")
        if kind == AnswerKind.CANNED and (reply := self._canned.by_id.get(source)):
            return _canned(reply)
        if kind == AnswerKind.GUIDE and (guide := self._guides.by_id.get(source)):
            return self._of_guide(guide)
        return next((offer for offer in self._offered(case) if offer.key == key), None)

    def button(self, answer: Answer) -> Button | None:
        """The button under an answer from a guide, which opens it on the chat."""
        guide = self._guides.by_id.get(answer.source.partition("/")[0])
        return self._wording.guide_button(guide) if guide else None

    def _offered(self, case: Case) -> Iterator[Offer]:
        given = [one for one in reversed(case.answers)]
        if given and not given[0].not_helped:
            yield Offer("lại câu trả lời lần trước", given[0].answer, fits=True)
        line = case.line
        likely, unlikely = self._fixes(case)
        guide = self._guides.for_need(line.intent)
        written = [replace(self._of_guide(guide), fits=True)] if guide else []
        about = line.intent or next((intent for intent, _ in guesses(case)), "")
        topic = self._topic(about) or self._topics.get(line.place[0], "")
        canned = [_canned(it) for it in self._canned.fitting(about, topic, line.reasons[:2])]
        failed_in = {need.guide for need in case.needs if need.reason in WENT_WRONG_IN_GUIDE}
        known = guide is not None and guide.id in failed_in
        likely = [replace(offer, fits=True) for offer in likely]
        guessed = self._guessed(case)
        if known or {*line.reasons[:1]} & WANTS_PEOPLE:
            yield from (*likely, *(replace(it, fits=True) for it in canned[:1]), *canned[1:])
            yield from (*unlikely, *written, *guessed)
        else:
            yield from (*likely, *written, *guessed, *canned, *unlikely)

    def _guessed(self, case: Case) -> list[Offer]:
        """Guides that the model thought of without being sure: to choose from, not to send off."""
        rejected = all(need.reason == Reason.NONE_FITS for need in case.needs)
        found = [self._guides.for_need(intent) for intent, _ in guesses(case)]
        return [self._of_guide(guide) for guide in found if guide][
            : 0 if rejected else MOST_GUESSED
        ]

    def _fixes(self, case: Case) -> tuple[list[Offer], list[Offer]]:
        """What helps at the step where most got stuck, without what they have tried.

        Likely is a trouble most of whose words stand in theirs.
        """
        id, step_id = case.line.place
        guide = self._guides.by_id.get(id)
        step = guide.step(step_id) if guide else None
        if guide is None or step is None or case.line.reasons[:1] != (Reason.STUCK,):
            return [], []
        tried = {need.cause for need in case.needs if (need.guide, need.step) == case.line.place}
        theirs = _pairs(" . ".join(need.words for need in case.needs))
        shared: list[tuple[float, Offer]] = []
        for trouble in step.stuck:
            if trouble.id not in tried:
                source = f"{guide.id}/{step.id}/{trouble.id}"[:64]
                answer = Answer(AnswerKind.GUIDE, trouble.fix, source)
                offer = Offer(f"cách gỡ “{trouble.cause}”", answer)
                shared.append((_share(_pairs(trouble.cause), theirs), offer))
        shared.sort(key=lambda pair: -pair[0])
        likely = [offer for share, offer in shared if share > LIKELY]
        return likely, [offer for _, offer in shared if offer not in likely]

    def _of_guide(self, guide: Guide) -> Offer:
        text = self._wording.opening(guide).text
        if guide.is_answer or guide.urgent:
            text = self._wording.answer(guide, Conversation()).text
        link = f"\n\nXem từng bước: {self._site}/huong-dan/{guide.id}" if self._site else ""
        return Offer(f"bài “{guide.title}”", Answer(AnswerKind.GUIDE, text + link, guide.id))

    def _topic(self, intent: str) -> str:
        guide = self._guides.for_need(intent)
        return self._topics.get(guide.id, "") if guide else ""


def _canned(reply: CannedReply) -> Offer:
    return Offer(f"câu “{reply.title}”", Answer(AnswerKind.CANNED, reply.text, reply.id))


def _pairs(text: str) -> set[tuple[str, str]]:
    """Each two words side by side, without accents: most Vietnamese words have two syllables."""
    return set(pairwise(plain(text).split()))


def _share(pairs: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> float:
    """How much of a trouble stands in what people said."""
    return len(pairs & theirs) / len(pairs) if pairs else 0.0
