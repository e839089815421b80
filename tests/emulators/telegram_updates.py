"""The updates that wait for the bot, until it confirms them or they are too old."""

import copy
from dataclasses import dataclass

from tests.emulators.telegram_parameters import Json
from tests.emulators.telegram_switches import Clock, Pulse

UPDATE_LIVES_S = 24 * 3600
TAP_LIVES_S = 150
LEFT_OUT_UNLESS_ALLOWED = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(eq=False)
class Update:
    """One thing that happened, on its way to the bot."""

    kind: str
    body: Json
    lane: str
    """Updates of one lane arrive in order; lanes do not wait for each other."""
    expires_at: float
    id: int = 0
    copies: int = 1
    fetched: bool = False
    failures: int = 0
    delay_s: float = 1.0

    def content(self) -> Json:
        """As the Bot API shows it."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """The queue between what people do and what the bot hears of."""

    def __init__(self, clock: Clock) -> None:
        self.allowed: list[str] = []
        self.arrived = Pulse()
        self._clock = clock
        self._waiting: list[Update] = []
        self._held: list[Update] | None = None
        self._twice = 0
        self._last_id = 700_000_000

    def add(self, kind: str, body: Json, lane: str) -> None:
        """Tell the bot of something, unless it does not want to hear such things."""
        if self.allowed and kind not in self.allowed:
            return
        if not self.allowed and kind in LEFT_OUT_UNLESS_ALLOWED:
            return
        lives_s = TAP_LIVES_S if kind == "callback_query" else UPDATE_LIVES_S
        update = Update(kind, copy.deepcopy(body), lane, self._clock.now() + lives_s)
        if self._held is None:
            self._enqueue([update])
        else:
            self._held.append(update)

    def waiting(self) -> list[Update]:
        """What the bot has not confirmed, oldest first."""
        now = self._clock.now()
        self._waiting = [update for update in self._waiting if update.expires_at > now]
        return list(self._waiting)

    def confirm(self, update: Update) -> None:
        """The bot has it; a second copy of it stays."""
        update.copies -= 1
        update.fetched = False
        if update.copies == 0 and update in self._waiting:
            self._waiting.remove(update)

    def confirm_before(self, offset: int) -> None:
        """What getUpdates confirms; a negative offset keeps only the newest ones."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        for update in [update for update in self._waiting if update.id < offset]:
            if not update.fetched:
                update.copies = 1
            self.confirm(update)

    def drop(self) -> None:
        """Forget what waits."""
        self._waiting = []

    def forget(self) -> None:
        """Drop everything, and switch off what tests switched on; numbers go on."""
        self.drop()
        self.allowed = []
        self._held = None if self._held is None else []
        self._twice = 0

    def deliver_twice(self, updates: int) -> None:
        """The next updates come a second time after the bot has confirmed them."""
        self._twice += updates

    def hold(self) -> None:
        """Keep everything back from now on."""
        self._held = self._held or []

    def release(self, *, reverse: bool) -> None:
        """Let everything go, the last one first if asked; ids are given now."""
        held, self._held = self._held or [], None
        self._enqueue(held[::-1] if reverse else held)

    def _enqueue(self, updates: list[Update]) -> None:
        for update in updates:
            self._last_id += 1
            update.id = self._last_id
            if self._twice:
                self._twice -= 1
                update.copies = 2
            self._waiting.append(update)
        self.arrived.beat()
