"""The command: fills the database and says how to look at it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.app import build_assistant
from bot.assistant import Interpreter
from bot.content import Content, read_content
from bot.database.store import Database
from bot.demo.filling import Filling, Stage
from bot.demo.script import read_script
from bot.grouping import Grouper
from bot.wording import Wording
from nlu.comparing import open_comparing

KEEP_DAYS = 90


def fill(
    root: Path, database: Database, again: bool, interpreter: Callable[[], Interpreter]
) -> str:
    """Fill a database; what was made, in sentences. The model is opened once nothing is refused.

    Raises:
        ValueError: the database is not ours to fill, or the content cannot be read.
    """
    content = read_content(root, KEEP_DAYS)
    filling = Filling(stage(content, database), read_script(root / "data" / "demo"))
    passwords = filling.prepare(again=again)
    served = interpreter()
    grouper = Grouper(database, open_comparing(root, served))

    def group() -> None:
        while grouper.catch_up():
            pass

    assistant = build_assistant(content, served, database)
    people, turns, needs, cases = asyncio.run(filling.run(assistant, group))
    accounts = "\n".join(f"  {name:8} {password}" for name, password in passwords.items())
    return (
        f"{people} invented people, {turns} turns, {needs} needs, {cases} cases.\n"
        f"Accounts of the team and their passwords, said here only:\n{accounts}\n"
        "Nothing is ever sent to invented people. To look at it: trolyso serve"
    )


def stage(content: Content, database: Database) -> Stage:
    """What the invented people and their team work with."""
    wording = Wording(content.guides, content.responses, content.menu)
    return Stage(database, wording.answered, content.titles(), content.communes.id)
