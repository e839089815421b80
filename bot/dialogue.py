"""The rules that choose the next turn. Pure: a message and what was understood in, a turn out.

A choice is what a button carries, at most 64 bytes: ``:intent`` picks what was meant; ``.menu``,
``.menu/topic``, ``.none``, ``.person``, ``.data``, ``.forget``, ``.forget_yes`` and ``.start`` are
commands; anything else is a place in a guide (bot/walk.py).
"""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.conversation import Asked, Conversation, Outcome, Turn, Waiting, Wish, only
from bot.guides import Guides
from bot.message import Button, Message
from bot.moves import Move, plain
from bot.needs import Reason
from bot.outcomes import named_need, offered
from bot.privacy import Masked, Private
from bot.vocabulary import Vocabulary
from bot.walk import Walk
from bot.wording import FORGET, FORGET_YES, MENU, MY_DATA, NONE, PERSON, START, Wording
from nlu.understanding import Decision, Understanding

SCAM_GUIDES = ("vneid_scam", "pay_scam")
GIVEN_AWAY = {Private.OTP, Private.PASSWORD}
SHORT, SURE_TO_LEAVE = 4, 0.85
OF_ANY_PROCEDURE = {
    "dvc_online_available", "dvc_submit", "dvc_submit_for_others", "dvc_fee_payment", "dvc_status",
    "dvc_get_result", "dvc_legal_value",
}  # fmt: skip
"""Asked about dossiers in general: a procedure that is named has its guide beside the answer."""
LEAVES_THE_STEP = {"affirm", "help", "human", "repeat", "my_data", "delete_my_data"}


