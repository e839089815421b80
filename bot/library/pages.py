"""The library's pages: an index with a search, guides, prints, and what a phone keeps of them."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import aiohttp_jinja2
from aiohttp import web

from bot.content import Content
from bot.guides import Guide
from bot.library.finding import Finder
from bot.library.leaflets import leaflet
from bot.library.printing import Press, Topic, chat_at
from bot.library.qr import qr_svg
from bot.moves import plain

Ask = Callable[[str], Sequence[str]]
"""What a question may mean: needs, the likeliest first."""

LONGEST_QUESTION = 200
WITH_EACH_PAGE = (
    "/static/style.css", "/static/icon.svg", "/static/keep.js", "/static/library.js",
    "/static/manifest.webmanifest",
)  # fmt: skip


class Library:
    """What can be read without the bot."""

    def __init__(self, content: Content, ask: Ask, site: str, static: Path) -> None:
        """``site`` is the public address; empty when the visitor's own is to be taken."""
        self._content = content
        self._guides = content.guides
        self._ask = ask
        self._site = site
        self._finder = Finder(content.guides.by_id.values())
        self._near = content.responses.say("near_by")
        self._press = Press(content.guides, content.pictures, self._near)
        self._booklet = lru_cache(maxsize=2)(lambda at: self._press.booklet(self._topics(), at))
        self._kept = _kept(content, static)

    def routes(self) -> list[web.RouteDef]:
        """The paths of the library."""
        return [
            web.get("/huong-dan", self.index),
            web.get("/huong-dan/muc-luc.json", self.catalogue),
            web.get("/huong-dan/so-tay.pdf", self.booklet),
            web.get(r"/huong-dan/{guide:\w+}.pdf", self.sheet),
            web.get("/huong-dan/{guide}", self.guide),
            web.get(r"/hinh/{picture:\w+}.svg", self.picture),
            web.get("/offline.js", self.worker),
        ]

    async def index(self, request: web.Request) -> web.Response:
        """All guides by topic, or those that fit a question."""
        asked = request.query.get("tim", "").strip()[:LONGEST_QUESTION]
        found = await asyncio.to_thread(self._find, asked) if asked else []
        shown = {"asked": asked, "found": found, "topics": self._topics()}
        return aiohttp_jinja2.render_template("library/index.html", request, shown)

    def _find(self, asked: str) -> list[Guide]:
        """What the model makes of the question, then what shares words with it."""
        meant = (self._guides.for_need(need) for need in self._ask(asked))
        found = [guide for guide in meant if guide]
        return list(dict.fromkeys([*found, *self._finder.find(asked)]))

    def _topics(self) -> list[Topic]:
        topics: list[Topic] = [
            (topic.title, [self._guides.by_id[id] for id in topic.guides])
            for topic in self._content.menu
        ]
        listed = {guide.id for _, guides in topics for guide in guides}
        others = [guide for guide in self._guides.by_id.values() if guide.id not in listed]
        by_title = sorted(others, key=lambda guide: plain(guide.title))
        return [*topics, (self._content.responses.say("other_guides"), by_title)]

    async def guide(self, request: web.Request) -> web.Response:
        """One guide, readable without script, printable."""
        guide = self._guides.by_id.get(request.match_info["guide"])
        if guide is None:
            return _missing(request)
        shown = {
            "leaflet": leaflet(guide, self._guides),
            "guides": self._guides,
            "pictures": self._content.pictures,
            "near": self._near,
            "code": qr_svg(chat_at(self._site_of(request), guide)),
        }
        return aiohttp_jinja2.render_template("library/guide.html", request, shown)

    async def catalogue(self, _: web.Request) -> web.Response:
        """What each guide is found by, for a search on the phone itself."""
        entries = [
            {"id": guide.id, "title": guide.title, "words": words}
            for guide, words in self._finder.words()
        ]
        return web.json_response(entries)

    async def sheet(self, request: web.Request) -> web.Response:
        """One guide to print."""
        guide = self._guides.by_id.get(request.match_info["guide"])
        if guide is None:
            return _missing(request)
        site = self._site_of(request)
        return _pdf(await asyncio.to_thread(self._press.sheet, guide, site), guide.id)

    async def booklet(self, request: web.Request) -> web.Response:
        """All guides to print, bound together."""
        site = self._site_of(request)
        return _pdf(await asyncio.to_thread(self._booklet, site), "so-tay")

    async def picture(self, request: web.Request) -> web.Response:
        """One drawing."""
        picture = self._content.pictures.get(request.match_info["picture"])
        if picture is None:
            return _missing(request)
        lasting = {"Cache-Control": "public, max-age=86400"}
        return web.Response(text=picture.svg, content_type="image/svg+xml", headers=lasting)

    async def worker(self, request: web.Request) -> web.Response:
        """The script that keeps every guide on the phone, for a village without signal."""
        shown = {"kept": json.dumps(self._kept)}
        response = aiohttp_jinja2.render_template("library/offline.js", request, shown)
        response.content_type = "text/javascript"
        response.headers["Cache-Control"] = "no-cache"
        return response

    def _site_of(self, request: web.Request) -> str:
        return self._site or str(request.url.origin())


def _kept(content: Content, static: Path) -> dict[str, object]:
    """The paths that a phone keeps, under a name that changes with what stands behind them."""
    paths = [*WITH_EACH_PAGE, "/huong-dan", "/huong-dan/muc-luc.json"]
    paths += [f"/huong-dan/{id}" for id in content.guides.by_id]
    paths += [f"/hinh/{id}.svg" for id in content.pictures]
    known = hashlib.sha256(repr((content.guides, content.pictures, content.variables)).encode())
    for path in sorted(_pages(static)):
        known.update(path.read_bytes())
    return {"name": f"trolyso-{known.hexdigest()[:12]}", "paths": paths}


def _pages(static: Path) -> Iterator[Path]:
    yield from (path for path in static.parent.rglob("*") if path.is_file())


def _missing(request: web.Request) -> web.Response:
    return aiohttp_jinja2.render_template("missing.html", request, {}, status=404)


def _pdf(printed: bytes, name: str) -> web.Response:
    shown = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return web.Response(body=printed, content_type="application/pdf", headers=shown)
