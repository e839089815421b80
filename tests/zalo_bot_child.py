"""Our application in a process of its own, to be killed: ``python -m tests.zalo_bot_child``."""

import sys
import time
from pathlib import Path

from aiohttp import web

from bot.app import build
from bot.content import read_content
from bot.database.store import Database
from bot.settings import HERE, Settings
from nlu.understanding import Understanding
from tests.emulators.zalo_bot import TOKEN
from tests.fakes import ScriptedInterpreter
from tests.zalo_bot_house import SCRIPT, SECRET


class Slow:
    """Understands after a while."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._inner = ScriptedInterpreter(SCRIPT)

    def parse(self, text: str) -> Understanding:
        time.sleep(self._seconds)
        return self._inner.parse(text)


def main(home: str, zalo: str, port: str, seconds: str) -> None:
    """Serve until killed."""
    database = Database(f"sqlite:///{home}/test.sqlite3")
    database.upgrade()
    settings = Settings(
        home=Path(home),
        zalo_bot_token=TOKEN,
        zalo_bot_api=zalo,
        zalo_bot_secret=SECRET,
        address=f"http://127.0.0.1:{port}",
    )
    app = build(settings, read_content(HERE, keep_days=90), Slow(float(seconds)), database)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
