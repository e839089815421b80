"""Near-duplicates: labelled utterances that say the same in nearly the same words."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlu.training_data import Example
from nlu.vietnamese import Shorthand, fold, tokens

ALIKE = ((8, 0.65), (5, 0.75))
"""How alike two lines must be when the shorter one has at least so many words; see ``twins``."""


@dataclass(frozen=True)
class Twin:
    """Two near-duplicates; ``likeness`` is 1 when the same words remain of both."""

    first: Example
    second: Example
    likeness: float


class Gist:
    """What remains of an utterance when everything is left out that carries no meaning.

    Shorthand is written out, a term that has a shorthand counts as one word (*giấy phép lái xe*),
    fillers are dropped and accents folded. A filler of one syllable is dropped only when it is
    written with its accents: without them *thế* may be *thẻ*, and *tôi* may be *tối*.
    """

    def __init__(self, shorthand: Mapping[str, str], fillers: Iterable[str]) -> None:
        self._shorthand = Shorthand(shorthand)
        shorter: dict[str, str] = {}
        for term in {*shorthand.values()}:
            syllables = tokens(term, self._shorthand)
            for spelling in (syllables, tuple(map(fold, syllables))):
                shorter[" ".join(spelling)] = "".join(map(fold, syllables))
        for filler in fillers:
            syllables = tokens(filler, self._shorthand)
            shorter[" ".join(syllables)] = ""
            if len(syllables) > 1:
                shorter[fold(" ".join(syllables))] = ""
        self._shorter = Shorthand(shorter)
        self._read: dict[str, tuple[str, ...]] = {}

    def words(self, text: str) -> tuple[str, ...]:
        """The words that remain; all of them when nothing but fillers was said."""
        if text not in self._read:
            self._read[text] = self._words(text)
        return self._read[text]

    def _words(self, text: str) -> tuple[str, ...]:
        read = tuple(token for token in tokens(text, self._shorthand) if token != "?")
        return tuple(map(fold, self._shorter.expand(read) or read))


def twins(examples: Sequence[Example], gist: Gist) -> Iterator[Twin]:
    """Every pair of near-duplicates; in each, ``first`` stands before ``second`` in ``examples``.

    Two lines are near-duplicates when the same words remain of both in any order, or when both
    keep at least five words and share most of them: the weight of the shared words is at least
    0.75 of the weight of all words of the two lines, 0.65 from eight words on (Jaccard's measure).
    A word weighs ``log(1 + lines / lines with it)``, so that *không* counts little and *đóng băng*
    much. Shorter lines that differ in a single word are no near-duplicates, however alike:
    "khóa thẻ" and "mở thẻ" are two needs. The figures come from reading every pair of our data:
    below them most pairs of one intent were different questions about one matter.
    """
    bags = [_bag(gist.words(example.text)) for example in examples]
    seen: dict[frozenset[_Word], list[int]] = defaultdict(list)
    for at, bag in enumerate(bags):
        yield from (Twin(examples[before], examples[at], 1.0) for before in seen[bag])
        seen[bag].append(at)
    for one, other, likeness in _Join(bags).pairs():
        yield Twin(examples[min(one, other)], examples[max(one, other)], likeness)


_Word = tuple[str, int]


def _bag(words: tuple[str, ...]) -> frozenset[_Word]:
    """The words as a set in which a word said twice stands twice."""
    return frozenset((word, nth) for word, times in Counter(words).items() for nth in range(times))


def _least(words: int) -> float:
    """How alike lines must be of which the shorter one has so many words."""
    return next((likeness for length, likeness in ALIKE if words >= length), 1.0)


class _Join:
    """All pairs above a threshold without comparing all pairs, by prefix filtering.

    Two lines that are ``t`` alike must share one of the weightiest words that make up ``1 - t`` of
    either's weight, so only lines that share such a word are compared (Chaudhuri, Ganti and
    Kaushik 2006; Bayardo, Ma and Srikant 2007).
    """

    def __init__(self, bags: Sequence[frozenset[_Word]]) -> None:
        lines_with = Counter(word for bag in bags for word in bag)
        rarest_first = sorted(lines_with, key=lambda word: (lines_with[word], word))
        number = {word: at for at, word in enumerate(rarest_first)}
        self._weight = [math.log(1 + len(bags) / lines_with[word]) for word in rarest_first]
        self._rows = [sorted(number[word] for word in bag) for bag in bags]
        self._sets = [frozenset(row) for row in self._rows]
        self._total = [sum(map(self._weight.__getitem__, row)) for row in self._rows]

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Pairs of positions with their likeness, each pair once; equal lines are left out."""
        shortest = ALIKE[-1][0]
        long_enough = (at for at, row in enumerate(self._rows) if len(row) >= shortest)
        lines_with: dict[int, list[int]] = defaultdict(list)
        for line in sorted(long_enough, key=self._total.__getitem__):
            for other in self._met(line, lines_with):
                likeness = self._likeness(line, other)
                words = min(len(self._rows[line]), len(self._rows[other]))
                if likeness >= _least(words) and self._sets[line] != self._sets[other]:
                    yield other, line, likeness

    def _met(self, line: int, lines_with: dict[int, list[int]]) -> set[int]:
        """Lighter lines that may be alike; the line's own prefix is put down for heavier ones."""
        weighs = self._total.__getitem__
        total, least = weighs(line), _least(len(self._rows[line]))
        met: set[int] = set()
        passed = 0.0
        for word in self._rows[line]:
            lighter = lines_with[word]
            met.update(lighter[bisect_left(lighter, least * total, key=weighs) :])
            if passed <= total * (1 - least) / (
                1 + least
            ):  # enough, since lighter lines come first
                lighter.append(line)
            passed += self._weight[word]
            if passed > total * (1 - least):
                break
        met.discard(line)
        return met

    def _likeness(self, one: int, other: int) -> float:
        shared = sum(map(self._weight.__getitem__, self._sets[one] & self._sets[other]))
        return shared / (self._total[one] + self._total[other] - shared)
