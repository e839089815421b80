"""What is said to whoever sends what must not be sent, or is being lied to. Pure."""

from dataclasses import replace

from bot.conversation import Conversation, Outcome, Turn
from bot.guides import Guides
from bot.message import Button
from bot.needs import Reason, UnmetNeed
from bot.privacy import Noticed, Private
from bot.wording import PERSON, Wording

SCAM_GUIDES = ("vneid_scam", "pay_scam")
ALARMING = {*SCAM_GUIDES, "scam_report"}
LIKELY = 0.4
"""From this confidence on a guess of something alarming is taken for it."""
POSSIBLE = 0.15
ALARM_TURNS = 3
GIVEN_AWAY = {Private.OTP, Private.PASSWORD}


class Guard:
    """Warns, and knows what is urgent."""

    def __init__(self, guides: Guides, wording: Wording) -> None:
        self._guides = guides
        self._wording = wording

    def warned(self, at: Conversation, turn: Turn, noticed: Noticed) -> Turn:
        """The turn, after a warning when the message held what must not be sent."""
        if not noticed.private:
            return turn
        kinds = ", ".join(kind.value.strip("[]") for kind in noticed.private)
        ways = self._scams() if GIVEN_AWAY & {*noticed.private} else ()
        ways += () if turn.replies or turn.wish else self._wording.way_back(at)
        guard = self._wording.say("guarded", *ways, kinds=kinds)
        return replace(turn, outcome=Outcome.GUARDED, replies=(guard, *turn.replies))

    def scam(self, at: Conversation) -> Turn:
        """What to do about a message of a swindler."""
        ways = (*self._wording.way_back(at), self._wording.button("person", PERSON))
        reply = self._wording.say("scam", *self._scams(), *ways)
        return Turn(Outcome.GUARDED, (reply,), at.interrupted())

    def watched(self, at: Conversation, turn: Turn, noticed: Noticed) -> Turn:
        """The turn, its need marked when harm may be going on, the alarm kept for a few turns."""
        alarm = ALARM_TURNS if noticed.scam else max(at.alarm - 1, 0)
        turn = replace(turn, conversation=replace(turn.conversation, alarm=alarm))
        if turn.need is None:
            return turn
        return replace(turn, need=replace(turn.need, urgent=_is_urgent(at, turn.need)))

    def _scams(self) -> tuple[Button, ...]:
        known = (self._guides.by_id.get(id) for id in SCAM_GUIDES)
        return tuple(self._wording.guide_button(guide) for guide in known if guide)


def _is_urgent(at: Conversation, need: UnmetNeed) -> bool:
    """Whether a scam is near: by the guide, the guess, or what was sent a moment ago.

    For whoever asks for a person it is enough that one was thought possible, or just offered.
    """
    guess = need.intent if need.confidence >= LIKELY else ""
    here = at.here.guide if at.here else ""
    near = {need.guide, guess, here}
    if need.reason in (Reason.ASKED_PERSON, Reason.ASKED_VISIT):
        near |= {intent for intent, confidence in need.ranking if confidence >= POSSIBLE}
        near |= {each.choice.lstrip(":") for reply in at.said for each in reply.buttons}
    return at.alarm > 0 or not ALARMING.isdisjoint(near)
