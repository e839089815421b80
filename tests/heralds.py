"""A herald whose time the test sets, and groups that join: fixtures of two files of tests."""

from collections.abc import Callable

import pytest

from bot.channels.herald import Herald
from bot.database.store import Database
from tests.casework import Clock, make_herald


@pytest.fixture
def clock(store: Database) -> Clock:
    store.clock = Clock()
    return store.clock


@pytest.fixture
def herald(store: Database, clock: Clock) -> Herald:
    return make_herald(store)


@pytest.fixture
def join(store: Database) -> Callable[[str, str], None]:
    """Let a group join."""

    def join(chat: str, place: str) -> None:
        with store.groups() as groups:
            groups.join(chat, groups.offer("lan", place).code)

    return join
