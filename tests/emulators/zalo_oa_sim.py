"""The side of the people over HTTP, under /sim/, for use by hand with curl."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.emulators.zalo_oa_people import WAYS, Person
from tests.emulators.zalo_oa_switches import Fault, Json

if TYPE_CHECKING:
    from tests.emulators.zalo_oa import ZaloOaEmulator

Act = Callable[[Json], Awaitable[Json]]
FORMS = {"prefix", "key", "in_header", "unsigned"}
SWITCHES = {"retries", "retries_refusals", "twice", "late_by_ms"}


class Sim:
    """What a person at a terminal may do; every answer is JSON but the transcript."""

    def __init__(self, emulator: "ZaloOaEmulator") -> None:
        self._emulator = emulator

    def add_routes(self, app: web.Application) -> None:
        """Listen."""
        for name, act in self._acts().items():
            app.router.add_post(f"/sim/{name}", _posted(act))
        app.router.add_get("/sim/calls", self._show_calls)
        app.router.add_get("/sim/deliveries", self._show_deliveries)
        app.router.add_get("/sim/chat/{person}", self._show_chat)

    def _acts(self) -> dict[str, Act]:
        return {
            "message": self._speak,
            "tap": self._tap,
            "officer": self._officer,
            "refuse": self._refuse,
            "webhook": self._save,
            "signing": self._sign,
            "delivering": self._deliver,
            "hold": self._hold,
            "release": self._release,
            "fault": self._inject,
            "limits": self._limit,
            "clock": self._advance,
            "tokens": self._tokens,
            "reset": self._reset,
        }

    def _person(self, body: Json) -> Person:
        return self._emulator.person(str(body["person"]))

    async def _speak(self, body: Json) -> Json:
        person = self._person(body)
        return {"msg_id": WAYS[body.get("kind", "text")](person, body), "user_id": person.id}

    async def _tap(self, body: Json) -> Json:
        return {"msg_id": self._person(body).taps(body["label"])}

    async def _officer(self, body: Json) -> Json:
        self._person(body).officer_writes(body["text"])
        return {}

    async def _refuse(self, body: Json) -> Json:
        self._person(body).refuses(int(body["code"]))
        return {}

    async def _save(self, body: Json) -> Json:
        return {"status": await self._emulator.webhook.save(body["url"])}

    async def _sign(self, body: Json) -> Json:
        return _switch(self._emulator.webhook.signing, body, FORMS)

    async def _deliver(self, body: Json) -> Json:
        return _switch(self._emulator.webhook, body, SWITCHES)

    async def _hold(self, body: Json) -> Json:
        self._emulator.webhook.hold()
        return {}

    async def _release(self, body: Json) -> Json:
        self._emulator.webhook.release(reverse=body.get("reverse", False))
        return {}

    async def _inject(self, body: Json) -> Json:
        self._emulator.inject(Fault(**body))
        return {}

    async def _limit(self, body: Json) -> Json:
        self._emulator.world.rate.most = int(body.get("per_minute", 4000))
        self._emulator.world.package_left = int(body.get("package", 0))
        return {}

    async def _advance(self, body: Json) -> Json:
        self._emulator.clock.advance(float(body["seconds"]))
        return {"now": self._emulator.clock.seconds()}

    async def _tokens(self, body: Json) -> Json:
        """A new pair to begin with; or ``kill`` the access token, or ``revoke`` both."""
        oauth = self._emulator.world.oauth
        if body.get("kill"):
            oauth.kill_access()
            return {}
        if body.get("revoke"):
            oauth.revoke()
            return {}
        return oauth.grant()

    async def _reset(self, body: Json) -> Json:
        self._emulator.reset()
        return {}

    async def _show_calls(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        calls = self._emulator.calls(request.query.get("path", ""))
        return web.json_response([asdict(call) for call in calls if call.seq > since])

    async def _show_deliveries(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(one) for one in self._emulator.webhook.deliveries])

    async def _show_chat(self, request: web.Request) -> web.Response:
        person = self._emulator.person(request.match_info["person"])
        return web.Response(text="\n".join([*person.transcript, ""]))


def _switch(on: object, body: Json, known: set[str]) -> Json:
    for name, value in body.items():
        if name not in known:
            raise LookupError(f"no switch {name!r} among {sorted(known)}")
        setattr(on, name, value)
    return {}


def _posted(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        body: Any = await request.json() if request.can_read_body else {}
        try:
            return web.json_response(await act(body))
        except (LookupError, TypeError, ValueError) as error:
            problem = f"{type(error).__name__}: {error}"
            return web.json_response({"problem": problem}, status=400)

    return answer
