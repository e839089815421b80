"""Names in running text, found also where accents, a capital or one letter went wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from nlu.vietnamese import agrees, fold, is_syllable, words

NUMBER = "#"
"""Stands in a name for any number: *ip #* is *ip 11*."""
STRICT = "!"
"""Ends a name that is another word without its accents: *Lâm Đồng!* is not *làm đồng*."""
WHOLE = "@"
"""Begins a word that stands for a name which was found before (see ``joined``)."""
LEAST_LETTERS = 6  # a shorter name is one letter away from too many other words
LEAST_OF_SEVERAL = 7  # the same for a name of several words, most of which are ordinary
LEAST_ODD = 4
MOST_WORDS = 4  # of a name whose misspellings are looked for


class Token(NamedTuple):
    """One word of a composed text; ``start`` and ``end`` are offsets into it."""

    text: str
    folded: str
    key: str
    """What names are looked up by."""
    is_odd: bool
    """Whether it is no Vietnamese syllable, so that it may be a misspelling."""
    is_apart: bool
    """Whether a comma or the like stands before it, which no name goes across."""
    start: int
    end: int


class Match(NamedTuple):
    """A name that was found, and which tokens it covers; ``last`` is the first one after it."""

    value: str
    first: int
    last: int


class Name(NamedTuple):
    """One spelling of a value, with the words around it that make it sure."""

    words: tuple[str, ...]
    value: str
    first: int
    last: int
    """Which of the words are the name; the others must only stand there."""
    strict: bool


