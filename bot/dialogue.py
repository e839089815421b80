"""The rules that choose the next turn. Pure: a message and what was understood in, a turn out.

A choice is what a button carries, at most 64 bytes: ``:intent`` picks what was meant; what begins
with a dot is a command, some with what it is about: ``.menu/topic``, ``.none/guide/step``,
``.helped/guide``, ``.nothelped/CODE`` (bot/wording.py names them all); anything else is a place in
a guide (bot/walk.py).
"""

from collections.abc import Callable
from dataclasses import replace

from bot.asking import QUESTIONS, Asking, standing
from bot.codes import read_code
from bot.conversation import Asked, Conversation, Outcome, Turn, Waiting, Wish, only
from bot.guarding import SCAM_GUIDES, Guard
from bot.guides import Guides
from bot.helping import Helping, judged
from bot.message import Button, Message
from bot.moves import Move, plain
from bot.needs import Reason
from bot.outcomes import named_need, offered
from bot.privacy import Masked, Noticed, Private
from bot.typed import typed_choice
from bot.vocabulary import Vocabulary
from bot.walk import Walk
from bot.wording import (
    CODE,
    FORGET,
    FORGET_YES,
    HELPED,
    MENU,
    MY_DATA,
    NONE,
    NOT_HELPED,
    PERSON,
    START,
    VISIT,
    Wording,
)
from nlu.understanding import Decision, Understanding

SMALL_TALK = {"greet", "thanks", "bye", "bot_identity", "bot_feedback"}
"""Beside what moves a dialogue: words that are no question, if they are few."""
SHORT, FEW, SURE_TO_LEAVE = 4, 6, 0.85
OF_ANY_PROCEDURE = {
    "dvc_online_available", "dvc_submit", "dvc_submit_for_others", "dvc_fee_payment", "dvc_status",
    "dvc_get_result", "dvc_legal_value",
}  # fmt: skip
"""Asked about dossiers in general: a procedure that is named has its guide beside the answer."""
MOST_GUESSES = 5
LEAVING = {Move.MENU, Move.STOP, Move.AGAIN, Move.CODE}
LEAVES_THE_STEP = {"affirm", "help", "human", "repeat", "my_data", "delete_my_data"}


