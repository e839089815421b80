"""Answers the bot's calls: the token first, then the faults of a test, then the method."""

import asyncio
import inspect
from typing import Any

from aiohttp import web

from tests.emulators import zalo_bot_methods
from tests.emulators.zalo_bot_calls import (
    Call,
    Fault,
    Json,
    Refusal,
    read_parameters,
    refusal_body,
)
from tests.emulators.zalo_bot_receiving import Receiving
from tests.emulators.zalo_bot_webhook import Webhook
from tests.emulators.zalo_bot_world import World


class BotApi:
    """The address that a bot calls, ``/bot<token>/<method>``."""

    def __init__(self, world: World, tokens: set[str]) -> None:
        self._world = world
        self._tokens = tokens
        self.webhook = Webhook(world)
        receiving = Receiving(world, self.webhook)
        self._methods: dict[str, Any] = {**zalo_bot_methods.METHODS, **receiving.methods()}

    def add_routes(self, app: web.Application) -> None:
        """Listen."""
        for verb in ("GET", "POST"):
            app.router.add_route(verb, r"/bot{token:[^/]*}/{method}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        try:
            parameters = await read_parameters(request)
        except Refusal as refusal:
            return _response(refusal.code, refusal.body)
        calls, method = self._world.calls, request.match_info["method"]
        call = Call(len(calls) + 1, method, parameters, self._world.clock.now())
        calls.append(call)
        try:
            if request.match_info["token"] not in self._tokens:
                raise Refusal(401, "Unauthorized")
            await self._perform(call)
        except Refusal as refusal:
            call.status, call.response = refusal.code, refusal.body
        self._world.changed.beat()
        return _response(call.status or 500, call.response)

    async def _perform(self, call: Call) -> None:
        method = self._methods.get(call.method)
        if method is None:
            raise Refusal(404, "Not Found")
        fault = self._world.take_fault(call)
        if fault is None or fault.takes_effect:
            result = method(self._world, call.parameters)
            result = await result if inspect.isawaitable(result) else result
            told: Json = {} if result is None else {"result": result}
            call.status, call.response = 200, {"ok": True, **told, "error_code": 0}
        if fault:
            await self._fail(call, fault)

    async def _fail(self, call: Call, fault: Fault) -> None:
        call.status, call.response = None, None
        if fault.hang:
            self._world.changed.beat()
            await asyncio.Event().wait()
        call.status = fault.code
        call.response = fault.words or refusal_body(fault.code, fault.description)


def _response(status: int, body: Json | str | None) -> web.Response:
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html")
    return web.json_response(body, status=status)
