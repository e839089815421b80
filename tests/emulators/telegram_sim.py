"""The side of the people over HTTP, under /sim/, for use by hand with curl."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.emulators.telegram_parameters import Json
from tests.emulators.telegram_people import Group, Person
from tests.emulators.telegram_switches import Fault, RateLimits
from tests.emulators.telegram_transcript import transcript

if TYPE_CHECKING:
    from tests.emulators.telegram import TelegramEmulator

Answer = Callable[[web.Request], Awaitable[web.Response]]


class Sim:
    """What a person at a terminal may do; every answer is JSON but the transcript."""

    def __init__(self, emulator: "TelegramEmulator") -> None:
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
            "callback": self._tap,
            "block": self._block,
            "group": self._make_group,
            "upgrade": self._upgrade,
            "fault": self._inject,
            "twice": self._deliver_twice,
            "hold": self._hold,
            "release": self._release,
            "limits": self._limit,
            "clock": self._advance,
            "reset": self._reset,
        }

    def _person(self, body: Json) -> Person:
        person = self._emulator.person(str(body["person"]))
        return person.inside(self._group(body)) if body.get("group") else person

    def _group(self, body: Json) -> Group:
        return Group(self._emulator.world, self._emulator.world.chats[int(body["group"])])

    def _speak(self, body: Json) -> Json:
        person = self._person(body)
        number = body.get("edit") or _say(person, body)
        if "edit" in body:
            person.edits(number, body["text"])
        return {"message_id": number, "chat_id": person.chat.id}

    def _tap(self, body: Json) -> Json:
        person = self._person(body)
        if "data" in body:
            return {"callback_query_id": person.forges_tap(body["data"], body["message_id"])}
        return {"callback_query_id": person.taps(body["label"], body.get("message_id"))}

    def _block(self, body: Json) -> Json:
        person = self._person(body)
        if body.get("blocked", True):
            person.blocks()
        else:
            person.unblocks()
        return {}

    def _make_group(self, body: Json) -> Json:
        kind = {name: bool(body.get(name)) for name in ("supergroup", "sees_all")}
        return {"group": self._emulator.group(body["title"], **kind).id}

    def _upgrade(self, body: Json) -> Json:
        return {"group": self._group(body).upgrades().id}

    def _inject(self, body: Json) -> Json:
        self._emulator.inject(Fault(**body))
        return {}

    def _deliver_twice(self, body: Json) -> Json:
        self._emulator.deliver_twice(body.get("updates", 1))
        return {}

    def _hold(self, body: Json) -> Json:
        self._emulator.world.updates.hold()
        return {}

    def _release(self, body: Json) -> Json:
        self._emulator.world.updates.release(reverse=body.get("reverse", False))
        return {}

    def _limit(self, body: Json) -> Json:
        self._emulator.limit_rates(RateLimits() if body.get("on", True) else None)
        return {}

    def _advance(self, body: Json) -> Json:
        self._emulator.clock.advance(float(body["seconds"]))
        return {"now": self._emulator.clock.seconds()}

    def _reset(self, body: Json) -> Json:
        self._emulator.reset()
        return {}

    async def _show_calls(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        calls = self._emulator.calls(request.query.get("method", ""))
        return web.json_response([asdict(call) for call in calls if call.seq > since])

    async def _show_chat(self, request: web.Request) -> web.Response:
        chat = self._emulator.world.chats.get(int(request.match_info["id"]))
        if chat is None:
            raise web.HTTPNotFound(text="no such chat")
        if request.query.get("format") == "text":
            return web.Response(text="\n".join([*transcript(chat), ""]))
        return web.json_response([post.message for post in chat.posts.values()])


def _say(person: Person, body: Json) -> int:
    ways: dict[str, Callable[[], int]] = {
        "text": lambda: person.says(
            body["text"], mention=body.get("mention", False), reply_to=body.get("reply_to")
        ),
        "forward": lambda: person.forwards(body["text"]),
        "voice": person.sends_voice,
        "photo": lambda: person.sends_photo(caption=body.get("text", "")),
        "document": lambda: person.sends_document("giay_to.pdf", caption=body.get("text", "")),
        "sticker": person.sends_sticker,
        "contact": lambda: person.shares_contact(of=body.get("of", "")),
        "location": person.shares_location,
    }
    return ways[body.get("kind", "text")]()


def _posted(act: Callable[[Json], Json]) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        body: Any = await request.json() if request.can_read_body else {}
        try:
            return web.json_response(act(body))
        except (LookupError, TypeError, ValueError) as error:
            problem = f"{type(error).__name__}: {error}"
            return web.json_response({"problem": problem}, status=400)

    return answer
