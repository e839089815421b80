"""What Telegram's servers know about one bot: its chats, the messages in them, its files."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.emulators.telegram_parameters import Json, Parameters, Refusal, bad_request
from tests.emulators.telegram_rules import Markup
from tests.emulators.telegram_switches import Clock, Faults, Flood, Pulse
from tests.emulators.telegram_updates import Updates

NEVER_MET = Refusal(403, "Forbidden: bot can't initiate conversation with a user")
FIRST_PERSON = 5_000_000_001  # does not fit 32 bits, like many of today's
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001


@dataclass
class Post:
    """A message standing in a chat."""

    message: Json
    by_bot: bool
    editable: bool = True

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return int(self.message["message_id"])

    def quoted(self) -> Json:
        """As a reply to it shows it: without what it replied to itself."""
        return {name: value for name, value in self.message.items() if name != "reply_to_message"}

    def buttons(self) -> list[Json]:
        """The buttons under it."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass
class Chat:
    """A private chat or a group, as both sides see it."""

    profile: Json
    posts: dict[int, Post] = field(default_factory=dict)
    keyboard: list[list[Json]] = field(default_factory=list)
    refusal: Refusal | None = None
    """Why the bot cannot write here."""
    sees_all: bool = True
    """False in a group where the bot reads only what is addressed to it."""
    heard: int = 0
    """The newest reply that a test has taken note of."""

    @property
    def id(self) -> int:
        """Its number."""
        return int(self.profile["id"])

    @property
    def private(self) -> bool:
        """Whether one person talks with the bot alone."""
        return bool(self.profile["type"] == "private")

    def show(self, markup: Markup) -> None:
        """Change the keyboard of the phone."""
        if markup.keyboard is not None:
            self.keyboard = markup.keyboard


@dataclass
class Tap:
    """A tapped button whose circle spins until the bot answers."""

    at: float
    answered: bool = False


@dataclass
class Call:
    """A call that the bot made; the status is None as long as it has no answer."""

    seq: int
    method: str
    parameters: Json
    at: float
    status: int | None = None
    response: Json | None = None


@dataclass(frozen=True)
class StoredFile:
    """A file that somebody sent."""

    id: str
    path: str
    mime_type: str
    content: bytes

    @property
    def name(self) -> str:
        """What the sender called it."""
        return self.path.rpartition("/")[2]


class World:
    """Everything but the network."""

    def __init__(self, bot: Json) -> None:
        self.bot = bot
        self.clock = Clock()
        self.updates = Updates(self.clock)
        self.changed = Pulse()
        self._messages = 0
        self._people = FIRST_PERSON
        self._groups = 0
        self.forget()

    def forget(self) -> None:
        """Start afresh; numbers go on."""
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.calls: list[Call] = []
        self.faults = Faults()
        self.flood = Flood(self.clock)
        self.updates.forget()

    def add_person(self, first_name: str) -> Chat:
        """A private chat in which nobody has written yet."""
        profile = {"id": self._people, "type": "private", "first_name": first_name}
        self._people += 1
        return self._add(Chat(profile, refusal=NEVER_MET))

    def add_group(self, title: str, *, supergroup: bool, sees_all: bool) -> Chat:
        """A group that the bot is in."""
        first, kind = (FIRST_SUPERGROUP, "supergroup") if supergroup else (FIRST_GROUP, "group")
        profile = {"id": first - self._groups, "type": kind, "title": title}
        self._groups += 1
        return self._add(Chat(profile, sees_all=sees_all))

    def _add(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def chat(self, parameters: Parameters) -> Chat:
        """The chat of a call, if the bot may write there."""
        if not parameters.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(parameters.whole("chat_id"))
        if chat is None:
            raise bad_request("chat not found")
        if chat.refusal:
            raise chat.refusal.with_traceback(None)
        return chat

    def post(self, chat: Chat, sender: Json, content: Json) -> Post:
        """Put a message into a chat."""
        number = self._next_number(chat)
        head = {"message_id": number, "from": sender, "chat": chat.profile}
        message = {**head, "date": self.clock.seconds(), **content}
        post = Post(message, by_bot=sender is self.bot)
        chat.posts[number] = post
        self.changed.beat()
        return post

    def _next_number(self, chat: Chat) -> int:
        """A supergroup counts its own messages; all other chats of a bot count together."""
        if chat.profile["type"] == "supergroup":
            return max(chat.posts, default=0) + 1
        self._messages += 1
        return self._messages

    def keep_file(self, folder: str, name: str, mime_type: str, content: bytes) -> StoredFile:
        """Store a file under a new id."""
        number = len(self.files) + 1
        path = f"{folder}/{number}/{name}"
        file = StoredFile(f"{folder}-file-{number:06}", path, mime_type, content)
        self.files[file.id] = file
        return file

    async def until(self, condition: Callable[[], bool], within_s: float) -> None:
        """Wait for something that a call of the bot will bring about.

        Raises:
            TimeoutError: It did not happen.
        """
        async with asyncio.timeout(within_s):
            while not condition():
                await self.changed.wait()
