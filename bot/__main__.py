"""The command line: serve, chat, train, evaluate, parse, check, bench."""

import argparse
import os
import sys
from collections.abc import Sequence

from bot import commands
from bot.settings import Settings, WrongSetting

EPILOGUE = """\
Settings come from the environment (README.md lists them all): TROLYSO_HOME, TROLYSO_PORT,
TROLYSO_DATABASE, TELEGRAM_BOT_TOKEN, …"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a known fault is one sentence and a non-zero exit."""
    asked = parser().parse_args(arguments)
    try:
        settings = Settings.from_env(os.environ)
        asked.run(settings, asked)
    except (commands.CannotGoOn, WrongSetting) as error:
        sys.exit(f"trolyso: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os._exit(0)  # whoever read our output has closed it


def parser() -> argparse.ArgumentParser:
    """The commands and what each is for."""
    top = argparse.ArgumentParser(
        prog="trolyso",
        description="Trợ lý số: guides citizens through VNeID, online public services and payment.",
        epilog=EPILOGUE,
    )
    verbs = top.add_subparsers(required=True, metavar="COMMAND", dest="command")

    def verb(name: str, run: commands.Command, help: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
        added.set_defaults(run=run)
        return added

    verb(
        "serve",
        commands.serve,
        "serve the chat page, the desk, and Telegram where there is a token; trains the first model when there is none",
    )
    verb("chat", commands.chat, "talk to the assistant in this terminal")
    training = verb(
        "train", commands.train, "train a model from data/nlu and make it the one that is served"
    )
    training.add_argument("--config", help="another Rasa pipeline (default: nlu/config.yml)")
    training.add_argument("--force", action="store_true", help="train although nothing has changed")
    judged = verb(
        "evaluate",
        commands.evaluate,
        "judge the model on data/holdout: answered right, offered right, misled, fallback",
    )
    judged.add_argument("--file", help="judge on a TSV file with the columns text and need instead")
    judged.add_argument(
        "--misses", action="store_true", help="list the lines that were not answered right"
    )
    verb(
        "parse",
        commands.parse,
        "read utterances from standard input, one a line, and print one JSON object a line",
    )
    verb("check", commands.check, "read all content and list every fault")
    measured = verb(
        "bench", commands.bench, "measure ours beside stock Rasa, side by side on this machine"
    )
    measured.add_argument("--quick", action="store_true", help="fewer requests; for trying it out")
    measured.add_argument(
        "--out",
        default="var/bench",
        help="folder for the table and the picture (default: var/bench)",
    )
    return top


if __name__ == "__main__":
    main()
