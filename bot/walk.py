"""Walking a guide: next, back, stuck, done. Pure: a conversation in, a turn out.

Within a guide a choice is ``guide`` (open it), ``guide/step`` (stand there), ``guide/.done``,
``guide/<`` (back), ``guide/step?`` (stuck there), ``guide/step?trouble`` (what to do about it) and
``guide/step?*`` or ``guide/step?*trouble`` (that did not help).
"""

from dataclasses import replace

from bot.conversation import Conversation, Outcome, Place, Turn, Waiting
from bot.guides import Guide, Guides, Step
from bot.moves import Move, plain
from bot.needs import Reason
from bot.wording import BACK, DONE, PERSON, STUCK, UNSOLVED, Wording


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
        """The guide from its beginning; one with nothing to walk leaves the citizen where they are."""
        if guide.is_answer:
            reply = self._wording.answer(guide, at)
            return Turn(Outcome.ANSWERED, (reply,), at.resting())
        stood = self._stand(at, guide, guide.steps[0])
        opening = () if guide.urgent else (self._wording.opening(guide),)
        return replace(stood, outcome=Outcome.ANSWERED, replies=(*opening, *stood.replies))

    def move(self, at: Conversation, move: Move) -> Turn | None:
        """What a short word does here; None when it means nothing here."""
        if move is Move.RESUME and at.paused and not at.here:
            return self.stand_at(at, at.paused[-1])
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
            reply = self._wording.say("told", self._wording.button("menu", ".menu"))
            return Turn(Outcome.NEED_LOGGED, (reply,), at.leave(), need=need)
        known = next((trouble for trouble in step.stuck if alike(trouble.cause, words)), None)
        if known:
            return self._trouble(at, guide, step, known.id)
        turn = self._unsolved(at, guide, step, "")
        return replace(turn, need=replace(at.need(Reason.STUCK), words=words))

    def stand_at(self, at: Conversation, place: Place) -> Turn:
        """Stand at a place, which may be the end of its guide."""
        guide = self._guides.by_id.get(place.guide)
        if guide is None:
            return self._gone(at)
        step = guide.step(place.step)
        return self._stand(at, guide, step) if step else self._done(at, guide)

    def _found(self, at: Conversation) -> tuple[Guide, Step] | None:
        guide = self._guides.by_id.get(at.here.guide) if at.here else None
        step = guide.step(at.here.step) if guide and at.here else None
        return (guide, step) if guide and step else None

    def _move_from(self, at: Conversation, guide: Guide, step: Step, move: Move) -> Turn | None:
        stuck = at.waiting is Waiting.STUCK
        match move:
            case Move.BACK:
                return self._back(at, guide)
            case Move.STUCK | Move.REFUSE if stuck:
                return self._unsolved(at, guide, step, "")
            case Move.STUCK:
                return self._stuck(at, guide, step)
            case Move.REFUSE if not step.choices:
                return self._stuck(at, guide, step)
            case Move.NEXT if not stuck and not step.choices:
                return self.stand_at(at, Place(guide.id, guide.after(step)))
            case Move.RESUME:
                return self._stand(at, guide, step)
            case Move.NEXT if stuck:
                return self._stand(at, guide, step)
        reply = self._wording.step(guide, step, at.trail)
        ask = self._wording.say("choose").text
        return Turn(Outcome.STEP, (replace(reply, text=f"{ask}\n\n{reply.text}"),), at)

    def _stand(self, at: Conversation, guide: Guide, step: Step) -> Turn:
        at = at.enter(Place(guide.id, step.id))
        if step.listens:
            at = replace(at, waiting=Waiting.WORDS)
        return Turn(Outcome.STEP, (self._wording.step(guide, step, at.trail),), at)

    def _back(self, at: Conversation, guide: Guide) -> Turn:
        if at.here and at.here.guide == guide.id and at.trail:
            return self.stand_at(at, Place(guide.id, at.trail[-1]))
        return self._stand(at, guide, guide.steps[0])

    def _done(self, at: Conversation, guide: Guide) -> Turn:
        step = at.here.step if at.here and at.here.guide == guide.id else guide.steps[-1].id
        if at.here and at.here.guide == guide.id:
            at = at.leave()
        at = replace(at, paused=tuple(place for place in at.paused if place.guide != guide.id))
        return Turn(Outcome.STEP, (self._wording.done(guide, step, at),), at)

    def _stuck(self, at: Conversation, guide: Guide, step: Step) -> Turn:
        reply = self._wording.troubles(guide, step)
        need = at.need(Reason.STUCK)
        return Turn(Outcome.STUCK, (reply,), replace(at, waiting=Waiting.STUCK), need=need)

    def _trouble(self, at: Conversation, guide: Guide, step: Step, trouble: str) -> Turn:
        at = at.enter(Place(guide.id, step.id))
        if trouble.startswith(UNSOLVED):
            return self._unsolved(at, guide, step, trouble.removeprefix(UNSOLVED))
        known = step.trouble(trouble)
        if known is None:
            return self._stuck(at, guide, step)
        reply = self._wording.fix(guide, step, known)
        return Turn(Outcome.STEP, (reply,), replace(at, waiting=Waiting.STUCK))

    def _unsolved(self, at: Conversation, guide: Guide, step: Step, trouble: str) -> Turn:
        reply = self._wording.say(
            "unsolved",
            self._wording.button("see_again", f"{guide.id}/{step.id}"),
            self._wording.button("person", PERSON),
            help=guide.help or self._wording.say("help_anywhere").text,
        )
        need = replace(at.need(Reason.STUCK), cause=trouble)
        return Turn(Outcome.STUCK, (reply,), replace(at, waiting=Waiting.STUCK), need=need)

    def _gone(self, at: Conversation) -> Turn:
        reply = self._wording.say("guide_gone", self._wording.button("menu", ".menu"))
        return Turn(Outcome.ANSWERED, (reply,), at.resting())


def alike(cause: str, words: str) -> bool:
    """Whether somebody's words name a known trouble: most of its syllables stand in them."""
    named, said = set(plain(cause).split()), set(plain(words).split())
    return len(named & said) >= max(2, 0.7 * len(named))
