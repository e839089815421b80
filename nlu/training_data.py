"""Labelled utterances: the files of data/nlu and data/holdout."""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from nlu.vietnamese import compose, fold, words

Examples = Mapping[str, tuple[str, ...]]


def read_examples(folder: Path) -> dict[str, tuple[str, ...]]:
    """Lines by intent, from every file of a folder.

    Raises:
        ValueError: a file is not in Rasa's training format.
    """
    examples: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yml")):
        for intent, lines in read_file(path):
            examples[intent] = examples.get(intent, ()) + lines
    return examples


def read_file(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each intent of one file with its lines.

    Raises:
        ValueError: the file is not in Rasa's training format.
    """
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
