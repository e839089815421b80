"""The people who use Zalo: what they write and see."""

from tests.emulators.zalo_bot_calls import Json, Refusal
from tests.emulators.zalo_bot_transcript import summary, transcript
from tests.emulators.zalo_bot_world import Chat, World

LINK = "https://photo-stal.zdn.vn/1.jpg"


class Person:
    """Somebody at their phone, in the chat with the bot or, by ``inside``, in a group."""

    def __init__(self, world: World, name: str, chat: Chat, id: str = "") -> None:
        self._world = world
        self.name = name
        self.chat = chat
        self.id: str = id or chat.profile["id"]
        """Zalo's id of the person, which is also that of the private chat."""

    def inside(self, group: Chat) -> "Person":
        """The same person, writing in a group."""
        return Person(self._world, self.name, group, self.id)

    def says(self, text: str) -> str:
        """Type a text; the message's id."""
        if not text.strip():
            raise ValueError("Zalo's app sends no empty text")
        return self._send("message.text.received", {"text": text})

    def sends_photo(self, caption: str = "", url: str = LINK) -> str:
        """Send a picture."""
        words = {"caption": caption} if caption else {}
        return self._send("message.image.received", {self._world.switches.photo: url, **words})

    def sends_sticker(self, sticker: str = "f8f7a6fb8fbe66e03faf") -> str:
        """Send a little picture without words."""
        url = "https://zalo-api.zadn.vn/api/emoticon/sticker/webpc"
        return self._send("message.sticker.received", {"sticker": sticker, "url": url})

    def sends_voice(self, url: str = "https://voice-stal.zdn.vn/1.aac") -> str:
        """Speak."""
        return self._send("message.voice.received", {"voice_url": url})

    def sends_what_is_not_passed_on(self) -> str:
        """Send a file, a place, or be a child: the bot learns only that something came."""
        return self._send("message.unsupported.received", {})

    def does(self, event_name: str) -> str:
        """Something that nobody has heard of yet."""
        return self._send(event_name, {})

    def blocks(self) -> None:
        """Hear nothing from the bot any more; which code Zalo gives is not known."""
        self.chat.refusal = Refusal(400, "Bad Request: user has blocked the bot")

    @property
    def transcript(self) -> list[str]:
        """The chat as it stands, a line per message."""
        return transcript(self.chat)

    async def hears(self, count: int = 1, within_s: float = 20.0) -> list[str]:
        """The bot's next messages; waits until there are so many.

        Raises:
            TimeoutError: The bot stays silent.
        """
        try:
            await self._world.until(lambda: len(self._unheard()) >= count, within_s)
        except TimeoutError:
            said = "\n".join(self.transcript)
            raise TimeoutError(f"{count} messages expected, this is the chat:\n{said}") from None
        heard = self._unheard()[:count]
        self.chat.heard += len(heard)
        return [summary(message) for message in heard]

    def hears_now(self) -> list[str]:
        """What the bot has said since, without waiting."""
        heard = self._unheard()
        self.chat.heard += len(heard)
        return [summary(message) for message in heard]

    def _unheard(self) -> list[Json]:
        return self.chat.by_bot[self.chat.heard :]

    def _send(self, event: str, content: Json) -> str:
        author = {"id": self.id, "display_name": self.name, "is_bot": False}
        message = self._world.put(self.chat, author, content)
        self._world.tell(event, message)
        return str(message["message_id"])
