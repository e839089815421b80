"""Guides: one matter each, step by step, read from data/guides; faults are told in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.findings import Finding, Way

END = "end"


@dataclass(frozen=True)
class Trouble:
    """A common failure at a step, and what to do about it."""

    id: str
    cause: str
    fix: str
    to: str = ""
    """Another guide (or ``guide/step``) that goes further."""


@dataclass(frozen=True)
class Choice:
    """One way on from a question: ``to`` is a step of the same guide or another guide."""

    label: str
    to: str


@dataclass(frozen=True)
class Step:
    """One action, or one question with its choices."""

    id: str
    text: str
    helper: str = ""
    """The same step for somebody who helps the person beside them."""
    iphone: str = ""
    android: str = ""
    stuck: tuple[Trouble, ...] = ()
    choices: tuple[Choice, ...] = ()
    picture: str = ""
    """The drawing of data/pictures that shows it."""
    iphone_picture: str = ""
    android_picture: str = ""
    next: str = ""
    """The step that follows; by default the next one in the file, ``end`` after the last."""
    listens: bool = False
    """Whether the next free words are taken down as a need for the team."""

    @property
    def pictures(self) -> dict[str, str]:
        """Its drawings, by the field that names them."""
        named = {
            "picture": self.picture,
            "iphone_picture": self.iphone_picture,
            "android_picture": self.android_picture,
        }
        return {field: id for field, id in named.items() if id}

    def trouble(self, id: str) -> Trouble | None:
        """The trouble of that id, if the step has it."""
        return next((trouble for trouble in self.stuck if trouble.id == id), None)


@dataclass(frozen=True)
class Source:
    """Where the facts of a guide come from."""

    name: str
    where: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """A public service explained in steps, or a question answered."""

    id: str
    title: str
    needs: tuple[str, ...]
    for_whom: str
    steps: tuple[Step, ...]
    sources: tuple[Source, ...]
    reviewed: date
    review_by: date
    owner: str
    at_hand: tuple[str, ...] = ()
    works_when: str = ""
    never: tuple[str, ...] = ()
    help: str = ""
    related: tuple[str, ...] = ()
    urgent: bool = False
    """Whether the first step is said at once, before anything else."""
    _steps: Mapping[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_steps", {step.id: step for step in self.steps})

    @property
    def file(self) -> str:
        """Where it is written, as findings name it."""
        return f"guides/{self.id}.yml"

    def step(self, id: str) -> Step | None:
        """The step of that id; None when it is gone."""
        return self._steps.get(id)

    def after(self, step: Step) -> str:
        """The id of the step that follows, or ``end``."""
        if step.next:
            return step.next
        at = self.steps.index(step) + 1
        return self.steps[at].id if at < len(self.steps) else END

    @property
    def is_answer(self) -> bool:
        """Whether there is nothing to walk: one step, nothing to choose, nothing to fail at."""
        only, *others = self.steps
        return not (others or only.choices or only.stuck or only.listens)

    def steps_from(self, step: Step) -> int | None:
        """How many steps the way on has, this one included; None where it forks."""
        count = 0
        while step is not None and count <= len(self.steps):
            if step.choices:
                return None
            count += 1
            id = self.after(step)
            if id == END:
                return count
            step = self._steps[id]
        return None


@dataclass(frozen=True)
class Guides:
    """All guides, and what is told of the files that could not be read."""

    by_id: Mapping[str, Guide]
    unreadable: tuple[Finding, ...] = ()

    def for_need(self, need: str) -> Guide | None:
        """The guide that answers an intent; ``vneid_info__levels`` falls back on ``vneid_info``."""
        return self._by_need.get(need) or self._by_need.get(need.partition("__")[0])

    @property
    def _by_need(self) -> dict[str, Guide]:
        return {need: guide for guide in self.by_id.values() for need in guide.needs}

    def faults(self) -> Iterator[Finding]:
        """Everything that would lead a citizen nowhere."""
        yield from self.unreadable
        taken: dict[str, str] = {}
        for guide in self.by_id.values():
            for at, need in enumerate(guide.needs):
                if other := taken.setdefault(need, guide.id) != guide.id and taken[need]:
                    already = f"need '{need}' is answered by {other}.yml already"
                    yield Finding(guide.file, already, ("needs", at))
            for at, step in enumerate(guide.steps):
                yield from self._faults_of(guide, step, ("steps", at))
            for at, id in enumerate(guide.related):
                if id not in self.by_id:
                    gone = f"related guide '{id}' does not exist"
                    yield Finding(guide.file, gone, ("related", at))

    def _faults_of(self, guide: Guide, step: Step, at: Way) -> Iterator[Finding]:
        if step.id not in _reached(guide):
            yield Finding(guide.file, f"step '{step.id}' is never reached", (*at, "id"))
        for way, to in _leads(guide, step):
            if not (to == END or guide.step(to) or self._leads_somewhere(to)):
                nowhere = f"step '{step.id}' leads to '{to}', which does not exist"
                yield Finding(guide.file, nowhere, (*at, *way))
        for number, trouble in enumerate(step.stuck):
            if trouble.to and not self._leads_somewhere(trouble.to):
                nowhere = f"trouble '{trouble.id}' leads to '{trouble.to}', which does not exist"
                yield Finding(guide.file, nowhere, (*at, "stuck", number, "to"))

    def _leads_somewhere(self, to: str) -> bool:
        id, _, step = to.partition("/")
        guide = self.by_id.get(id)
        return guide is not None and (not step or guide.step(step) is not None)


def _leads(guide: Guide, step: Step) -> Iterator[tuple[Way, str]]:
    """Where a step leads by itself, with where that is written."""
    yield ("next",) if step.next else ("id",), guide.after(step)
    for at, choice in enumerate(step.choices):
        yield ("choices", at, "to"), choice.to


def _reached(guide: Guide) -> set[str]:
    """The steps to which somebody comes from the first one: on, by a choice or by a trouble."""
    reached: set[str] = set()
    ahead = [guide.steps[0].id]
    while ahead:
        step = guide.step(ahead.pop())
        if step and step.id not in reached:
            reached.add(step.id)
            ahead += [choice.to for choice in step.choices] or [guide.after(step)]
            ahead += [trouble.to.removeprefix(f"{guide.id}/") for trouble in step.stuck]
    return reached


def read_guides(folder: Path, variables: Mapping[str, str]) -> Guides:
    """Every guide of a folder, its variables filled in."""
    by_id: dict[str, Guide] = {}
    unreadable: list[Finding] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            by_id[path.stem] = read_guide(path, variables)
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            why, line = _explain(error)
            unreadable.append(Finding(f"guides/{path.name}", why, line=line))
    return Guides(by_id, tuple(unreadable))


def read_guide(path: Path, variables: Mapping[str, str]) -> Guide:
    """One guide.

    Raises:
        YAMLError, KeyError, TypeError, ValueError: the file is not a guide.
    """
    written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    filled = _fill(written, variables)
    return Guide(
        **filled
        | {
            "id": path.stem,
            "steps": tuple(_read_step(step) for step in filled["steps"]),
            "sources": tuple(
                Source(**source | {"facts": tuple(source.get("facts", ()))})
                for source in filled["sources"]
            ),
            **{
                name: tuple(filled.get(name) or ())
                for name in ("needs", "at_hand", "never", "related")
            },
        }
    )


def _read_step(written: dict[str, Any]) -> Step:
    return Step(
        **written
        | {
            "stuck": tuple(Trouble(**trouble) for trouble in written.get("stuck") or ()),
            "choices": tuple(Choice(**choice) for choice in written.get("choices") or ()),
        }
    )


def _fill(value: Any, variables: Mapping[str, str]) -> Any:
    """The same structure with every ``{variable}`` replaced by its value, texts trimmed."""
    match value:
        case str():
            return value.strip().format_map(variables)
        case list():
            return [_fill(item, variables) for item in value]
        case dict():
            return {key: _fill(item, variables) for key, item in value.items()}
    return value


def _explain(error: Exception) -> tuple[str, int]:
    """Why a file is not a guide, and the line when it is known."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return error.problem or "not valid YAML", error.problem_mark.line + 1
    if isinstance(error, KeyError):
        return f"{error} is missing, or is not a known variable", 0
    return str(error).replace("Guide.__init__() ", "").replace("Step.__init__() ", "a step "), 0
