"""A guide laid out to be read from top to bottom: numbered steps, and where each leads on."""

from dataclasses import dataclass

from bot.guides import END, Guide, Guides, Step


@dataclass(frozen=True)
class Way:
    """Where a step goes on: to a numbered step, to another guide, or (neither) to the end."""

    label: str
    """What is chosen; empty for a step that just goes on elsewhere."""
    number: int = 0
    step: str = ""
    guide: Guide | None = None


@dataclass(frozen=True)
class Numbered:
    """A step with its place on the page."""

    number: int
    step: Step
    ways: tuple[Way, ...]
    """Empty where it simply goes on below."""


@dataclass(frozen=True)
class Leaflet:
    """One guide as it stands on a page."""

    guide: Guide
    steps: tuple[Numbered, ...]
    related: tuple[Guide, ...]


def leaflet(guide: Guide, guides: Guides) -> Leaflet:
    """Lay a guide out; ``guides`` are those it leads to."""
    steps = tuple(
        Numbered(at + 1, step, _ways(guide, step, guides)) for at, step in enumerate(guide.steps)
    )
    related = tuple(guides.by_id[id] for id in guide.related)
    return Leaflet(guide, steps, related)


def _ways(guide: Guide, step: Step, guides: Guides) -> tuple[Way, ...]:
    if step.choices:
        return tuple(_way(guide, choice.label, choice.to, guides) for choice in step.choices)
    following = guide.steps.index(step) + 1
    below = guide.steps[following].id if following < len(guide.steps) else END
    after = guide.after(step)
    return () if after == below else (_way(guide, "", after, guides),)


def _way(guide: Guide, label: str, to: str, guides: Guides) -> Way:
    if to == END:
        return Way(label)
    if step := guide.step(to):
        return Way(label, guide.steps.index(step) + 1, step.id)
    return Way(label, guide=guides.by_id[to.partition("/")[0]])
