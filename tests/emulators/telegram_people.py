"""The people who use Telegram: what they write, tap and see."""

import re
from typing import Any

from tests.emulators.telegram_html import marked, utf16_length
from tests.emulators.telegram_messages import describe
from tests.emulators.telegram_parameters import Json, Refusal
from tests.emulators.telegram_rules import LONGEST_TEXT, bot_blocked
from tests.emulators.telegram_transcript import summary, transcript
from tests.emulators.telegram_world import NEVER_MET, Chat, Post, Tap, World

SPOTTED = {
    "bot_command": re.compile(r"(?<!\S)/\w{1,32}(?:@\w+)?"),
    "mention": re.compile(r"(?<![\w/])@\w{4,32}"),
    "url": re.compile(r"https?://\S+"),
}
GROUP_ITSELF = {
    "id": 1_087_968_824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


class Person:
    """Somebody at their phone, in the chat with the bot or, by ``inside``, in a group."""

    def __init__(self, world: World, home: Chat, chat: Chat | None = None) -> None:
        self._world = world
        self._home = home
        self.chat = chat or home
        name = home.profile["first_name"]
        about = {"id": home.id, "is_bot": False, "first_name": name}
        self.profile: Json = {**about, "language_code": "vi"}

    @property
    def id(self) -> int:
        """The person's number, which is also that of the private chat."""
        return self._home.id

    def inside(self, group: "Group") -> "Person":
        """The same person, writing in a group."""
        return Person(self._world, self._home, group.chat)

    def starts(self, payload: str = "") -> int:
        """Press Start, perhaps behind a link on a poster."""
        return self.says(f"/start {payload}".strip())

    def says(self, text: str, *, mention: bool = False, reply_to: int | None = None) -> int:
        """Type a text; the message's number."""
        words = f"@{self._world.bot['username']} {text}" if mention else text
        if not 0 < utf16_length(words) <= LONGEST_TEXT:
            raise ValueError("Telegram's apps send neither empty texts nor longer ones than 4096")
        quoted = {"reply_to_message": self.chat.posts[reply_to].quoted()} if reply_to else {}
        return self._send({"text": words} | _entities(words) | quoted)

    def edits(self, number: int, text: str) -> None:
        """Change what one has written."""
        post = self.chat.posts[number]
        kept = {name: value for name, value in post.message.items() if name != "entities"}
        edited = {"text": text, "edit_date": self._world.clock.seconds()}
        post.message = kept | edited | _entities(text)
        self._tell("edited_message", post.message)

    def forwards(self, text: str, by: str = "Hùng") -> int:
        """Pass on what somebody else wrote."""
        origin = {"type": "hidden_user", "sender_user_name": by}
        dated = {**origin, "date": self._world.clock.seconds() - 60}
        return self._send({"text": text, "forward_origin": dated} | _entities(text))

    def sends_voice(self, content: bytes = b"OggS", seconds: int = 3) -> int:
        """Speak; the bot fetches the sound by getFile."""
        file = self._world.keep_file("voices", "file.oga", "audio/ogg", content)
        return self._send({"voice": describe(file)["voice"] | {"duration": seconds}})

    def sends_photo(self, content: bytes = b"\xff\xd8\xff", caption: str = "") -> int:
        """Send a picture."""
        file = self._world.keep_file("photos", "file.jpg", "image/jpeg", content)
        return self._send(describe(file) | ({"caption": caption} if caption else {}))

    def sends_document(self, name: str, content: bytes = b"%PDF", caption: str = "") -> int:
        """Send a file."""
        file = self._world.keep_file("documents", name, "application/octet-stream", content)
        return self._send(describe(file) | ({"caption": caption} if caption else {}))

    def sends_sticker(self, emoji: str = "👍") -> int:
        """Send a little picture without words."""
        ids = {"file_id": "sticker-1", "file_unique_id": "unique-sticker-1", "type": "regular"}
        looks = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send({"sticker": {**ids, **looks, "emoji": emoji}})

    def shares_contact(self, phone: str = "0912345678", of: str = "") -> int:
        """Give one's own number, or with ``of`` somebody else's card."""
        own = {"first_name": self.profile["first_name"], "user_id": self.id}
        return self._send(
            {"contact": {"phone_number": phone} | ({"first_name": of} if of else own)}
        )

    def shares_location(self, latitude: float = 10.0452, longitude: float = 105.7469) -> int:
        """Show where one is."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def taps(self, label: str, number: int | None = None) -> str:
        """Tap a button by its label: of one message, of the newest that has it, or of the keyboard.

        Returns the callback query's id; empty when the button only typed its label or opened a
        page. Raises LookupError when nobody can see such a button.
        """
        posts = [post for post in self._newest() if number in (None, post.id)]
        buttons = [(post, button) for post in posts for button in post.buttons()]
        for post, button in buttons:
            if button["text"] == label:
                return self._press(post, button)
        keys = [key for row in self.chat.keyboard for key in row if number is None]
        for key in keys:
            if key["text"] == label:
                return self._type(key)
        seen = [button["text"] for _, button in buttons] + [key["text"] for key in keys]
        raise LookupError(f"no button {label!r} among {seen}")

    def forges_tap(self, data: str, number: int) -> str:
        """Send data that no button shows, or none shows any more."""
        return self._press(self.chat.posts[number], {"callback_data": data})

    def blocks(self) -> None:
        """Hear nothing from the bot any more."""
        self._home.refusal = bot_blocked()
        self._tell_membership("member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        self._home.refusal = None
        self._tell_membership("kicked", "member")

    def leaves_telegram(self) -> None:
        """Delete the account."""
        self._home.refusal = Refusal(403, "Forbidden: user is deactivated")

    def reads(self) -> list[str]:
        """The chat as it stands, a line per message."""
        return transcript(self.chat)

    async def hears(self, count: int = 1, within_s: float = 5.0) -> list[str]:
        """The bot's next replies; waits until there are so many.

        Raises:
            TimeoutError: The bot stays silent.
        """
        try:
            await self._world.until(lambda: len(self._unheard()) >= count, within_s)
        except TimeoutError:
            said = "\n".join(self.reads())
            raise TimeoutError(f"{count} replies expected, this is the chat:\n{said}") from None
        heard = self._unheard()[:count]
        self.chat.heard = heard[-1].id
        return [summary(post.message) for post in heard]

    def _unheard(self) -> list[Post]:
        posts = self.chat.posts.values()
        return [post for post in posts if post.by_bot and post.id > self.chat.heard]

    def _newest(self) -> list[Post]:
        return list(self.chat.posts.values())[::-1]

    def _send(self, content: Json) -> int:
        if self.chat.refusal is NEVER_MET:
            self.chat.refusal = None
        if self.chat.private and self.chat.refusal:
            raise ValueError(f"{self.profile['first_name']} has left this chat")
        post = self._world.post(self.chat, self.profile, content)
        self._tell("message", post.message)
        return post.id

    def _tell(self, kind: str, message: Json) -> None:
        if self.chat.refusal:
            return
        if self.chat.sees_all or self._is_addressed(message):
            self._world.updates.add(kind, message, lane=f"chat {self.chat.id}")

    def _is_addressed(self, message: Json) -> bool:
        """What a bot in privacy mode sees of a group."""
        bot = self._world.bot
        if message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
            return True
        marks = {marked(message["text"], entity) for entity in message.get("entities", [])}
        ours = f"@{bot['username']}".lower()
        commands = [mark for mark in marks if mark.startswith("/")]
        return ours in {mark.lower() for mark in marks} or any(
            "@" not in command or command.lower().endswith(ours) for command in commands
        )

    def _press(self, post: Post, button: Json) -> str:
        data = button.get("callback_data")
        if data is None:
            return ""
        query = f"{self.id}-{len(self._world.taps) + 1}"
        self._world.taps[query] = Tap(self._world.clock.now())
        body = {"id": query, "from": self.profile, "message": post.message, "data": data}
        whole = {**body, "chat_instance": f"instance{self.chat.id}"}
        self._world.updates.add("callback_query", whole, lane=f"person {self.id}")
        return query

    def _type(self, key: Json) -> str:
        if key.get("request_contact"):
            self.shares_contact()
        elif key.get("request_location"):
            self.shares_location()
        else:
            self.says(key["text"])
        return ""

    def _tell_membership(self, before: str, now: str) -> None:
        change: dict[str, Any] = {"chat": self._home.profile, "from": self.profile}
        change |= {"date": self._world.clock.seconds()}
        for when, status in (("old_chat_member", before), ("new_chat_member", now)):
            until = {"until_date": 0} if status == "kicked" else {}
            change[when] = {"status": status, "user": self._world.bot, **until}
        self._world.updates.add("my_chat_member", change, lane=f"chat {self._home.id}")


class Group:
    """A group that the bot was added to."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self.chat = chat

    @property
    def id(self) -> int:
        """Its number; an upgrade brings a new one."""
        return self.chat.id

    def removes_bot(self) -> None:
        """Throw the bot out."""
        kind = self.chat.profile["type"]
        said = f"Forbidden: bot was kicked from the {kind} chat"
        self.chat.refusal = Refusal(403, said)

    def upgrades(self) -> "Group":
        """Become a supergroup; the old number is dead from now on."""
        old, title = self.chat, self.chat.profile["title"]
        new = self._world.add_group(title, supergroup=True, sees_all=old.sees_all)
        said = "Bad Request: group chat was upgraded to a supergroup chat"
        old.refusal = Refusal(400, said, migrate_to_chat_id=new.id)
        to_new, from_old = {"migrate_to_chat_id": new.id}, {"migrate_from_chat_id": old.id}
        for chat, notice in ((old, to_new), (new, from_old)):
            post = self._world.post(chat, GROUP_ITSELF, notice)
            self._world.updates.add("message", post.message, lane=f"chat {chat.id}")
        return Group(self._world, new)

    def reads(self) -> list[str]:
        """The chat as it stands, a line per message."""
        return transcript(self.chat)


def _entities(text: str) -> Json:
    """What the apps mark in a typed text by themselves."""
    found = [
        {
            "type": kind,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for kind, pattern in SPOTTED.items()
        for match in pattern.finditer(text)
    ]
    return {"entities": sorted(found, key=lambda entity: entity["offset"])} if found else {}
