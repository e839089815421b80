"""Commands that judge: the content, the model, ours beside stock Rasa."""

import argparse
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from bot.opening import (
    CannotGoOn,
    read_all,
    releases_of,
    served_interpreter,
    sound_content,
)
from bot.privacy import mask
from bot.progress import progress_bar
from bot.settings import Settings
from nlu.interpreter import Interpreter
from nlu.training_data import read_named


def check(settings: Settings, asked: argparse.Namespace) -> None:
    """List every fault of the content, or what the model finds odd."""
    from bot.check.everything import findings, summary

    if asked.odd or asked.out:
        _check_odd(settings, Path(asked.out) if asked.out else None)
        return
    content = read_all(settings)
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
            print(judge_needs(settings.root, served_interpreter(settings), asked.fit, asked.misses))
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
    content = sound_content(settings)
    try:
        out.mkdir(parents=True, exist_ok=True)
        served = served_interpreter(settings)
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
    release = releases_of(settings).latest()
    return f"release {release.name}" if release else ""


def _stock(settings: Settings, asked: argparse.Namespace) -> Iterator[tuple[str, Interpreter]]:
    """Stock Rasa's models when asked for, each closed before the next is opened."""
    from bot.bench.stock import open_stock

    if asked.stock or asked.stock_epochs is not None:
        yield from open_stock(settings.root, settings.home / "stock", asked.stock_epochs)


def bench(settings: Settings, asked: argparse.Namespace) -> None:
    """Measure side by side with stock Rasa."""
    try:
        from bot.bench.measure import BenchFailed, run
    except ImportError as error:
        raise CannotGoOn(f"it needs the development packages ({error.name}): uv sync") from error
    served_interpreter(settings)  # trains the model that is measured, when there is none
    try:
        run(settings, Path(asked.out), quick=asked.quick)
    except BenchFailed as error:
        raise CannotGoOn(str(error)) from error
