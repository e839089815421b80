"""What Zalo's servers know about one Official Account: its citizens and their conversations."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.emulators.telegram_switches import Clock, Pulse
from tests.emulators.zalo_oa_oauth import OAuth
from tests.emulators.zalo_oa_switches import Faults, Json, Rate

FIRST_CITIZEN = 2_468_458_835_291_979_220
FIRST_BY_APP = 5_521_772_797_175_877_300
FREE_S = 48 * 3600
OPEN_S = 7 * 24 * 3600


@dataclass(frozen=True)
class Keys:
    """What the console shows an operator."""

    oa_id: str = "388613280878808645"
    app_id: str = "360846524940903967"
    app_secret: str = "app-secret-of-the-emulator"
    secret_key: str = "test-oa-secret-key"


@dataclass(frozen=True)
class Line:
    """Something said in a conversation."""

    id: str
    author: str
    """The citizen's name, ``OA``, or ``officer``."""
    message: Json
    at: float

    @property
    def by_oa(self) -> bool:
        """Whether a program of the account said it."""
        return self.author == "OA"

    @property
    def buttons(self) -> list[Json]:
        """The buttons under it."""
        payload = self.message.get("attachment", {}).get("payload", {})
        return payload.get("buttons", []) if isinstance(payload, dict) else []

    @property
    def text(self) -> str:
        """The words; anything else is named in brackets."""
        attachment = self.message.get("attachment") or {}
        payload = attachment.get("payload", {})
        kind = payload.get("template_type") or attachment.get("type", "")
        if attachment and not self.buttons:
            return f"({kind}) {self.message.get('text', '')}".strip()
        return str(self.message.get("text", self.message.get("kind", "")))


@dataclass
class Citizen:
    """Somebody who uses Zalo."""

    id: str
    by_app: str
    name: str
    follows: bool = False
    refusal: int = 0
    """The code that a message to this citizen meets."""
    interacted_at: float | None = None
    lines: list[Line] = field(default_factory=list)
    heard: int = 0
    """How many lines a test has taken note of."""


@dataclass
class Call:
    """A call that was made to us; the answer is None as long as there is none."""

    seq: int
    path: str
    body: str
    at: float
    status: int | None = None
    answer: Json | None = None


Tell = Callable[[Citizen, Json], None]


class World:
    """Everything but the network."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.clock = Clock()
        self.changed = Pulse()
        self.oauth = OAuth(keys.app_id, keys.app_secret, self.clock)
        self.tell: Tell = lambda citizen, event: None
        """Brings an event to the webhook."""
        self.echoes = True
        self.receipts = False
        self.package_left = 0
        """Messages of the package that are left for those outside of the free window."""
        self.forget()

    def forget(self) -> None:
        """Start afresh; tokens stay good."""
        self.citizens: dict[str, Citizen] = {}
        self.calls: list[Call] = []
        self.faults = Faults()
        self.rate = Rate(self.clock)
        self.uploads: dict[str, str] = {}

    def citizen(self, name: str) -> Citizen:
        """Somebody with this name; the same name is the same person."""
        for citizen in self.citizens.values():
            if citizen.name == name:
                return citizen
        number = len(self.citizens)
        new = Citizen(str(FIRST_CITIZEN + number), str(FIRST_BY_APP + number), name)
        self.citizens[new.id] = new
        return new

    def timestamp(self) -> str:
        """The time as events carry it."""
        return str(int(self.clock.now() * 1000))

    def say(self, citizen: Citizen, author: str, message: Json) -> Line:
        """Put a line into a conversation."""
        line = Line(secrets.token_hex(10), author, message, self.clock.now())
        citizen.lines.append(line)
        self.changed.beat()
        return line

    def interact(self, citizen: Citizen) -> None:
        """Open the windows anew."""
        citizen.interacted_at = self.clock.now()

    def by_citizen(self, citizen: Citizen, name: str, **more: object) -> Json:
        """An event in which a citizen does something to the account."""
        return {
            "app_id": self.keys.app_id,
            "sender": {"id": citizen.id},
            "user_id_by_app": citizen.by_app,
            "recipient": {"id": self.keys.oa_id},
            "event_name": name,
            **more,
            "timestamp": self.timestamp(),
        }

    def by_account(self, citizen: Citizen, line: Line, admin: str = "") -> Json:
        """The event that tells what the account said."""
        kinds = {"media": "image", "request_user_info": "request_user_info", "list": "list"}
        attachment = line.message.get("attachment") or {}
        kind = kinds.get(attachment.get("payload", {}).get("template_type", ""), "text")
        if attachment.get("type") == "file":
            kind = "file"
        sender = {"id": self.keys.oa_id} | ({"admin_id": admin} if admin else {})
        said = {"msg_id": line.id} | ({"text": text} if (text := line.message.get("text")) else {})
        return {
            "app_id": self.keys.app_id,
            "sender": sender,
            "user_id_by_app": citizen.by_app,
            "recipient": {"id": citizen.id},
            "event_name": f"oa_send_{kind}",
            "message": said,
            "timestamp": self.timestamp(),
        }

    async def until(self, condition: Callable[[], bool], within_s: float = 5.0) -> None:
        """Wait for something that a call will bring about.

        Raises:
            TimeoutError: It did not happen.
        """
        async with asyncio.timeout(within_s):
            while not condition():
                await self.changed.wait()
