"""Stand-ins for the ports, a few lines each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bot.conversation import Conversation, Kept, Turn
from bot.message import Message, Outgoing, Sender
from bot.needs import Reason, UnmetNeed
from bot.promises import Promise, says_alike
from nlu.entities import Extractor
from nlu.understanding import Decision, Guess, Understanding


@cache
def extractor() -> Extractor:
    """The real one: it needs no model."""
    return Extractor.read(Path(__file__).parent.parent / "data" / "lexicon")


class ScriptedInterpreter:
    """Understands exactly the utterances it was told about.

    A script maps an utterance to an intent (sure), to several (to be confirmed), or to nothing.
    Entities are found as ever.
    """

    def __init__(self, script: Mapping[str, str | tuple[str, ...]]) -> None:
        self._script = script

    def parse(self, text: str) -> Understanding:
        named = extractor().find(text)
        match self._script.get(text, ()):
            case str(intent):
                return Understanding(text, (Guess(intent, 0.9),), Decision.ANSWERED, (), named)
            case (first, *_) as choices:
                ranking = (Guess(first, 0.4),)
                return Understanding(text, ranking, Decision.CONFIRM, tuple(choices), named)
        return Understanding(text, (Guess("vneid_info", 0.1),), Decision.FALLBACK, (), named)


class MemoryPromises:
    """Gives codes as the real ones do, one for each place where somebody is in trouble."""

    def __init__(self, logged: list[UnmetNeed]) -> None:
        self._logged = logged
        self._codes: dict[str, UnmetNeed] = {}
        self.numbers: list[str] = []

    def give(self, sender: Sender, turn: Turn) -> Promise:
        assert turn.need
        self._logged.append(turn.need)
        if not turn.waits:
            return Promise()
        code = next((code for code, logged in self._codes.items() if _same(turn.need, logged)), "")
        new = not code
        code = code or f"K4M7T{len(self._codes) + 2}"
        self._codes[code] = turn.need
        return Promise(code, new, reachable=bool(self.numbers))

    def keep_number(self, sender: Sender, turn: Turn, number: str) -> bool:
        self.numbers.append(number)
        return True

    def settle(self, sender: Sender, found: str) -> None:
        """Nobody is counted here."""

    live_in = settle_guide = settle


def _same(need: UnmetNeed, before: UnmetNeed) -> bool:
    asks = {need.reason, before.reason} <= {Reason.NOT_UNDERSTOOD, Reason.NONE_FITS}
    alike = not asks or says_alike(need.words, before.words)
    return (need.guide, need.step) == (before.guide, before.step) and alike


class MemoryDatabase:
    """Keeps everything in dictionaries; for tests of the assistant, not of the database."""

    def __init__(self) -> None:
        self.conversations: dict[Sender, Conversation] = defaultdict(Conversation)
        self.turns: dict[tuple[str, str], Turn | None] = {}
        self.needs: list[UnmetNeed] = []
        self.promises = MemoryPromises(self.needs)
        self._sent = 0

    @contextmanager
    def transaction(self) -> Iterator["MemoryDatabase"]:
        yield self

    def receive(self, message: Message) -> bool:
        key = (message.sender.channel, message.id)
        new = key not in self.turns
        self.turns.setdefault(key, None)
        return new

    def is_answered(self, message: Message) -> bool:
        return self.turns[message.sender.channel, message.id] is not None

    def conversation(self, sender: Sender) -> Conversation:
        return self.conversations[sender]

    def keep(
        self, message: Message, turn: Turn, confidence: float, duration_ms: int
    ) -> list[Outgoing]:
        self.turns[message.sender.channel, message.id] = turn
        self.conversations[message.sender] = turn.conversation
        replies = [
            Outgoing(self._sent + at, message.sender, reply)
            for at, reply in enumerate(turn.replies, 1)
        ]
        self._sent += len(replies)
        return replies

    def kept(self, sender: Sender) -> Kept:
        words = tuple(need.words for need in self.needs)
        return Kept(len(self.turns), len(self.needs), words)

    def forget(self, sender: Sender) -> None:
        self.conversations.pop(sender, None)
        self.turns.clear()
        self.needs.clear()


class Citizen:
    """A person who talks to the assistant: says something, taps a button, reads the replies."""

    def __init__(self, assistant: object, database: MemoryDatabase) -> None:
        self._assistant = assistant
        self._database = database
        self._sender = Sender("test", "aunt")
        self._buttons: dict[str, str] = {}
        self._count = 0

    async def says(self, text: str) -> list[str]:
        """Type a message; the texts of the replies."""
        return await self._send(text=text)

    async def taps(self, label: str) -> list[str]:
        """Tap a button that was seen at any time."""
        return await self._send(choice=self._buttons[label])

    async def sends_again(self, text: str) -> list[str]:
        """The last message, delivered a second time."""
        self._count -= 1
        return await self._send(text=text)

    @property
    def buttons(self) -> list[str]:
        """The labels under the last replies."""
        said = self._database.conversations[self._sender].said
        return [button.label for reply in said for button in reply.buttons]

    @property
    def outcome(self) -> str:
        """How the last turn ended."""
        turn = self._database.turns["test", str(self._count)]
        return turn.outcome.value if turn else ""

    async def _send(self, text: str = "", choice: str = "") -> list[str]:
        self._count += 1
        message = Message(self._sender, str(self._count), text, choice)
        replies = [outgoing.reply for outgoing in await self._assistant.handle(message)]  # type: ignore[attr-defined]
        self._buttons |= {
            button.label: button.choice for reply in replies for button in reply.buttons
        }
        return [reply.text for reply in replies]
