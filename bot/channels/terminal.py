"""A citizen at the keyboard; the smallest channel, read it first."""

import asyncio
import uuid
from collections.abc import Callable

from bot.assistant import Assistant
from bot.message import Message, Reply, Sender

Write = Callable[[str], None]


def write_reply(reply: Reply) -> str:
    """A reply with its buttons as a numbered list; a number typed back taps the button."""
    numbered = (f"  {at}. {button.label}" for at, button in enumerate(reply.buttons, start=1))
    return "\n".join((reply.text, *numbered))


async def talk(assistant: Assistant, read: Callable[[], str], write: Write) -> None:
    """Converse until the input ends."""
    sender = Sender("terminal", uuid.uuid4().hex)
    write("Gõ câu hỏi rồi bấm Enter. Gõ số để chọn. Thoát: Ctrl+D.\n")
    while True:
        try:
            typed = await asyncio.to_thread(read)
        except EOFError:
            return
        message = Message(sender, uuid.uuid4().hex, text=typed.strip())
        if message.text:
            for outgoing in await assistant.handle(message):
                write(f"\n{write_reply(outgoing.reply)}\n")
