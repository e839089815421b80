"""Word lists of data/lexicon, read as plain values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

LISTS = {
    "bank_or_wallet": "banks.yml",
    "document": "documents.yml",
    "phone_os": "phones.yml",
    "procedure": "procedures.yml",
    "province": "provinces.yml",
    "relation": "relations.yml",
}
"""The kinds of entities that are names in a list, and the file of each."""
PLACES = "places.tsv"
ENTITY_FILES = (*LISTS.values(), PLACES)
TRAP = "none"
"""The heading of what looks like a name and is none."""
PARTS = "parts"
"""The heading of lists that spellings of the same file are made of."""

Said = Mapping[str, tuple[str, ...]]

MOST_DEPTH = 12  # a list that names itself would never end

_BRACKETS = re.compile(r"[()\[\]|]|[^()\[\]|]+")
_CLOSED_BY = {"(": ")", "[": "]"}
_REFERENCE = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class Surroundings:
    """Clauses that can stand around any message and change nothing of it."""

    openings: tuple[str, ...]
    asides: tuple[str, ...]
    """Before or after a message."""
    closings: tuple[str, ...]


def read_surroundings(path: Path) -> Surroundings:
    """The three lists of the file.

    Raises:
        ValueError: the file is not a word list, or a list is missing or empty.
    """
    groups = _read_groups(path)
    missing = [each.name for each in fields(Surroundings) if not groups.get(each.name)]
    if missing:
        raise ValueError(f"lexicon/{path.name} needs the list '{missing[0]}'")
    return Surroundings(**{each.name: groups[each.name] for each in fields(Surroundings)})


def read_shorthand(path: Path) -> dict[str, str]:
    """Shorthand and its expansion; the file groups the spellings of one expansion in a list.

    Raises:
        ValueError: the file is not a word list.
    """
    return {short: full for full, shorts in _read_groups(path).items() for short in shorts}


def read_words(path: Path) -> tuple[str, ...]:
    """The words of a file that groups them by what they are for.

    Raises:
        ValueError: the file is not a word list.
    """
    return tuple(word for group in _read_groups(path).values() for word in group)


def _read_groups(path: Path) -> dict[str, tuple[str, ...]]:
    """A file of headings, each with a list of words."""
    written = _read(path)
    for heading, words in written.items():
        if not isinstance(words, list):
            raise ValueError(f"lexicon/{path.name} is not a word list: '{heading}' has no list")
    return {str(heading): tuple(map(str, words)) for heading, words in written.items()}


def read_spellings(folder: Path, kind: str) -> list[tuple[str, str]]:
    """Every spelling of a kind of names with its value; the value of a trap is empty.

    Raises:
        ValueError: a file is not a word list; the message says why, in one sentence.
    """
    said, lists = read_templates(folder, kind), read_lists(folder, kind)
    try:
        return [
            (spelling, "" if value == TRAP else value)
            for value, templates in said.items()
            for template in templates
            for spelling in spellings(template, lists)
        ]
    except ValueError as error:
        raise ValueError(f"lexicon/{LISTS[kind]}: {error}") from error


def read_templates(folder: Path, kind: str) -> Said:
    """What is said for each value of a kind, as it is written.

    Raises:
        ValueError: the file is not a word list.
    """
    return _read_said(folder / LISTS[kind])


def read_lists(folder: Path, kind: str) -> Said:
    """What ``<…>`` may name in the templates of a kind: papers, and the parts of its own file.

    Raises:
        ValueError: a file is not a word list.
    """
    papers = {name: (paper_word(name),) for name in read_templates(folder, "document")}
    return papers | _read_said(folder / LISTS[kind], PARTS)


def paper_word(name: str) -> str:
    """The one word that stands in a spelling for every way to name a paper."""
    return "@" + name.replace(" ", "_")


def spellings(template: str, lists: Said) -> list[str]:
    """What a template stands for: ``(a|b)`` is one of them, ``[a|b]`` one or none, ``<x>`` a list.

    Raises:
        ValueError: a bracket is never closed, or there is no such list.
    """
    whole = template
    for _ in range(MOST_DEPTH):
        if not (named := _REFERENCE.search(whole)):
            break
        if named[1] not in lists:
            raise ValueError(f"'{template}' names <{named[1]}>, which does not exist")
        whole = whole.replace(named.group(), f"({'|'.join(lists[named[1]])})")
    else:
        raise ValueError(f"'{template}' names a list that names itself")
    try:
        found = _alternatives(iter(_BRACKETS.findall(whole)), "")
    except ValueError as error:
        raise ValueError(f"'{template}' has {error}") from error
    return list(dict.fromkeys(" ".join(spelling.split()) for spelling in found))


def _alternatives(pieces: Iterator[str], closing: str) -> list[str]:
    """Everything up to the bracket that closes, or up to the end."""
    done: list[str] = []
    growing = [""]
    for piece in pieces:
        if piece in _CLOSED_BY:
            options = _alternatives(pieces, _CLOSED_BY[piece])
            options = ["", *options] if piece == "[" else options
            growing = [begun + option for begun in growing for option in options]
        elif piece == "|":
            done, growing = done + growing, [""]
        elif piece in _CLOSED_BY.values():
            if piece != closing:
                raise ValueError("a bracket too many")
            return done + growing
        else:
            growing = [begun + piece for begun in growing]
    if closing:
        raise ValueError("a bracket that is never closed")
    return done + growing


def read_procedures(folder: Path) -> dict[str, str]:
    """Each procedure and the need that it belongs to.

    Raises:
        ValueError: the file is not a list of procedures.
    """
    written = _read(folder / LISTS["procedure"])
    return {
        name: entry["need"]
        for name, entry in written.items()
        if isinstance(entry, dict) and "need" in entry
    }


def _read_said(path: Path, within: str = "") -> dict[str, tuple[str, ...]]:
    """What is said for each heading of a file, or of one part of it."""
    said: dict[str, tuple[str, ...]] = {}
    written = _read(path)
    headings = written.get(within, {}) if within else written
    if not isinstance(headings, dict):
        raise ValueError(f"lexicon/{path.name}: '{within}' has no headings")
    for value, entry in headings.items():
        if value == PARTS:
            continue
        templates = entry.get("said") if isinstance(entry, dict) else entry
        if not isinstance(templates, list) or not all(isinstance(each, str) for each in templates):
            raise ValueError(f"lexicon/{path.name}: '{value}' needs a list of spellings in quotes")
        said[str(value)] = tuple(templates)
    return said


def _read(path: Path) -> dict[Any, Any]:
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"lexicon/{path.name} is not a word list: {reason}") from error
    if not isinstance(written, dict):
        raise ValueError(f"lexicon/{path.name} is not a word list: it has no headings")
    return written
