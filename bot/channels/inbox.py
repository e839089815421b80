"""Answers what arrived: at once, and after a restart whatever a stopped process left unanswered."""

import asyncio
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.assistant import Assistant
from bot.channels.outbox import Outbox
from bot.message import Message
from bot.privacy import mask

log = logging.getLogger(__name__)

AGAIN_S = 2.0


class Records(Protocol):
    """What the inbox needs to remember."""

    def receive(self, message: Message) -> bool: ...
    def set_bookmark(self, channel: str, position: int) -> None: ...
    def bookmark(self, channel: str) -> int: ...
    def unanswered(self) -> list[Message]: ...


class Database(Protocol):
    """Where messages are kept until they are answered."""

    def transaction(self) -> AbstractContextManager[Records]: ...


class Inbox:
    """Between the doors and the assistant."""

    def __init__(self, assistant: Assistant, outbox: Outbox, database: Database) -> None:
        self._assistant = assistant
        self._outbox = outbox
        self._database = database
        self._answering: set[asyncio.Task[None]] = set()
        self._closing = False
        self._keeping = asyncio.Lock()
        self._arrivals: list[_Arrival] = []
        self._thread = ThreadPoolExecutor(1, "inbox")  # what arrives does not queue behind turns

    async def answer(self, message: Message) -> bool:
        """Answer one message; False when it could not even be kept, so that it must come again."""
        try:
            replies = await self._assistant.handle(message)
        except Exception as error:  # noqa: BLE001 - a fault in one turn must not end the channel
            log.error("turn failed on %s: %s", message.sender.channel, _place(error))
            try:
                replies = await self._assistant.apologise(message)
            except Exception as worse:  # noqa: BLE001 - most likely the database is gone
                log.error("could not even apologise: %s", _place(worse))
                return False
        self._outbox.wake(message.sender.channel, replies)
        return True

    async def keep(
        self, channel: str, messages: Iterable[Message], position: int | None = None
    ) -> bool:
        """Keep messages and how far a channel was read, in one; answer them afterwards.

        False when all of them were there before. Who writes twice at once is answered in order.
        Only what is masked is kept. What is answered is the message as it was typed: whoever we
        asked for a telephone number sends one. It is lost when the process stops in between.
        """
        arrival = _Arrival(channel, [*messages], position)
        self._arrivals.append(arrival)
        async with self._keeping:
            if not arrival.new.done():
                await asyncio.shield(self._keep_all())
        return bool(await arrival.new)

    async def _keep_all(self) -> None:
        """One transaction for all that has arrived: many at once wait no longer than one."""
        arrivals, self._arrivals = self._arrivals, []
        loop = asyncio.get_running_loop()
        try:
            kept = await loop.run_in_executor(self._thread, self._keep, arrivals)
        except Exception as error:  # noqa: BLE001 - everybody who waits hears of it
            for arrival in arrivals:
                arrival.new.set_exception(error)
            return
        for arrival, new in zip(arrivals, kept, strict=True):
            arrival.new.set_result(new)
            self._start(new)

    async def position(self, channel: str) -> int:
        """How far a channel was read."""
        with self._database.transaction() as records:
            return records.bookmark(channel)

    async def answer_unanswered(self) -> None:
        """Take up what a stopped process left."""
        with self._database.transaction() as records:
            left = records.unanswered()
        self._start(left)

    async def close(self) -> None:
        """Finish the turns that are under way."""
        self._closing = True
        await asyncio.gather(*self._answering, return_exceptions=True)
        self._thread.shutdown(wait=False)

    def _keep(self, arrivals: "list[_Arrival]") -> list[list[Message]]:
        with self._database.transaction() as records:
            kept = [
                [one for one in each.messages if records.receive(_masked(one))] for each in arrivals
            ]
            for each in arrivals:
                if each.position is not None:
                    records.set_bookmark(each.channel, each.position)
        return kept

    def _start(self, messages: Iterable[Message]) -> None:
        for message in messages:
            task = asyncio.create_task(self._insist(message))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _insist(self, message: Message) -> None:
        """Answer what is kept already, however long the database is away."""
        while not await self.answer(message) and not self._closing:
            await asyncio.sleep(AGAIN_S)


@dataclass(frozen=True, eq=False)
class _Arrival:
    """Messages that came together and are not kept yet; ``new`` tells which were not known."""

    channel: str
    messages: list[Message]
    position: int | None
    new: asyncio.Future[list[Message]] = field(default_factory=asyncio.Future)


def _masked(message: Message) -> Message:
    return replace(message, text=mask(message.text).text)


def _place(error: Exception) -> str:
    """What failed and where; never the message, which may hold a citizen's words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"
