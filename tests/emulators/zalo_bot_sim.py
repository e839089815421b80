"""The side of the people over HTTP, under /sim/, for use by hand with curl."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.emulators.zalo_bot_calls import Fault, Json
from tests.emulators.zalo_bot_people import Person
from tests.emulators.zalo_bot_transcript import transcript

if TYPE_CHECKING:
    from tests.emulators.zalo_bot import ZaloBotEmulator


class Sim:
    """What a person at a terminal may do; every answer is JSON but the transcript."""

    def __init__(self, emulator: "ZaloBotEmulator") -> None:
        self._emulator = emulator

    def add_routes(self, app: web.Application) -> None:
        """Listen."""
        for name, act in self._acts().items():
            app.router.add_post(f"/sim/{name}", _posted(act))
        app.router.add_get("/sim/outbox", self._show_calls)
        app.router.add_get("/sim/chat/{id}", self._show_chat)

    def _acts(self) -> dict[str, Callable[[Json], Json]]:
        return {
            "message": self._speak,
            "block": self._block,
            "fault": self._inject,
            "switch": self._switch,
            "twice": self._deliver_twice,
            "hold": self._hold,
            "release": self._release,
            "replay": self._replay,
            "clock": self._advance,
            "reset": self._reset,
        }

    def _person(self, body: Json) -> Person:
        person = self._emulator.person(str(body["person"]))
        group = body.get("group")
        return person.inside(self._emulator.group(str(group))) if group else person

    def _speak(self, body: Json) -> Json:
        person = self._person(body)
        ways: dict[str, Callable[[], str]] = {
            "text": lambda: person.says(body["text"]),
            "photo": lambda: person.sends_photo(body.get("text", "")),
            "sticker": person.sends_sticker,
            "voice": person.sends_voice,
            "unsupported": person.sends_what_is_not_passed_on,
            "event": lambda: person.does(body["event_name"]),
        }
        number = ways[body.get("kind", "text")]()
        return {"message_id": number, "chat_id": person.chat.profile["id"]}

    def _block(self, body: Json) -> Json:
        self._person(body).blocks()
        return {}

    def _inject(self, body: Json) -> Json:
        self._emulator.inject(Fault(**body))
        return {}

    def _switch(self, body: Json) -> Json:
        world = self._emulator.world
        world.switches = replace(world.switches, **body)
        return asdict(world.switches)

    def _deliver_twice(self, body: Json) -> Json:
        self._emulator.deliver_twice(body.get("updates", 1))
        return {}

    def _hold(self, body: Json) -> Json:
        self._emulator.hold()
        return {}

    def _release(self, body: Json) -> Json:
        self._emulator.release(reverse=body.get("reverse", False))
        return {}

    def _replay(self, body: Json) -> Json:
        self._emulator.replay(body.get("updates", 1))
        return {}

    def _advance(self, body: Json) -> Json:
        self._emulator.world.clock.advance(float(body["seconds"]))
        return {"now": self._emulator.world.clock.seconds()}

    def _reset(self, body: Json) -> Json:
        self._emulator.world.forget()
        return {}

    async def _show_calls(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        calls = self._emulator.calls(request.query.get("method", ""))
        return web.json_response([asdict(call) for call in calls if call.seq > since])

    async def _show_chat(self, request: web.Request) -> web.Response:
        wanted = request.match_info["id"]
        chats = self._emulator.world.chats.values()
        for chat in chats:
            if wanted in (chat.profile["id"], chat.name):
                if request.query.get("format") == "text":
                    return web.Response(text="\n".join([*transcript(chat), ""]))
                return web.json_response(chat.said)
        raise web.HTTPNotFound(text="no such chat")


def _posted(act: Callable[[Json], Json]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            body: Any = await request.json() if request.can_read_body else {}
            return web.json_response(act(body))
        except (LookupError, TypeError, ValueError) as error:
            problem = f"{type(error).__name__}: {error}"
            return web.json_response({"problem": problem}, status=400)

    return answer
