"""The methods with which the bot asks for updates: long polling, or a webhook."""

from collections.abc import Callable
from typing import Any

from tests.emulators.telegram_parameters import Json, Parameters, Refusal
from tests.emulators.telegram_rules import read_secret
from tests.emulators.telegram_switches import Pulse, first_of
from tests.emulators.telegram_webhook import Address, Webhook
from tests.emulators.telegram_world import World

LONGEST_POLL_S = 50
IMPATIENT_S = 3
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"


class Receiving:
    """One receiver at a time: the newest poll, or the webhook."""

    def __init__(self, world: World, webhook: Webhook) -> None:
        self._world = world
        self._webhook = webhook
        self._turn = 0
        self._turned = Pulse()
        self._why_ended = ""
        self._last_offset: int | None = None
        self._last_start = 0.0

    def methods(self) -> dict[str, Callable[[World, Parameters], Any]]:
        """By their names."""
        return {
            "getUpdates": self.get_updates,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.webhook_info,
        }

    async def get_updates(self, world: World, parameters: Parameters) -> list[Json]:
        """What waits, or the next thing that happens within the timeout."""
        if self._webhook.address:
            raise Refusal(409, WEBHOOK_ACTIVE)
        self._end_poll(OTHER_POLL)
        self._choose_kinds(parameters)
        offset, limit = parameters.whole("offset"), parameters.whole("limit", 100)
        end = world.clock.now() + self._patience_s(offset, parameters.whole("timeout"))
        world.updates.confirm_before(offset)
        await self._wait_for_updates(end)
        found = world.updates.waiting()[: limit if 1 <= limit <= 100 else 100]
        for update in found:
            update.fetched = True
        return [update.content() for update in found]

    def _patience_s(self, offset: int, asked_s: int) -> int:
        """Whoever asks the same again and again is made to wait."""
        now = self._world.clock.now()
        again = offset == self._last_offset and now < self._last_start + IMPATIENT_S
        self._last_offset, self._last_start = offset, now
        return max(min(asked_s, LONGEST_POLL_S), IMPATIENT_S if again else 0)

    async def _wait_for_updates(self, end: float) -> None:
        turn, clock, updates = self._turn, self._world.clock, self._world.updates
        while not updates.waiting() and clock.now() < end:
            news, turned = updates.arrived.wait(), self._turned.wait()
            await first_of(news, turned, clock.sleep_until(end))
            if self._turn != turn:
                raise Refusal(409, self._why_ended)

    def _end_poll(self, why: str) -> None:
        self._turn += 1
        self._why_ended = why
        self._turned.beat()

    def _choose_kinds(self, parameters: Parameters) -> None:
        """Holds for what happens from now on, also for later calls that do not say."""
        if parameters.has("allowed_updates"):
            self._world.updates.allowed = parameters.structure("allowed_updates") or []

    def set_webhook(self, world: World, parameters: Parameters) -> bool:
        """Have updates brought; an empty address means deleteWebhook."""
        if not parameters.text("url"):
            return self.delete_webhook(world, parameters)
        secret = read_secret(parameters)
        most = min(max(parameters.whole("max_connections", 40), 1), 100)
        self._end_poll(WEBHOOK_SET)
        self._choose_kinds(parameters)
        self._drop_pending(parameters)
        self._webhook.set(Address(parameters.text("url"), secret, most))
        return True

    def delete_webhook(self, world: World, parameters: Parameters) -> bool:
        """Go back to polling."""
        self._drop_pending(parameters)
        self._webhook.remove()
        return True

    def _drop_pending(self, parameters: Parameters) -> None:
        if parameters.truth("drop_pending_updates"):
            self._world.updates.drop()

    def webhook_info(self, world: World, parameters: Parameters) -> Json:
        """Whether updates arrive, and what went wrong last."""
        address = self._webhook.address
        info: Json = {"url": "", "has_custom_certificate": False}
        if address:
            info |= {"url": address.url, "max_connections": address.most_connections}
            info |= {"ip_address": "127.0.0.1"} | self._webhook.last_error
        if world.updates.allowed:
            info["allowed_updates"] = world.updates.allowed
        return {**info, "pending_update_count": len(world.updates.waiting())}
