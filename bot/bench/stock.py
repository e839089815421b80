"""The stock Rasa models that ours is measured against: trained once, then kept for the next run."""

import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from bot.bench.process import BenchFailed, ending_cleanly, running
from bot.settings import HERE
from nlu.foreign import ForeignInterpreter

PIPELINES = {"DIET": "diet", "LogisticRegression": "logistic"}
TELL_EVERY_S = 60.0


@dataclass(frozen=True)
class Stock:
    """A trained stock model."""

    name: str
    archive: Path


def open_stock(
    root: Path, kept: Path, epochs: int | None
) -> Iterator[tuple[str, ForeignInterpreter]]:
    """Every stock model by name, ready to be asked; each is closed before the next is opened.

    Raises:
        BenchFailed: a training fails.
    """
    with ending_cleanly():
        trained = train_stock(root, kept, epochs)
    for stock in trained:
        say(f"Asking stock Rasa with {stock.name} …")
        with closing(ForeignInterpreter(stock.archive)) as interpreter:
            yield f"stock Rasa, {stock.name}", interpreter


def train_stock(root: Path, kept: Path, epochs: int | None = None) -> list[Stock]:
    """Every stock model, trained on the same examples as ours, or found in ``kept``.

    ``epochs`` are DIET's, when not as many as its pipeline says; its name tells.

    Raises:
        BenchFailed: a training fails.
    """
    if epochs is not None and epochs < 1:
        raise BenchFailed(f"DIET must learn for at least one epoch, not {epochs}")
    kept = kept.absolute()
    found = []
    for name, file in PIPELINES.items():
        pipeline, note = _pipeline(HERE / "nlu" / "stock" / f"{file}.yml", epochs)
        kind = f"{file}-{epochs}" if note else file
        archive = kept / f"{kind}-{_hash(root, pipeline)}.tar.gz"
        if not archive.is_file():
            kept.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="work-", dir=kept) as work:
                _train(name, root, pipeline, archive, Path(work))
            _drop_older(archive, kind)
        found.append(Stock(f"{name}{note}", archive))
    return found


def _pipeline(path: Path, epochs: int | None) -> tuple[str, str]:
    """The text of a pipeline with so many epochs, and what to say when they are not its own."""
    text = path.read_text(encoding="utf-8")
    pipeline: dict[str, Any] = yaml.safe_load(text)
    note = ""
    for component in pipeline["pipeline"]:
        if epochs and component.get("epochs", epochs) != epochs:
            note = f" ({epochs} of {component['epochs']} epochs)"
            component["epochs"] = epochs
    return (yaml.safe_dump(pipeline, sort_keys=False) if note else text), note


def _hash(root: Path, pipeline: str) -> str:
    """One hash for everything that this training reads."""
    try:
        hashed = hashlib.sha256(f"{version('rasa')}\0{pipeline}\0".encode())
    except PackageNotFoundError as error:
        raise BenchFailed("stock Rasa needs the packages of a training: uv sync") from error
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
