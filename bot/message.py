"""What all channels have in common: who wrote, what came, what goes back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sender:
    """One citizen on one channel; never a name."""

    channel: str
    id: str


@dataclass(frozen=True)
class Message:
    """What arrived: typed text, or the choice behind a tapped button."""

    sender: Sender
    id: str
    """The channel's own id of this message: the same id is the same message again."""
    text: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Button:
    """What the citizen sees, and where a tap leads; bot/dialogue.py tells what a choice may be."""

    label: str
    choice: str


@dataclass(frozen=True)
class Reply:
    """One message of ours. A channel that has no buttons writes them as a numbered list."""

    text: str
    buttons: tuple[Button, ...] = ()
    picture: str = ""
    """The drawing that shows what the text says; a channel that cannot show it leaves it out."""


@dataclass(frozen=True)
class Outgoing:
    """A reply on its way to a citizen; ``id`` grows, so that a reader can ask for what is newer."""

    id: int
    to: Sender
    reply: Reply
    attempts: int = 0
    pieces: int = 0
    """Of a reply that goes out in several messages, how many went already."""
