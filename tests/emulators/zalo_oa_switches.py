"""What a test may switch on the emulator of a Zalo Official Account: faults and limits."""

from dataclasses import dataclass
from typing import Any

from tests.emulators.telegram_switches import Clock

Json = dict[str, Any]
MESSAGES = {
    -32: "API request limit has been reached",
    -200: "Send message failed",
    -201: "Params is invalid",
    -202: "Mac is invalid",
    -209: "API is not supported",
    -210: "Params is out of range",
    -211: "Out of quota",
    -213: "User has not followed OA",
    -216: "Access token is invalid",
    -217: "User has blocked invitations of OA",
    -220: "Access token has expired or was removed",
    -224: "OA is not in a service package",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -233: "Message type is not supported",
    -244: "User refuses this type of message",
    -14014: "Invalid refresh token",
}


class Refusal(Exception):
    """An answer with an error in it, as Zalo gives it with HTTP 200."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.body: Json = {"error": code, "message": message or MESSAGES.get(code, "Error")}


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next calls of a path."""

    path: str
    """The end of a path, such as ``message/cs`` or ``access_token``; empty for all."""
    error: int = 0
    """The code in the body; with it HTTP 200 unless ``status`` says otherwise."""
    status: int = 200
    body: str | None = None
    """Answer with this instead of JSON."""
    hang: bool = False
    """Never answer."""
    cut: bool = False
    """Close the connection instead of answering."""
    takes_effect: bool = False
    """Carry the call out and lose only its answer."""
    times: int = 1
    contains: str = ""
    """Only calls with this text in their body."""

    def fits(self, path: str, body: str) -> bool:
        """Whether a call is meant."""
        return path.endswith(self.path) and self.contains in body


class Faults:
    """The faults that are still to happen."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def inject(self, fault: Fault) -> None:
        """Let something go wrong."""
        self._waiting.extend([fault] * fault.times)

    def take(self, path: str, body: str) -> Fault | None:
        """The fault of this call, if it has one; it is used up."""
        for place, fault in enumerate(self._waiting):
            if fault.fits(path, body):
                return self._waiting.pop(place)
        return None


class Rate:
    """How many calls Zalo takes in a minute of one app."""

    def __init__(self, clock: Clock) -> None:
        self.most = 4000
        self._clock = clock
        self._calls: list[float] = []

    def count(self) -> int:
        """Count a call; how many more there may be, below zero when it is one too many."""
        now = self._clock.now()
        self._calls = [*(at for at in self._calls if at > now - 60), now]
        return self.most - len(self._calls)
