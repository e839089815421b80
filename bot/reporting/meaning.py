"""What figures mean and how their parts are called: figures.yml beside this, and the content."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.content import Content
from bot.figures import REST, Told

_FILE = Path(__file__).with_name("figures.yml")
UNKNOWN = "unknown"
_MOST_OF_STEP = 48


@dataclass(frozen=True)
class Meaning:
    """One figure: its title, what is counted, and of what."""

    id: str
    title: str
    unit: str
    of: str
    labels: str
    counts: str


class Words:
    """How everything in a report is called, for who reads Vietnamese."""

    def __init__(self, content: Content) -> None:
        written: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
        self.meanings = {
            id: Meaning(id=id, **meaning) for id, meaning in written["figures"].items()
        }
        self.wholes: Mapping[str, str] = written["wholes"]
        self._labels: Mapping[str, Mapping[str, str]] = written["labels"]
        self._rest: str = written["rest"]
        self._guides = content.guides
        self._menu = {topic.id: topic for topic in content.menu}

    def matter(self, told: Told) -> str:
        """What a need is about: a guide, else an intent; empty when nobody knows."""
        if told.named and (named := self._matter_of(told.named)):
            return named
        return told.guide or self._matter_of(told.guessed)

    def topic(self, matter: str) -> str:
        """The topic of the menu that a matter belongs to; empty for none of them."""
        if not matter:
            return UNKNOWN
        listed = (topic.id for topic in self._menu.values() if matter in topic.guides)
        prefix = matter.partition("_")[0]
        return next(listed, prefix if prefix in self._menu else "")

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic in the order of the menu, then what is in none of them."""
        return (*self._menu, "", UNKNOWN)

    def steps(self, guide: str) -> tuple[str, ...]:
        """The steps of a guide in their order, and its end."""
        known = self._guides.by_id.get(guide)
        return (*(step.id for step in known.steps), "end") if known else ("end",)

    def label(self, kind: str, key: str) -> str:
        """How a part is called; what nobody named yet shows its key rather than vanish."""
        if key == REST:
            return self._rest
        if key in self._labels[kind]:
            return self._labels[kind][key]
        match kind:
            case "topics":
                return self._menu[key].title
            case "matters":
                return self._title(key)
            case "steps":
                return self._step(*key.split("/", 1))
            case "days":
                return f"{key[8:10]}/{key[5:7]}/{key[:4]}"
            case "hours":
                return f"{key} giờ"
        return key

    def step_of(self, guide: str, step: str) -> str:
        """A step within the table of its own guide."""
        return self._labels["steps"][step] if step == "end" else self._text_of(guide, step)

    def _matter_of(self, intent: str) -> str:
        guide = self._guides.for_need(intent)
        return guide.id if guide else intent

    def _title(self, matter: str) -> str:
        guide = self._guides.by_id.get(matter)
        return guide.title if guide else matter

    def _step(self, guide: str, step: str = "") -> str:
        end = self._labels["steps"]["end"]
        return f"{self._title(guide)} – {end if step == 'end' else self._text_of(guide, step)}"

    def _text_of(self, guide: str, step: str) -> str:
        known = self._guides.by_id.get(guide)
        found = known.step(step) if known else None
        if known is None or found is None:
            return f"bước {step} (nay không còn)"
        text = " ".join(found.text.split())
        short = text if len(text) <= _MOST_OF_STEP else f"{text[:_MOST_OF_STEP].rstrip()}…"
        return f"bước {known.steps.index(found) + 1}: {short}"
