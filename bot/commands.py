"""What each command of the command line does, but for those that judge or print."""

import argparse
import asyncio
import json
import logging
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from bot.app import ACCESS, build, build_assistant
from bot.channels import terminal
from bot.opening import (
    CannotGoOn,
    open_database,
    releases_of,
    served_interpreter,
    sound_content,
    train_release,
)
from bot.parsed import write_parsed
from bot.settings import Settings
from nlu.releases import content_hash

Command = Callable[[Settings, argparse.Namespace], None]


def serve(settings: Settings, asked: argparse.Namespace) -> None:
    """Serve everything until stopped."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    content = sound_content(settings)
    listening = _listen(settings)
    interpreter = served_interpreter(settings)
    database = open_database(settings)
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
    content = sound_content(settings)
    database = open_database(settings)
    assistant = build_assistant(content, served_interpreter(settings), database)
    asyncio.run(terminal.talk(assistant, lambda: input("> "), print))


def account(settings: Settings, asked: argparse.Namespace) -> None:
    """Let somebody back into the desk, or make an administrator."""
    from bot.desk.rescue import let_in

    try:
        print(let_in(open_database(settings), asked.name))
    except ValueError as error:
        raise CannotGoOn(str(error)) from error


def train(settings: Settings, asked: argparse.Namespace) -> None:
    """Train and make the model the one that is served."""
    config = Path(asked.config) if asked.config else None
    if config and not config.is_file():
        raise CannotGoOn(f"there is no pipeline file {config}")
    sound_content(settings)
    latest = releases_of(settings).latest()
    if latest and not config and not asked.force and latest.content == content_hash(settings.root):
        print(f"Nothing has changed since release {latest.name}; --force trains anyway.")
        return
    release = train_release(settings, config)
    print(f"Release {release.name}, trained in {release.seconds:.0f} s.")


def parse(settings: Settings, asked: argparse.Namespace) -> None:
    """Lines in, JSON lines out, in order."""
    content = sound_content(settings)
    interpreter = served_interpreter(settings)
    for line in sys.stdin:
        parsed = write_parsed(line.rstrip("\r\n"), interpreter, content)
        print(json.dumps(parsed, ensure_ascii=False), flush=True)


def demo(settings: Settings, asked: argparse.Namespace) -> None:
    """Fill a fresh database with a month of invented traffic."""
    from bot.demo.running import fill

    try:
        print(
            fill(
                settings.root,
                open_database(settings),
                asked.again,
                lambda: served_interpreter(settings),
            )
        )
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
