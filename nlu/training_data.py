"""Labelled utterances: the files of data/nlu, data/holdout and data/holdout_entities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

Examples = Mapping[str, tuple[str, ...]]
Named = frozenset[tuple[str, str]]
"""The kinds and values of the entities of a line."""


@dataclass(frozen=True)
class Example:
    """One labelled utterance and where it is written."""

    text: str
    intent: str
    file: str = ""
    """Its folder and name: ``nlu/pay_fee.yml``."""
    line: int = 0
    """Counted from 1, as editors do."""

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"

    @property
    def is_held_out(self) -> bool:
        """Whether it judges the model and so must not train it."""
        return self.file.startswith("holdout/")


def read_examples(folder: Path) -> dict[str, tuple[str, ...]]:
    """Lines by intent, from every file of a folder.

    Raises:
        ValueError: a file is not in Rasa's training format.
    """
    examples: dict[str, tuple[str, ...]] = {}
    for example in read_lines(folder):
        examples[example.intent] = (*examples.get(example.intent, ()), example.text)
    return examples


def read_lines(folder: Path) -> list[Example]:
    """Every labelled utterance of a folder with its file and line, in the order written.

    Raises:
        ValueError: a file is not in Rasa's training format.
    """
    return [example for path in sorted(folder.glob("*.yml")) for example in read_file(path)]


def read_file(path: Path) -> Iterator[Example]:
    """Every labelled utterance of one file.

    Raises:
        ValueError: the file is not in Rasa's training format.
    """
    file = f"{path.parent.name}/{path.name}"
    try:
        document = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for block in _entries(document)["nlu"].value:
            entries = _entries(block)
            intent = str(entries["intent"].value)
            for line, text in _numbered(entries["examples"]):
                if text.startswith("- "):
                    yield Example(text[2:].strip(), intent, file, line)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{file} is not training data: {reason}") from error


def _entries(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise TypeError("a mapping is expected")
    return {key.value: value for key, value in node.value}


def _numbered(scalar: yaml.Node) -> Iterator[tuple[int, str]]:
    """The lines of a block of text with their numbers in the file."""
    is_block = getattr(scalar, "style", None) in ("|", ">")
    first = scalar.start_mark.line + (2 if is_block else 1)  # a block begins below its | or >
    for at, text in enumerate(scalar.value.splitlines()):
        yield (first + at if is_block else first), text


def read_named(folder: Path) -> list[tuple[str, Named]]:
    """Lines and the entities that must be found in each, from every file of a folder.

    Raises:
        ValueError: a file is not a list of lines, each with its values by kind.
    """
    return [line for path in sorted(folder.glob("*.yml")) for line in read_named_file(path)]


def read_named_file(path: Path) -> list[tuple[str, Named]]:
    """The lines of one file and the entities that must be found in each.

    Raises:
        ValueError: the file is not a list of lines, each with its values by kind.
    """
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return [(str(line), _named(kinds)) for line, kinds in written.items()]
    except (yaml.YAMLError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{path.parent.name}/{path.name}: {reason}") from error


def _named(kinds: dict[str, str | list[str]]) -> Named:
    return frozenset(
        (kind, str(value))
        for kind, values in kinds.items()
        for value in (values if isinstance(values, list) else [values])
    )
