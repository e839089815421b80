"""What can be asked of and written to the tables within one transaction."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.conversation import Conversation, Kept, Turn
from bot.database import repeats, sendings
from bot.database.forgetting import forget, forget_before, kept
from bot.database.leaving import log_left, still_told
from bot.database.promises import Promises
from bot.database.states import read_reply, read_state, write_state
from bot.database.tables import bookmarks, conversations, outbox, turns
from bot.message import DEMO, Message, Outgoing, Reply, Sender
from bot.quota import Usage


def _is(table: Any) -> tuple[Any, Any]:
    """The condition that a row belongs to a sender; ``_of`` gives its parameters."""
    return table.c.channel == bindparam("of_channel"), table.c.sender == bindparam("of_sender")


def _of(sender: Sender) -> dict[str, str]:
    return {"of_channel": sender.channel, "of_sender": sender.id}


# Built once: putting a statement together costs more than running it.
_STATE = select(conversations.c.state, conversations.c.changed_at).where(*_is(conversations))
_OUTCOME = select(turns.c.outcome).where(*_is(turns), turns.c.message_id == bindparam("of_message"))
_CLOSE = update(turns).where(*_is(turns), turns.c.message_id == bindparam("of_message"))
_PUSHED = select(outbox).where(*_is(outbox), outbox.c.at > bindparam("since")).order_by(outbox.c.id)
_POST = insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True)

_OF_CONVERSATION = ("state", "changed_at", "unfinished")
READ_BY_THEMSELVES = {"web", "terminal"}
"""Channels on which nothing is sent: the citizen's page or terminal reads what was said."""
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _is_read_elsewhere(sender: Sender) -> bool:
    """Whether nothing is sent: the channel's own page shows it, or the sender is invented."""
    return sender.channel in READ_BY_THEMSELVES or sender.id.startswith(DEMO)


