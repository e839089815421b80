"""The lines that judge a model: the held-out ones, or those of a file."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from nlu.decision import OUT_OF_SCOPE
from nlu.noise import Noise, noisy
from nlu.training_data import read_file


class Distance(StrEnum):
    """How far from our needs a line out of scope is."""

    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True)
class Line:
    """What somebody wrote, and the need they had."""

    text: str
    need: str
    distance: Distance | None = None
    """Of a line out of scope, where the data says it."""


def read_lines(root: Path, file: str | None) -> list[Line]:
    """The lines of a file, or else the held-out ones; at least one.

    Raises:
        ValueError: there is none, or they cannot be read.
    """
    if file and not Path(file).is_file():
        raise ValueError(f"there is no file {file}")
    lines = read_tsv(Path(file)) if file else read_holdout(root)
    if not lines:
        raise ValueError("there is nothing to judge on: data/holdout is empty")
    return lines


def read_holdout(root: Path) -> list[Line]:
    """The held-out lines; ``out_of_scope_near.yml`` and ``…_far.yml`` say how far theirs are.

    Raises:
        ValueError: a file is not in Rasa's training format.
    """
    return [
        Line(example.text, example.intent, _distance(path.stem.removeprefix(f"{OUT_OF_SCOPE}_")))
        for path in sorted((root / "data" / "holdout").glob("*.yml"))
        for example in read_file(path)
    ]


def read_tsv(path: Path) -> list[Line]:
    """Lines of a TSV file with the columns ``text``, ``need`` and, if it likes, ``distance``.

    Raises:
        ValueError: a column is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"text", "need"} <= rows[0].keys():
        raise ValueError(f"{path} needs the columns text and need, separated by tabs")
    return [Line(row["text"], row["need"], _distance(row.get("distance"))) for row in rows]


def _distance(said: str | None) -> Distance | None:
    return Distance(said) if said in set(Distance) else None


def disturbed(lines: Iterable[Line], kind: Noise) -> list[Line]:
    """The same lines as somebody would write them who writes like this."""
    return [replace(line, text=noisy(line.text, kind)) for line in lines]
