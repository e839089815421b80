"""Small commands: what an operator prints."""

import argparse
import re
from pathlib import Path

from bot.communes import Communes
from bot.content import read_content
from bot.library.posters import Way, poster, telegram_way, web_way, zalo_way
from bot.opening import CannotGoOn
from bot.settings import Settings

BOT = re.compile(r"[A-Za-z]\w{3,30}[Bb][Oo][Tt]")
LINK = re.compile(r"https://(?:[\w-]+\.)?zalo\.me/[\w./?=-]+")


def print_poster(settings: Settings, asked: argparse.Namespace) -> None:
    """A poster for a commune, with a code for each way to write to us."""
    content = read_content(settings.root, settings.keep_days, settings.variables)
    commune = _commune(content.communes, asked.commune)
    near = content.responses.say("near_by")
    ways = _ways(settings, asked, content.communes.id(commune))
    out = Path(asked.out or f"poster-{content.communes.id(commune)}-{asked.paper}.pdf")
    try:
        out.write_bytes(poster(commune, ways, near, asked.paper))
    except OSError as error:
        raise CannotGoOn(f"{out} cannot be written: {error.strerror}") from error
    print(f"{out}: {commune}, {', '.join(way.name for way in ways)}")


def _commune(communes: Communes, typed: str) -> str:
    meant = communes.meant(typed)
    if communes.id(typed):
        return typed
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise CannotGoOn(f"no commune of today or before is called '{typed}'")
    raise CannotGoOn(f"'{typed}' may be {'; '.join(meant)}: name one of them in full")


def _ways(settings: Settings, asked: argparse.Namespace, commune: str) -> list[Way]:
    """The ways that are known; at least one."""
    ways = [web_way(settings.address, commune)] if settings.address else []
    if bot := (asked.telegram or "").removeprefix("@"):
        if not BOT.fullmatch(bot):
            raise CannotGoOn(f"'{bot}' is no user name of a Telegram bot: they end in bot")
        ways.append(telegram_way(bot, commune))
    if asked.zalo:
        if not LINK.fullmatch(asked.zalo):
            raise CannotGoOn(f"'{asked.zalo}' is no link like https://zalo.me/1234567890")
        ways.append(zalo_way(asked.zalo))
    if not ways:
        raise CannotGoOn("nothing to print: set TROLYSO_ADDRESS, or name --telegram or --zalo")
    return ways
