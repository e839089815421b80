"""Opens what commands work with: content, database, model; a fault is one sentence."""

import os
import sys
import time
from pathlib import Path

import yaml

from bot.content import Content, read_content
from bot.database.store import Database
from bot.progress import progress_bar
from bot.settings import Settings
from nlu.interpreter import Interpreter, NotAModel, open_interpreter
from nlu.releases import Release, Releases, content_hash

USUAL_TRAINING = "about three minutes"
STALE = "Note: the examples have changed since the training; `trolyso train` takes them up."


class CannotGoOn(RuntimeError):
    """Something that the operator must mend; the message says what, in one sentence."""


def read_all(settings: Settings) -> Content:
    """The content, faults and all."""
    try:
        return read_content(settings.root, settings.keep_days, settings.variables)
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        raise CannotGoOn(f"the content cannot be read: {' '.join(str(error).split())}") from error


def sound_content(settings: Settings) -> Content:
    """The content, refused while it has a fault that a citizen would meet."""
    content = read_all(settings)
    found = list(content.faults())
    if found:
        more = f" (and {len(found) - 1} more; trolyso check lists them)" if len(found) > 1 else ""
        raise CannotGoOn(f"{found[0]}{more}")
    return content


def open_database(settings: Settings) -> Database:
    """The database with its tables as they should be."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        database = Database(settings.database)
        database.upgrade()
    except (SQLAlchemyError, OSError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise CannotGoOn(f"the database cannot be opened: {reason}") from error
    return database


def releases_of(settings: Settings) -> Releases:
    """The trained models of this home."""
    return Releases(settings.home / "releases")


def served_interpreter(settings: Settings) -> Interpreter:
    """The served model; the first one is trained here."""
    releases = releases_of(settings)
    release = releases.latest() or train_release(settings)
    if release.content != content_hash(settings.root):
        print(STALE, file=sys.stderr)
    try:
        return open_interpreter(releases.archive(release), releases.unpacked(release))
    except NotAModel as error:
        raise CannotGoOn(
            f"{error}; delete {releases.archive(release).parent} and start again"
        ) from error


def train_release(settings: Settings, config: Path | None = None) -> Release:
    """Train a model with a progress bar and keep it."""
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
    return releases_of(settings).keep(arriving, content_hash(settings.root), seconds)
