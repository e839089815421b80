"""What the Zalo Bot Platform tells, as messages: polled or posted, flat or in an envelope."""

import hashlib
import json
import re
from typing import Any

from bot.message import Message, Sender

CHANNEL = "zalo_bot"
MOST_LETTERS = 2000
LONGEST_ID = 64
OF_A_PERSON = re.compile(r"message\.\w+\.received")
TEXT = "message.text.received"


def read_body(body: bytes) -> dict[str, Any]:
    """The event of a posted body; empty for a probe, or for what is no event."""
    try:
        return opened(json.loads(body))
    except (ValueError, RecursionError):
        return {}


def opened(update: Any) -> dict[str, Any]:
    """An event without the envelope that some come in."""
    match update:
        case {"ok": True, "result": dict(event)}:
            return event
    return update if isinstance(update, dict) else {}


def read_event(event: dict[str, Any], own_id: str = "") -> Message | None:
    """The citizen's message, or None for an event that we do not answer.

    What is not text, whatever it is, comes as a message without words.
    """
    match event:
        case {
            "event_name": str(name),
            "message": {
                "from": {"id": str() | int() as author, **of_author},
                "chat": {"id": str() | int() as chat, **of_chat},
                **message,
            },
        } if OF_A_PERSON.fullmatch(name):
            ours = of_author.get("is_bot") is True or str(author) == own_id
            private = of_chat.get("chat_type", "PRIVATE") == "PRIVATE"
            if ours or not private or not 0 < len(str(chat)) <= LONGEST_ID:
                return None
            said = message.get("text" if name == TEXT else "caption")
            return Message(Sender(CHANNEL, str(chat)), _id(event["message"]), _words(said))
    return None


def _words(said: Any) -> str:
    """Typed words; a leading slash is a command elsewhere and a habit here."""
    if not isinstance(said, str):
        return ""
    return said.replace("\0", "").strip()[:MOST_LETTERS].lstrip("/").strip()


def _id(message: dict[str, Any]) -> str:
    """Zalo's id of a message, or one made of all that it says, the same when it comes again."""
    id = message.get("message_id")
    if isinstance(id, str) and 0 < len(id) <= LONGEST_ID:
        return id
    whole = id if isinstance(id, str) and id else json.dumps(message, sort_keys=True)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
