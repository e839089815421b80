"""What only the database can do for a turn: show and delete data, give codes, take up verdicts."""

from dataclasses import dataclass, replace
from typing import Protocol

from bot.asking import Asking
from bot.codes import say_code
from bot.conversation import About, Conversation, Kept, Outcome, Turn, Waiting, Wish
from bot.message import Message, Sender
from bot.promises import MOST_WRONG_CODES, WRONG_CODE, Promise, Standing
from bot.wording import Wording


class Promises(Protocol):
    """The needs of citizens who wait, within one transaction."""

    def give(self, sender: Sender, turn: Turn) -> Promise: ...
    def settle(self, sender: Sender, intent: str) -> None: ...
    def settle_guide(self, sender: Sender, guide: str) -> None: ...
    def live_in(self, sender: Sender, about: About) -> None: ...
    def standing(self, code: str, sender: Sender) -> Standing | None: ...
    def wrong_codes(self, sender: Sender) -> int: ...
    def helped(self, code: str) -> None: ...
    def failed(self, code: str) -> None: ...
    def keep_number(self, sender: Sender, turn: Turn, number: str) -> bool: ...


class Records(Protocol):
    """What is asked of the database for a turn."""

    @property
    def promises(self) -> Promises: ...
    def receive(self, message: Message) -> bool: ...
    def kept(self, sender: Sender) -> Kept: ...
    def forget(self, sender: Sender) -> None: ...


@dataclass(frozen=True)
class Heard:
    """The message of a turn, masked, and what was found before it was masked."""

    message: Message
    before: Conversation
    number: str = ""
    """The telephone number, when we asked for one; it goes to the database and nowhere else."""


class Granting:
    """Does for a turn what the dialogue cannot."""

    def __init__(self, wording: Wording, asking: Asking) -> None:
        self._wording = wording
        self._asking = asking

    def sorry(self, at: Conversation) -> Turn:
        """A turn that failed: the citizen hears that it is not their fault."""
        return Turn(Outcome.ERROR, (self._wording.say("sorry"),), at)

    def grant(self, turn: Turn, heard: Heard, records: Records) -> Turn:
        """The turn with everything done that it asks for."""
        sender, promises = heard.message.sender, records.promises
        about = turn.conversation.about
        if about.knows_commune and about.commune != heard.before.about.commune:
            promises.live_in(sender, about)
        if turn.settles and heard.before.code:
            promises.settle(sender, turn.settles)
        if turn.outcome is Outcome.HELPED and turn.counts_at:
            promises.settle_guide(sender, turn.counts_at.guide)
        if turn.need:
            turn = self._asking.promised(turn, promises.give(sender, turn))
        return self._wish(turn, heard, records) if turn.wish else turn

    def _wish(self, turn: Turn, heard: Heard, records: Records) -> Turn:
        match turn.wish:
            case Wish.FORGET:
                return self._forget(turn, heard, records)
            case Wish.SHOW_DATA:
                return self._show(turn, records.kept(heard.message.sender))
            case Wish.KEEP_NUMBER:
                return self._keep_number(turn, heard, records)
        return self._of_code(turn, heard.message.sender, records.promises)

    def _forget(self, turn: Turn, heard: Heard, records: Records) -> Turn:
        records.forget(heard.message.sender)
        records.receive(heard.message)
        reply = self._wording.say("forgotten")
        return replace(turn, replies=(reply,), conversation=Conversation())

    def _show(self, turn: Turn, kept: Kept) -> Turn:
        words = "\n".join(f"• {word}" for word in kept.words[-5:])
        words = words or self._wording.say("nothing_kept").text
        held = (self._wording.say(f"number_held_{wish}").text for wish in kept.wishes)
        shown = self._wording.say(
            "my_data",
            turns=kept.turns,
            needs=kept.needs,
            words=words,
            about=self._wording.about(turn.conversation.about),
            numbers="".join(f"\n{line}" for line in held),
        )
        return turn.saying(shown)

    def _keep_number(self, turn: Turn, heard: Heard, records: Records) -> Turn:
        number, at = heard.number, turn.conversation
        kept = records.promises.keep_number(heard.message.sender, turn, number)
        name = "number_kept" if kept else "code_unknown"
        said = self._wording.say(name, number=f"{number[-4:-2]} {number[-2:]}")
        turn = replace(turn, conversation=at.resting()).saying(said)
        return self._asking.go_on(turn, at.to_ask)

    def _of_code(self, turn: Turn, sender: Sender, promises: Promises) -> Turn:
        """Where the question of a code stands, or what its answer was worth."""
        found = promises.standing(turn.code, sender)
        others = found is None or not found.mine
        if others and promises.wrong_codes(sender) >= MOST_WRONG_CODES:
            return turn.saying(self._wording.say("code_tomorrow"))
        if found is None:
            at = replace(turn.conversation, waiting=Waiting.CODE)
            turn = replace(turn, intent=WRONG_CODE, conversation=at)
            return turn.saying(self._wording.say("code_unknown"))
        if turn.wish is Wish.ANSWER_HELPED:
            promises.helped(turn.code)
            return turn.saying(self._wording.say("helped"))
        if turn.wish is Wish.ANSWER_FAILED:
            promises.failed(turn.code)
            at = replace(turn.conversation, waiting=Waiting.STILL, code=turn.code)
            still = self._wording.say("still", code=say_code(turn.code))
            return replace(turn, conversation=at).saying(still)
        return turn.saying(self._wording.standing(found))
