"""The same stories on Zalo: the person reads plain text, and types a number where others tap.

Forty of them by default; ALL_STORIES=1 runs all.
"""

import asyncio
import os
import re
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation import Conversation, Outcome, Turn
from bot.database.tables import outbox, turns
from bot.message import Message, Sender
from tests.emulators.zalo_bot import Person
from tests.test_stories import STORIES, script_of
from tests.zalo_bot_house import be_impatient, hooked, make_serve, open_zalo  # noqa: F401

TOLD = STORIES if os.environ.get("ALL_STORIES") else STORIES[:: len(STORIES) // 40][:40]

SCROLLED_UP = {
    "debited twice, sent from the bank to the portal and back, and a voice offers the money",
    "the SIM is in another phone, the face does not match, so it is the shop after all",
    "an old man waits for a code that does not come, and somebody rings to ask for it",
    "the uncle remembers his password after all, and the nephew lends a phone that has NFC",
    "her name is wrong, she has no papers, and asks about residence in between",
}
"""They tap an old button once, which a number cannot: told until there."""
NUMBERED = re.compile(r"(?m)^(\d+)\. (.+)$")


class Reader:
    """Somebody who has nothing but the words on the screen."""

    def __init__(self, person: Person, store: Any) -> None:
        self._person = person
        self._store = store
        self._list: dict[str, str] = {}

    async def says(self, text: str) -> tuple[str, list[str]]:
        """Type something, or send a picture; the outcome and what came back."""
        number = self._person.says(text) if text else self._person.sends_photo()
        async with asyncio.timeout(30):
            while (outcome := self._outcome(number)) is None:
                await asyncio.sleep(0.005)
        heard = self._person.hears_now()
        for message in heard:
            if listed := dict(
                (label, at) for at, label in re.findall(r"(?m)^(\d+)\. (.+)$", message)
            ):
                self._list = listed
        return outcome, heard

    async def chooses(self, label: str) -> tuple[str, list[str]]:
        """Type the number before a label of the newest list."""
        return await self.says(self._list[label])

    @property
    def sees(self) -> dict[str, str]:
        """The newest list: numbers by label."""
        return self._list

    def _outcome(self, number: str) -> str | None:
        """How the turn ended, once all was sent."""
        with self._store._engine.connect() as connection:
            if connection.scalars(select(outbox.c.id).where(outbox.c.sent_at.is_(None))).all():
                return None
            query = select(turns.c.outcome).where(turns.c.message_id == number)
            return connection.scalar(query)


@pytest.mark.parametrize("story", TOLD)
@pytest.mark.usefixtures("known_codes")
async def test_story(story: dict[str, Any], zalo, serve, store) -> None:
    person = zalo.person("Lan")
    if not story.get("stranger"):
        _has_met(store, person)
    reader = Reader(person, store)
    async with serve(script_of(story), hook=True):
        await hooked(zalo)
        for turn in story["turns"]:
            says = "says" in turn
            if not says and turn["taps"] not in reader.sees and story["name"] in SCROLLED_UP:
                return
            told = reader.says(turn["says"]) if says else reader.chooses(turn["taps"])

            outcome, heard = await told

            assert turn["outcome"] == outcome, heard
            for piece in _list(turn.get("hears")):
                assert any(piece.casefold() in text.casefold() for text in heard), (piece, heard)
            for piece in _list(turn.get("unheard")):
                assert not any(piece in text for text in heard), (piece, heard)
            for label in _list(turn.get("sees")):
                assert any(f". {label}" in text for text in heard), (label, heard)
            assert all(len(text.encode("utf-16-le")) <= 4000 for text in heard)


def _has_met(store: Any, person: Person) -> None:
    before = Message(Sender("zalo_bot", person.id), "long ago")
    with store.transaction() as records:
        records.receive(before)
        records.keep(before, Turn(Outcome.ANSWERED, (), Conversation(met=True)), 1.0, 0)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
