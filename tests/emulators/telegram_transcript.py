"""A chat as text, to be compared in tests, searched or read."""

from tests.emulators.telegram_parameters import Json
from tests.emulators.telegram_world import Chat, Post

NOT_A_KIND = {"message_id", "from", "chat", "date", "edit_date", "reply_to_message"} | {
    "reply_markup",
    "caption",
    "caption_entities",
}


def transcript(chat: Chat) -> list[str]:
    """A chat as text: who said what, and the buttons under it."""
    return [_line(post) for post in chat.posts.values()]


def _line(post: Post) -> str:
    author = post.message["from"]
    buttons = "".join(f" [{button['text']}]" for button in post.buttons())
    name = author["username"] if author["is_bot"] else author["first_name"]
    return f"{name}: {summary(post.message)}{buttons}"


def summary(message: Json) -> str:
    """The words of a message; a picture, card or notice is named in brackets."""
    if "text" in message:
        return str(message["text"])
    kind = next((name for name in message if name not in NOT_A_KIND), "message")
    return f"({kind}) {message.get('caption', '')}".strip()
