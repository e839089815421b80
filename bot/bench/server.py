"""Our interpreter behind Rasa's ``POST /model/parse``: the benchmark compares like with like."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import web

from nlu.interpreter import Interpreter, open_interpreter
from nlu.understanding import Understanding


def build(interpreter: Interpreter) -> web.Application:
    """The one path of Rasa's HTTP API that the benchmark asks."""

    async def parse(request: web.Request) -> web.Response:
        asked = await request.json()
        return web.json_response(write_parse(interpreter.parse(asked["text"])))

    app = web.Application()
    app.add_routes([web.post("/model/parse", parse)])
    return app


def write_parse(understanding: Understanding) -> dict[str, Any]:
    """An understanding in the shape of Rasa's answer."""
    return {
        "text": understanding.text,
        "intent": {"name": understanding.intent, "confidence": understanding.confidence},
        "entities": [asdict(entity) for entity in understanding.entities],
        "intent_ranking": [
            {"name": guess.intent, "confidence": guess.confidence}
            for guess in understanding.ranking[:10]
        ],
    }


if __name__ == "__main__":
    archive, unpacked, port = sys.argv[1:]
    web.run_app(
        build(open_interpreter(Path(archive), Path(unpacked))),
        host="127.0.0.1", port=int(port), print=None, access_log=None,
    )  # fmt: skip
