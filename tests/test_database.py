"""What is kept, on a real database."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config

from bot.conversation import About, Asked, Conversation, Outcome, Place, Turn, Waiting
from bot.database.states import read_state, write_state
from bot.database.store import MIGRATIONS, Database
from bot.database.tables import needs
from bot.message import Button, Message, Reply, Sender
from bot.needs import Reason, UnmetNeed
from tests.desks import rows

AUNT = Sender("telegram", "aunt")
REPLIES = (Reply("Một", (Button("Tiếp", "g/s"),)), Reply("Hai"))


def turn(**changes: object) -> Turn:
    return replace(Turn(Outcome.ANSWERED, REPLIES, Conversation(met=True), "greet"), **changes)


def migrate(store: Database, step: Callable[[Config, str], None], revision: str) -> None:
    """Go to a revision of the tables, as the product itself never does."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store._engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, revision)


def test_a_conversation_survives_being_written() -> None:
    conversation = Conversation(
        met=True,
        here=Place("g", "s", ("a", "b")),
        paused=(Place("h", "t"),),
        asked=Asked("lời", "greet", 0.5, "MoMo", (("greet", 0.5), ("bye", 0.2))),
        about=About("ios", True, "Xã Di Linh, Lâm Đồng", "Lâm Đồng"),
        waiting=Waiting.STUCK,
        said=REPLIES,
        fallbacks=2,
        told=("g/s",),
        place_asked=True,
        to_ask=(Waiting.CALL,),
        code="K4M7TX",
        visit=True,
        alarm=2,
    )

    assert conversation == read_state(json.loads(json.dumps(write_state(conversation))))


def test_a_state_from_before_there_were_entities_is_read() -> None:
    written = {"met": True, "asked": {"words": "lời", "intent": "greet", "confidence": 0.5}}

    assert Conversation(met=True, asked=Asked("lời", "greet", 0.5)) == read_state(written)


def test_a_need_is_kept_with_place_and_bank(store: Database) -> None:
    place = {"commune": "Xã Di Linh, Lâm Đồng", "province": "Lâm Đồng", "bank": "MoMo"}
    with store.transaction() as records:
        records.promises.add(AUNT, UnmetNeed(Reason.STUCK, words="lời", **place))

    assert [tuple(place.values())] == rows(store, needs, *place)


def test_needs_from_before_gain_a_place_and_lose_it_again(tmp_path) -> None:
    store = Database(f"sqlite:///{tmp_path}/old.sqlite3")
    migrate(store, command.upgrade, "0001")
    need = "1, 'web', 'x', '2026-11-01 00:00:00', 'stuck', 'lời', '', 0, '', '', ''"
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO needs VALUES ({need})")

    store.upgrade()

    assert [("lời", "", "", "")] == rows(store, needs, "words", "commune", "province", "bank")
    migrate(store, command.downgrade, "0001")
    with store._engine.begin() as connection:
        [row] = connection.exec_driver_sql("SELECT * FROM needs").mappings()
    assert "lời" == row["words"]
    assert "commune" not in row
    store.close()


def test_a_whole_turn_is_kept_and_its_words_are_not(store: Database) -> None:
    message = Message(AUNT, "1", text="quên mật khẩu")
    with store.transaction() as records:
        assert records.receive(message)
        records.promises.add(AUNT, UnmetNeed(Reason.STUCK, guide="g"))
        kept = records.keep(message, turn(), 0.9, 3)

    with store.transaction() as records:
        assert records.is_answered(message)
        assert Conversation(met=True) == records.conversation(AUNT)
        assert list(REPLIES) == [outgoing.reply for outgoing in records.waiting("telegram")]
        assert [kept[1]] == records.replies_after(AUNT, kept[0].id)
        assert (1, 1) == (records.kept(AUNT).turns, records.kept(AUNT).needs)


def test_a_message_is_received_once(store: Database) -> None:
    with store.transaction() as records:
        assert records.receive(Message(AUNT, "1"))
        assert not records.receive(Message(AUNT, "1"))
        assert not records.is_answered(Message(AUNT, "1"))
        assert records.receive(Message(Sender("web", "aunt"), "1"))


def test_what_fails_within_a_transaction_leaves_nothing(store: Database) -> None:
    def fail() -> None:
        with store.transaction() as records:
            records.receive(Message(AUNT, "1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with store.transaction() as records:
        assert [] == records.unanswered()


def test_unanswered_messages_are_found_in_the_order_they_came(store: Database) -> None:
    messages = [Message(AUNT, str(at), text=f"tin {at}") for at in (2, 1, 3)]
    with store.transaction() as records:
        for message in messages:
            records.receive(message)
        records.keep(messages[1], turn(), 0.9, 1)

    with store.transaction() as records:
        assert [messages[0], messages[2]] == records.unanswered()


def test_a_sent_reply_no_longer_waits_and_a_failed_one_counts(store: Database) -> None:
    with store.transaction() as records:
        first, second = records.post(AUNT, REPLIES)
        records.sent(first.id)
        records.failed(second.id, "no network", final=False)

        assert [1] == [outgoing.attempts for outgoing in records.waiting("telegram")]
        records.failed(second.id, "blocked", final=True)
        assert [] == records.waiting("telegram")


def test_forgetting_a_sender_leaves_no_trace_and_others_alone(store: Database) -> None:
    uncle = Sender("telegram", "uncle")
    with store.transaction() as records:
        for sender in (AUNT, uncle):
            message = Message(sender, sender.id, text="DAU-VET")
            records.receive(message)
            records.promises.add(sender, UnmetNeed(Reason.STUCK, words="DAU-VET"))
            records.keep(message, turn(), 0.9, 1)

        records.forget(AUNT)

        assert (0, 0) == (records.kept(AUNT).turns, records.kept(AUNT).needs)
        assert [] == records.replies_after(AUNT, 0)
        assert Conversation() == records.conversation(AUNT)
        assert (1, 1) == (records.kept(uncle).turns, records.kept(uncle).needs)


def test_what_is_old_is_deleted(store: Database) -> None:
    with store.transaction() as records:
        message = Message(AUNT, "1")
        records.receive(message)
        records.keep(message, turn(), 0.9, 1)

        records.forget_before(days=-1)

        assert 0 == records.kept(AUNT).turns
        assert Conversation() == records.conversation(AUNT)


def test_a_database_that_does_not_answer_is_one_error(tmp_path) -> None:
    store = Database(f"sqlite:///{tmp_path}/empty.sqlite3")

    with pytest.raises(ConnectionError, match="does not answer"), store.transaction() as records:
        records.unanswered()


def test_bookmarks_are_kept_by_channel(store: Database) -> None:
    with store.transaction() as records:
        assert 0 == records.bookmark("telegram")
        records.set_bookmark("telegram", 7)
        records.set_bookmark("telegram", 9)
        assert 9 == records.bookmark("telegram")


def test_what_is_read_on_a_page_never_waits_to_be_sent(store: Database) -> None:
    visitor = Sender("web", "visitor")
    with store.transaction() as records:
        posted = records.post(visitor, REPLIES)

        assert [] == records.waiting("web")
        assert posted == records.replies_after(visitor, 0)
