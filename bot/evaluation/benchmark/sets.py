"""The public sets, read from their own files, and what others published on them.

CLINC150 is ``data_full.json`` of Larson et al., "An Evaluation Dataset for Intent Classification
and Out-of-Scope Prediction" (EMNLP 2019). HINT3 is the six CSV files, version 1, of Arora et al.,
"HINT3: Raising the bar for Intent Detection in the Wild" (EMNLP 2020, Insights workshop).
"""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.decision import OUT_OF_SCOPE
from nlu.training_data import Example

Examples = tuple[Example, ...]


@dataclass(frozen=True)
class Published:
    """What a paper says of a system; figures from 0 to 1, None where it says nothing."""

    system: str
    accuracy: float | None
    recall: float


@dataclass(frozen=True)
class PublicSet:
    """Lines to learn from and lines that judge; what is out of scope is named as ours is."""

    name: str
    train: Examples
    test: Examples
    validation: Examples = ()
    """Only thresholds are chosen on it; empty where the set has none."""
    published: tuple[Published, ...] = ()


def read_sets(benchmark: str, folder: Path) -> list[PublicSet]:
    """The sets of a benchmark, one of ``READERS``.

    Raises:
        ValueError: a file is missing or is not in the published form.
    """
    try:
        return READERS[benchmark](folder)
    except OSError as error:
        raise ValueError(f"cannot read {error.filename}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the files in {folder} are not those of {benchmark}") from error


def _read_clinc150(folder: Path) -> list[PublicSet]:
    splits = json.loads((folder / "data_full.json").read_text(encoding="utf-8"))
    return [
        PublicSet(
            "clinc150",
            _pairs(splits, "train", "oos_train"),
            _pairs(splits, "test", "oos_test"),
            _pairs(splits, "val", "oos_val"),
            _CLINC150,
        )
    ]


def _pairs(splits: Mapping[str, Any], *names: str) -> Examples:
    return tuple(_example(text, label) for name in names for text, label in splits[name])


def _read_hint3(folder: Path) -> list[PublicSet]:
    return [
        PublicSet(
            name,
            _rows(folder / f"{name}_train.csv"),
            _rows(folder / f"{name}_test.csv"),
            published=published,
        )
        for name, published in _HINT3.items()
    ]


def _rows(path: Path) -> Examples:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_example(row["sentence"], row["label"]) for row in csv.DictReader(file))


def _example(text: str, label: str) -> Example:
    return Example(text, OUT_OF_SCOPE if label in ("oos", "NO_NODES_DETECTED") else label)


READERS: Mapping[str, Callable[[Path], list[PublicSet]]] = {
    "clinc150": _read_clinc150,
    "hint3": _read_hint3,
}

_CLINC150 = (  # the full set; trained with lines out of scope where nothing else is said
    Published("Rasa", 0.915, 0.453),
    Published("Rasa, threshold alone", None, 0.312),
    Published("SVM", 0.910, 0.145),
    Published("BERT", 0.969, 0.403),
)


def _hint3(*figures: float) -> tuple[Published, ...]:
    systems = ("Rasa, from 0.3", "Rasa, from 0.8", "Dialogflow, from 0.5")
    return tuple(map(Published, systems, figures[::2], figures[1::2]))


_HINT3 = {
    "curekart": _hint3(0.841, 0.063, 0.763, 0.492, 0.668, 0.748),
    "sofmattress": _hint3(0.684, 0.102, 0.537, 0.753, 0.671, 0.729),
    "powerplay11": _hint3(0.462, 0.261, 0.316, 0.873, 0.553, 0.503),
}