class Dialogue:
    """Decides what happens next and touches nothing."""

    def __init__(
        self, guides: Guides, wording: Wording, vocabulary: Vocabulary, asking: Asking
    ) -> None:
        self._guides = guides
        self._wording = wording
        self._vocabulary = vocabulary
        self._walk = Walk(guides, wording)
        self._asking = asking
        self._guard = Guard(guides, wording)
        self._helping = Helping(guides, wording, self._walk)
        self._commands = self._all_commands()
        self._talk: dict[str, Callable[[Conversation], Turn]] = {
            "help": self._menu,
            "human": self._helping.person,
            "my_data": self._show_data,
            "delete_my_data": self._forget,
            "repeat": self._again,
            "affirm": lambda at: self._move(at, Move.NEXT) or self._say(at, "affirm"),
            "deny": lambda at: self._move(at, Move.REFUSE) or self._say(at, "deny"),
            "stuck": lambda at: self._move(at, Move.STUCK) or self._say(at, "stuck"),
        }

    def _all_commands(self) -> dict[str, Callable[[Conversation, str], Turn]]:
        """What a choice that begins with a dot does, with what follows its slash."""
        return {
            NONE: self._helping.none_fits,
            PERSON: lambda at, _: self._helping.person(at),
            VISIT: lambda at, _: self._helping.visit(at),
            MENU: self._menu,
            MY_DATA: lambda at, _: self._show_data(at),
            FORGET: lambda at, _: self._forget(at),
            FORGET_YES: lambda at, _: Turn(Outcome.COMMAND, (), at, wish=Wish.FORGET),
            START: lambda at, _: self._menu(at),
            HELPED: self._helping.helped,
            NOT_HELPED: lambda at, code: judged(at, Wish.ANSWER_FAILED, code),
            **self._asking.commands,
        }

    def take_turn(
        self,
        at: Conversation,
        message: Message,
        understood: Understanding,
        noticed: Noticed,
    ) -> Turn:
        """What a message leads to; ``message.text`` is masked already."""
        if not noticed.scam:  # what a swindler wrote tells nothing of the citizen
            at = replace(at, about=at.about.heard(understood.entities))
        turn = self._asking.number(at, message.text, noticed)
        if turn:  # a number that we asked for is no slip
            kinds = tuple(kind for kind in noticed.private if kind is not Private.PHONE)
            noticed = replace(noticed, private=kinds)
        turn = turn or self._first(at, message, understood, noticed)
        turn = self._guard.watched(at, self._guard.warned(at, turn, noticed), noticed)
        said = replace(turn.conversation, met=True, said=turn.replies)
        if not at.met and turn.wish is not Wish.FORGET:
            turn = replace(turn, replies=(self._wording.say("welcome"), *turn.replies))
        return replace(turn, conversation=said)

    def _first(
        self, at: Conversation, message: Message, understood: Understanding, noticed: Noticed
    ) -> Turn:
        if noticed.private and not Masked(message.text, noticed.private).words:
            return Turn(Outcome.GUARDED, (), at.interrupted())
        return self._guard.scam(at) if noticed.scam else self._decide(at, message, understood)

    def _decide(self, at: Conversation, message: Message, understood: Understanding) -> Turn:
        choice = message.choice or typed_choice(at.said, message.text)
        if choice:
            return self._tapped(at, choice)
        if not message.text:
            return self._say(at, "not_text")
        if code := read_code(message.text):
            return standing(at, code)
        if turn := self._answering(at, message.text, understood):
            return turn
        move = self._vocabulary.moves.of(message.text)
        if at.waiting in QUESTIONS and move is not Move.AGAIN:  # asked in vain, and not again
            stuck = at.here and at.waiting is Waiting.PLACE
            at = replace(at, waiting=Waiting.STUCK if stuck else Waiting.NOTHING, to_ask=())
        if at.waiting is Waiting.STILL and not (asks_away(understood) or move in LEAVING):
            return self._helping.told_still(at, message.text)
        turn = self._move(at, move) if move else self._noted(at, understood)
        if move is Move.NEXT and at.waiting is Waiting.RESULT:
            turn = self._helping.works(at, message.text) or turn
        asked = self._asked(at, message.text, understood)
        return turn or self._understood(replace(at, asked=asked), message.text, understood)

    def _answering(self, at: Conversation, words: str, understood: Understanding) -> Turn | None:
        """What words answer to a question of ours; a trouble of the step comes first."""
        stuck = at.here and at.waiting is Waiting.PLACE
        trouble = replace(at, waiting=Waiting.STUCK) if stuck else None
        known = self._walk.known_trouble(trouble, words) if trouble else None
        return known or self._asking.heard(at, words, understood)

    def _asked(self, at: Conversation, words: str, understood: Understanding) -> Asked:
        """The question that the citizen has: this one, or the last one after small talk."""
        talk = understood.intent in SMALL_TALK or understood.intent in self._talk
        few = len(words.split()) <= FEW
        if at.asked and talk and few and understood.decision is Decision.ANSWERED:
            return at.asked
        bank = only("bank_or_wallet", understood.entities)
        if at.here and at.asked:  # within a guide they still speak of the same bank
            bank = bank or at.asked.bank
        guesses = understood.ranking[:MOST_GUESSES]
        ranking = tuple((guess.intent, round(guess.confidence, 3)) for guess in guesses)
        return Asked(words, understood.intent, understood.confidence, bank, ranking)

    def _tapped(self, at: Conversation, choice: str) -> Turn:
        if choice.startswith(":"):
            return self._answer(at, choice[1:])
        name, _, about = choice.partition("/")
        command = self._commands.get(name)
        return command(at, about) if command else self._walk.tapped(at, choice)

    def _move(self, at: Conversation, move: Move) -> Turn | None:
        match move:
            case Move.MENU:
                return self._menu(at)
            case Move.PERSON:
                return self._tapped(at, PERSON)
            case Move.AGAIN if at.waiting is not Waiting.STUCK:
                return self._again(at)
            case Move.STUCK | Move.REFUSE if at.waiting is Waiting.RESULT:
                return self._helping.not_that(at)
            case Move.CODE:
                return self._tapped(at, CODE)
            case Move.REFUSE | Move.STUCK if at.waiting is Waiting.CONFIRM:
                return self._helping.none_fits(at)
            case Move.NEXT if at.waiting is Waiting.CONFIRM:
                return self._tapped(at, at.said[-1].buttons[0].choice)
        return self._walk.move(at, move)

    def _understood(self, at: Conversation, words: str, understood: Understanding) -> Turn:
        sure = understood.decision is Decision.ANSWERED
        away = asks_away(understood)
        if at.waiting is Waiting.WORDS and not away:
            return self._walk.told(at, words) or self._helping.fallback(at)
        if at.here and (turn := self._walk.known_trouble(at, words)):
            return turn
        another = sure and understood.intent not in self._talk
        alarm = not {*SCAM_GUIDES}.isdisjoint(understood.choices)  # never filed away as a trouble
        if at.waiting is Waiting.STUCK and not (away or another or alarm):
            return self._walk.told(at, words) or self._helping.fallback(at)
        short = len(plain(words).split()) <= SHORT and understood.confidence < SURE_TO_LEAVE
        named = named_need(understood, self._vocabulary.procedures)
        if at.here and another and short:
            return self._confirm(at, offered((understood.intent,), named))
        match understood.decision:
            case Decision.ANSWERED:
                return self._answer_with(at, understood.intent, named)
            case Decision.CONFIRM:
                return self._confirm(at, offered(understood.choices, named))
        return self._helping.fallback(at)

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
            return replace(self._walk.open(at, guide), intent=intent, settles=intent)
        if self._wording.has(intent):
            return replace(self._say(at, intent), intent=intent)
        reply = self._wording.say("no_answer", self._wording.button("menu", MENU))
        need = at.need(Reason.NO_ANSWER)
        return Turn(Outcome.NEED_LOGGED, (reply,), at.resting(), intent, need)

    def _confirm(self, at: Conversation, choices: tuple[str, ...]) -> Turn:
        buttons = [button for intent in choices if (button := self._offer(intent))]
        if not buttons:
            return self._helping.fallback(at)
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

    def _show_data(self, at: Conversation) -> Turn:
        return Turn(Outcome.COMMAND, (), at.resting(), wish=Wish.SHOW_DATA)

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

    def _say(self, at: Conversation, name: str) -> Turn:
        ways = (*self._wording.way_back(at), self._wording.button("menu", MENU))
        return Turn(Outcome.ANSWERED, (self._wording.say(name, *ways),), at.resting())


def asks_away(understood: Understanding) -> bool:
    """Whether words mean something else than what was asked for, whatever that was."""
    return understood.decision is Decision.ANSWERED and understood.intent in LEAVES_THE_STEP