class Dialogue:
    """Decides what happens next and touches nothing."""

    def __init__(self, guides: Guides, wording: Wording, vocabulary: Vocabulary) -> None:
        self._guides = guides
        self._wording = wording
        self._vocabulary = vocabulary
        self._walk = Walk(guides, wording)
        commands: dict[str, Callable[[Conversation], Turn]] = {
            NONE: self._none_fits,
            PERSON: self._person,
            MY_DATA: lambda at: Turn(Outcome.COMMAND, (), at.resting(), wish=Wish.SHOW_DATA),
            FORGET: self._forget,
            FORGET_YES: lambda at: Turn(Outcome.COMMAND, (), at, wish=Wish.FORGET),
            START: self._menu,
        }
        self._commands = commands
        self._talk: dict[str, Callable[[Conversation], Turn]] = {
            "help": self._menu,
            "human": self._person,
            "my_data": commands[MY_DATA],
            "delete_my_data": self._forget,
            "repeat": self._again,
            "affirm": lambda at: self._move(at, Move.NEXT) or self._say(at, "affirm"),
            "deny": lambda at: self._move(at, Move.REFUSE) or self._say(at, "deny"),
            "stuck": lambda at: self._move(at, Move.STUCK) or self._say(at, "stuck"),
        }

    def take_turn(
        self,
        at: Conversation,
        message: Message,
        understood: Understanding,
        private: tuple[Private, ...] = (),
        scam: bool = False,
    ) -> Turn:
        """What a message leads to.

        ``message.text`` is masked already; ``private`` says what was found in it, ``scam`` whether
        it looks like something a swindler sends around.
        """
        only_private = private and not Masked(message.text, private).words
        if not scam:  # what a swindler wrote tells nothing of the citizen
            at = replace(at, about=at.about.heard(understood.entities))
        if only_private:
            turn = Turn(Outcome.GUARDED, (), at.interrupted())
        else:
            turn = self._scam(at) if scam else self._decide(at, message, understood)
        if private:
            kinds = ", ".join(kind.value.strip("[]") for kind in private)
            ways = self._scam_buttons() if GIVEN_AWAY & {*private} else ()
            ways += self._wording.way_back(at) if only_private else ()
            guard = self._wording.say("guarded", *ways, kinds=kinds)
            turn = replace(turn, outcome=Outcome.GUARDED, replies=(guard, *turn.replies))
        said = replace(turn.conversation, met=True, said=turn.replies)
        if not at.met and turn.wish is not Wish.FORGET:
            turn = replace(turn, replies=(self._wording.say("welcome"), *turn.replies))
        return replace(turn, conversation=said)

    def _decide(self, at: Conversation, message: Message, understood: Understanding) -> Turn:
        choice = message.choice or self._typed(at, message.text)
        if choice:
            return self._tapped(at, choice)
        if not message.text:
            return self._say(at, "not_text")
        bank = only("bank_or_wallet", understood.entities)
        if at.here and at.asked:  # within a guide they still speak of the same bank
            bank = bank or at.asked.bank
        asked = Asked(message.text, understood.intent, understood.confidence, bank)
        move = self._vocabulary.moves.of(message.text)
        turn = self._move(at, move) if move else self._noted(at, understood)
        return turn or self._understood(replace(at, asked=asked), message.text, understood)

    def _typed(self, at: Conversation, text: str) -> str:
        """The choice of a button that was typed: its label, or its number in the list."""
        buttons = [button for reply in at.said for button in reply.buttons]
        wanted = plain(text)
        numbered = next((reply.buttons for reply in reversed(at.said) if reply.buttons), ())
        if number := number_of(wanted, len(numbered)):
            return numbered[number - 1].choice
        named = (button.choice for button in buttons if plain(button.label) == wanted)
        return next(named, "") if wanted else ""

    def _tapped(self, at: Conversation, choice: str) -> Turn:
        if choice.startswith(":"):
            return self._answer(at, choice[1:])
        if choice.startswith(MENU):
            return self._menu(at, choice.removeprefix(MENU).strip("/"))
        command = self._commands.get(choice)
        return command(at) if command else self._walk.tapped(at, choice)

    def _move(self, at: Conversation, move: Move) -> Turn | None:
        match move:
            case Move.MENU:
                return self._menu(at)
            case Move.AGAIN if at.waiting is not Waiting.STUCK:
                return self._again(at)
            case Move.STUCK | Move.REFUSE if at.waiting is Waiting.RESULT:
                return self._tapped(at, at.said[-1].buttons[-1].choice)
            case Move.REFUSE | Move.STUCK if at.waiting is Waiting.CONFIRM:
                return self._none_fits(at)
            case Move.NEXT if at.waiting is Waiting.CONFIRM:
                return self._tapped(at, at.said[-1].buttons[0].choice)
        return self._walk.move(at, move)

    def _understood(self, at: Conversation, words: str, understood: Understanding) -> Turn:
        sure = understood.decision is Decision.ANSWERED
        asks_away = sure and understood.intent in LEAVES_THE_STEP
        if at.waiting is Waiting.WORDS and not asks_away:
            return self._walk.told(at, words) or self._fallback(at)
        if at.here and (turn := self._walk.known_trouble(at, words)):
            return turn
        another = sure and understood.intent not in self._talk
        alarm = not {*SCAM_GUIDES}.isdisjoint(understood.choices)  # never filed away as a trouble
        if at.waiting is Waiting.STUCK and not (asks_away or another or alarm):
            return self._walk.told(at, words) or self._fallback(at)
        short = len(plain(words).split()) <= SHORT and understood.confidence < SURE_TO_LEAVE
        named = named_need(understood, self._vocabulary.procedures)
        if at.here and another and short:
            return self._confirm(at, offered((understood.intent,), named))
        match understood.decision:
            case Decision.ANSWERED:
                return self._answer_with(at, understood.intent, named)
            case Decision.CONFIRM:
                return self._confirm(at, offered(understood.choices, named))
        return self._fallback(at)

    def _answer_with(self, at: Conversation, intent: str, named: str) -> Turn:
        """The answer; one for any procedure also leads to the guide of the one that is named."""
        turn = self._answer(at, intent)
        guide = self._guides.for_need(named) if intent in OF_ANY_PROCEDURE else None
        if guide is None:
            return turn
        *before, last = turn.replies
        if any(button.choice == guide.id for button in last.buttons):
            return turn
        buttons = (*last.buttons, self._wording.guide_button(guide))
        return replace(turn, replies=(*before, replace(last, buttons=buttons)))

    def _answer(self, at: Conversation, intent: str) -> Turn:
        """The answer to an intent: what it does, its guide or its line, in this order."""
        if talk := self._talk.get(intent):
            return replace(talk(at), intent=intent)
        if guide := self._guides.for_need(intent):
            return replace(self._walk.open(at, guide), intent=intent)
        if self._wording.has(intent):
            return replace(self._say(at, intent), intent=intent)
        reply = self._wording.say("no_answer", self._wording.button("menu", MENU))
        need = at.need(Reason.NO_ANSWER)
        return Turn(Outcome.NEED_LOGGED, (reply,), at.resting(), intent, need)

    def _confirm(self, at: Conversation, choices: tuple[str, ...]) -> Turn:
        buttons = [button for intent in choices if (button := self._offer(intent))]
        if not buttons:
            return self._fallback(at)
        reply = self._wording.say("confirm", *buttons, self._wording.button("none", NONE))
        return Turn(Outcome.CONFIRM, (reply,), replace(at, waiting=Waiting.CONFIRM))

    def _offer(self, intent: str) -> Button | None:
        if guide := self._guides.for_need(intent):
            return Button(guide.title, f":{intent}")
        if self._wording.has(f"title_{intent}"):
            return Button(self._wording.say(f"title_{intent}").text, f":{intent}")
        return None

    def _noted(self, at: Conversation, understood: Understanding) -> Turn | None:
        """A phone or a place that is told and nothing else: remembered, then on as before."""
        told = self._vocabulary.telling.of(understood)
        open_question = at.waiting is Waiting.CONFIRM
        expected = at.here or open_question or understood.decision is Decision.FALLBACK
        if not (told and expected) or at.waiting is Waiting.WORDS:
            return None
        noted = self._wording.say("noted", about=self._wording.about(told))
        if open_question:
            turn = self._again(at)
        elif at.here:
            turn = self._walk.stand_at(at, at.here.guide, at.here.step)
        else:
            turn = self._menu(at)
        return replace(turn, replies=(noted, *turn.replies))

    def _fallback(self, at: Conversation) -> Turn:
        again = "fallback_again" if at.fallbacks else "fallback"
        reply = self._wording.say(again, *self._ways_out(at))
        need = at.need(Reason.NOT_UNDERSTOOD)
        at = replace(at.resting(), fallbacks=at.fallbacks + 1)
        return Turn(Outcome.FALLBACK, (reply,), at, need=need)

    def _none_fits(self, at: Conversation) -> Turn:
        reply = self._wording.say("need_logged", *self._ways_out(at))
        need = at.need(Reason.NONE_FITS)
        return Turn(Outcome.NEED_LOGGED, (reply,), at.resting(), need=need)

    def _person(self, at: Conversation) -> Turn:
        ways = (*self._wording.way_back(at), self._wording.button("menu", MENU))
        need = at.need(Reason.ASKED_PERSON)
        return Turn(Outcome.HANDOFF, (self._wording.say("human", *ways),), at.resting(), need=need)

    def _forget(self, at: Conversation) -> Turn:
        yes = self._wording.button("forget_yes", FORGET_YES)
        no = self._wording.button("forget_no", MENU)
        return Turn(Outcome.COMMAND, (self._wording.say("forget", yes, no),), at.resting())

    def _menu(self, at: Conversation, topic: str = "") -> Turn:
        if at.asked:
            at = replace(at, asked=replace(at.asked, bank=""))  # another matter begins
        reply = self._wording.menu(topic)
        buttons = (*self._wording.way_back(at), *reply.buttons)
        return Turn(Outcome.COMMAND, (replace(reply, buttons=buttons),), at.resting())

    def _again(self, at: Conversation) -> Turn:
        if not at.said:
            return self._menu(at)
        return Turn(Outcome.STEP if at.here else Outcome.ANSWERED, at.said, at)

    def _scam(self, at: Conversation) -> Turn:
        reply = self._wording.say("scam", *self._scam_buttons(), *self._wording.way_back(at))
        return Turn(Outcome.GUARDED, (reply,), at.interrupted())

    def _scam_buttons(self) -> tuple[Button, ...]:
        known = (self._guides.by_id.get(id) for id in SCAM_GUIDES)
        return tuple(self._wording.guide_button(guide) for guide in known if guide)

    def _say(self, at: Conversation, name: str) -> Turn:
        ways = (*self._wording.way_back(at), self._wording.button("menu", MENU))
        return Turn(Outcome.ANSWERED, (self._wording.say(name, *ways),), at.resting())

    def _ways_out(self, at: Conversation) -> tuple[Button, ...]:
        menu = self._wording.button("menu", MENU)
        return (*self._wording.way_back(at), menu, self._wording.button("person", PERSON))


_ORDINALS = {
    "nhat": 1, "mot": 1, "dau": 1, "dau tien": 1, "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4,
    "nam": 5, "sau": 6,
}  # fmt: skip
_CHOOSING = re.compile(r"(?:(?:so|cai|y|chon|bam|nut|muc|viec|thu|o)\s)+(.+)|(\d{1,2})")


def number_of(words: str, most: int) -> int:
    """The number by which a button is meant: *2*, *số 2*, *cái thứ hai*, *ý cuối*; 0 for none."""
    found = _CHOOSING.fullmatch(words)
    if not found:
        return 0
    said = found[1] or found[2]
    if said in ("cuoi", "cuoi cung"):
        return most
    number = int(said) if said.isdigit() else _ORDINALS.get(said, 0)
    return number if number <= most else 0