def read_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a composed text."""
    tokens: list[Token] = []
    before = 0
    for word, start, end in words(text):
        apart = start - before > 1 and any(mark in _APART for mark in text[before:start])
        tokens.append(Token(word, *_sides(word), apart, start, end))
        before = end
    return tuple(tokens)


_APART = frozenset(',;:!?()[]"“”…\n')


@lru_cache(maxsize=20_000)
def _sides(word: str) -> tuple[str, str, bool]:
    """The word without accents, what it is looked up by, and whether it is odd."""
    folded = fold(word)
    if word[0].isdigit() or word == "#so":
        return folded, NUMBER, False
    return folded, folded, word.isalpha() and len(word) >= LEAST_ODD and not is_syllable(word)


def joined(tokens: tuple[Token, ...], matches: Iterable[tuple[str, Match]]) -> tuple[Token, ...]:
    """The tokens with each match as one, under the word given for it."""
    rest = list(tokens)
    for word, match in reversed(list(matches)):
        first, last = tokens[match.first], tokens[match.last - 1]
        whole = Token(word, *_sides(word), first.is_apart, first.start, last.end)
        rest[match.first : match.last] = [whole]
    return tuple(rest)


class Gazetteer:
    """Spellings and their values; the longest spelling that fits wins.

    A spelling is plain words; ``{…}`` marks the name where words around it are needed too
    (*giúp {mẹ}*). A spelling whose value is empty is a trap: nothing else is found there.
    """

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        self._names: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self._near: dict[str, set[Name]] = defaultdict(set)
        self._gaps: dict[tuple[str, ...], set[Name]] = defaultdict(set)
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in dict.fromkeys(_read_name(spelling, value) for spelling, value in spellings):
            key = _key(name.words)
            self._names[key].append(name)
            lengths[key[0]].add(len(key))
            self._prepare_misspellings(name, key)
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}
        self._longest_gap = max(map(len, self._gaps), default=0)

    def find(self, tokens: tuple[Token, ...]) -> list[Match]:
        """The names in a text, from left to right."""
        keys = tuple([token.key for token in tokens])
        misspelt = dict(self._misspelt(tokens, keys))
        found: list[Match] = []
        at = 0
        while at < len(tokens):
            name = self._exact(tokens, keys, at) if keys[at] in self._lengths else None
            name = name or misspelt.get(at)
            if name and name.value:
                found.append(Match(name.value, at + name.first, at + name.last))
            at += len(name.words) if name else 1
        return found

    def at(self, tokens: tuple[Token, ...], at: int) -> Match | None:
        """The name that begins at a token, rightly spelt."""
        if at >= len(tokens) or tokens[at].key not in self._lengths:
            return None
        name = self._exact(tokens, tuple(token.key for token in tokens), at)
        return Match(name.value, at + name.first, at + name.last) if name and name.value else None

    def _exact(self, tokens: tuple[Token, ...], keys: tuple[str, ...], at: int) -> Name | None:
        for length in self._lengths[keys[at]]:
            names = self._names.get(keys[at : at + length])
            if names and (name := _best(names, tokens[at : at + length])):
                return name
        return None

    def _prepare_misspellings(self, name: Name, key: tuple[str, ...]) -> None:
        letters = sum(map(len, key))
        whole = name.value and not name.strict and len(name.words) == name.last - name.first
        if not whole:
            return
        if len(key) == 1 and letters >= LEAST_LETTERS:
            for piece in _pieces(key[0]):
                self._near[piece].add(name)
        elif 1 < len(key) <= MOST_WORDS and letters >= LEAST_OF_SEVERAL:
            for gap in range(len(key)):
                self._gaps[_without(key, gap)].add(name)

    def _misspelt(
        self, tokens: tuple[Token, ...], keys: tuple[str, ...]
    ) -> Iterator[tuple[int, Name]]:
        """Names with one wrong letter, and where each begins.

        The wrong word must not be a syllable: *cần thu* is no misspelling of *Cần Thơ*.
        """
        for at, token in enumerate(tokens):
            if not token.is_odd:
                continue
            near = {name for piece in _pieces(token.key) for name in self._near.get(piece, ())}
            if name := _only(near, (token,), 0):
                yield at, name
            for first in range(max(0, at - self._longest_gap + 1), at + 1):
                for last in range(at + 1, first + self._longest_gap + 1):
                    names = self._gaps.get(_without(keys[first:last], at - first))
                    if names and (name := _only(names, tokens[first:last], at - first)):
                        yield first, name


def _read_name(spelling: str, value: str) -> Name:
    before, braced, rest = spelling.removesuffix(STRICT).partition("{")
    inner, _, after = rest.partition("}") if braced else (before, "", "")
    lead, name, trail = map(_written, (before if braced else "", inner, after))
    first, last = len(lead), len(lead) + len(name)
    return Name(lead + name + trail, value, first, last, spelling.endswith(STRICT))


def _written(text: str) -> tuple[str, ...]:
    return tuple(word for piece in text.split() for word in _words_of(piece))


@lru_cache(maxsize=5_000)
def _words_of(piece: str) -> tuple[str, ...]:
    """A piece without spaces as it is read in a text; what stands for a whole name is kept."""
    if piece == NUMBER or piece.startswith(WHOLE):
        return (piece,)
    return tuple(word for word, _, _ in words(piece))


def _key(written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_sides(word)[1] for word in written)


def _without(keys: tuple[str, ...], gap: int) -> tuple[str, ...]:
    return (*keys[:gap], "", *keys[gap + 1 :])


def _best(names: list[Name], typed: tuple[Token, ...]) -> Name | None:
    """The name that is written so; else the only one that lacks nothing but accents."""
    if any(token.is_apart for token in typed[1:]):
        return None
    texts = tuple([token.text for token in typed])
    for name in names:
        if name.words == texts:
            return name
    fitting = [name for name in names if not name.strict and all(map(_fits, typed, name.words))]
    values = {name.value for name in fitting}
    return fitting[0] if len(values) == 1 else None


def _fits(token: Token, word: str) -> bool:
    return word == NUMBER or agrees(token.text, word)


def _only(names: Iterable[Name], typed: tuple[Token, ...], gap: int) -> Name | None:
    """The one name that is one letter away at the gap and fits elsewhere; None for several."""
    if any(token.is_apart for token in typed[1:]):
        return None
    near = [
        name
        for name in names
        if is_one_edit(_sides(name.words[gap])[1], typed[gap].key)
        and all(_fits(typed[at], word) for at, word in enumerate(name.words) if at != gap)
    ]
    return near[0] if len({name.value for name in near}) == 1 else None


def _pieces(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def is_one_edit(one: str, other: str) -> bool:
    """Whether one letter more, less, another or changed with its neighbour makes them the same."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or short == long:
        return short == long
    same = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    swapped = short[same : same + 2] == long[same : same + 2][::-1]
    return short[same + 1 :] == long[same + 1 :] or (
        swapped and short[same + 2 :] == long[same + 2 :]
    )
