"""What a bot sends with a call, as form, JSON or multipart, and how Telegram refuses it."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Json = dict[str, Any]

WHOLE = {"chat_id", "message_id", "offset", "limit", "timeout", "reply_to_message_id"} | {
    "message_thread_id",
    "max_connections",
    "duration",
}
STRUCTURED = {"reply_markup", "entities", "caption_entities", "allowed_updates", "commands"} | {
    "scope",
    "reply_parameters",
    "link_preview_options",
}


class Refusal(Exception):
    """Telegram says no; the HTTP status is the code."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.body = refusal_body(code, description, **parameters)


def bad_request(problem: str) -> Refusal:
    """The commonest refusal."""
    return Refusal(400, f"Bad Request: {problem}")


def refusal_body(code: int, description: str, **parameters: int) -> Json:
    """What a bot reads when a call failed."""
    body: Json = {"ok": False, "error_code": code, "description": description}
    return {**body, "parameters": parameters} if parameters else body


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    file_name: str
    mime_type: str
    content: bytes


class Parameters:
    """The parameters of one call, typed by their names."""

    def __init__(self, values: Json) -> None:
        self._values = {name: _typed(name, value) for name, value in values.items()}

    def text(self, name: str) -> str:
        """A string; empty when it is not there."""
        value = self._values.get(name)
        return "" if value is None else str(value)

    def whole(self, name: str, default: int = 0) -> int:
        """A whole number."""
        value = self._values.get(name)
        return value if isinstance(value, int) else default

    def truth(self, name: str) -> bool:
        """A yes or no."""
        return self.text(name).lower() in ("true", "yes", "1")

    def has(self, name: str) -> bool:
        """Whether it was sent at all."""
        return name in self._values

    def structure(self, name: str) -> Any:
        """A list or object; None when it is not there."""
        value = self._values.get(name)
        if isinstance(value, str) and value.strip():
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object")
        return value or None

    def file(self, name: str) -> Upload | str:
        """An uploaded file, also one named ``attach://…``, or the id of a known one."""
        value = self._values.get(name, "")
        if isinstance(value, str) and value.startswith("attach://"):
            value = self._values.get(value.removeprefix("attach://"), "")
        return value if isinstance(value, Upload) else str(value)

    def shown(self) -> Json:
        """The parameters without the contents of files."""
        return {
            name: {"file_name": value.file_name, "size": len(value.content)}
            if isinstance(value, Upload)
            else value
            for name, value in self._values.items()
        }


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in WHOLE and value.removeprefix("-").isdecimal():
        return int(value)
    if name in STRUCTURED and value:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


async def read_parameters(request: web.Request) -> Parameters:
    """The parameters of the address and of the body."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        values |= await _read_json(request)
    elif request.can_read_body:
        form = await request.post()
        values |= {name: _read_field(value) for name, value in form.items()}
    return Parameters(values)


async def _read_json(request: web.Request) -> Json:
    raw = await request.read()
    if not raw:
        return {}
    try:
        values = json.loads(raw)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise bad_request("can't parse request JSON object")
    return values


def _read_field(value: str | bytes | bytearray | web.FileField) -> Any:
    if isinstance(value, web.FileField):
        return Upload(value.filename, value.content_type, value.file.read())
    return value if isinstance(value, str) else value.decode()
