"""The methods with which the bot asks for what happened: polling, or a webhook."""

from collections.abc import Callable
from typing import Any

from tests.emulators.telegram_switches import first_of
from tests.emulators.zalo_bot_calls import Json, Refusal
from tests.emulators.zalo_bot_webhook import Webhook
from tests.emulators.zalo_bot_world import NOT_FOUND, World

LONGEST_POLL_S = 50.0
WEBHOOK_IS_SET = "You cannot use this API while a webhook is set. Please remove the webhook first"


class Receiving:
    """Zalo's polling knows no position and no acknowledgement."""

    def __init__(self, world: World, webhook: Webhook) -> None:
        self._world = world
        self._webhook = webhook
        self._polled: Json | None = None
        self._polling = 0

    def methods(self) -> dict[str, Callable[[World, Json], Any]]:
        """By their names."""
        return {
            "getUpdates": self.get_updates,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.webhook_info,
        }

    async def get_updates(self, world: World, parameters: Json) -> Json:
        """One update, not a list; 408 when nothing happens in time."""
        if self._webhook.address:
            raise Refusal(400, WEBHOOK_IS_SET)
        try:
            timeout_s = min(float(parameters.get("timeout", 30)), LONGEST_POLL_S)
        except (TypeError, ValueError):
            raise Refusal(400, "Bad Request: timeout is invalid") from None
        if world.switches.poll == "drop" and not self._polling:
            world.waiting.clear()
        self._polling += 1
        try:
            return await self._next(world, world.clock.now() + timeout_s)
        finally:
            self._polling -= 1

    async def _next(self, world: World, end: float) -> Json:
        while True:
            if self._ripe(world):
                self._polled = world.waiting.pop(0)
                return self._polled
            if world.switches.poll == "replay" and self._polled:
                return self._polled
            if world.clock.now() >= end:
                raise Refusal(408, "Request timeout")
            wake = min(end, self._ripens_at(world)) if world.waiting else end
            await first_of(world.happened.wait(), world.clock.sleep_until(wake))
            if self._webhook.address:
                raise Refusal(400, WEBHOOK_IS_SET)

    def _ripens_at(self, world: World) -> float:
        return float(world.waiting[0]["message"]["date"] / 1000 + world.switches.late_s)

    def _ripe(self, world: World) -> bool:
        return bool(world.waiting) and self._ripens_at(world) <= world.clock.now()

    async def set_webhook(self, world: World, parameters: Json) -> Json:
        """Have events brought."""
        url, secret = (str(parameters.get(name, "")) for name in ("url", "secret_token"))
        return await self._webhook.set(url, secret)

    def delete_webhook(self, world: World, parameters: Json) -> Json:
        """Go back to polling; nothing to delete is no fault."""
        self._webhook.address = None
        return {"url": "", "updated_at": int(world.clock.now() * 1000)}

    def webhook_info(self, world: World, parameters: Json) -> Json:
        """Where events are brought."""
        if address := self._webhook.address:
            return {"url": address.url, "updated_at": address.updated_at}
        if world.switches.no_webhook == "404":
            raise NOT_FOUND.with_traceback(None)
        return {"url": ""}
