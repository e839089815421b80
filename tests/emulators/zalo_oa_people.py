"""The people who use Zalo: citizens at their phones, and the officer in Zalo's own tool."""

import secrets
from collections.abc import Callable

from tests.emulators.zalo_oa_switches import Json
from tests.emulators.zalo_oa_world import Citizen, Line, World

PHOTO = {"thumbnail": "https://f1.photo.zdn.vn/t.jpg", "url": "https://f1.photo.zdn.vn/p.jpg"}


class Person:
    """Somebody in a conversation with the account."""

    def __init__(self, world: World, citizen: Citizen) -> None:
        self._world = world
        self._citizen = citizen

    @property
    def id(self) -> str:
        """The number that the account knows them by."""
        return self._citizen.id

    def follows(self, source: str = "oa_profile") -> None:
        """Press *Quan tâm*."""
        self._citizen.follows, self._citizen.refusal = True, 0
        self._world.interact(self._citizen)
        self._tell_following("follow", source)

    def unfollows(self) -> None:
        """Hear nothing from the account any more."""
        self._citizen.follows, self._citizen.refusal = False, -213
        self._tell_following("unfollow", "oa_profile")

    def refuses(self, code: int) -> None:
        """Let messages to this person meet a code; 0 for none."""
        self._citizen.refusal = code

    def says(self, text: str, quoting: str = "") -> str:
        """Type a text; the message's id."""
        quoted = {"quote_msg_id": quoting} if quoting else {}
        return self._send("user_send_text", {"text": text, **quoted})

    def sends_image(self, kind: str = "image") -> str:
        """Send a picture or a moving one: ``gif``."""
        return self._attach(f"user_send_{kind}", kind, PHOTO)

    def sends_audio(self) -> str:
        """Speak."""
        return self._attach("user_send_audio", "audio", {"url": "http://f1.voice.zdn.vn/a.amr"})

    def sends_video(self) -> str:
        """Send a film."""
        film = PHOTO | {"description": ""}
        return self._attach("user_send_video", "video", film)

    def sends_sticker(self) -> str:
        """Send a little picture without words."""
        return self._attach("user_send_sticker", "sticker", {"id": "27123", "url": PHOTO["url"]})

    def sends_location(self, latitude: str = "10.0452", longitude: str = "105.7469") -> str:
        """Show where one is."""
        place = {"coordinates": {"latitude": latitude, "longitude": longitude}}
        return self._attach("user_send_location", "location", place)

    def sends_file(self, name: str = "don.pdf") -> str:
        """Send a file."""
        file = {"size": "1024", "name": name, "checksum": "d41d8cd98f00b204e9800998ecf8427e"}
        return self._attach("user_send_file", "file", file | {"type": "pdf", "url": PHOTO["url"]})

    def sends_link(self, url: str) -> str:
        """Share a page."""
        page = {"thumbnail": PHOTO["thumbnail"], "description": "", "url": url}
        return self._attach("user_send_link", "link", page)

    def shares_card(self) -> str:
        """Pass on somebody's card."""
        return self._attach("user_send_business_card", "business_card", {"url": PHOTO["url"]})

    def submits_info(self, *, form: str = "info", **info: str) -> None:
        """Fill in the form of request_user_info; ``form`` is where the event carries it."""
        told: Json = {"name": "Lan", "phone": "84912345678", "address": "12 Hai Bà Trưng", **info}
        self._world.interact(self._citizen)
        event = self._world.by_citizen(self._citizen, "user_submit_info", **{form: told})
        self._world.tell(self._citizen, event)

    def sees(self) -> None:
        """Open the conversation."""
        ids = [line.id for line in self._citizen.lines if line.by_oa]
        event = self._world.by_citizen(
            self._citizen, "user_seen_message", message={"msg_ids": ids[-1:]}
        )
        self._world.tell(self._citizen, event)

    def taps(self, title: str) -> str:
        """Tap the newest button of that title: Zalo types its payload.

        Raises:
            LookupError: Nobody can see such a button.
        """
        seen = [button for line in self._citizen.lines[::-1] for button in line.buttons]
        for button in seen:
            if button["title"] == title:
                hidden = button["type"] == "oa.query.hide"
                return self._send("user_send_text", {"text": button["payload"]}, hidden=hidden)
        raise LookupError(f"no button {title!r} among {[button['title'] for button in seen]}")

    @property
    def transcript(self) -> list[str]:
        """The conversation as it stands, a line per message."""
        return [f"{line.author}: {line.text}{_shown(line)}" for line in self._citizen.lines]

    def heard(self) -> list[str]:
        """What the program has said since one last listened."""
        said = [line.text for line in self._citizen.lines[self._citizen.heard :] if line.by_oa]
        self._citizen.heard = len(self._citizen.lines)
        return said

    async def hears(self, count: int = 1, within_s: float = 5.0) -> list[str]:
        """The program's next messages; waits until there are so many.

        Raises:
            TimeoutError: It stays silent.
        """
        try:
            await self._world.until(lambda: len(self._unheard()) >= count, within_s)
        except TimeoutError:
            said = "\n".join(self.transcript)
            raise TimeoutError(f"{count} messages expected, this is all:\n{said}") from None
        unheard = self._unheard()[:count]
        self._citizen.heard = self._citizen.lines.index(unheard[-1]) + 1
        return [line.text for line in unheard]

    def officer_writes(self, text: str) -> None:
        """An officer of the account writes to this person in Zalo's own tool."""
        line = self._world.say(self._citizen, "officer", {"text": text})
        admin = "5838405318437200000"
        self._world.tell(self._citizen, self._world.by_account(self._citizen, line, admin))

    def _unheard(self) -> list[Line]:
        return [line for line in self._citizen.lines[self._citizen.heard :] if line.by_oa]

    def _attach(self, event: str, kind: str, payload: Json) -> str:
        return self._send(event, {"attachments": [{"type": kind, "payload": payload}]})

    def _send(self, event: str, content: Json, *, hidden: bool = False) -> str:
        citizen, world = self._citizen, self._world
        if "text" in content and not content["text"].strip():
            raise ValueError("Zalo sends no empty text")
        world.interact(citizen)
        if hidden:
            id = secrets.token_hex(10)
        else:
            kind = content.get("attachments", [{}])[0].get("type", "")
            shown = {"text": content.get("text", f"({kind})")}
            id = world.say(citizen, citizen.name, shown).id
        world.tell(citizen, world.by_citizen(citizen, event, message={**content, "msg_id": id}))
        return id

    def _tell_following(self, name: str, source: str) -> None:
        event = {
            "oa_id": self._world.keys.oa_id,
            "follower": {"id": self.id},
            "user_id_by_app": self._citizen.by_app,
            "event_name": name,
            "source": source,
            "app_id": self._world.keys.app_id,
            "timestamp": self._world.timestamp(),
        }
        self._world.tell(self._citizen, event)


def _shown(line: Line) -> str:
    return "".join(f" [{button['title']}]" for button in line.buttons)


WAYS: dict[str, Callable[[Person, Json], object]] = {
    "text": lambda person, body: person.says(body["text"]),
    "image": lambda person, body: person.sends_image(),
    "gif": lambda person, body: person.sends_image("gif"),
    "audio": lambda person, body: person.sends_audio(),
    "video": lambda person, body: person.sends_video(),
    "sticker": lambda person, body: person.sends_sticker(),
    "location": lambda person, body: person.sends_location(),
    "file": lambda person, body: person.sends_file(),
    "link": lambda person, body: person.sends_link(body["text"]),
    "card": lambda person, body: person.shares_card(),
    "follow": lambda person, body: person.follows(),
    "unfollow": lambda person, body: person.unfollows(),
    "info": lambda person, body: person.submits_info(ward=body["text"]),
    "seen": lambda person, body: person.sees(),
}
"""What a person at a terminal may do, by the word used under /sim/."""
