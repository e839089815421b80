"""The stock Rasa models that ours is measured against: trained once, then kept for the next run."""

import hashlib
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from bot.bench.process import BenchFailed, running
from bot.settings import HERE

PIPELINES = {"DIET": "diet", "LogisticRegression": "logistic"}
QUICK_EPOCHS = 3
TELL_EVERY_S = 60.0


@dataclass(frozen=True)
class Stock:
    """A trained stock model."""

    name: str
    archive: Path


def train_stock(root: Path, out: Path, work: Path, *, quick: bool) -> list[Stock]:
    """Every stock model, trained on the same examples as ours.

    Raises:
        BenchFailed: a training fails.
    """
    found = []
    for name, file in PIPELINES.items():
        pipeline, note = _pipeline(HERE / "nlu" / "stock" / f"{file}.yml", quick=quick)
        kind = f"{file}-quick" if note else file
        archive = out / "models" / f"{kind}-{_hash(root, pipeline)}.tar.gz"
        if not archive.is_file():
            _train(name, root, pipeline, archive, work)
            _drop_older(archive, kind)
        found.append(Stock(f"{name}{note}", archive))
    return found


def _pipeline(path: Path, *, quick: bool) -> tuple[str, str]:
    """The text of a pipeline, with few epochs when it must be quick, and what to say about that."""
    text = path.read_text(encoding="utf-8")
    pipeline: dict[str, Any] = yaml.safe_load(text)
    note = ""
    for component in pipeline["pipeline"]:
        if quick and "epochs" in component:
            note = f" ({QUICK_EPOCHS} of {component['epochs']} epochs)"
            component["epochs"] = QUICK_EPOCHS
    return (yaml.safe_dump(pipeline, sort_keys=False) if note else text), note


def _hash(root: Path, pipeline: str) -> str:
    """One hash for everything that this training reads."""
    hashed = hashlib.sha256(f"{version('rasa')}\0{pipeline}\0".encode())
    for path in [root / "domain.yml", *sorted((root / "data" / "nlu").glob("*.yml"))]:
        hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()[:12]


def _train(name: str, root: Path, pipeline: str, archive: Path, work: Path) -> None:
    config = work / "pipeline.yml"
    config.write_text(pipeline, encoding="utf-8")
    told = started = time.monotonic()
    say(f"Training stock Rasa with {name}; it is kept for the next run …")
    arguments = [str(root.absolute()), str(config), str(archive)]
    with running(f"the training of {name}", ["-m", "nlu.training", *arguments], {}, work) as going:
        while going.process.poll() is None:
            time.sleep(0.2)
            if time.monotonic() - told > TELL_EVERY_S:
                told = time.monotonic()
                say(f"… still training {name}, for {(told - started) / 60:.0f} min")
        if going.process.returncode != 0 or not archive.is_file():
            raise BenchFailed(f"stock Rasa with {name} was not trained: {going.last_words()}")
    say(f"Trained in {time.monotonic() - started:.0f} s.")


def _drop_older(archive: Path, kind: str) -> None:
    for path in archive.parent.glob(f"{kind}-{'[0-9a-f]' * 12}.tar.gz"):
        if path != archive:
            path.unlink()


def say(sentence: str) -> None:
    """Tell whoever waits how far it has come."""
    print(sentence, file=sys.stderr, flush=True)
