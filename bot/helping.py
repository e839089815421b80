"""What is said to whoever was not helped, asks for a person, or says that it worked. Pure."""

from dataclasses import replace

from bot.conversation import Conversation, Outcome, Place, Turn, Wish
from bot.guides import Guides
from bot.message import Button
from bot.moves import plain
from bot.needs import Reason
from bot.walk import Walk
from bot.wording import HELPED, MENU, NONE, PERSON, VISIT, Wording


class Helping:
    """Logs what the team must look at, and what it need not."""

    def __init__(self, guides: Guides, wording: Wording, walk: Walk) -> None:
        self._guides = guides
        self._wording = wording
        self._walk = walk

    def none_fits(self, at: Conversation, about: str = "") -> Turn:
        """None of the choices fits; or an answer, or a guide to its end, did not help."""
        id, _, step = about.partition("/")
        if guide := self._guides.by_id.get(id):
            return self._walk.not_helped(at, guide, step)
        reply = self._wording.say("need_logged", *self._ways_out(at))
        need = at.need(Reason.NONE_FITS)
        return Turn(Outcome.NEED_LOGGED, (reply,), at.resting(), need=need)

    def not_that(self, at: Conversation) -> Turn:
        """The same when it is typed after a guide has ended or an answer was given."""
        return self.none_fits(at, _offered(at, NONE))

    def fallback(self, at: Conversation) -> Turn:
        """What is not understood."""
        again = "fallback_again" if at.fallbacks else "fallback"
        reply = self._wording.say(again, *self._ways_out(at))
        need = at.need(Reason.NOT_UNDERSTOOD)
        at = replace(at.resting(), fallbacks=at.fallbacks + 1)
        return Turn(Outcome.FALLBACK, (reply,), at, need=need)

    def person(self, at: Conversation) -> Turn:
        """A person is asked for."""
        visit = self._wording.button("visit", VISIT)
        reply = self._wording.say("human", visit, *self._ways(at))
        need = at.need(Reason.ASKED_PERSON)
        return Turn(Outcome.HANDOFF, (reply,), at.resting(), need=need)

    def visit(self, at: Conversation) -> Turn:
        """The team is asked to come."""
        reply = self._wording.say("visit", *self._ways(at))
        need = at.need(Reason.ASKED_VISIT)
        return Turn(Outcome.HANDOFF, (reply,), at.resting(), need=need)

    def helped(self, at: Conversation, about: str) -> Turn:
        """A guide to its end has helped, or a team's answer."""
        if about not in self._guides.by_id:
            return judged(at, Wish.ANSWER_HELPED, about)
        reply = self._wording.say("helped", *self._ways(at))
        return Turn(Outcome.HELPED, (reply,), at.resting(), counts_at=Place(about, ""))

    def works(self, at: Conversation, words: str) -> Turn | None:
        """The same when it is typed: *được rồi*, *xong*; a mere *vâng* says nothing."""
        about = _offered(at, HELPED)
        said = not {"duoc", "dc", "xong", "ok", "oke"}.isdisjoint(plain(words).split())
        return self.helped(at, about) if about and said else None

    def told_still(self, at: Conversation, words: str) -> Turn:
        """What is still wrong after a team's answer."""
        need = replace(at.need(Reason.NOT_HELPED), words=words, intent="", confidence=0.0)
        need = replace(need, ranking=(), guide="", step="")  # those of the question it goes on with
        reply = self._wording.say("still_told", *self._ways(at))
        return Turn(Outcome.NEED_LOGGED, (reply,), at.resting(), need=need, code=at.code)

    def _ways(self, at: Conversation) -> tuple[Button, ...]:
        return (*self._wording.way_back(at), self._wording.button("menu", MENU))

    def _ways_out(self, at: Conversation) -> tuple[Button, ...]:
        return (*self._ways(at), self._wording.button("person", PERSON))


def judged(at: Conversation, wish: Wish, code: str) -> Turn:
    """Whether the team's answer to the question of a code has helped."""
    return Turn(Outcome.COMMAND, (), at.resting(), wish=wish, code=code)


def _offered(at: Conversation, command: str) -> str:
    """What our last reply offered a command about: *guide/step*."""
    buttons = at.said[-1].buttons if at.said else ()
    choices = (button.choice for button in buttons)
    found = (choice.partition("/")[2] for choice in choices if choice.startswith(f"{command}/"))
    return next(found, "")
