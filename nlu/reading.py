"""From what somebody typed to what the model reads, at training time and at run time alike."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nlu.lexicon import Surroundings
from nlu.noise import Noise, dressed, noisy
from nlu.spelling import Speller
from nlu.vietnamese import Shorthand, Tokens, fold, tokens

_FILE = "reader.json"
_DISTURBED = (Noise.TEENCODE, Noise.TYPOS, Noise.ALL)


@dataclass(frozen=True)
class Reader:
    """Composes, settles tone marks, undoes Telex, writes shorthand out, mends slips."""

    expansions: Mapping[str, str]
    """Shorthand and what it stands for."""
    speller: Speller
    shorthand: Shorthand

    @classmethod
    def fit(cls, texts: Iterable[str], expansions: Mapping[str, str]) -> "Reader":
        """A reader that knows the words of the training texts, teencode among them."""
        shorthand = Shorthand(expansions)
        heard = [spelt for text in texts for spelt in (text, noisy(text, Noise.TEENCODE))]
        speller = Speller.fit(tokens(text, shorthand) for text in heard)
        return cls(expansions, speller, shorthand)

    def tokens(self, text: str) -> Tokens:
        """The words of a text; empty when there is none."""
        return self.speller.mend(tokens(text, self.shorthand))

    def versions(self, text: str, surroundings: Surroundings) -> tuple[Tokens, ...]:
        """A training text as citizens also write it.

        Clean, disturbed, wrapped in a context, unaccented, wrapped and disturbed. How it is
        disturbed (teencode, slips, or both without accents) differs from text to text.
        """
        turn = zlib.crc32(text.encode())
        ways = (
            text,
            noisy(text, _DISTURBED[turn % len(_DISTURBED)], 1),
            dressed(text, surroundings, 1),
            fold(text),
            noisy(dressed(text, surroundings, 2), _DISTURBED[(turn + 1) % len(_DISTURBED)], 2),
        )
        return tuple(map(self.tokens, ways))

    def save(self, folder: Path) -> None:
        """Write everything the reader knows as one JSON file."""
        known = {"shorthand": {**self.expansions}, **self.speller.write()}
        (folder / _FILE).write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Reader":
        """Read what ``save`` wrote."""
        known = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(known["shorthand"], Speller.read(known), Shorthand(known["shorthand"]))
