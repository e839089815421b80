"""What the assistant asks back: which commune, whether the team may call, on which number. Pure.

One question a turn; a citizen who asks something else instead is answered, and not asked again.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot.codes import LENGTH, read_code, say_code
from bot.conversation import Conversation, Outcome, Turn, Waiting, Wish
from bot.guarding import ALARMING
from bot.message import Button, Reply
from bot.moves import Move, plain
from bot.needs import Reason
from bot.privacy import Masked, Noticed, Private
from bot.promises import Promise
from bot.vocabulary import Vocabulary
from bot.wording import CALL, CODE, MENU, NO_CALL, PLACE, SKIP, Wording
from nlu.understanding import Decision, Understanding

MOST_PLACES = 5
FEW_WORDS = 3
_HAMLETS = {"thon", "xom", "ap"}
"""What they call may be a commune's name too: it is offered, not taken."""
_PLACE_SIGNS = {"o", "xa", "phuong", "ban", "buon", "lang", "khu", "to", *_HAMLETS}
NUMBERS = {Waiting.CALL, Waiting.NUMBER, Waiting.NUMBER_AGAIN}
QUESTIONS = {*NUMBERS, Waiting.PLACE, Waiting.CODE}
_NO = {Move.REFUSE, Move.STOP}
_LEADING = {Move.MENU, Move.AGAIN, Move.CODE, Move.RESUME, Move.PERSON}
_VISIT = "visit"
_GIVING = {
    "co", "goi", "cho", "toi", "tui", "em", "con", "bac", "di", "lai", "nhe", "nha", "a", "oi",
    "muon", "duoc", "ok", "vang", "da", "roi", "so", "dien", "thoai", "dt", "sdt", "la", "cua",
    "day", "minh", "nay", "thi", "zalo", "giup", "voi",
}  # fmt: skip
"""What may stand beside a number that is one's own: other words make it somebody else's."""
MOST_BESIDE = 6
_AGREEING = frozenset(["co", "goi", "cho", "toi", "tui", "di", "lai", "nhe", "nha", "a", "muon"])


class Communes(Protocol):
    """Says which communes somebody may mean, and gives each an id."""

    def meant(self, text: str) -> tuple[str, ...]: ...
    def id(self, commune: str) -> str: ...
    def named(self, id: str) -> str: ...


