"""Finds guides by what somebody types, with or without accents."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from bot.guides import Guide
from bot.moves import plain

_TITLE, _WHOM, _TROUBLE, _STEP = 4.0, 2.0, 1.5, 1.0
"""How much a word counts by where it stands."""


class Finder:
    """Ranks guides by the words and pairs of words they share with a question; rare ones count."""

    def __init__(self, guides: Iterable[Guide]) -> None:
        self._shelf = [(guide, _terms(guide)) for guide in guides]
        found_in = Counter(term for _, terms in self._shelf for term in terms)
        self._rarity = {
            term: math.log(1 + len(self._shelf) / count) for term, count in found_in.items()
        }

    def find(self, asked: str, most: int = 10) -> list[Guide]:
        """The guides that fit, the best first."""
        terms = [term for term in _pieces(asked) if term in self._rarity]
        scored = [(self._score(terms, known), guide) for guide, known in self._shelf]
        best = max((score for score, _ in scored), default=0.0)
        likely = [pair for pair in scored if pair[0] > best / 4]
        return [guide for _, guide in sorted(likely, key=lambda pair: -pair[0])][:most]

    def words(self) -> Iterator[tuple[Guide, str]]:
        """Each guide with the single words that it is found by."""
        for guide, terms in self._shelf:
            yield guide, " ".join(term for term in terms if " " not in term)

    def _score(self, terms: list[str], known: Mapping[str, float]) -> float:
        return sum(self._rarity[term] * known[term] for term in terms if term in known)


def _terms(guide: Guide) -> dict[str, float]:
    """What a guide is found by, and how much each piece counts."""
    terms: dict[str, float] = {}
    for weight, text in _texts(guide):
        for term in _pieces(text):
            terms[term] = max(weight, terms.get(term, 0.0))
    return terms


def _texts(guide: Guide) -> Iterator[tuple[float, str]]:
    yield _TITLE, guide.title
    yield _WHOM, guide.for_whom
    for step in guide.steps:
        yield _STEP, step.text
        yield from ((_TROUBLE, trouble.cause) for trouble in step.stuck)
        yield from ((_TROUBLE, choice.label) for choice in step.choices)


def _pieces(text: str) -> Iterator[str]:
    """Words without accents, and each two that stand side by side: *mat khau* is one word."""
    said = plain(text).split()
    yield from said
    yield from (f"{one} {two}" for one, two in pairwise(said))
