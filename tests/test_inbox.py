"""What arrived is answered, also after the process that took it was stopped."""

import asyncio

from bot.app import build_assistant
from bot.channels.inbox import Inbox
from bot.channels.outbox import Outbox
from bot.database.tables import contacts
from bot.message import Message, Sender
from bot.privacy import mask
from tests.fakes import ScriptedInterpreter
from tests.villagers import rows

AUNT = Sender("telegram", "1")


def make(content, store) -> Inbox:
    return Inbox(
        build_assistant(content, ScriptedInterpreter({"chào": "greet"}), store),
        Outbox(store),
        store,
    )


async def settle(inbox: Inbox) -> None:
    await asyncio.sleep(0)
    await inbox.close()


async def test_what_a_stopped_process_left_is_answered_once(content, store) -> None:
    with store.transaction() as records:
        records.receive(Message(AUNT, "7", text="chào"))

    for _ in range(2):
        inbox = make(content, store)
        await inbox.answer_unanswered()
        await settle(inbox)

    with store.transaction() as records:
        assert 1 == records.kept(AUNT).turns
        assert 2 == len(records.waiting("telegram"))  # the welcome and the greeting


async def test_an_update_that_comes_twice_is_kept_once(content, store) -> None:
    inbox = make(content, store)
    for _ in range(2):
        await inbox.keep("telegram", [Message(AUNT, "7", text="chào")], position=8)
    await settle(inbox)

    assert 8 == await inbox.position("telegram")
    with store.transaction() as records:
        assert 2 == len(records.waiting("telegram"))


async def test_words_are_masked_before_they_are_kept(content, store) -> None:
    inbox = make(content, store)

    await inbox.keep("telegram", [Message(AUNT, "7", text="otp là 482913")], position=8)

    with store.transaction() as records:
        assert all("482913" not in message.text for message in records.unanswered())
    await settle(inbox)
    with store.transaction() as records:
        assert any("mã OTP" in outgoing.reply.text for outgoing in records.waiting("telegram"))


async def ask_for_a_number(content, store) -> None:
    """A citizen has asked for a person and agreed to be called."""
    inbox = make(content, store)
    for id, choice in enumerate((".place/lam_dong-xa_di_linh", ".person")):
        await inbox.answer(Message(AUNT, str(id), choice=choice))
    with store.transaction() as records:
        code = records.conversation(AUNT).code
    await inbox.answer(Message(AUNT, "2", choice=f".call/{code}"))


async def test_a_number_that_we_asked_for_is_read_before_it_is_masked(content, store) -> None:
    await ask_for_a_number(content, store)
    inbox = make(content, store)

    await inbox.keep("telegram", [Message(AUNT, "7", text="0912345678")], position=8)

    with store.transaction() as records:
        assert ["[số điện thoại]"] == [message.text for message in records.unanswered()]
    await settle(inbox)
    assert ["0912345678"] == [row.phone for row in rows(store, contacts)]


async def test_a_number_that_a_stopped_process_lost_is_asked_for_again(content, store) -> None:
    await ask_for_a_number(content, store)
    with store.transaction() as records:
        records.receive(Message(AUNT, "7", text=mask("0912345678").text))

    inbox = make(content, store)
    await inbox.answer_unanswered()
    await settle(inbox)

    with store.transaction() as records:
        assert "chưa đọc được số" in records.waiting("telegram")[-1].reply.text
    await inbox.answer(Message(AUNT, "8", text="0912345678"))
    assert ["0912345678"] == [row.phone for row in rows(store, contacts)]


async def test_a_failure_is_logged_without_the_citizens_words(content, store, caplog) -> None:
    class Broken:
        def parse(self, text: str) -> None:
            raise ValueError(text)

    inbox = Inbox(build_assistant(content, Broken(), store), Outbox(store), store)

    await inbox.answer(Message(AUNT, "1", text="bí mật nhà tôi"))

    assert "ValueError" in caplog.text
    assert "bí mật" not in caplog.text
