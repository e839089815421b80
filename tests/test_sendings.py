"""What was sent is counted by month, and who was forgotten is not answered again."""

from datetime import datetime

import pytest
from alembic import command

from bot.conversation import Conversation, Outcome, Turn
from bot.database.store import Database
from bot.message import Message, Outgoing, Reply, Sender
from bot.quota import ZALO_BOT, Quota, Usage, month_of
from tests.test_database import migrate

AUNT, UNCLE = Sender("zalo_bot", "aunt"), Sender("zalo_bot", "uncle")
ANSWERED = Turn(Outcome.ANSWERED, (Reply("dạ"),), Conversation(met=True))


def answer(store: Database, sender: Sender, id: str) -> list[Outgoing]:
    message = Message(sender, id)
    with store.transaction() as records:
        records.receive(message)
        return records.keep(message, ANSWERED, 1.0, 5)


def test_messages_are_counted_by_month_and_channel(store: Database) -> None:
    [reply] = answer(store, AUNT, "1")
    answer(store, UNCLE, "2")
    for hour, day in ((16, 30), (17, 30), (18, 30)):
        store.clock = lambda hour=hour, day=day: datetime(2026, 11, day, hour)
        with store.transaction() as records:
            records.count_sending(reply)

    with store.transaction() as records:
        assert Usage("2026-12", messages=2, people=2) == records.usage("zalo_bot")
        assert Usage("2026-12", messages=0, people=0) == records.usage("telegram")


def test_a_month_begins_at_midnight_in_viet_nam() -> None:
    assert ["2026-11", "2026-12"] == [month_of(datetime(2026, 11, 30, hour)) for hour in (16, 17)]


@pytest.mark.parametrize(
    ("sent", "warns"), [(79, False), (80, True), (81, False), (95, True), (100, True), (101, False)]
)
def test_marks_of_the_quota_are_told_once(sent: int, warns: bool) -> None:
    assert warns == Usage("2026-11", sent, 1).warns(Quota(100, 50))


def test_the_pilot_has_three_thousand_messages_for_fifty_people() -> None:
    assert Quota(3000, 50) == ZALO_BOT


def test_a_reply_knows_how_many_of_its_pieces_went(store: Database) -> None:
    [reply] = answer(store, AUNT, "1")
    for _ in range(2):
        with store.transaction() as records:
            records.count_sending(reply)

    with store.transaction() as records:
        assert [2] == [waiting.pieces for waiting in records.waiting("zalo_bot")]


def test_who_was_forgotten_is_not_answered_again(store: Database) -> None:
    answer(store, AUNT, "1")
    answer(store, UNCLE, "2")
    with store.transaction() as records:
        records.receive(Message(AUNT, "3"))
        records.forget(AUNT)
    with store.transaction() as records:
        assert not records.receive(Message(AUNT, "1"))
        assert records.is_answered(Message(AUNT, "1"))
        assert records.receive(Message(AUNT, "3"))  # it was not answered yet
        assert records.receive(Message(Sender("telegram", "aunt"), "1"))
        records.forget(AUNT)
        records.forget(AUNT)


def test_what_tells_that_somebody_was_forgotten_is_deleted_in_time(store: Database) -> None:
    store.clock = lambda: datetime(2026, 11, 1)
    answer(store, AUNT, "1")
    with store.transaction() as records:
        records.forget(AUNT)
    store.clock = lambda: datetime(2026, 12, 2)
    with store.transaction() as records:
        records.forget_before(90)

        assert records.receive(Message(AUNT, "1"))


def test_replies_from_before_have_no_pieces_sent(tmp_path) -> None:
    store = Database(f"sqlite:///{tmp_path}/old.sqlite3")
    migrate(store, command.upgrade, "0004")
    reply = "1, 'zalo_bot', 'aunt', 'dạ', '[]', '2026-11-01 00:00:00', NULL, 0, NULL, ''"
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO outbox VALUES ({reply})")

    store.upgrade()

    with store.transaction() as records:
        assert [("dạ", 0)] == [(one.reply.text, one.pieces) for one in records.waiting("zalo_bot")]
    migrate(store, command.downgrade, "0004")
    store.close()
