"""The command line: serve, chat, account, poster, train, evaluate, parse, check, demo, bench."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from nlu.processor import name_kernels

name_kernels(os.environ)  # before NumPy is imported

from bot import commands, errands, judging  # noqa: E402
from bot.library.posters import PAPERS  # noqa: E402
from bot.opening import CannotGoOn  # noqa: E402
from bot.settings import Settings, WrongSetting  # noqa: E402

EPILOGUE = """\
Settings come from the environment (README.md lists them all): TROLYSO_HOME, TROLYSO_PORT,
TROLYSO_DATABASE, TELEGRAM_BOT_TOKEN, …"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a known fault is one sentence and a non-zero exit."""
    asked = parser().parse_args(arguments)
    try:
        settings = Settings.from_env(os.environ)
        asked.run(settings, asked)
    except (CannotGoOn, WrongSetting) as error:
        sys.exit(f"trolyso: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os._exit(0)  # whoever read our output has closed it


def parser() -> argparse.ArgumentParser:
    """The commands and what each is for."""
    top = argparse.ArgumentParser(
        prog="trolyso",
        description="Trợ lý số: guides citizens through VNeID, public services and payment.",
        epilog=EPILOGUE,
    )
    verbs = top.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, (run, help, options) in VERBS.items():
        verb = verbs.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
        verb.set_defaults(run=run)
        for flag, settings in options.items():
            verb.add_argument(flag, **settings)
    return top


def day(written: str) -> date:
    """A day as ISO 8601 writes it."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{written}' is no day like 2026-11-22") from error


VERBS: dict[str, tuple[commands.Command, str, dict[str, dict[str, Any]]]] = {
    "serve": (
        commands.serve,
        "serve the chat page and the desk, and answer Telegram where TELEGRAM_BOT_TOKEN is set; "
        "trains the first model when there is none",
        {},
    ),
    "chat": (commands.chat, "talk to the assistant in this terminal", {}),
    "account": (
        commands.account,
        "let somebody back into the desk: a new password for one sign-in, unlocked, without the "
        "second factor; makes an administrator when there is no account of that name",
        {"name": {"metavar": "NAME", "help": "the account's name"}},
    ),
    "poster": (
        errands.print_poster,
        "print a poster for a commune as PDF, with a QR code for each way to write to us: the web "
        "page where TROLYSO_ADDRESS is set, and what is named here",
        {
            "--commune": {"required": True, "help": "its name, new or old, without accents too"},
            "--telegram": {"metavar": "BOT", "help": "the user name of the Telegram bot"},
            "--zalo": {"metavar": "LINK", "help": "the link of the Zalo bot or Official Account"},
            "--paper": {"choices": PAPERS, "default": "a4", "help": "a4 or a5"},
            "--out": {"metavar": "FILE", "help": "where it goes (default: poster-….pdf here)"},
        },
    ),
    "train": (
        commands.train,
        "train a model from data/nlu and make it the one that is served",
        {
            "--config": {"help": "another Rasa pipeline (default: nlu/config.yml)"},
            "--force": {"action": "store_true", "help": "train although nothing has changed"},
        },
    ),
    "evaluate": (
        judging.evaluate,
        "judge the served model on data/holdout, clean and as people write carelessly: "
        "a table here, a report for the browser",
        {
            "--file": {"help": "judge on a TSV file with the columns text and need instead"},
            "--misses": {"action": "store_true", "help": "list what was not answered right"},
            "--out": {"help": "where report.html and report.json go (default: var/evaluation)"},
            "--stock": {
                "action": "store_true",
                "help": "judge stock Rasa beside it; its trainings (DIET's takes an hour) are kept",
            },
            "--stock-epochs": {"type": int, "help": "how many epochs DIET learns (means --stock)"},
            "--needs": {
                "action": "store_true",
                "help": "instead, judge how needs are grouped into cases (data/needs)",
            },
            "--fit": {
                "action": "store_true",
                "help": "with --needs: first learn anew how to compare needs (two minutes)",
            },
            "--benchmark": {
                "choices": ["clinc150", "hint3"],
                "help": "instead, train our pipeline on a public set and judge it beside "
                "published figures",
            },
            "--data": {"metavar": "FOLDER", "help": "with --benchmark: where the set's files are"},
            "--encoder": {
                "action": "store_true",
                "help": "with --benchmark: a second time with the sentence encoder (slow)",
            },
        },
    ),
    "parse": (
        commands.parse,
        "read utterances from standard input, one a line, and print one JSON object a line",
        {},
    ),
    "check": (
        judging.check,
        "read all content and list every fault",
        {
            "--on": {
                "type": day,
                "metavar": "YYYY-MM-DD",
                "help": "judge review dates as of that day (default: today)",
            },
            "--odd": {
                "action": "store_true",
                "help": "instead, cross-validate for minutes and list confused pairs of intents "
                "and examples that look mislabelled",
            },
            "--out": {"metavar": "FILE", "help": "with --odd: write all odd examples there as TSV"},
        },
    ),
    "demo": (
        commands.demo,
        "fill a fresh database with a month of invented traffic and a team, so that the desk can "
        "be tried; refuses a database in which real people have written",
        {"--again": {"action": "store_true", "help": "renew what demo filled in before"}},
    ),
    "bench": (
        judging.bench,
        "measure ours beside stock Rasa, side by side on this machine",
        {
            "--quick": {
                "action": "store_true",
                "help": "shorter loads, fewer epochs of stock DIET",
            },
            "--out": {"default": "var/bench", "help": "where the table and the picture go"},
        },
    ),
}


if __name__ == "__main__":
    main()
