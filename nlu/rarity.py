"""How much a word tells: the fewer of our examples have it, the more."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from nlu.vietnamese import Tokens, fold


def rarity(texts: Iterable[Tokens]) -> dict[str, float]:
    """The weight of each folded word that at least two texts have (IDF)."""
    having: Counter[str] = Counter()
    total = 0
    for tokens in texts:
        having.update({*map(fold, tokens)})
        total += 1
    return {
        word: round(math.log((total + 1) / (count + 1)), 3)
        for word, count in sorted(having.items())
        if count > 1
    }


def keep_rarity(known: Mapping[str, float], path: Path) -> None:
    """Write a word and its weight a line."""
    lines = (f"{word}\t{weight}\n" for word, weight in known.items())
    path.write_text("".join(lines), encoding="utf-8")


def read_rarity(path: Path) -> dict[str, float]:
    """Read what ``keep_rarity`` wrote."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {word: float(weight) for word, weight in lines}
