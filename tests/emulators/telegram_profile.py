"""The methods about the bot itself: who it is, its commands, files it may fetch."""

import json
from collections.abc import Callable
from typing import Any

from tests.emulators.telegram_messages import MOST_BYTES_DOWN, find_file
from tests.emulators.telegram_parameters import Json, Parameters, bad_request
from tests.emulators.telegram_rules import read_commands
from tests.emulators.telegram_world import World

EVERYWHERE = {"type": "default"}


def get_me(world: World, parameters: Parameters) -> Json:
    """The bot as Telegram knows it."""
    rights = {"can_join_groups": True, "supports_inline_queries": False}
    return {**world.bot, **rights, "can_read_all_group_messages": False}


def set_commands(world: World, parameters: Parameters) -> bool:
    """The list behind the menu button, per scope and language."""
    world.commands[_place(parameters)] = read_commands(parameters)
    return True


def get_commands(world: World, parameters: Parameters) -> list[Json]:
    """What was set for exactly this scope and language."""
    return world.commands.get(_place(parameters), [])


def _place(parameters: Parameters) -> tuple[str, str]:
    scope = parameters.structure("scope") or EVERYWHERE
    return json.dumps(scope, sort_keys=True), parameters.text("language_code")


def get_file(world: World, parameters: Parameters) -> Json:
    """Where a file can be fetched."""
    file = find_file(world, parameters.text("file_id"))
    if len(file.content) > MOST_BYTES_DOWN:
        raise bad_request("file is too big")
    about = {"file_id": file.id, "file_unique_id": f"unique-{file.id}"}
    return {**about, "file_size": len(file.content), "file_path": file.path}


METHODS: dict[str, Callable[[World, Parameters], Any]] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "getFile": get_file,
}
