"""What Zalo knows of one bot: its chats, what was said in them, what a test has switched on."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.emulators.telegram_switches import Clock, Pulse
from tests.emulators.zalo_bot_calls import Call, Fault, Json, Refusal

LONGEST_TEXT = 2000
NOT_FOUND = Refusal(404, "Not Found")


@dataclass
class Switches:
    """Where sources disagree or services misbehave; the first value is the usual one."""

    body: Literal["envelope", "flat"] = "envelope"
    photo: Literal["photo_url", "photo"] = "photo_url"
    poll: Literal["once", "replay", "drop"] = "once"
    """An update is polled once; or comes on every later poll; or is lost when nobody polls."""
    no_webhook: Literal["404", "empty"] = "404"
    """What getWebhookInfo says when none is set."""
    echo: bool = False
    """Bring the bot's own messages back to it."""
    echo_says_so: bool = True
    """An echo carries ``is_bot: true``."""
    retries: int = 0
    """How often a webhook that failed is tried again; nobody knows what Zalo does."""
    late_s: float = 0.0
    """How late events are brought or may be polled."""
    patience_s: float = 5.0
    """How long a webhook may take."""
    private_hooks: bool = True
    """Take addresses on loopback and http as a webhook; Zalo itself does not."""
    probe: Literal["{}", ""] = "{}"
    """What the address is tried with when it is set."""
    quota: int | None = None
    """How many messages the bot may send before 429."""
    most_people: int | None = None
    """To how many people it may write."""


@dataclass
class Chat:
    """A private chat or a group, as both sides see it."""

    profile: Json
    name: str
    said: list[Json] = field(default_factory=list)
    refusal: Refusal | None = None
    """Why the bot cannot write here."""
    heard: int = 0
    """How many of the bot's messages a test has taken note of."""

    @property
    def by_bot(self) -> list[Json]:
        """What the bot said."""
        return [message for message in self.said if message["from"].get("is_bot")]


class World:
    """Everything but the network."""

    def __init__(self, bot: Json) -> None:
        self.bot = bot
        self.clock = Clock()
        self.changed = Pulse()
        self.happened = Pulse()
        self._messages = 0
        self.forget()

    def forget(self) -> None:
        """Start afresh; numbers go on."""
        self.switches = Switches()
        self.chats: dict[str, Chat] = {}
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.events: list[Json] = []
        """All that ever happened, to be told again."""
        self.waiting: list[Json] = []
        self.held: list[Json] | None = None
        self.twice = 0

    def add_chat(self, name: str, kind: str = "PRIVATE") -> Chat:
        """A chat in which nobody has written yet."""
        id = hashlib.sha256(f"{kind} {name}".encode()).hexdigest()[:20]
        return self.chats.setdefault(id, Chat({"id": id, "chat_type": kind}, name))

    def chat(self, parameters: Json) -> Chat:
        """The chat of a call, if the bot may write there."""
        chat = self.chats.get(str(parameters.get("chat_id", "")))
        if chat is None or (chat.refusal is None and not chat.said):
            raise NOT_FOUND.with_traceback(None)
        if chat.refusal:
            raise chat.refusal.with_traceback(None)
        return chat

    def put(self, chat: Chat, author: Json, content: Json) -> Json:
        """Put a message into a chat."""
        self._messages += 1
        id = hashlib.sha256(f"message {self._messages}".encode()).hexdigest()[:20]
        date = int(self.clock.now() * 1000)
        message = {"from": author, "chat": chat.profile, "message_id": id, "date": date, **content}
        chat.said.append(message)
        self.changed.beat()
        return message

    def tell(self, name: str, message: Json) -> None:
        """Let the bot know, unless things are held back."""
        event = {"event_name": name, "message": message}
        self.events.append(event)
        if self.held is None:
            self.bring([event])
        else:
            self.held.append(event)

    def bring(self, events: list[Json]) -> None:
        """Put events on their way to the bot."""
        for event in events:
            copies = 2 if self.twice else 1
            self.twice = max(self.twice - 1, 0)
            self.waiting.extend([event] * copies)
        self.happened.beat()

    def take_fault(self, call: Call) -> Fault | None:
        """The fault of this call, if it has one; it is used up."""
        for place, fault in enumerate(self.faults):
            if fault.fits(call):
                return self.faults.pop(place)
        return None

    async def until(self, condition: Callable[[], bool], within_s: float) -> None:
        """Wait for something that a call of the bot will bring about, or TimeoutError."""
        async with asyncio.timeout(within_s):
            while not condition():
                await self.changed.wait()