class Records:
    """The tables as the assistant and the doors see them; ``now`` is when they are asked."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._upsert = _INSERT[connection.dialect.name]

    # One turn

    def receive(self, message: Message) -> bool:
        """Keep a message until it is answered; False when it was received before."""
        if repeats.was_forgotten(self._connection, message):
            return False
        row = {
            "channel": message.sender.channel,
            "sender": message.sender.id,
            "message_id": message.id,
            "text": message.text,
            "choice": message.choice,
            "received_at": self._now,
        }
        return bool(
            self._connection.execute(self._upsert(turns).on_conflict_do_nothing(), row).rowcount
        )

    def is_answered(self, message: Message) -> bool:
        """Whether a message already has its outcome."""
        of = _of(message.sender) | {"of_message": message.id}
        answered = self._connection.scalar(_OUTCOME, of) is not None
        return answered or repeats.was_forgotten(self._connection, message)

    def unanswered(self) -> list[Message]:
        """Messages that were received and not answered, in the order they came."""
        found = self._connection.execute(
            select(turns).where(turns.c.outcome.is_(None)).order_by(turns.c.id)
        )
        return [
            Message(
                Sender(row.channel, row.sender), row.message_id, row.text or "", row.choice or ""
            )
            for row in found
        ]

    def conversation(self, sender: Sender) -> Conversation:
        """Where a sender stands; a new conversation for a stranger.

        What the team has answered meanwhile was said too: its buttons may be typed.
        """
        found = self._connection.execute(_STATE, _of(sender)).first()
        if found is None:
            return Conversation()
        conversation = read_state(found.state)
        since = _of(sender) | {"since": found.changed_at}
        pushed = map(_outgoing, self._connection.execute(_PUSHED, since))
        said = (*conversation.said, *(outgoing.reply for outgoing in pushed))
        return replace(conversation, said=said)

    def keep(
        self, message: Message, turn: Turn, confidence: float, duration_ms: int
    ) -> list[Outgoing]:
        """Keep a turn: the outcome, the conversation, and the replies to send.

        Its need was logged before, for the replies say the code.
        """
        sender = message.sender
        here = turn.counts_at or turn.conversation.here
        self._connection.execute(
            _CLOSE,
            {
                **_of(sender),
                "of_message": message.id,
                "text": None,
                "outcome": turn.outcome.value,
                "intent": turn.intent,
                "confidence": confidence,
                "guide": here.guide if here else None,
                "step": here.step if here else None,
                "duration_ms": duration_ms,
            },
        )
        self._keep_conversation(sender, turn.conversation)
        return self.post(sender, turn.replies)

    def _keep_conversation(self, sender: Sender, conversation: Conversation) -> None:
        told = still_told(conversation)
        row = {
            "channel": sender.channel,
            "sender": sender.id,
            "state": write_state(replace(conversation, told=told)),
            "changed_at": self._now,
            "unfinished": len(told) < len(conversation.unfinished),
        }
        statement = self._upsert(conversations)
        changed = {name: statement.excluded[name] for name in _OF_CONVERSATION}
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["channel", "sender"], set_=changed), row
        )

    @property
    def promises(self) -> Promises:
        """The needs of those who wait."""
        return Promises(self._connection, self._now)

    def log_left(self) -> None:
        """Log what was left unfinished a day ago."""
        log_left(self._connection, self._now)

    # Replies on their way

    def post(self, sender: Sender, replies: Iterable[Reply]) -> list[Outgoing]:
        """Put replies in the outbox, in order."""
        rows = [
            {
                "channel": sender.channel,
                "sender": sender.id,
                "text": reply.text,
                "buttons": [
                    {"label": button.label, "choice": button.choice} for button in reply.buttons
                ],
                "picture": reply.picture,
                "at": self._now,
                "sent_at": self._now if _is_read_elsewhere(sender) else None,
            }
            for reply in replies
        ]
        if not rows:
            return []
        ids = self._connection.scalars(_POST, rows)
        return [Outgoing(id, sender, reply) for id, reply in zip(ids, replies, strict=True)]

    def waiting(self, channel: str) -> list[Outgoing]:
        """What still must be sent on a channel, in order."""
        return self._outgoing(outbox.c.channel == channel, outbox.c.sent_at.is_(None))

    def replies_after(self, sender: Sender, id: int) -> list[Outgoing]:
        """What was said to a sender after the reply of that id, sent or not."""
        return self._outgoing(*_is(outbox), outbox.c.id > id, **_of(sender))

    def _outgoing(self, *conditions: Any, **of: str) -> list[Outgoing]:
        query = select(outbox).where(*conditions).order_by(outbox.c.id)
        found = self._connection.execute(query, of)
        return [_outgoing(row) for row in found]

    def sent(self, id: int) -> None:
        """Mark a reply as sent."""
        self._connection.execute(update(outbox).where(outbox.c.id == id), {"sent_at": self._now})

    def count_sending(self, outgoing: Outgoing) -> Usage:
        """Count a piece of a reply that went out, and what its channel has sent this month."""
        return sendings.count_sending(self._connection, self._now, outgoing)

    def usage(self, channel: str) -> Usage:
        """What a channel has sent this month, and to how many people."""
        return sendings.usage(self._connection, self._now, channel)

    def failed(self, id: int, problem: str, final: bool) -> None:
        """Count a failed attempt; a final one is not tried again."""
        changes: dict[str, Any] = {"attempts": outbox.c.attempts + 1, "problem": problem[:200]}
        if final:
            changes["sent_at"] = self._now
        self._connection.execute(update(outbox).where(outbox.c.id == id).values(changes))

    def bookmark(self, channel: str) -> int:
        """Where a channel stopped reading; 0 at first."""
        query = select(bookmarks.c.position).where(bookmarks.c.channel == channel)
        return self._connection.scalar(query) or 0

    def set_bookmark(self, channel: str, position: int) -> None:
        """Remember where a channel reads on."""
        statement = self._upsert(bookmarks)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["channel"], set_={"position": statement.excluded.position}
            ),
            {"channel": channel, "position": position},
        )

    # What is kept about a sender, and for how long

    def kept(self, sender: Sender) -> Kept:
        """How much we hold about a sender."""
        return kept(self._connection, sender)

    def forget(self, sender: Sender) -> None:
        """Delete everything about a sender but what tells that a message was answered."""
        repeats.remember_ids(self._connection, self._now, sender)
        forget(self._connection, sender)

    def forget_before(self, days: int) -> None:
        """Delete what is older than a number of days, and replies sent more than a day ago."""
        forget_before(self._connection, self._now, days)
        repeats.drop_outdated(self._connection, self._now)


def _outgoing(row: Row[Any]) -> Outgoing:
    reply = read_reply(row.text, row.buttons, row.picture)
    return Outgoing(row.id, Sender(row.channel, row.sender), reply, row.attempts, row.pieces)
