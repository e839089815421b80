"""The assistant as every channel sees it: a message in, replies out, one transaction a turn."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Protocol

from bot import granting
from bot.asking import NUMBERS
from bot.conversation import Conversation, Turn
from bot.dialogue import Dialogue
from bot.granting import Granting, Heard
from bot.message import Message, Outgoing, Sender
from bot.privacy import Noticed, looks_like_scam, mask, read_number
from nlu.understanding import Understanding


class Interpreter(Protocol):
    """Says what an utterance means."""

    def parse(self, text: str) -> Understanding: ...


class Records(granting.Records, Protocol):
    """What the assistant needs to remember, within one transaction."""

    def is_answered(self, message: Message) -> bool: ...
    def conversation(self, sender: Sender) -> Conversation: ...
    def keep(
        self, message: Message, turn: Turn, confidence: float, duration_ms: int
    ) -> list[Outgoing]: ...


class Database(Protocol):
    """Where a whole turn is kept, or none of it."""

    def transaction(self) -> AbstractContextManager[Records]: ...


class Assistant:
    """The one call every channel makes."""

    def __init__(
        self, interpreter: Interpreter, dialogue: Dialogue, database: Database, grants: Granting
    ) -> None:
        self._interpreter = interpreter
        self._dialogue = dialogue
        self._database = database
        self._granting = grants
        self._turns: dict[Sender, tuple[asyncio.Lock, int]] = {}

    async def handle(self, message: Message) -> list[Outgoing]:
        """Answer a message; one that was answered before gets nothing."""
        async with self._turn_of(message.sender):
            return await asyncio.to_thread(self._take_turn, message)

    async def apologise(self, message: Message) -> list[Outgoing]:
        """Close a turn that failed: the citizen hears that it is not their fault."""

        def keep() -> list[Outgoing]:
            with self._database.transaction() as records:
                turn = self._granting.sorry(records.conversation(message.sender))
                return records.keep(message, turn, 0.0, 0)

        return await asyncio.to_thread(keep)

    @contextmanager
    def _counted(self, sender: Sender) -> Iterator[asyncio.Lock]:
        lock, waiting = self._turns.get(sender, (asyncio.Lock(), 0))
        self._turns[sender] = lock, waiting + 1
        try:
            yield lock
        finally:
            lock, waiting = self._turns[sender]
            if waiting == 1:
                del self._turns[sender]
            else:
                self._turns[sender] = lock, waiting - 1

    def _turn_of(self, sender: Sender) -> "_Turn":
        """A citizen who writes twice at once is answered in order."""
        return _Turn(self._counted(sender))

    def _take_turn(self, message: Message) -> list[Outgoing]:
        started = time.perf_counter()
        typed, masked = message.text, mask(message.text)
        message = replace(message, text=masked.text)
        scam = looks_like_scam(message.text)
        understanding = self._interpreter.parse(masked.words) if message.text else Understanding("")
        with self._database.transaction() as records:
            if not records.receive(message) and records.is_answered(message):
                return []
            before = records.conversation(message.sender)
            number = read_number(typed) if before.waiting in NUMBERS else ""
            noticed = Noticed(masked.found, scam, bool(number))
            turn = self._dialogue.take_turn(before, message, understanding, noticed)
            turn = self._granting.grant(turn, Heard(message, before, number), records)
            took = int((time.perf_counter() - started) * 1000)
            return records.keep(message, turn, understanding.confidence, took)


class _Turn:
    """Waits for its place in the queue of one sender."""

    def __init__(self, counted: AbstractContextManager[asyncio.Lock]) -> None:
        self._counted = counted

    async def __aenter__(self) -> None:
        self._lock = self._counted.__enter__()
        await self._lock.acquire()

    async def __aexit__(self, *error: object) -> None:
        self._lock.release()
        self._counted.__exit__(None, None, None)
