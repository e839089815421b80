"""The tables. Times are UTC; no citizen's name or unmasked words; no id is given out twice."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)  # fmt: skip

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("sender", String(64), primary_key=True),
    Column("state", JSON, nullable=False),
    Column("changed_at", DateTime, nullable=False, index=True),
    # Whether a guide is open or paused that the team has not been told of
    Column("unfinished", Boolean, nullable=False, server_default=false()),
    Index("conversations_unfinished", "unfinished", "changed_at"),
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
    sqlite_autoincrement=True,
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
    Column("plain", Text, nullable=False, server_default=""),  # words without accents, to search
    Column("intent", String(64), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("guide", String(64), nullable=False),
    Column("step", String(64), nullable=False),
    Column("cause", String(64), nullable=False),
    Column("commune", String(64), nullable=False, server_default=""),
    Column("province", String(32), nullable=False, server_default=""),
    Column("bank", String(32), nullable=False, server_default=""),
    Column("code", String(6)),  # what the citizen was given; none when not told
    Column("ranking", JSON, nullable=False, server_default="[]"),  # [[intent, confidence], …]
    Column("helps", Boolean, nullable=False, server_default=false()),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    Column("case_id", Integer, index=True),  # none until it is grouped, a moment later
    Column(
        "placed_by", String(64), nullable=False, server_default=""
    ),  # an account; "" the machine
    Column("vector", LargeBinary),  # what the grouping compares; see nlu/traits.py
    Column("answer_id", Integer),
    Column("answered_at", DateTime),  # when the first answer came
    Column("pushed", Boolean),  # whether the answer was sent, or waits behind the code
    Column("helped", Boolean),  # what the citizen said of it
    Column("settled_at", DateTime),  # the citizen found the answer without the team
    Column("settled_as", String(64), nullable=False, server_default=""),
    Index("needs_of_sender", "channel", "sender"),
    Index("needs_code", "code", unique=True),
    sqlite_autoincrement=True,
)

# With consent given there and then; deleted soon after the case is closed.
contacts = Table(
    "contacts",
    metadata,
    Column("need_id", Integer, primary_key=True, autoincrement=False),
    Column("phone", String(16), nullable=False),
    Column("wish", String(8), nullable=False),  # call, visit
    Column("consented_at", DateTime, nullable=False),
)

# Needs that mean the same. What can be counted from its needs is kept by bot/database/tallies.py.
cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(120), nullable=False, server_default=""),  # given by hand
    Column("plain", String(120), nullable=False, server_default=""),  # the title without accents
    Column("intent", String(64), nullable=False, server_default=""),  # named by hand
    Column("opened_at", DateTime, nullable=False),
    Column("assignee", String(64)),
    Column("due_at", DateTime),
    Column("visit_at", DateTime),
    Column("visited_at", DateTime),
    Column("closed_at", DateTime),
    Column("closed_as", String(32), nullable=False, server_default=""),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Column("merged_into", Integer),
    Column("count", Integer, nullable=False, server_default="0"),
    Column("people", Integer, nullable=False, server_default="0"),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    Column("last_at", DateTime),
    Index("cases_open", "closed_at", "urgent", "waiting"),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("account", String(64), nullable=False),
    Column("kind", String(8), nullable=False),  # guide, canned, free
    Column("source", String(64), nullable=False, server_default=""),  # the guide or canned reply
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

# Wordings that a team hands to the administrators' draft.
lessons = Table(
    "lessons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("account", String(64), nullable=False),
    Column("case_id", Integer, nullable=False, index=True),
    Column("need_id", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("intent", String(64), nullable=False),  # an intent, out_of_scope, or not_a_need
    Column("state", String(16), nullable=False, server_default="draft"),
    sqlite_autoincrement=True,
)

# Every action on the desk, never a citizen's words. ``details`` holds what an undo needs.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("account", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(80), nullable=False),  # case:12, account:lan
    Column("details", JSON, nullable=False, server_default="{}"),
    Index("audit_of_subject", "subject", "id"),
    sqlite_autoincrement=True,
)

# Who has a case open just now; a row is fresh for some seconds.
presence = Table(
    "presence",
    metadata,
    Column("case_id", Integer, primary_key=True, autoincrement=False),
    Column("account", String(64), primary_key=True),
    Column("seen_at", DateTime, nullable=False),
)

# Telegram groups of teams, and what each was told last.
team_groups = Table(
    "team_groups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat", String(64), nullable=False, unique=True),
    Column("place", String(64), nullable=False, server_default=""),  # a commune, a province, or all
    Column("told_at", DateTime),
    Column("told_need", Integer, nullable=False, server_default="0"),
    Column("alarmed_need", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)

# Facts about this database itself.
marks = Table(
    "marks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(200), nullable=False),
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
    # of a reply that goes out in several messages, those that went
    Column("pieces", Integer, nullable=False, server_default="0"),
    Column("problem", String(200)),
    Index("outbox_waiting", "channel", "sent_at", "id"),
    Index("outbox_of_sender", "channel", "sender", "id"),
    sqlite_autoincrement=True,
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
    Column("communes", JSON, nullable=False, server_default="[]"),
    Column("province", String(32), nullable=False, server_default=""),
    Column("totp_secret", String(64), nullable=False, server_default=""),  # "" no second factor
    Column("totp_step", Integer, nullable=False, server_default="0"),  # the last one that was used
    Column("closed_at", DateTime),  # may not sign in any more
    Column("must_change", Boolean, nullable=False, server_default=false()),  # a password lent
)

sessions = Table(
    "sessions",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("proven", Boolean, nullable=False, server_default=false()),  # second factor shown
)

# How many messages of ours a channel took in a month of Viet Nam, for channels that count.
sendings = Table(
    "sendings",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("month", String(7), primary_key=True),  # 2026-11
    Column("count", Integer, nullable=False),
)

# Hashes of the ids of answered messages whose sender had everything deleted: a channel that brings
# one of them again must not be answered again.
forgotten = Table(
    "forgotten",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
)

# The tokens of a Zalo Official Account. A refresh token can be used once: lose it, and an
# administrator of the account must consent again.
oa_tokens = Table(
    "oa_tokens",
    metadata,
    Column("oa", String(32), primary_key=True),
    Column("access_token", Text, nullable=False),
    Column("refresh_token", Text, nullable=False),
    Column("access_until", DateTime, nullable=False),
    Column("renewed_at", DateTime, nullable=False),  # since when we have this refresh token
    Column("refused_at", DateTime),
    Column("renewing_until", DateTime),  # a process is at it
    Column("given", String(64), nullable=False),  # hash of the one that an operator entered
)

# When a citizen was heard from last, on channels that let us write for some days after, and until
# when an officer has the conversation.
interactions = Table(
    "interactions",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("sender", String(64), primary_key=True),
    Column("at", DateTime, index=True),
    Column("officer_until", DateTime),
)
