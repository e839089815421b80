"""What a bot sends with a call, in any of the ways Zalo takes it, and how a call is refused."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Json = dict[str, Any]


class Refusal(Exception):
    """Zalo says no; the HTTP status is the code."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.body = refusal_body(code, description)


def refusal_body(code: int, description: str) -> Json:
    """What a bot reads when a call failed."""
    return {"ok": False, "description": description, "error_code": code}


async def read_parameters(request: web.Request) -> Json:
    """The parameters of a call: query, form, multipart or JSON."""
    parameters: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise Refusal(400, "Bad Request: can't parse JSON") from None
        parameters |= body if isinstance(body, dict) else {}
    else:
        parameters |= dict(await request.post())
    return parameters


@dataclass
class Call:
    """A call that the bot made; the status is None as long as it has no answer."""

    seq: int
    method: str
    parameters: Json
    at: float
    status: int | None = None
    response: Json | str | None = None


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next calls of a method."""

    method: str
    """A method's name, or ``*`` for every method."""
    code: int = 500
    description: str = "Fault"
    hang: bool = False
    """Never answer; the bot must give up by itself."""
    words: str = ""
    """Answer with these instead of JSON, as a proxy on the way does."""
    takes_effect: bool = False
    """Carry the call out and lose only its answer."""
    times: int = 1
    contains: str = ""
    """Only calls with this text in their parameters."""

    def fits(self, call: Call) -> bool:
        """Whether a call is meant."""
        return self.method in ("*", call.method) and self.contains in str(call.parameters)
