"""The stories once more, on Zalo: the citizen reads words and types numbers instead of tapping.

A sample runs by default; ``STORIES=all`` runs every story.
"""

import os
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.official import House
from tests.test_stories import STORIES, _list, script_of

SAMPLE = STORIES if os.environ.get("STORIES") == "all" else STORIES[::9]
NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
LAST_TURN = "SELECT outcome FROM turns ORDER BY id DESC LIMIT 1"
NEEDS = "SELECT count(*) FROM needs"


class Reader:
    """Somebody who sees only words."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.person = house.emulator.person("Lan")
        self.seen: set[str] = set()
        self.sees: dict[str, str] = {}
        """The labels of the last messages that had a list, with their numbers."""
        self.heard: list[str] = []

    async def says(self, text: str) -> None:
        if text:
            self.person.says(text)
        else:
            self.person.sends_image()
        await self._listen()

    async def _listen(self) -> None:
        await self._house.settle()
        self.heard = self.person.heard()
        lists = [NUMBERED.findall(said) for said in self.heard]
        self.seen = {label for found in lists for _, label in found}
        numbered = next((found for found in reversed(lists) if found), [])
        self.sees = {label: number for number, label in numbered} or self.sees

    async def taps(self, label: str) -> None:
        """Type the number; a button of long ago has none any more, and only a tap leads there."""
        if label in self.sees:
            return await self.says(self.sees[label])
        self.person.taps(label)
        await self._listen()

    def asks(self, query: str) -> Any:
        with self._house.store._engine.connect() as connection:
            return connection.exec_driver_sql(query).scalar()


@pytest.mark.usefixtures("known_codes")
@pytest.mark.parametrize("story", SAMPLE)
async def test_story_on_zalo(story: dict[str, Any], house: House) -> None:
    house.account = replace(house.account, buttons=True)
    async with house.serving(script_of(story)):
        reader = Reader(house)
        if not story.get("stranger", False):
            meet(house, reader.person.id)
        for turn in story["turns"]:
            logged = reader.asks(NEEDS)

            await (reader.says(turn["says"]) if "says" in turn else reader.taps(turn["taps"]))

            assert turn["outcome"] == reader.asks(LAST_TURN), reader.heard
            for piece in _list(turn.get("hears")):
                assert any(piece.casefold() in said.casefold() for said in reader.heard), piece
            for piece in _list(turn.get("unheard")):
                assert not any(piece in said for said in reader.heard), piece
            assert {*_list(turn.get("sees"))} <= reader.seen
            assert reader.seen.isdisjoint(_list(turn.get("unseen")))
            if "need" in turn:
                assert logged + 1 == reader.asks(NEEDS)


def meet(house: House, id: str) -> None:
    """Be somebody who was welcomed before."""
    from bot.conversation import Conversation
    from bot.message import Sender

    with house.store.transaction() as records:
        records._keep_conversation(Sender("zalo_oa", id), Conversation(met=True))