class Asking:
    """Puts questions of our own and takes their answers."""

    def __init__(self, wording: Wording, vocabulary: Vocabulary, communes: Communes) -> None:
        self._wording = wording
        self._moves = vocabulary.moves
        self._communes = communes
        self.commands: dict[str, Callable[[Conversation, str], Turn]] = {
            SKIP: lambda at, _: self._drop(at, "skipped"),
            PLACE: self._here,
            CALL: self._may_call,
            NO_CALL: lambda at, _: self._drop(at, "no_call"),
            CODE: self._code,
        }

    # After a need was logged

    def promised(self, turn: Turn, promise: Promise) -> Turn:
        """A turn that logged a need, with its code said, and a question of ours if one is due."""
        if not (promise.code and turn.need):
            return turn
        name = "code" if promise.new else "code_again"
        line = self._wording.say(name, code=say_code(promise.code)).text
        *before, last = turn.replies
        said = (*before, replace(last, text=f"{last.text}\n\n{line}"))
        visit = turn.need.reason is Reason.ASKED_VISIT
        at = replace(turn.conversation, code=promise.code, visit=visit)
        asked = self._due(turn, promise)
        return self.go_on(replace(turn, replies=said, conversation=at).saying(), asked)

    def _due(self, turn: Turn, promise: Promise) -> tuple[Waiting, ...]:
        at, need = turn.conversation, turn.need
        if need is None or turn.wish:
            return ()
        wants_person = need.reason in (Reason.ASKED_PERSON, Reason.ASKED_VISIT)
        call = (Waiting.CALL,) if wants_person and not promise.reachable else ()
        known = at.about.knows_commune or at.place_asked or need.urgent
        place = () if known else (Waiting.PLACE,)
        return (*call, *place) if need.reason is Reason.ASKED_VISIT else (*place, *call)

    def go_on(self, turn: Turn, to_ask: tuple[Waiting, ...]) -> Turn:
        """The turn with the first of some questions asked, and the others left for later."""
        at = replace(turn.conversation, to_ask=to_ask[1:])
        if not to_ask:
            return replace(turn, conversation=at)
        asked = to_ask[0]
        at = replace(at, waiting=asked, place_asked=at.place_asked or asked is Waiting.PLACE)
        return replace(turn, conversation=at).saying(self._question(asked, at))

    def _question(self, asked: Waiting, at: Conversation) -> Reply:
        if asked is Waiting.PLACE:
            return self._wording.say("ask_place", self._wording.button("skip", SKIP))
        yes = f"{CALL}/{at.code}" + (f"/{_VISIT}" if at.visit else "")
        buttons = (self._wording.button("call", yes), self._wording.button("no_call", NO_CALL))
        return self._wording.say("ask_call_visit" if at.visit else "ask_call", *buttons)

    # Answers

    def number(self, at: Conversation, text: str, noticed: Noticed) -> Turn | None:
        """What a telephone number leads to that we asked for; None when we did not ask."""
        if at.waiting in NUMBERS and not _gives(at, text, noticed):
            return None  # somebody else's number, in a story
        if at.waiting in NUMBERS and noticed.number:
            return Turn(Outcome.COMMAND, (), at, wish=Wish.KEEP_NUMBER, code=at.code)
        if at.waiting in NUMBERS and Private.PHONE in noticed.private:
            return self._number_again(at)  # masked before we read it: the process was stopped
        return None

    def heard(self, at: Conversation, text: str, understood: Understanding) -> Turn | None:
        """What typed words answer; None when they are no answer and mean what they always mean."""
        sure = understood.decision is Decision.ANSWERED
        move = self._moves.of(text)
        lost = move is Move.STUCK and not at.here  # *không biết*
        no = lost or move in _NO or (sure and understood.intent == "deny")
        yes = move is Move.NEXT or (sure and understood.intent == "affirm")
        asks = sure or not ALARMING.isdisjoint(understood.choices)
        match at.waiting:
            case Waiting.CODE:
                return self._no_code(at, text)
            case Waiting.PLACE if (move or yes) and not no:
                leads = at.here or move in _LEADING
                return None if leads else self._drop(at, "skipped")
            case Waiting.PLACE:
                return self._drop(at, "skipped") if no else self._place(at, text, understood)
            case Waiting.CALL if yes or _AGREEING.issuperset(plain(text).split()):
                return self._may_call(at, f"{at.code}/{_VISIT if at.visit else ''}")
            case Waiting.CALL if no:
                return self._drop(at, "no_call")
            case Waiting.NUMBER if no:
                return self._drop(at, "no_call")
            case Waiting.NUMBER if yes or (move is None and not asks):
                return self._number_again(at)
            case Waiting.NUMBER_AGAIN if no or (move is None and not asks):
                return self._drop(at, "no_call")
            case Waiting.NOTHING | Waiting.STUCK if move is None and not sure:
                return self._late(at, text)
        return None

    def _late(self, at: Conversation, text: str) -> Turn | None:
        """The commune, told some turns after it was asked for; *thành công rồi* is none."""
        may_be = at.here is None or plain(text).split()[:1] in (["xa"], ["phuong"])
        asked = may_be and at.place_asked and not at.about.knows_commune
        meant = self._communes.meant(text) if asked else ()
        return self._among(at, meant) if meant else None

    def _place(self, at: Conversation, text: str, understood: Understanding) -> Turn | None:
        """A commune that is told; several are offered, and what is none may be a question."""
        named = {entity.kind for entity in understood.entities}
        if at.about.knows_commune:
            return self._noted(at, at.about.commune)
        if understood.decision is Decision.ANSWERED and not named & {"commune", "province"}:
            return None
        meant = self._communes.meant(text)
        if meant:
            return self._among(at, meant, sure=plain(text).split()[0] not in _HAMLETS)
        asks = understood.decision is not Decision.FALLBACK or at.here
        return None if asks or not _may_be_a_place(text) else self._drop(at, "skipped")

    def _among(self, at: Conversation, meant: tuple[str, ...], sure: bool = True) -> Turn:
        """The only commune that can be meant is noted; of several one is tapped."""
        near = tuple(each for each in meant if each.endswith(f", {at.about.province}")) or meant
        return self._noted(at, near[0]) if sure and len(near) == 1 else self._which(at, near)

    def _which(self, at: Conversation, communes: tuple[str, ...]) -> Turn:
        buttons = [
            Button(each, f"{PLACE}/{self._communes.id(each)}") for each in communes[:MOST_PLACES]
        ]
        reply = self._wording.say("which_place", *buttons, self._wording.button("skip", SKIP))
        return Turn(Outcome.COMMAND, (reply,), replace(at, waiting=Waiting.PLACE))

    def _noted(self, at: Conversation, commune: str) -> Turn:
        ways = () if at.to_ask else self._ways(at)
        noted = self._wording.say("noted", *ways, about=commune)
        turn = Turn(Outcome.COMMAND, (noted,), _living_in(at.resting(), commune))
        return self.go_on(turn, at.to_ask)

    def _here(self, at: Conversation, id: str) -> Turn:
        """A commune that was tapped, or that comes with a link or a QR code."""
        commune = self._communes.named(id)
        if commune and at.waiting is Waiting.PLACE:
            return self._noted(at, commune)
        reply = self._wording.menu()
        reply = replace(reply, buttons=(*self._wording.way_back(at), *reply.buttons))
        if not commune:
            return Turn(Outcome.COMMAND, (reply,), at.resting())
        here = self._wording.say("here", place=commune.partition(", ")[0])
        return Turn(Outcome.COMMAND, (here, reply), _living_in(at.resting(), commune))

    def _drop(self, at: Conversation, name: str) -> Turn:
        """A question of ours is left unanswered, which is as good."""
        ways = () if at.to_ask else self._ways(at)
        turn = Turn(Outcome.COMMAND, (self._wording.say(name, *ways),), at.resting())
        return self.go_on(turn, at.to_ask)

    def _may_call(self, at: Conversation, about: str) -> Turn:
        code, _, wish = about.partition("/")
        ask = self._wording.say("ask_number", self._wording.button("no_call", NO_CALL))
        at = replace(at, waiting=Waiting.NUMBER, code=code, visit=wish == _VISIT)
        return Turn(Outcome.COMMAND, (ask,), at)

    def _number_again(self, at: Conversation) -> Turn:
        ask = self._wording.say("ask_number_again", self._wording.button("no_call", NO_CALL))
        return Turn(Outcome.COMMAND, (ask,), replace(at, waiting=Waiting.NUMBER_AGAIN))

    def _code(self, at: Conversation, typed: str) -> Turn:
        if typed:
            return standing(at, read_code(typed) or typed)
        ask = self._wording.say("ask_code", *self._ways(at))
        return Turn(Outcome.COMMAND, (ask,), replace(at, waiting=Waiting.CODE))

    def _no_code(self, at: Conversation, text: str) -> Turn | None:
        """What was typed for a code and is none; a question is no attempt at one."""
        signs = "".join(sign for sign in text if sign.isalnum())
        attempt = abs(len(signs) - LENGTH) <= 1 and any(sign.isdigit() for sign in signs)
        return standing(at, signs) if attempt else None

    def _ways(self, at: Conversation) -> tuple[Button, ...]:
        return (*self._wording.way_back(at), self._wording.button("menu", MENU))


def _may_be_a_place(text: str) -> bool:
    """Whether words that are no commune of ours are one all the same, not a question said anew."""
    said = plain(text).split()
    return len(said) <= FEW_WORDS or said[0] in _PLACE_SIGNS


def standing(at: Conversation, code: str) -> Turn:
    """To be told where the question of a code stands."""
    return Turn(Outcome.COMMAND, (), at.resting(), wish=Wish.STANDING, code=code)


def _living_in(at: Conversation, commune: str) -> Conversation:
    province = commune.rpartition(", ")[2]
    return replace(at, about=replace(at.about, commune=commune, province=province))


def _gives(at: Conversation, text: str, noticed: Noticed) -> bool:
    """Whether a message gives its number to be called, and tells no story with it.

    Before a yes only words of agreement may stand beside it, after one a few others.
    """
    beside = plain(Masked(text, noticed.private).words).split()
    few = at.waiting is not Waiting.CALL and len(beside) <= MOST_BESIDE
    return few or _GIVING.issuperset(beside)
