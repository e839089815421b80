"""Sign-ins under names that nobody has: limited as any, so that nothing tells them apart."""

from collections import OrderedDict
from datetime import datetime, timedelta

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
MOST_NAMES = 10_000


class Strangers:
    """Counts in memory only: what is typed as a name may be a password in the wrong field.

    A restart forgets the counts of strangers and not those of accounts; who can time a restart
    against a lock-out could tell the two apart.
    """

    def __init__(self) -> None:
        self._failures: OrderedDict[str, int] = OrderedDict()
        self._locked: OrderedDict[str, datetime] = OrderedDict()

    def is_locked(self, name: str, now: datetime) -> bool:
        """Whether a name must wait."""
        return self._locked.get(name, now) > now

    def failed(self, name: str, now: datetime) -> bool:
        """Count a failure; whether it was the last one allowed."""
        count = self._failures.pop(name, 0) + 1
        locked = count >= MOST_FAILURES
        if locked:
            self._locked[name] = now + LOCKED_FOR
        else:
            self._failures[name] = count
        for kept in (self._failures, self._locked):
            while len(kept) > MOST_NAMES:
                kept.popitem(last=False)
        return locked
