"""The assistant's own lines: domain.yml and the variables that stand in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import yaml


@dataclass(frozen=True)
class Responses:
    """Every ``utter_…`` line by name."""

    lines: Mapping[str, str]
    variables: Mapping[str, str]

    def say(self, name: str, **values: object) -> str:
        """The line with its variables filled in."""
        return self.lines[f"utter_{name}"].format_map({**self.variables, **values})

    def has(self, name: str) -> bool:
        """Whether there is such a line."""
        return f"utter_{name}" in self.lines

    def names(self) -> Iterator[tuple[str, str]]:
        """Each line's name and each variable that stands in it."""
        for name, line in self.lines.items():
            for _, variable, _, _ in Formatter().parse(line):
                if variable:
                    yield name, variable


def read_responses(domain: Path, variables: Mapping[str, str]) -> Responses:
    """The responses of a Rasa domain; the first wording of each."""
    written = yaml.load(domain.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    lines = {name: wordings[0]["text"].strip() for name, wordings in written["responses"].items()}
    return Responses(lines, variables)


def read_intents(domain: Path) -> tuple[str, ...]:
    """The intents that the domain declares, in its order."""
    return _declared(domain, "intents")


def read_entities(domain: Path) -> tuple[str, ...]:
    """The kinds of entities that the domain declares."""
    return _declared(domain, "entities")


def _declared(domain: Path, what: str) -> tuple[str, ...]:
    written = yaml.load(domain.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(written.get(what) or ())
