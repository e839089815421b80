"""Answers the bot's calls: the token first, then the faults of a test, then the method."""

import asyncio
import inspect
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from aiohttp import web

from tests.emulators import telegram_messages, telegram_profile
from tests.emulators.telegram_parameters import (
    Json,
    Parameters,
    Refusal,
    read_parameters,
    refusal_body,
)
from tests.emulators.telegram_receiving import Receiving
from tests.emulators.telegram_switches import Fault
from tests.emulators.telegram_webhook import Webhook
from tests.emulators.telegram_world import Call, World

WELL_FORMED_TOKEN = re.compile(r"[1-9]\d{0,19}:[A-Za-z0-9_-]{1,60}")


class BotApi:
    """The address that a bot calls, ``/bot<token>/<method>``, and the one it fetches files from."""

    def __init__(self, world: World, tokens: set[str]) -> None:
        self._world = world
        self._tokens = tokens
        self.webhook = Webhook(world.updates, world.clock, self._perform_unasked)
        receiving = Receiving(world, self.webhook)
        methods = {
            **telegram_messages.METHODS,
            **telegram_profile.METHODS,
            **receiving.methods(),
        }
        self._methods = {name.lower(): (name, method) for name, method in methods.items()}

    def add_routes(self, app: web.Application) -> None:
        """Listen."""
        app.router.add_route("*", r"/bot{token:[^/]*}/{method}", self._serve_method)
        app.router.add_get(r"/file/bot{token:[^/]*}/{path:.+}", self._serve_file)

    async def _serve_method(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            parameters = await read_parameters(request)
        except Refusal as refusal:
            return _response(refusal.code, refusal.body)
        except web.HTTPRequestEntityTooLarge:
            return _response(413, refusal_body(413, "Request Entity Too Large"))
        call = self._note(name, parameters)
        try:
            self._check_token(request.match_info["token"])
            await self._perform(call, parameters)
        except Refusal as refusal:
            call.status, call.response = refusal.code, refusal.body
        self._world.changed.beat()
        return _response(call.status or 500, call.response)

    def _check_token(self, token: str) -> None:
        if not WELL_FORMED_TOKEN.fullmatch(token):
            raise Refusal(404, "Not Found")
        if token not in self._tokens:
            raise Refusal(401, "Unauthorized")

    def _note(self, name: str, parameters: Parameters) -> Call:
        known, _ = self._methods.get(name.lower(), (name, None))
        calls = self._world.calls
        call = Call(len(calls) + 1, known, parameters.shown(), self._world.clock.now())
        calls.append(call)
        return call

    async def _perform(self, call: Call, parameters: Parameters) -> None:
        _, method = self._methods.get(call.method.lower(), (call.method, None))
        if method is None:
            raise Refusal(404, "Not Found")
        fault = self._world.faults.take(call.method, parameters)
        if fault is None or fault.takes_effect:
            result = await _result(partial(method, self._world, parameters))
            call.status, call.response = 200, {"ok": True, "result": result}
        if fault:
            await self._fail(call, fault)

    async def _fail(self, call: Call, fault: Fault) -> None:
        call.status, call.response = None, None
        if fault.hang:
            self._world.changed.beat()
            await asyncio.Event().wait()
        call.status, call.response = fault.code, fault.body()

    async def _perform_unasked(self, name: str, values: Json) -> None:
        """A call that stood in the answer to a delivered update."""
        parameters = Parameters(values)
        call = self._note(name, parameters)
        try:
            await self._perform(call, parameters)
        except Refusal as refusal:
            call.status, call.response = refusal.code, refusal.body
        self._world.changed.beat()

    async def _serve_file(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
        except Refusal as refusal:
            return _response(refusal.code, refusal.body)
        for file in self._world.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.content, content_type="application/octet-stream")
        return _response(404, refusal_body(404, "Not Found"))


async def _result(method: Callable[[], Any]) -> Any:
    result = method()
    return await result if inspect.isawaitable(result) else result


def _response(status: int, body: Json | None) -> web.Response:
    return web.Response(status=status) if body is None else web.json_response(body, status=status)
