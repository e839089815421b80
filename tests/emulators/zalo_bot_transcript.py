"""A chat as text, to be compared in tests, searched or read."""

from tests.emulators.zalo_bot_calls import Json
from tests.emulators.zalo_bot_world import Chat

NOT_A_KIND = {"message_id", "from", "chat", "date", "caption", "url"}


def transcript(chat: Chat) -> list[str]:
    """A chat as text: who said what."""
    return [f"{message['from']['display_name']}: {summary(message)}" for message in chat.said]


def summary(message: Json) -> str:
    """The words of a message; anything else is named in brackets."""
    if "text" in message:
        return str(message["text"])
    kind = next((name for name in message if name not in NOT_A_KIND), "unsupported")
    return f"({kind}) {message.get('caption', '')}".strip()
