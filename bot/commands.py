"""What each command of the command line does."""

import argparse
import asyncio
import json
import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import yaml
from aiohttp import web

from bot.app import ACCESS, build, build_assistant
from bot.channels import terminal
from bot.content import Content, read_content
from bot.database.store import Database
from bot.parsed import write_parsed
from bot.privacy import mask
from bot.progress import progress_bar
from bot.settings import Settings
from nlu.interpreter import Interpreter, NotAModel, open_interpreter
from nlu.releases import Release, Releases, content_hash
from nlu.training_data import read_named

Command = Callable[[Settings, argparse.Namespace], None]
USUAL_TRAINING = "about three minutes"
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


def account(settings: Settings, asked: argparse.Namespace) -> None:
    """Let somebody back into the desk, or make an administrator."""
    from bot.desk.rescue import let_in

    try:
        print(let_in(_database(settings), asked.name))
    except ValueError as error:
        raise CannotGoOn(str(error)) from error


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
    content = _sound_content(settings)
    interpreter = _interpreter(settings)
    for line in sys.stdin:
        parsed = write_parsed(line.rstrip("\r\n"), interpreter, content)
        print(json.dumps(parsed, ensure_ascii=False), flush=True)


def check(settings: Settings, asked: argparse.Namespace) -> None:
    """List every fault of the content, or what the model finds odd."""
    from bot.check.everything import findings, summary

    if asked.odd or asked.out:
        _check_odd(settings, Path(asked.out) if asked.out else None)
        return
    content = _read_content(settings)
    try:
        found = findings(settings.root, content, asked.on or date.today())
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
    faults = [finding for finding in found if not finding.is_note]
    for note in found:
        if note.is_note:
            print(f"note: {note}")
    for fault in faults:
        print(fault)
    if faults:
        raise CannotGoOn(f"the content has {len(faults)} faults")
    print(f"No faults: {summary(settings.root, content)}.")


def _check_odd(settings: Settings, table: Path | None) -> None:
    from bot.check import oddities

    if find_spec("scipy") is None:
        raise CannotGoOn("--odd fits models and needs the training packages: uv sync")
    if table and not table.parent.is_dir():
        raise CannotGoOn(f"there is no folder {table.parent} for the table")
    with progress_bar() as progress:
        try:
            confused, odd = oddities.look(settings.root, progress)
        except ValueError as error:
            raise CannotGoOn(str(error)) from error
    print(oddities.write_report(confused, odd))
    if table:
        try:
            oddities.write_table(odd, table)
        except OSError as error:
            raise CannotGoOn(f"{table} cannot be written: {error.strerror}") from error
        print(f"\n{len(odd)} lines written to {table}")


def evaluate(settings: Settings, asked: argparse.Namespace) -> None:
    """Judge the served model, stock Rasa beside it when asked; or a public set, or grouping."""
    out = Path(asked.out) if asked.out else settings.home / "evaluation"
    if asked.benchmark or asked.data or asked.encoder or asked.needs or asked.fit:
        _evaluate_apart(settings, asked, out)
    else:
        _evaluate_served(settings, asked, out)


def _evaluate_apart(settings: Settings, asked: argparse.Namespace, out: Path) -> None:
    from bot.evaluation.benchmark.run import measure
    from bot.evaluation.learning import judge_needs

    try:
        if asked.needs or asked.fit:
            print(judge_needs(settings.root, _interpreter(settings), asked.fit, asked.misses))
        else:
            print(measure(asked.benchmark, asked.data, out, with_encoder=asked.encoder))
    except ValueError as error:
        raise CannotGoOn(str(error)) from error


def _evaluate_served(settings: Settings, asked: argparse.Namespace, out: Path) -> None:
    from bot.bench.process import BenchFailed
    from bot.evaluation.entities import judge_entities
    from bot.evaluation.lines import read_lines
    from bot.evaluation.page import keep
    from bot.evaluation.report import Report, examine
    from bot.evaluation.table import write_table

    try:
        lines = read_lines(settings.root, asked.file)
        named = [] if asked.file else read_named(settings.root / "data" / "holdout_entities")
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
    content = _sound_content(settings)
    try:
        out.mkdir(parents=True, exist_ok=True)
        served = _interpreter(settings)
        ours = examine(_served_name(settings), lines, served, content)
        stock = [examine(name, lines, model, content) for name, model in _stock(settings, asked)]
        judged_on, made = asked.file or "data/holdout", f"{date.today():%d/%m/%Y}"
        entities = judge_entities(named, lambda line: served.parse(mask(line).words).entities)
        report = Report(judged_on, made, len(lines), ours, tuple(stock), entities)
        print(write_table(report, show_misses=asked.misses))
        print(f"\nReport: {keep(report, out)}")
    except (OSError, BenchFailed) as error:
        raise CannotGoOn(str(error)) from error


def _served_name(settings: Settings) -> str:
    release = _releases(settings).latest()
    return f"release {release.name}" if release else ""


def _stock(settings: Settings, asked: argparse.Namespace) -> Iterator[tuple[str, Interpreter]]:
    """Stock Rasa's models when asked for, each closed before the next is opened."""
    from bot.bench.stock import open_stock

    if asked.stock or asked.stock_epochs is not None:
        yield from open_stock(settings.root, settings.home / "stock", asked.stock_epochs)


def demo(settings: Settings, asked: argparse.Namespace) -> None:
    """Fill a fresh database with a month of invented traffic."""
    from bot.demo.running import fill

    try:
        print(fill(settings.root, _database(settings), asked.again, lambda: _interpreter(settings)))
    except ValueError as error:
        raise CannotGoOn(str(error)) from error


def bench(settings: Settings, asked: argparse.Namespace) -> None:
    """Measure side by side with stock Rasa."""
    try:
        from bot.bench.measure import BenchFailed, run
    except ImportError as error:
        raise CannotGoOn(f"it needs the development packages ({error.name}): uv sync") from error
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
    with progress_bar() as progress:
        try:
            train(settings.root, arriving.absolute(), progress, config)
        except TrainingFailed as error:
            raise CannotGoOn(f"the training failed: {error}") from error
    seconds = time.monotonic() - started
    return _releases(settings).keep(arriving, content_hash(settings.root), seconds)
