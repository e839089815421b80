"""A message in, replies out, one transaction a turn."""

import asyncio

from bot.app import build_assistant
from bot.message import Message, Sender
from tests.fakes import MemoryDatabase, ScriptedInterpreter

AUNT = Sender("test", "aunt")


async def test_a_message_delivered_twice_is_answered_once(meet, database: MemoryDatabase) -> None:
    citizen = meet({"chào": "greet"})

    assert await citizen.says("chào")
    assert [] == await citizen.sends_again("chào")
    assert 1 == len(database.turns)


async def test_a_citizen_who_writes_twice_at_once_is_answered_in_order(content, database) -> None:
    assistant = build_assistant(content, ScriptedInterpreter({"a": "vneid_activate"}), database)
    messages = [
        Message(AUNT, "1", text="a"),
        Message(AUNT, "2", text="1"),
        Message(AUNT, "3", text="tiếp"),
    ]

    answers = await asyncio.gather(*map(assistant.handle, messages))

    assert "Bước" in answers[2][-1].reply.text
    assert database.conversations[AUNT].here.step != "hoi"


async def test_words_are_masked_before_they_become_a_need(meet, database: MemoryDatabase) -> None:
    await meet().says("xin việc, gọi em 0912345678")

    assert ["xin việc, gọi em [số điện thoại]"] == [need.words for need in database.needs]


async def test_a_turn_that_fails_is_closed_with_an_apology(content, store) -> None:
    class Broken:
        def parse(self, text: str) -> None:
            raise ZeroDivisionError

    from bot.channels.inbox import Inbox
    from bot.channels.outbox import Outbox

    assistant = build_assistant(content, Broken(), store)
    inbox = Inbox(assistant, Outbox(store), store)

    assert await inbox.answer(Message(AUNT, "1", text="bí mật"))

    with store.transaction() as records:
        assert [content.responses.say("sorry")] == [o.reply.text for o in records.waiting("test")]
        assert [] == records.unanswered()
