"""What an utterance names: places, procedures, papers, banks, sums, phones, people."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from nlu.addresses import COMMUNE, PROVINCE
from nlu.amounts import find_amounts
from nlu.gazetteer import Gazetteer, Token, joined, read_tokens
from nlu.lexicon import ENTITY_FILES, LISTS, PLACES, paper_word, read_spellings
from nlu.places import Places
from nlu.understanding import Entity
from nlu.units import read_units
from nlu.vietnamese import compose, origins

AMOUNT = "amount"
KINDS = (
    COMMUNE,
    PROVINCE,
    "procedure",
    "bank_or_wallet",
    "document",
    AMOUNT,
    "phone_os",
    "relation",
)
PAPER = "document"
OVER_PAPERS = ("procedure", "relation")
"""Kinds whose spellings speak of papers: they are found once the papers are."""


class Extractor:
    """Finds entities by the word lists of data/lexicon."""

    def __init__(self, lists: Mapping[str, Gazetteer], places: Places) -> None:
        self._lists = lists
        self._places = places

    @classmethod
    def read(cls, folder: Path) -> "Extractor":
        """The extractor of a folder of word lists.

        Raises:
            ValueError: a file is not what it should be; the message says why, in one sentence.
        """
        named = {kind: read_spellings(folder, kind) for kind in LISTS}
        places = Places(*read_units(folder / PLACES), named.pop(PROVINCE))
        return cls({kind: Gazetteer(spellings) for kind, spellings in named.items()}, places)

    def find(self, text: str) -> tuple[Entity, ...]:
        """The entities of an utterance, in the order in which they stand."""
        composed = compose(text)
        tokens = read_tokens(composed)
        found = [*self._named(tokens), *_amounts(composed)]
        kept = sorted(_without_inner(found), key=lambda entity: (entity.start, entity.end))
        typed = origins(text) if kept else []
        return tuple(_in_typed(entity, text, typed) for entity in kept)

    def _named(self, tokens: tuple[Token, ...]) -> Iterator[Entity]:
        for place in self._places.find(tokens):
            yield _entity(place.kind, place.value, tokens[place.first : place.last])
        papers = self._lists[PAPER].find(tokens)
        over = joined(tokens, [(paper_word(paper.value), paper) for paper in papers])
        for kind, names in self._lists.items():
            read = over if kind in OVER_PAPERS else tokens
            for match in papers if kind == PAPER else names.find(read):
                yield _entity(kind, match.value, read[match.first : match.last])


def _entity(kind: str, value: str, covered: tuple[Token, ...]) -> Entity:
    return Entity(kind, value, "", covered[0].start, covered[-1].end)


def _amounts(composed: str) -> Iterator[Entity]:
    for amount in find_amounts(composed):
        yield Entity(AMOUNT, str(amount.value), "", amount.start, amount.end)


def _without_inner(found: list[Entity]) -> Iterator[Entity]:
    """What does not stand within a longer name of another kind; papers may, within procedures."""
    for entity in found:
        inner = any(
            other.start <= entity.start
            and entity.end <= other.end
            and other.end - other.start > entity.end - entity.start
            and not (entity.kind == PAPER and other.kind == "procedure")
            for other in found
        )
        if not inner:
            yield entity


def _in_typed(entity: Entity, text: str, typed: list[tuple[int, int]]) -> Entity:
    """The entity with the offsets and the letters that were typed."""
    start, end = typed[entity.start][0], typed[entity.end - 1][1]
    return Entity(entity.kind, entity.value, text[start:end], start, end)


def copy_lists(source: Path, target: Path) -> None:
    """Copy the word lists that an extractor reads."""
    for name in ENTITY_FILES:
        shutil.copyfile(source / name, target / name)
