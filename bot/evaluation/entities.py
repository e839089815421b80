"""How well what citizens name is found: places, procedures, papers, banks, sums … Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.evaluation.figures import Share, share
from nlu.training_data import Named
from nlu.understanding import Entity

ALL = "all"


@dataclass(frozen=True)
class KindFigures:
    """How well one kind of entities is found; one is right when its kind and its value are."""

    kind: str
    precision: Share
    """How many of those that were found are right."""
    recall: Share
    """How many of those that stand in the lines were found."""

    @property
    def support(self) -> int:
        """How many stand in the lines."""
        return self.recall.total


@dataclass(frozen=True)
class EntityFigures:
    """All kinds together first, then each by its name."""

    lines: int
    empty: int
    """Lines that name nothing: whatever is found there is wrong."""
    kinds: tuple[KindFigures, ...]


def judge_entities(
    lines: Sequence[tuple[str, Named]], find: Callable[[str], Iterable[Entity]]
) -> EntityFigures | None:
    """The figures of what ``find`` finds in the lines; None where there are no lines."""
    if not lines:
        return None
    right, found, named = Counter[str](), Counter[str](), Counter[str]()
    for line, wanted in lines:
        got = {(entity.kind, entity.value) for entity in find(line)}
        for tally, entities in ((right, got & wanted), (found, got), (named, wanted)):
            tally.update(kind for kind, _ in entities)
            tally[ALL] += len(entities)
    kinds = [ALL, *sorted({*found, *named} - {ALL})]
    return EntityFigures(
        len(lines),
        sum(not wanted for _, wanted in lines),
        tuple(
            KindFigures(kind, share(right[kind], found[kind]), share(right[kind], named[kind]))
            for kind in kinds
        ),
    )
