"""Answers the calls of the account's program: Open API v3 and the OAuth addresses."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from aiohttp import web

from tests.emulators.zalo_oa_sending import send
from tests.emulators.zalo_oa_switches import Fault, Json, Refusal
from tests.emulators.zalo_oa_world import Call, World

Act = Callable[[web.Request, str], Awaitable[Json]]
MOST_BYTES = {"image": 1024 * 1024, "gif": 5 * 1024 * 1024, "file": 5 * 1024 * 1024}
ENDINGS = {"image": (".jpg", ".jpeg", ".png"), "gif": (".gif",), "file": (".pdf", ".doc", ".docx")}


class OpenApi:
    """What openapi.zalo.me and oauth.zaloapp.com do, at one address."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_routes(self, app: web.Application) -> None:
        """Listen."""
        app.router.add_get("/v4/oa/permission", self._consent)
        app.router.add_post("/v4/oa/access_token", self._served(self._token))
        app.router.add_post("/v3.0/oa/message/cs", self._served(self._checked(self._send)))
        app.router.add_get("/v3.0/oa/user/detail", self._served(self._checked(self._detail)))
        app.router.add_post("/v3.0/oa/quota/message", self._served(self._checked(self._quota)))
        for kind in MOST_BYTES:
            path = f"/v2.0/oa/upload/{kind}"
            app.router.add_post(path, self._served(self._checked(self._upload)))

    def _served(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            is_file = request.content_type.startswith("multipart/")
            body = "" if is_file else (await request.read()).decode("utf-8", "replace")
            world = self._world
            call = Call(len(world.calls) + 1, request.path, body, world.clock.now())
            world.calls.append(call)
            fault = world.faults.take(request.path, body)
            answer: Json = {}
            if fault is None or fault.takes_effect:
                try:
                    answer = await act(request, body)
                except Refusal as refusal:
                    answer = refusal.body
            world.changed.beat()
            if fault:
                return await _fail(request, call, fault)
            call.status, call.answer = 200, answer
            return self._write(answer)

        return serve

    def _write(self, answer: Json) -> web.Response:
        left = self._world.rate.most if answer.get("error") != -32 else 0
        headers = {"X-RateLimit-Limit": str(self._world.rate.most), "X-RateLimit-Remain": str(left)}
        return web.json_response(answer, headers=headers)

    def _checked(self, act: Act) -> Act:
        async def checked(request: web.Request, body: str) -> Json:
            self._world.oauth.check(request.headers.get("access_token", ""))
            if self._world.rate.count() < 0:
                raise Refusal(-32)
            return await act(request, body)

        return checked

    async def _consent(self, request: web.Request) -> web.Response:
        """An administrator who opens this page agrees at once."""
        wanted = request.query
        if wanted.get("app_id") != self._world.keys.app_id:
            raise web.HTTPBadRequest(text="invalid app_id")
        code = self._world.oauth.consent(wanted.get("code_challenge", ""))
        back = {"code": code, "oa_id": self._world.keys.oa_id}
        if state := wanted.get("state"):
            back["state"] = state
        raise web.HTTPFound(f"{wanted['redirect_uri']}?{urlencode(back)}")

    async def _token(self, request: web.Request, body: str) -> Json:
        form = {name: str(value) for name, value in (await request.post()).items()}
        return self._world.oauth.answer(form, request.headers.get("secret_key", ""))

    async def _send(self, request: web.Request, body: str) -> Json:
        return send(self._world, _json(body))

    async def _detail(self, request: web.Request, body: str) -> Json:
        wanted = str(_json(request.query.get("data", "")).get("user_id"))
        citizen = self._world.citizens.get(wanted)
        if citizen is None or not citizen.follows:
            raise Refusal(-213)
        about = {"user_id": citizen.id, "user_id_by_app": citizen.by_app, "is_sensitive": False}
        shown = {"display_name": citizen.name, "user_is_follower": True, "shared_info": {}}
        return {"data": about | shown, "error": 0, "message": "Success"}

    async def _quota(self, request: web.Request, body: str) -> Json:
        left = {"product_type": "cs", "quota_type": "sub_quota", "remain": self._world.package_left}
        return {"data": [left], "error": 0, "message": "Success"}

    async def _upload(self, request: web.Request, body: str) -> Json:
        kind = request.path.rpartition("/")[2]
        part = (await request.post()).get("file")
        if not isinstance(part, web.FileField):
            raise Refusal(-201)
        if len(part.file.read()) > MOST_BYTES[kind]:
            raise Refusal(-210)
        if not part.filename.lower().endswith(ENDINGS[kind]):
            raise Refusal(-201)
        id = secrets.token_urlsafe(24)
        self._world.uploads[id] = part.filename
        name = "token" if kind == "file" else "attachment_id"
        return {"data": {name: id}, "error": 0, "message": "Success"}


async def _fail(request: web.Request, call: Call, fault: Fault) -> web.Response:
    if fault.hang:
        await asyncio.Event().wait()
    if fault.cut and request.transport:
        request.transport.close()
    call.status = fault.status
    if fault.body is not None:
        return web.Response(status=fault.status, text=fault.body)
    call.answer = Refusal(fault.error or fault.status).body
    return web.json_response(call.answer, status=fault.status)


def _json(written: str) -> Json:
    try:
        read = json.loads(written)
    except ValueError:
        raise Refusal(-201) from None
    if not isinstance(read, dict):
        raise Refusal(-201)
    return read
