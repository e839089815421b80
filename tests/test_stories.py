"""Whole dialogues as data: every file of stories/ is read aloud to the assistant.

A story is a name and its turns. A turn says what the citizen ``says`` or ``taps``, what the
interpreter has ``understood`` (an intent, or a list to be confirmed), and what follows: the
``outcome``, pieces that the citizen ``hears`` or that stay ``unheard``, labels that they ``sees``
on buttons or that stay ``unseen``, and the ``need`` that is logged.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

STORIES = [
    pytest.param(story, id=f"{path.stem}: {story['name']}")
    for path in sorted((Path(__file__).parent / "stories").glob("*.yml"))
    for story in yaml.safe_load(path.read_text(encoding="utf-8"))
]


LOGGING = {"stuck", "fallback", "need_logged", "handoff", "guarded"}


def script_of(story: dict[str, Any]) -> dict[str, Any]:
    understood = {
        turn["says"]: turn.get("understood", ()) for turn in story["turns"] if "says" in turn
    }
    return {
        says: tuple(what) if isinstance(what, list) else what for says, what in understood.items()
    }


@pytest.mark.parametrize("story", STORIES)
async def test_story(story: dict[str, Any], meet, database) -> None:
    citizen = meet(script_of(story), stranger=story.get("stranger", False))
    for turn in story["turns"]:
        logged = len(database.needs)

        heard = await (citizen.says(turn["says"]) if "says" in turn else citizen.taps(turn["taps"]))

        assert turn["outcome"] == citizen.outcome, heard
        for piece in _list(turn.get("hears")):
            assert any(piece.casefold() in text.casefold() for text in heard), (piece, heard)
        for piece in _list(turn.get("unheard")):
            assert not any(piece in text for text in heard), (piece, heard)
        for label in _list(turn.get("sees")):
            assert label in citizen.buttons
        for label in _list(turn.get("unseen")):
            assert label not in citizen.buttons
        new = database.needs[logged:]
        if "need" in turn:
            assert [turn["need"]] == [
                {key: getattr(need, key) for key in turn["need"]} for need in new
            ]
        elif turn["outcome"] not in LOGGING:
            assert new == []


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
