"""Where one citizen stands, and what a message leads to."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.message import Reply
from bot.needs import Reason, UnmetNeed
from nlu.understanding import Entity


class Outcome(StrEnum):
    """How a turn ended; every turn ends in exactly one of these, and reports count only these."""

    ANSWERED = "answered"
    CONFIRM = "confirm"
    FALLBACK = "fallback"
    STEP = "step"
    STUCK = "stuck"
    NEED_LOGGED = "need_logged"
    HANDOFF = "handoff"
    COMMAND = "command"
    HELPED = "helped"
    """The citizen says, at the end of a guide, that it worked."""
    GUARDED = "guarded"
    ERROR = "error"


class Wish(StrEnum):
    """What the citizen wants done with what we keep; only the database can do it."""

    SHOW_DATA = "show_data"
    FORGET = "forget"
    STANDING = "standing"
    """To hear where the question of a code stands."""
    ANSWER_HELPED = "answer_helped"
    ANSWER_FAILED = "answer_failed"
    KEEP_NUMBER = "keep_number"
    """To be called by the team, on the number in this very message."""


@dataclass(frozen=True)
class Kept:
    """How much we hold about a sender."""

    turns: int
    needs: int
    words: tuple[str, ...]
    wishes: tuple[str, ...] = ()
    """What we hold a telephone number for, once for each number: call, visit."""


class Waiting(StrEnum):
    """What the next message is expected to be."""

    NOTHING = ""
    CONFIRM = "confirm"
    STUCK = "stuck"
    WORDS = "words"
    """Free words for the team, whatever they mean."""
    RESULT = "result"
    """Whether the guide that was just ended, or the answer just given, has helped."""
    STILL = "still"
    """Free words about what is still wrong after a team's answer."""
    CODE = "code"
    PLACE = "place"
    """The citizen's commune, asked for once."""
    CALL = "call"
    """Whether the team may call."""
    NUMBER = "number"
    NUMBER_AGAIN = "number_again"
    """The telephone number, asked for a second and last time."""


@dataclass(frozen=True)
class Place:
    """A step of a guide, and the steps walked to it."""

    guide: str
    step: str
    trail: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """The last question in free words, kept so that it can become a need: masked, never raw."""

    words: str
    intent: str
    confidence: float
    bank: str = ""
    """The bank or wallet it is about."""
    ranking: tuple[tuple[str, float], ...] = ()
    """The best guesses with their confidences."""


@dataclass(frozen=True)
class About:
    """What a citizen has told of themselves: values of our own lists, never their words."""

    phone: str = ""
    """ios, android or feature_phone."""
    helps: bool = False
    """Whether they ask for somebody else: a parent, a neighbour, a resident."""
    commune: str = ""
    province: str = ""

    @property
    def knows_commune(self) -> bool:
        """Whether it is settled which of the communes of a name it is."""
        return ", " in self.commune

    def heard(self, entities: tuple[Entity, ...]) -> "About":
        """The same with what is named now; of two of a kind neither is taken for theirs."""
        commune = only("commune", entities)
        lies_in = commune.rpartition(", ")[2] if ", " in commune else ""
        if self.knows_commune and not lies_in:  # a place named in passing is not where they live
            commune, lies_in = self.commune, self.province
        return About(
            only("phone_os", entities) or self.phone,
            self.helps or any(entity.kind == "relation" for entity in entities),
            commune or self.commune,
            lies_in or only("province", entities) or self.province,
        )


def only(kind: str, entities: tuple[Entity, ...]) -> str:
    """The value of a kind when exactly one is named."""
    values = {entity.value for entity in entities if entity.kind == kind}
    return values.pop() if len(values) == 1 else ""


@dataclass(frozen=True)
class Conversation:
    """What we must remember of one sender between two messages."""

    met: bool = False
    """Whether the sender has been told who we are and what is kept."""
    here: Place | None = None
    paused: tuple[Place, ...] = ()
    """Guides left for another question, the latest last."""
    asked: Asked | None = None
    about: About = About()
    waiting: Waiting = Waiting.NOTHING
    said: tuple[Reply, ...] = ()
    """Our last replies: to say them again, and to know a button that is typed."""
    fallbacks: int = 0
    told: tuple[str, ...] = ()
    """Places, as ``guide/step``, that the team knows were left unfinished."""
    place_asked: bool = False
    to_ask: tuple[Waiting, ...] = ()
    """What we ask next, one question a turn."""
    code: str = ""
    """The question that what is awaited now belongs to."""
    visit: bool = False
    """Whether a number is asked for to agree on a visit, not to call back."""
    alarm: int = 0
    """For how many turns more a message of a swindler is fresh."""

    @property
    def unfinished(self) -> tuple[Place, ...]:
        """The guides that are open or paused at a step."""
        return (*self.paused, self.here) if self.here else self.paused

    def enter(self, guide: str, step: str) -> "Conversation":
        """Stand at a step; a guide that is left for another one is kept to come back to."""
        left = self.here
        if left and left.guide != guide:
            paused = tuple(place for place in self.paused if place.guide != left.guide)
            return replace(self, here=None, paused=(*paused, left)[-3:]).enter(guide, step)
        back = next((place for place in self.paused if place.guide == guide), None)
        before = (*left.trail, left.step) if left else (*back.trail, back.step) if back else ()
        trail = before[: before.index(step)] if step in before else before if left else ()
        paused = tuple(place for place in self.paused if place is not back)
        return replace(self, here=Place(guide, step, trail), paused=paused).resting()

    def leave(self) -> "Conversation":
        """Be in no guide; one that was paused is offered, not entered."""
        return replace(self, here=None).resting()

    def resting(self) -> "Conversation":
        """The same place, with nothing particular expected next."""
        return replace(self, waiting=Waiting.NOTHING, fallbacks=0, to_ask=())

    def interrupted(self) -> "Conversation":
        """The same place after something else was said; words for the team are still awaited."""
        return self if self.waiting in (Waiting.WORDS, Waiting.STILL) else self.resting()

    def need(self, reason: Reason) -> UnmetNeed:
        """A need as it arises here; being stuck at a step has no words of its own yet."""
        asked = self.asked if reason is not Reason.STUCK else None
        words, intent, confidence = (
            (asked.words, asked.intent, asked.confidence) if asked else ("", "", 0.0)
        )
        guide, step = (self.here.guide, self.here.step) if self.here else ("", "")
        return UnmetNeed(
            reason, words, intent, confidence, guide, step,
            commune=self.about.commune,
            province=self.about.province,
            bank=self.asked.bank if self.asked else "",
            ranking=asked.ranking if asked else (),
            helps=self.about.helps,
        )  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """One message and what came of it."""

    outcome: Outcome
    replies: tuple[Reply, ...]
    conversation: Conversation
    intent: str = ""
    need: UnmetNeed | None = None
    waits: bool = True
    """Whether somebody waits for an answer to the need, and so gets a code."""
    wish: Wish | None = None
    code: str = ""
    """The question that the wish or the need is about."""
    settles: str = ""
    """The intent by which questions not understood a moment ago have found their answer."""
    counts_at: Place | None = None
    """Where the turn is counted when the citizen stands elsewhere: the end of a guide."""

    def saying(self, *replies: Reply) -> "Turn":
        """The same with more replies, which may be said again and tapped by typing."""
        said = (*self.replies, *replies)
        return replace(self, replies=said, conversation=replace(self.conversation, said=said))
