"""Time in the demonstration: everybody acts when it is their turn, and sleeps in between."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

Life = AsyncIterator[timedelta]
"""Somebody who acts, and says how long they wait until they act again."""


class World:
    """A clock, and those who live by it; ``after`` is done whenever somebody has acted."""

    def __init__(self, begins: datetime, after: Callable[[], None]) -> None:
        self.now = begins
        self._after = after
        self._waiting: list[tuple[datetime, int, Life]] = []
        self._order = count()

    def clock(self) -> datetime:
        """What time it is there."""
        return self.now

    def enter(self, at: datetime, life: Life) -> None:
        """Let somebody act from a time on."""
        heappush(self._waiting, (at, next(self._order), life))

    async def run(self, until: datetime) -> None:
        """Let time pass; whoever would act later than its end does not."""
        while self._waiting and self._waiting[0][0] < until:
            self.now, _, life = heappop(self._waiting)
            wait = await anext(life, None)
            self._after()
            if wait is not None:
                self.enter(self.now + wait, life)
        self.now = until
