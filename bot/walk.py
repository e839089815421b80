"""Walking a guide: next, back, stuck, done. Pure: a conversation in, a turn out.

Within a guide a choice is ``guide`` (open it), ``guide/step`` (stand there), ``guide/.done``,
``guide/<`` (back), ``guide/step?`` (stuck there), ``guide/step?trouble`` (what to do about it) and
``guide/step?*`` or ``guide/step?*trouble`` (that did not help).
"""

from dataclasses import replace

from bot.conversation import Conversation, Outcome, Place, Turn, Waiting
from bot.guides import END, Guide, Guides, Step
from bot.moves import Move, plain
from bot.needs import Reason
from bot.wording import BACK, DONE, MENU, PERSON, STUCK, UNSOLVED, Wording


class Walk:
    """Moves a conversation from step to step."""

    def __init__(self, guides: Guides, wording: Wording) -> None:
        self._guides = guides
        self._wording = wording

    def tapped(self, at: Conversation, choice: str) -> Turn:
        """Where a button of a guide leads, also an old one whose step is gone."""
        id, _, where = choice.partition("/")
        guide = self._guides.by_id.get(id)
        if guide is None:
            return self._gone(at)
        if where == DONE:
            return self._done(at, guide)
        if where == BACK:
            return self._back(at, guide)
        id, stuck, trouble = where.partition(STUCK)
        step = guide.step(id)
        if step is None:
            return self.open(at, guide)
        return self._trouble(at, guide, step, trouble) if stuck else self._stand(at, guide, step)

    def open(self, at: Conversation, guide: Guide) -> Turn:
        """The guide from its beginning; a mere answer leaves the citizen where they are."""
        if guide.is_answer:
            reply = self._wording.answer(guide, at)
            waiting = Waiting.NOTHING if at.here else Waiting.RESULT
            return Turn(Outcome.ANSWERED, (reply,), replace(at.resting(), waiting=waiting))
        stood = self._stand(at, guide, guide.steps[0])
        opening = () if guide.urgent else (self._wording.opening(guide),)
        return replace(stood, outcome=Outcome.ANSWERED, replies=(*opening, *stood.replies))

    def move(self, at: Conversation, move: Move) -> Turn | None:
        """What a short word does here; None when it means nothing here."""
        if move is Move.RESUME and at.paused and not self._is_offered(at):
            return self.stand_at(at, at.paused[-1].guide, at.paused[-1].step)
        found = self._found(at)
        if found is None:
            return self._gone(at.leave()) if at.here else None
        return self._move_from(at, *found, move)

    def told(self, at: Conversation, words: str) -> Turn | None:
        """Free words at a step that waits for them: a known trouble, or a need for the team."""
        found = self._found(at)
        if found is None:
            return None
        guide, step = found
        if at.waiting is Waiting.WORDS:
            need = replace(at.need(Reason.TOLD_TEAM), words=words)
            reply = self._wording.say("told", self._wording.button("menu", MENU))
            return Turn(Outcome.NEED_LOGGED, (reply,), at.leave(), need=need)
        turn = self._unsolved(at, guide, step, "")
        return replace(turn, need=replace(at.need(Reason.STUCK), words=words))

    def known_trouble(self, at: Conversation, words: str) -> Turn | None:
        """What to do when somebody's words name a trouble of the step where they stand."""
        guide, step = self._found(at) or (None, None)
        least = 2 if at.waiting is Waiting.STUCK else 3
        if guide and step:
            for trouble in step.stuck:
                if alike(trouble.cause, words, least):
                    return self._trouble(at, guide, step, trouble.id)
        return None

    def stand_at(self, at: Conversation, guide_id: str, step_id: str) -> Turn:
        """Stand at a step, or be at the end of its guide."""
        guide = self._guides.by_id.get(guide_id)
        if guide is None:
            return self._gone(at)
        step = guide.step(step_id)
        return self._stand(at, guide, step) if step else self._done(at, guide)

    def _is_offered(self, at: Conversation) -> bool:
        """Whether our last replies offered to go on where the citizen stands."""
        here = f"{at.here.guide}/{at.here.step}" if at.here else ""
        return any(button.choice == here for reply in at.said for button in reply.buttons)

    def _found(self, at: Conversation) -> tuple[Guide, Step] | None:
        guide = self._guides.by_id.get(at.here.guide) if at.here else None
        step = guide.step(at.here.step) if guide and at.here else None
        return (guide, step) if guide and step else None

    def _move_from(self, at: Conversation, guide: Guide, step: Step, move: Move) -> Turn:
        stuck = at.waiting is Waiting.STUCK
        match move:
            case Move.BACK:
                return self._back(at, guide)
            case Move.STOP | Move.WAIT:
                name = "rest" if move is Move.STOP else "wait"
                reply = self._wording.say(name, *self._wording.way_back(at))
                return Turn(Outcome.STEP, (reply,), at.resting())
            case Move.STUCK | Move.REFUSE if stuck:
                return self._unsolved(at, guide, step, "")
            case Move.STUCK:
                return self._stuck(at, guide, step)
            case Move.REFUSE if not step.choices:
                return self._stuck(at, guide, step)
            case Move.NEXT if not stuck and not step.choices:
                return self.stand_at(at, guide.id, guide.after(step))
            case Move.NEXT | Move.RESUME | Move.AGAIN if stuck or move is not Move.NEXT:
                return self._stand(at, guide, step)
        return self._ask_to_choose(at, guide, step)

    def _ask_to_choose(self, at: Conversation, guide: Guide, step: Step) -> Turn:
        """Say the question again; the second time, ask for the citizen's own words."""
        again = at.fallbacks > 0
        reply = self._wording.step(guide, step, at)
        ask = self._wording.say("choose_words" if again else "choose").text
        waiting = Waiting.STUCK if again else Waiting.NOTHING
        at = replace(at, fallbacks=at.fallbacks + 1, waiting=waiting)
        return Turn(Outcome.STEP, (replace(reply, text=f"{ask}\n\n{reply.text}"),), at)

    def _stand(self, at: Conversation, guide: Guide, step: Step) -> Turn:
        at = at.enter(guide.id, step.id)
        if step.listens:
            at = replace(at, waiting=Waiting.WORDS)
        return Turn(Outcome.STEP, (self._wording.step(guide, step, at),), at)

    def _back(self, at: Conversation, guide: Guide) -> Turn:
        here = at.here
        if here and here.guide == guide.id and here.trail:
            return self.stand_at(at, guide.id, here.trail[-1])
        if here and here.guide == guide.id and at.paused:
            left = at.paused[-1]
            return self.stand_at(at.leave(), left.guide, left.step)
        return self._stand(at, guide, guide.steps[0])

    def _done(self, at: Conversation, guide: Guide) -> Turn:
        step = at.here.step if at.here and at.here.guide == guide.id else guide.steps[-1].id
        if at.here and at.here.guide == guide.id:
            at = at.leave()
        at = replace(at, paused=tuple(place for place in at.paused if place.guide != guide.id))
        reply = self._wording.done(guide, step, at)
        at = replace(at, waiting=Waiting.RESULT)
        return Turn(Outcome.STEP, (reply,), at, counts_at=Place(guide.id, END))

    def not_helped(self, at: Conversation, guide: Guide, step_id: str) -> Turn:
        """A guide to its end, or an answer, was in vain."""
        step = guide.step(step_id)
        need = at.need(Reason.NOT_HELPED)
        need = replace(need, guide=guide.id, step=step.id if step else guide.steps[0].id)
        if step and any(each.stuck for each in guide.steps):
            reply = self._wording.unsolved(guide, step, "")
            at = replace(at.enter(guide.id, step.id), waiting=Waiting.STUCK)
        else:
            if at.here and at.here.guide == guide.id:
                at = at.leave()  # it was the wrong one: nothing leads back to it
            ways = (self._wording.button("menu", MENU), self._wording.button("person", PERSON))
            reply = self._wording.say("need_logged", *self._wording.way_back(at), *ways)
            at = at.resting()
        counts_at = Place(guide.id, "")
        return Turn(Outcome.NEED_LOGGED, (reply,), at, need=need, counts_at=counts_at)

    def _stuck(self, at: Conversation, guide: Guide, step: Step) -> Turn:
        reply = self._wording.troubles(guide, step)
        need = at.need(Reason.STUCK)
        at = replace(at, waiting=Waiting.STUCK)
        return Turn(Outcome.STUCK, (reply,), at, need=need, waits=False)

    def _trouble(self, at: Conversation, guide: Guide, step: Step, trouble: str) -> Turn:
        at = at.enter(guide.id, step.id)
        if trouble.startswith(UNSOLVED):
            return self._unsolved(at, guide, step, trouble.removeprefix(UNSOLVED))
        known = step.trouble(trouble)
        if known is None:
            return self._stuck(at, guide, step)
        reply = self._wording.fix(guide, step, known)
        return Turn(Outcome.STEP, (reply,), replace(at, waiting=Waiting.STUCK))

    def _unsolved(self, at: Conversation, guide: Guide, step: Step, trouble: str) -> Turn:
        reply = self._wording.unsolved(guide, step, trouble)
        need = replace(at.need(Reason.STUCK), cause=trouble)
        return Turn(Outcome.STUCK, (reply,), replace(at, waiting=Waiting.STUCK), need=need)

    def _gone(self, at: Conversation) -> Turn:
        reply = self._wording.say("guide_gone", self._wording.button("menu", MENU))
        return Turn(Outcome.ANSWERED, (reply,), at.resting())


def alike(cause: str, words: str, least: int) -> bool:
    """Whether words name a trouble: most of its syllables, and ``least``, stand in them."""
    named, said = set(plain(cause).split()), set(plain(words).split())
    return len(named & said) >= max(least, 0.7 * len(named))
