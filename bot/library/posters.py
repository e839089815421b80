"""Posters for a commune: its name, and a code for each way in which citizens may write to us."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

from bot.library.qr import qr_svg

PAPERS = ("a4", "a5")

_TEMPLATE = Path(__file__).parent / "posters.typ"


@dataclass(frozen=True)
class Way:
    """A way to write to us, as it stands under its code."""

    name: str
    address: str
    """What the code opens."""
    shown: str
    """The same for who types it."""


def web_way(site: str, commune: str) -> Way:
    """The chat page, with the commune known."""
    return Way("Trang web", f"{site}/?xa={commune}", site.partition("://")[2])


def telegram_way(bot: str, commune: str) -> Way:
    """The Telegram bot of that user name, with the commune known."""
    return Way("Telegram", f"https://t.me/{bot}?start=xa-{commune}", f"@{bot}")


def zalo_way(link: str) -> Way:
    """A Zalo bot or Official Account; a link cannot tell it the commune."""
    return Way("Zalo", link, link.partition("://")[2])


def poster(place: str, ways: Sequence[Way], near: str, paper: str = "a4") -> bytes:
    """A poster as PDF; ``near`` tells where help is found near by."""
    written = {
        "place": place,
        "paper": paper,
        "near": near,
        "ways": [
            {"name": way.name, "address": way.shown, "code": qr_svg(way.address)} for way in ways
        ],
    }
    fonts = typst.Fonts(include_system_fonts=False)
    whole = json.dumps(written, ensure_ascii=False)
    pdf: bytes = typst.compile(str(_TEMPLATE), font_paths=fonts, sys_inputs={"written": whole})
    return pdf
