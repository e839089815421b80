"""The tables. Times are UTC; nothing here holds a citizen's name or unmasked words."""

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)  # fmt: skip

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("sender", String(64), primary_key=True),
    Column("state", JSON, nullable=False),
    Column("changed_at", DateTime, nullable=False, index=True),
)

# A turn stands here from the moment its message is received; it is answered when it has an outcome.
turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("text", Text),  # masked; emptied once the turn is answered
    Column("choice", String(64)),
    Column("received_at", DateTime, nullable=False, index=True),
    Column("outcome", String(16)),
    Column("intent", String(64)),
    Column("confidence", Float),
    Column("guide", String(64)),
    Column("step", String(64)),
    Column("duration_ms", Integer),
    UniqueConstraint("channel", "message_id"),
    Index("turns_of_sender", "channel", "sender"),
)

needs = Table(
    "needs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("at", DateTime, nullable=False, index=True),
    Column("reason", String(32), nullable=False),
    Column("words", Text, nullable=False),
    Column("intent", String(64), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("guide", String(64), nullable=False),
    Column("step", String(64), nullable=False),
    Column("cause", String(64), nullable=False),
    Column("commune", String(64), nullable=False, server_default=""),
    Column("province", String(32), nullable=False, server_default=""),
    Column("bank", String(32), nullable=False, server_default=""),
    Index("needs_of_sender", "channel", "sender"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("buttons", JSON, nullable=False),
    Column("picture", String(64), nullable=False, server_default=""),
    Column("at", DateTime, nullable=False),
    Column("sent_at", DateTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("problem", String(200)),
    Index("outbox_waiting", "channel", "sent_at", "id"),
    Index("outbox_of_sender", "channel", "sender", "id"),
)

# Where a channel stopped reading, so that a restart neither loses nor repeats.
bookmarks = Table(
    "bookmarks",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("position", Integer, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_until", DateTime),
    Column("created_at", DateTime, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("expires_at", DateTime, nullable=False),
)
