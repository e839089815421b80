"""A server of our own that thinks slowly, to be killed: ``python -m tests.official_process``."""

import json
import sys
import time
from pathlib import Path

from aiohttp import web

from bot.app import build
from bot.content import read_content
from bot.database.store import Database
from bot.official_account import OfficialAccount
from bot.settings import HERE, Settings
from nlu.understanding import Understanding
from tests.fakes import ScriptedInterpreter
from tests.official import SCRIPT


class Slow(ScriptedInterpreter):
    """Needs a moment for every utterance."""

    def __init__(self, seconds: float) -> None:
        super().__init__(SCRIPT)
        self._seconds = seconds

    def parse(self, text: str) -> Understanding:
        time.sleep(self._seconds)
        return super().parse(text)


def main() -> None:
    """Serve as told by the arguments: the folder, the port, the seconds, the account."""
    home, port, seconds, account = sys.argv[1:]
    store = Database(f"sqlite:///{home}/test.sqlite3")
    store.upgrade()
    settings = Settings(home=Path(home), zalo_oa=OfficialAccount(**json.loads(account)))
    content = read_content(HERE, keep_days=90)
    app = build(settings, content, Slow(float(seconds)), store)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()
