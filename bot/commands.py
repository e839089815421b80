"""What each command of the command line does."""

import argparse
import asyncio
import json
import logging
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web
from tqdm import tqdm

from bot.app import ACCESS, build, build_assistant
from bot.channels import terminal
from bot.content import Content, read_content
from bot.database.store import Database
from bot.outcomes import named_need, offered, outcome_of
from bot.settings import Settings
from nlu.interpreter import Interpreter, NotAModel, open_interpreter
from nlu.releases import Release, Releases, content_hash
from nlu.training_data import read_named
from nlu.understanding import Entity, Understanding
from nlu.vietnamese import compose, origins

Command = Callable[[Settings, argparse.Namespace], None]
USUAL_TRAINING = "two to three minutes"
STALE = "Note: the examples have changed since the training; `trolyso train` takes them up."


class CannotGoOn(RuntimeError):
    """Something that the operator must mend; the message says what, in one sentence."""


def serve(settings: Settings, asked: argparse.Namespace) -> None:
    """Serve everything until stopped."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    content = _sound_content(settings)
    listening = _listen(settings)
    interpreter = _interpreter(settings)
    database = _database(settings)
    app = build(settings, content, interpreter, database)
    address = f"http://{settings.host}:{listening.getsockname()[1]}"
    print(f"Chat page:  {address}/\nDesk:       {address}/desk/sign-in", flush=True)
    if not app[ACCESS].anybody():
        print(
            f"First account of the desk: {address}/desk/setup?key={app[ACCESS].setup_key}",
            flush=True,
        )
    try:
        web.run_app(app, sock=listening, print=None, access_log=None, handle_signals=True)
    except (PermissionError, ConnectionError) as error:
        raise CannotGoOn(str(error)) from error
    finally:
        database.close()


def _listen(settings: Settings) -> socket.socket:
    try:
        return socket.create_server((settings.host, settings.port), backlog=1024)
    except OSError as error:
        where = f"{settings.host}:{settings.port} ({error.strerror})"
        raise CannotGoOn(f"cannot listen on {where}; set TROLYSO_PORT to another port") from error


def chat(settings: Settings, asked: argparse.Namespace) -> None:
    """Talk in the terminal."""
    content = _sound_content(settings)
    database = _database(settings)
    assistant = build_assistant(content, _interpreter(settings), database)
    asyncio.run(terminal.talk(assistant, lambda: input("> "), print))


def train(settings: Settings, asked: argparse.Namespace) -> None:
    """Train and make the model the one that is served."""
    config = Path(asked.config) if asked.config else None
    if config and not config.is_file():
        raise CannotGoOn(f"there is no pipeline file {config}")
    _sound_content(settings)
    latest = _releases(settings).latest()
    if latest and not config and not asked.force and latest.content == content_hash(settings.root):
        print(f"Nothing has changed since release {latest.name}; --force trains anyway.")
        return
    release = _train(settings, config)
    print(f"Release {release.name}, trained in {release.seconds:.0f} s.")


def parse(settings: Settings, asked: argparse.Namespace) -> None:
    """Lines in, JSON lines out, in order."""
    from bot.privacy import mask

    content = _sound_content(settings)
    interpreter = _interpreter(settings)
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        masked = mask(text)
        understanding = interpreter.parse(masked.words)
        entities = locate(understanding.entities, text)
        choices = offered(understanding.choices, named_need(understanding, content.procedures))
        understanding = replace(understanding, entities=entities, choices=choices)
        outcome = outcome_of(understanding, masked, content)
        print(
            json.dumps(write_parsed(text, understanding, outcome), ensure_ascii=False), flush=True
        )


def locate(entities: tuple[Entity, ...], text: str) -> tuple[Entity, ...]:
    """Entities of a masked text, with their place in the text as it was typed.

    Masking only takes away, so each stands there no earlier, and in the same order.
    """
    composed, typed = compose(text), origins(text)
    placed: list[Entity] = []
    begins = 0
    for entity in entities:
        begins = composed.find(entity.text, max(begins, entity.start))
        if begins < 0:
            break
        start, end = typed[begins][0], typed[begins + len(entity.text) - 1][1]
        placed.append(replace(entity, text=text[start:end], start=start, end=end))
    return tuple(placed)


def write_parsed(text: str, understanding: Understanding, outcome: str) -> dict[str, Any]:
    """One line of ``trolyso parse``; its shape stays."""
    return {
        "text": text,
        "intent": understanding.intent,
        "confidence": understanding.confidence,
        "ranking": [asdict(guess) for guess in understanding.ranking[:10]],
        "entities": [asdict(entity) for entity in understanding.entities],
        "outcome": outcome,
        "choices": list(understanding.choices) if outcome == "confirm" else [],
    }


def check(settings: Settings, asked: argparse.Namespace) -> None:
    """List every fault of the content."""
    from bot.check import faults, warnings

    content = _read_content(settings)
    try:
        found = list(faults(settings.root, content))
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
    for sentence in warnings(settings.root, content):
        print(f"note: {sentence}")
    for sentence in found:
        print(sentence)
    if found:
        raise CannotGoOn(f"the content has {len(found)} faults")
    print(f"No faults: {len(content.intents)} intents, {len(content.guides.by_id)} guides.")


def evaluate(settings: Settings, asked: argparse.Namespace) -> None:
    """Judge the served model."""
    from bot.evaluation import (
        judge,
        judge_entities,
        read_holdout,
        read_tsv,
        write_entities,
        write_table,
    )

    if asked.file and not Path(asked.file).is_file():
        raise CannotGoOn(f"there is no file {asked.file}")
    try:
        lines = read_tsv(Path(asked.file)) if asked.file else read_holdout(settings.root)
        named = [] if asked.file else read_named(settings.root / "data" / "holdout_entities")
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
    content = _sound_content(settings)
    interpreter = _interpreter(settings)
    print(write_table(judge(lines, interpreter, content), show_misses=asked.misses))
    if named:
        print()
        print(write_entities(judge_entities(named, lambda line: interpreter.parse(line).entities)))


def bench(settings: Settings, asked: argparse.Namespace) -> None:
    """Measure side by side with stock Rasa."""
    try:
        from bot.bench.measure import BenchFailed, run
    except ImportError as error:
        raise CannotGoOn(
            f"the benchmark needs the development packages ({error.name}): uv sync"
        ) from error
    _interpreter(settings)  # trains the model that is measured, when there is none
    try:
        run(settings, Path(asked.out), quick=asked.quick)
    except BenchFailed as error:
        raise CannotGoOn(str(error)) from error


def _read_content(settings: Settings) -> Content:
    try:
        return read_content(settings.root, settings.keep_days, settings.variables)
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        raise CannotGoOn(f"the content cannot be read: {' '.join(str(error).split())}") from error


def _sound_content(settings: Settings) -> Content:
    """The content, refused while it has a fault that a citizen would meet."""
    content = _read_content(settings)
    found = list(content.faults())
    if found:
        more = f" (and {len(found) - 1} more; trolyso check lists them)" if len(found) > 1 else ""
        raise CannotGoOn(f"{found[0]}{more}")
    return content


def _database(settings: Settings) -> Database:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        database = Database(settings.database)
        database.upgrade()
    except (SQLAlchemyError, OSError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise CannotGoOn(f"the database cannot be opened: {reason}") from error
    return database


def _releases(settings: Settings) -> Releases:
    return Releases(settings.home / "releases")


def _interpreter(settings: Settings) -> Interpreter:
    """The served model; the first one is trained here."""
    releases = _releases(settings)
    release = releases.latest() or _train(settings)
    if release.content != content_hash(settings.root):
        print(STALE, file=sys.stderr)
    try:
        return open_interpreter(releases.archive(release), releases.unpacked(release))
    except NotAModel as error:
        raise CannotGoOn(
            f"{error}; delete {releases.archive(release).parent} and start again"
        ) from error


def _train(settings: Settings, config: Path | None = None) -> Release:
    from nlu.training import TrainingFailed, train

    print(f"Training a model, {USUAL_TRAINING} …", file=sys.stderr, flush=True)
    started = time.monotonic()
    arriving = settings.home / f"training-{os.getpid()}.tar.gz"
    settings.home.mkdir(parents=True, exist_ok=True)
    with tqdm(
        total=100, bar_format="{l_bar}{bar}| {elapsed} < {remaining}", file=sys.stderr
    ) as bar:
        try:
            train(settings.root, arriving.absolute(), lambda share: _show(bar, share), config)
        except TrainingFailed as error:
            raise CannotGoOn(f"the training failed: {error}") from error
    seconds = time.monotonic() - started
    return _releases(settings).keep(arriving, content_hash(settings.root), seconds)


def _show(bar: "tqdm[Any]", share: float) -> None:
    bar.n = max(bar.n, round(share * 100))
    bar.refresh()
