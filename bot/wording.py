"""Guides and responses as replies: what the citizen reads and can tap."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from bot.codes import say_code
from bot.conversation import About, Conversation, Place
from bot.daytime import VIETNAM
from bot.guides import END, Guide, Guides, Step, Trouble
from bot.menu import Topic
from bot.message import Button, Reply
from bot.promises import Standing, State
from bot.responses import Responses

START, MENU, NONE, PERSON, VISIT = ".start", ".menu", ".none", ".person", ".visit"
HELPED, NOT_HELPED, CODE, PLACE = ".helped", ".nothelped", ".code", ".place"
SKIP, CALL, NO_CALL = ".skip", ".call", ".nocall"
MY_DATA, FORGET, FORGET_YES = ".data", ".forget", ".forget_yes"
STUCK, BACK, DONE, UNSOLVED = "?", "<", ".done", "*"
IOS, ANDROID = "ios", "android"


class Wording:
    """Says things in the words of the content."""

    def __init__(self, guides: Guides, responses: Responses, menu: tuple[Topic, ...]) -> None:
        self._guides = guides
        self._responses = responses
        self._menu = menu

    def has(self, name: str) -> bool:
        """Whether there is such a response."""
        return self._responses.has(name)

    def say(self, name: str, *buttons: Button, **values: object) -> Reply:
        """A response with buttons under it."""
        return Reply(self._responses.say(name, **values), buttons)

    def button(self, name: str, choice: str, **values: object) -> Button:
        """A button labelled by a response."""
        return Button(self._responses.say(f"button_{name}", **values), choice)

    def about(self, told: About) -> str:
        """What a citizen has told of themselves, in their language."""
        phone = told.phone and self._responses.say(f"phone_{told.phone}")
        helps = self._responses.say("helps") if told.helps else ""
        province = told.province if told.province not in told.commune else ""
        named = (told.commune, province, phone, helps)
        return ", ".join(filter(None, named)) or self._responses.say("nothing_kept")

    def menu(self, topic: str = "") -> Reply:
        """The topics, or the guides of one topic."""
        if found := next((entry for entry in self._menu if entry.id == topic), None):
            buttons = (self.guide_button(self._guides.by_id[id]) for id in found.guides)
            return self.say("menu_topic", *buttons, self.button("menu", MENU), topic=found.title)
        return self.say(
            "menu", *(Button(entry.title, f"{MENU}/{entry.id}") for entry in self._menu)
        )

    def guide_button(self, guide: Guide) -> Button:
        """A button that opens a guide."""
        return Button(guide.title, guide.id)

    def way_back(self, at: Conversation) -> tuple[Button, ...]:
        """A button to where the citizen was: this guide's step, or the guide left last."""
        places = [place for place in (at.here, *reversed(at.paused)) if place]
        known = [place for place in places if place.guide in self._guides.by_id]
        return (self._resume_button(known[0]),) if known else ()

    def _resume_button(self, place: Place) -> Button:
        title = self._guides.by_id[place.guide].title
        return self.button("resume", f"{place.guide}/{place.step}", title=title)

    def opening(self, guide: Guide) -> Reply:
        """What a guide is, for whom, what to have at hand, what never to do; the steps follow."""
        at_hand = "\n".join(f"• {thing}" for thing in guide.at_hand)
        parts = [
            self._responses.say("guide_opening", title=guide.title, for_whom=guide.for_whom),
            at_hand and self._responses.say("guide_at_hand", things=at_hand),
            self._warning(guide),
        ]
        return Reply("\n\n".join(filter(None, parts)))

    def answer(self, guide: Guide, at: Conversation) -> Reply:
        """A guide with nothing to walk, as one reply."""
        text = "\n\n".join(filter(None, (self._words(guide.steps[0], at), self._warning(guide))))
        not_that = self.button("not_that", f"{NONE}/{guide.id}")
        buttons = (*self.way_back(at), *self._related(guide, 3, at), not_that)
        return Reply(text, buttons, self._picture(guide.steps[0], at))

    def step(self, guide: Guide, step: Step, at: Conversation) -> Reply:
        """One step with the ways on from it; ``at`` stands there."""
        here = f"{guide.id}/{step.id}"
        trail = at.here.trail if at.here else ()
        buttons = [Button(choice.label, self._lead(guide, choice.to)) for choice in step.choices]
        if not buttons:
            last = guide.after(step) == END
            name, choice = ("done", DONE) if last else ("next", guide.after(step))
            buttons.append(self.button(name, f"{guide.id}/{choice}"))
        if step.stuck:
            buttons.append(self.button("stuck", here + STUCK))
        elif step.choices and not trail and not at.paused:
            buttons.append(self.button("not_that", f"{NONE}/{guide.id}"))
        if trail:
            buttons.append(self.button("back", f"{guide.id}/{BACK}"))
        elif at.paused:
            buttons.extend(self.way_back(replace(at, here=None)))
        return Reply(self._numbered(guide, step, at), tuple(buttons), self._picture(step, at))

    def _numbered(self, guide: Guide, step: Step, at: Conversation) -> str:
        """The step's words after its number; a question has none."""
        walked = len(at.here.trail) if at.here else 0
        text, left = self._words(step, at), guide.steps_from(step)
        if step.choices or (left == 1 and not walked):
            return text
        if left is None:
            return self._responses.say("step_alone", number=walked + 1, text=text)
        return self._responses.say("step", number=walked + 1, total=walked + left, text=text)

    def _words(self, step: Step, at: Conversation) -> str:
        """A step's words, with what differs by phone and what is for somebody who helps."""
        phone = at.about.phone
        more = [
            ("on_iphone", step.iphone if phone != ANDROID else ""),
            ("on_android", step.android if phone != IOS else ""),
            ("helper", step.helper if at.about.helps else ""),
        ]
        said = (self._responses.say(name, text=text) for name, text in more if text)
        return "\n\n".join((step.text, *said))

    def _picture(self, step: Step, at: Conversation) -> str:
        """The drawing of the citizen's own phone, where there is one."""
        own = {IOS: step.iphone_picture, ANDROID: step.android_picture}.get(at.about.phone)
        return own or step.picture

    def _lead(self, guide: Guide, to: str) -> str:
        """The choice that leads to a step of the guide, its end, or another guide."""
        if to == END:
            return f"{guide.id}/{DONE}"
        return f"{guide.id}/{to}" if guide.step(to) else to

    def troubles(self, guide: Guide, step: Step) -> Reply:
        """The common failures of a step, to tap; or free words."""
        here = f"{guide.id}/{step.id}"
        buttons = [Button(trouble.cause, f"{here}{STUCK}{trouble.id}") for trouble in step.stuck]
        name = "troubles" if buttons else "troubles_unknown"
        return self.say(
            name,
            *buttons,
            self.button("unsolved", here + STUCK + UNSOLVED),
            self.button("see_again", here),
        )

    def fix(self, guide: Guide, step: Step, trouble: Trouble) -> Reply:
        """What to do about one failure."""
        here = f"{guide.id}/{step.id}"
        further = []
        if trouble.to:
            other = self._guides.by_id[trouble.to.partition("/")[0]]
            same = other is guide
            label = self._responses.say("button_go_on") if same else other.title
            further.append(Button(label, trouble.to))
        return Reply(
            trouble.fix,
            (
                self.button("solved", here),
                *further,
                self.button("unsolved", f"{here}{STUCK}{UNSOLVED}{trouble.id}"),
            ),
        )

    def unsolved(self, guide: Guide, step: Step, tried: str) -> Reply:
        """Where to turn when nothing helped, with the troubles that were not tried yet."""
        here = f"{guide.id}/{step.id}"
        others = [trouble for trouble in step.stuck if trouble.id != tried][:3]
        buttons = [Button(trouble.cause, f"{here}{STUCK}{trouble.id}") for trouble in others]
        return self.say(
            "unsolved",
            *buttons,
            self.button("see_again", here),
            self.button("person", PERSON),
            help=guide.help or self._responses.say("help_anywhere"),
        )

    def done(self, guide: Guide, step: str, at: Conversation) -> Reply:
        """How to know that it worked, and what usually comes next."""
        helped = self.button("helped", f"{HELPED}/{guide.id}")
        ways = (helped, *self.way_back(at), *self._related(guide, 2, at))
        if not any(known.stuck for known in guide.steps):
            return self.say("read", *ways, self.button("not_that", f"{NONE}/{guide.id}/{step}"))
        works = guide.works_when and self._responses.say("works_when", text=guide.works_when)
        text = "\n".join(filter(None, (self._responses.say("done"), works)))
        return Reply(text, (*ways, self.button("not_done", f"{NONE}/{guide.id}/{step}")))

    def answered(self, code: str, text: str) -> Reply:
        """A team's answer to the question of a code; the citizen may say whether it helped."""
        return self.say("answered", *self._verdicts(code), code=say_code(code), text=text)

    def standing(self, found: Standing) -> Reply:
        """Where a question stands."""
        if found.state is State.ANSWERED:
            reply = self.answered(found.code, found.answer)
            return replace(reply, buttons=()) if found.judged else reply
        topic = self.title_of(found.topic)
        about = self._responses.say("about", title=topic) if topic else ""
        verdicts = self._verdicts(found.code) if found.state is not State.WAITING else ()
        return self.say(
            f"code_{found.state.value}",
            *verdicts[1:],
            code=say_code(found.code),
            about=about,
            day=(found.at + VIETNAM).strftime("%d/%m/%Y"),
        )

    def title_of(self, topic: str) -> str:
        """What a citizen calls an intent or a guide; empty when it has no name."""
        guide = self._guides.by_id.get(topic) or self._guides.for_need(topic)
        return guide.title if guide else ""

    def _verdicts(self, code: str) -> tuple[Button, ...]:
        return (
            self.button("helped", f"{HELPED}/{code}"),
            self.button("not_done", f"{NOT_HELPED}/{code}"),
        )

    def _related(self, guide: Guide, most: int, at: Conversation) -> Iterable[Button]:
        paused = {place.guide for place in (at.here, *at.paused) if place}
        others = (self._guides.by_id[id] for id in guide.related if id not in paused)
        return islice(map(self.guide_button, others), most)

    def _warning(self, guide: Guide) -> str:
        return self._responses.say("warning", never=guide.never[0]) if guide.never else ""
