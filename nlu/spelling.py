"""Mends slips of the thumb: a word nobody writes becomes the known word that is one slip away."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from nlu.vietnamese import Tokens, fold

FEWEST_LETTERS = 3
"""Shorter words are left alone: one slip makes half of them another word."""
KNOWN_FROM = 5
"""How often the examples must have a word before it is known, and others are mended into it."""


class Speller:
    """Knows the words of the examples, without accents, and what stands beside them."""

    def __init__(self, words: Mapping[str, int], pairs: Mapping[str, int]) -> None:
        self._words = words
        self._pairs = pairs  # "tai khoan" -> how often
        self._reachable: dict[str, list[str]] = defaultdict(list)
        for word in words:
            for spelt in {word, *_shortened(word)}:
                self._reachable[spelt].append(word)

    @classmethod
    def fit(cls, documents: Iterable[Tokens]) -> "Speller":
        """Count the words of the training documents and their neighbours."""
        words: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        for document in documents:
            folded = [fold(token) for token in document]
            words.update(word for word in folded if word.isalpha())
            pairs.update(map(" ".join, pairwise(folded)))
        known = {word: count for word, count in words.items() if count >= KNOWN_FROM}
        beside = {
            pair: count
            for pair, count in pairs.items()
            if count > 1 and {*pair.split(" ")} <= known.keys()
        }
        return cls(known, beside)

    @classmethod
    def read(cls, written: dict[str, dict[str, int]]) -> "Speller":
        """The speller that ``write`` wrote."""
        return cls(written["words"], written["pairs"])

    def write(self) -> dict[str, dict[str, int]]:
        """What is known, in a form for JSON."""
        return {"words": {**self._words}, "pairs": {**self._pairs}}

    def mend(self, tokens: Tokens) -> Tokens:
        """The tokens; a word that is not known becomes the likeliest known word, or two."""
        if all(map(self._is_known, tokens)):
            return tokens
        mended: list[str] = []
        for at, token in enumerate(tokens):
            if self._is_known(token):
                mended.append(token)
            else:
                before = fold(mended[-1]) if mended else ""
                after = fold(tokens[at + 1]) if at + 1 < len(tokens) else ""
                mended.extend(self._meant(fold(token), before, after) or (token,))
        return tuple(mended)

    def _is_known(self, token: str) -> bool:
        return len(token) < FEWEST_LETTERS or not token.isalpha() or fold(token) in self._words

    def _meant(self, word: str, before: str, after: str) -> Tokens:
        """Two words with the space left out, or else the one slip that fits its neighbours."""
        cuts = [f"{word[:at]} {word[at:]}" for at in range(1, len(word))]
        joined = max(cuts, key=lambda pair: self._pairs.get(pair, 0))
        if joined in self._pairs:
            return tuple(joined.split(" "))
        near = {
            known
            for spelt in (word, *_shortened(word))
            for known in self._reachable.get(spelt, ())
            if len(known) > 1 and _is_one_slip(word, known)
        }
        if not near:
            return ()
        return (max(sorted(near), key=lambda known: self._fitness(known, before, after)),)

    def _fitness(self, word: str, before: str, after: str) -> float:
        """How often it stands beside these neighbours; how frequent it is decides a draw."""
        beside = self._pairs.get(f"{before} {word}", 0) + self._pairs.get(f"{word} {after}", 0)
        return beside + self._words[word] / 1000


def _shortened(word: str) -> Iterator[str]:
    """The word with each of its letters left out in turn."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _is_one_slip(typed: str, meant: str) -> bool:
    """One letter missing, extra or wrong, or two neighbours swapped."""
    if len(typed) != len(meant):
        shorter, longer = sorted((typed, meant), key=len)
        return len(longer) - len(shorter) == 1 and shorter in _shortened(longer)
    wrong = [at for at in range(len(typed)) if typed[at] != meant[at]]
    if len(wrong) == 1:
        return True
    swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
    return swapped and typed[wrong[0] : wrong[1] + 1] == meant[wrong[1]] + meant[wrong[0]]
