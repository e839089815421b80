"""What arrived is answered, also after the process that took it was stopped."""

import asyncio

from bot.app import build_assistant
from bot.channels.inbox import Inbox
from bot.channels.outbox import Outbox
from bot.message import Message, Sender
from tests.fakes import ScriptedInterpreter

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


async def test_a_failure_is_logged_without_the_citizens_words(content, store, caplog) -> None:
    class Broken:
        def parse(self, text: str) -> None:
            raise ValueError(text)

    inbox = Inbox(build_assistant(content, Broken(), store), Outbox(store), store)

    await inbox.answer(Message(AUNT, "1", text="bí mật nhà tôi"))

    assert "ValueError" in caplog.text
    assert "bí mật" not in caplog.text
