"""Guides on paper: an A5 sheet for one, a booklet for all; set by Typst."""

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from bot.guides import Guide, Guides
from bot.library.leaflets import Numbered, Way, leaflet
from bot.library.qr import qr_svg
from bot.pictures import Picture

_TEMPLATE = Path(__file__).parent / "leaflets.typ"

Topic = tuple[str, Sequence[Guide]]


class Press:
    """Prints guides; what was printed once is kept, for the content does not change."""

    def __init__(self, guides: Guides, pictures: Mapping[str, Picture], near: str) -> None:
        """``near`` tells where help is found near by."""
        self._guides = guides
        self._pictures = pictures
        self._near = near
        self._fonts = typst.Fonts(include_system_fonts=False)  # alike on every machine
        self._one_at_a_time = threading.Lock()  # the other processor is left to citizens
        self.sheet = lru_cache(maxsize=512)(self._sheet)

    def _sheet(self, guide: Guide, site: str) -> bytes:
        """One guide as PDF; its QR code opens the chat of ``site`` at it."""
        return self._set({"topics": [self._topic("", [guide], site)], "cover": ""})

    def booklet(self, topics: Iterable[Topic], site: str) -> bytes:
        """All guides as PDF, with a cover and a table of contents."""
        chapters = [self._topic(title, guides, site) for title, guides in topics]
        return self._set({"topics": chapters, "cover": qr_svg(site)})

    def _set(self, written: dict[str, Any]) -> bytes:
        drawn = {id: picture.svg for id, picture in self._pictures.items()}
        whole = json.dumps(written | {"pictures": drawn, "near": self._near}, ensure_ascii=False)
        with self._one_at_a_time:
            pdf: bytes = typst.compile(
                str(_TEMPLATE), font_paths=self._fonts, sys_inputs={"written": whole}
            )
        return pdf

    def _topic(self, title: str, guides: Sequence[Guide], site: str) -> dict[str, Any]:
        return {"title": title, "guides": [self._guide(guide, site) for guide in guides]}

    def _guide(self, guide: Guide, site: str) -> dict[str, Any]:
        laid_out = leaflet(guide, self._guides)
        return {
            "title": guide.title,
            "for_whom": guide.for_whom,
            "at_hand": guide.at_hand,
            "never": guide.never,
            "works_when": guide.works_when,
            "help": guide.help,
            "reviewed": f"{guide.reviewed:%d/%m/%Y}",
            "sources": [source.name for source in guide.sources],
            "code": qr_svg(chat_at(site, guide)),
            "steps": [_step(numbered, self._guides) for numbered in laid_out.steps],
        }


def chat_at(site: str, guide: Guide) -> str:
    """The address that opens the chat at a guide."""
    return f"{site}/?mo={guide.id}"


def _step(numbered: Numbered, guides: Guides) -> dict[str, Any]:
    step = numbered.step
    return {
        "text": step.text,
        "iphone": step.iphone,
        "android": step.android,
        "helper": step.helper,
        "picture": step.picture,
        "iphone_picture": step.iphone_picture,
        "android_picture": step.android_picture,
        "is_question": bool(step.choices),
        "ways": [_way(way) for way in numbered.ways],
        "stuck": [
            {"cause": trouble.cause, "fix": trouble.fix, "see": _title(trouble.to, guides)}
            for trouble in step.stuck
        ],
    }


def _way(way: Way) -> dict[str, Any]:
    see = way.guide.title if way.guide else ""
    return {"label": way.label, "number": way.number, "see": see}


def _title(to: str, guides: Guides) -> str:
    """The title of the guide that a trouble leads to; none when it stays within its own."""
    return guides.by_id[to.partition("/")[0]].title if to else ""
