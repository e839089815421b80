"""Labelled utterances: the files of data/nlu, data/holdout and data/holdout_entities."""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from nlu.vietnamese import compose, fold, words

Examples = Mapping[str, tuple[str, ...]]
Named = frozenset[tuple[str, str]]
"""The kinds and values of the entities of a line."""


def read_examples(folder: Path) -> dict[str, tuple[str, ...]]:
    """Lines by intent, from every file of a folder.

    Raises:
        ValueError: a file is not in Rasa's training format.
    """
    examples: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yml")):
        for intent, lines in _read(path):
            examples[intent] = examples.get(intent, ()) + lines
    return examples


def _read(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for block in written["nlu"]:
            lines = block["examples"].splitlines()
            yield (
                block["intent"],
                tuple(line[2:].strip() for line in lines if line.startswith("- ")),
            )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(
            f"{path.parent.name}/{path.name} is not training data: {reason}"
        ) from error


def read_named(folder: Path) -> list[tuple[str, Named]]:
    """Lines and the entities that must be found in each, from every file of a folder.

    Raises:
        ValueError: a file is not a list of lines, each with its values by kind.
    """
    lines: list[tuple[str, Named]] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            lines += [(str(line), _named(kinds)) for line, kinds in written.items()]
        except (yaml.YAMLError, AttributeError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(f"{path.parent.name}/{path.name}: {reason}") from error
    return lines


def _named(kinds: dict[str, str | list[str]]) -> Named:
    return frozenset(
        (kind, str(value))
        for kind, values in kinds.items()
        for value in (values if isinstance(values, list) else [values])
    )


def faults(folder: Path, examples: Examples, holdout: Examples) -> Iterator[str]:
    """What would spoil the training or the judging, one sentence each."""
    for path in sorted(folder.rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        if not unicodedata.is_normalized("NFC", text):
            yield f"{path.parent.name}/{path.name}: the text is not NFC; compose its letters"
    yield from _twice(examples, holdout)


def _twice(examples: Examples, holdout: Examples) -> Iterator[str]:
    seen: dict[str, str] = {}
    for kind, lines_of in (("nlu", examples), ("holdout", holdout)):
        for intent, lines in lines_of.items():
            for line in lines:
                where = f"{kind}/{intent}.yml"
                before = seen.setdefault(bare(line), where)
                if before != where or line.startswith("/"):
                    yield f"{where}: '{line}' stands in {before} already"


def bare(line: str) -> str:
    """A line as it is compared: lower case, no accents, no punctuation."""
    return " ".join(fold(token) for token, _, _ in words(compose(line)) if token != "?")
