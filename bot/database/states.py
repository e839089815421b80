"""Conversations and replies as JSON, and back."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from bot.conversation import About, Asked, Conversation, Place, Waiting
from bot.message import Button, Reply


def write_state(conversation: Conversation) -> dict[str, Any]:
    """A conversation as JSON; what stands at its default is left out."""
    written = asdict(conversation)
    written["about"] = {key: value for key, value in written["about"].items() if value}
    return {key: value for key, value in written.items() if value}


def read_state(written: dict[str, Any]) -> Conversation:
    """The conversation that ``write_state`` wrote."""
    here, asked = written.get("here"), written.get("asked")
    return Conversation(
        met=written.get("met", False),
        here=_place(here) if here else None,
        paused=tuple(_place(place) for place in written.get("paused", ())),
        asked=_asked(**asked) if asked else None,
        about=About(**written.get("about", {})),
        waiting=Waiting(written.get("waiting", "")),
        said=tuple(read_reply(**reply) for reply in written.get("said", ())),
        fallbacks=written.get("fallbacks", 0),
        told=tuple(written.get("told", ())),
        place_asked=written.get("place_asked", False),
        to_ask=tuple(Waiting(each) for each in written.get("to_ask", ())),
        code=written.get("code", ""),
        visit=written.get("visit", False),
        alarm=written.get("alarm", 0),
    )


def _asked(ranking: Iterable[tuple[str, float]] = (), **others: Any) -> Asked:
    return Asked(**others, ranking=tuple((intent, confidence) for intent, confidence in ranking))


def _place(written: dict[str, Any]) -> Place:
    return Place(written["guide"], written["step"], tuple(written.get("trail", ())))


def read_reply(text: str, buttons: list[dict[str, str]], picture: str = "") -> Reply:
    """A reply from its parts."""
    return Reply(text, tuple(Button(**button) for button in buttons), picture)
