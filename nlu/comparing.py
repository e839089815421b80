"""How needs are compared, as it was learnt and kept in data/needs/learnt."""

import zlib
from dataclasses import dataclass
from pathlib import Path

from nlu.groups import Groups
from nlu.interpreter import Interpreter, LightInterpreter
from nlu.lexicon import read_shorthand
from nlu.likeness import Weights
from nlu.matters import Matters
from nlu.rarity import keep_rarity, read_rarity
from nlu.traits import Senses, Tracer
from nlu.transformer import Transformer
from nlu.vietnamese import Shorthand, tokens

LEARNT = Path("data") / "needs" / "learnt"
_WEIGHTS, _RARITY, _ENCODER = "weights.json", "rarity.tsv", "encoder.txt"


@dataclass(frozen=True)
class Comparing:
    """What makes rows of needs, and what their likeness is worth."""

    tracer: Tracer
    weights: Weights

    def groups(self) -> Groups:
        """No groups yet."""
        return Groups(self.tracer.parts, self.weights)

    def save(self, folder: Path, encoder: Transformer) -> None:
        """Write all that was learnt, and by which encoder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.tracer.matters.save(folder)
        self.weights.save(folder / _WEIGHTS)
        keep_rarity(self.tracer.rarity, folder / _RARITY)
        (folder / _ENCODER).write_text(f"{_name(encoder)}\n", encoding="utf-8")


def open_comparing(root: Path, interpreter: Interpreter) -> Comparing:
    """The comparing that was learnt, with the eyes of the served model.

    A foreign pipeline lends us none, nor does one whose encoder was tuned anew since: then needs
    are compared by their words alone.
    """
    folder = root / LEARNT
    matters, rarity = Matters.load(folder), read_rarity(folder / _RARITY)
    senses = senses_of(root, interpreter, (folder / _ENCODER).read_text(encoding="utf-8").strip())
    return Comparing(Tracer(matters, rarity, senses), Weights.load(folder / _WEIGHTS))


def senses_of(root: Path, interpreter: Interpreter, encoder: str = "") -> Senses:
    """How the model reads; its encoder too, if it is the one of that name or any will do."""
    if not isinstance(interpreter, LightInterpreter):
        shorthand = Shorthand(read_shorthand(root / "data" / "lexicon" / "shorthand.yml"))
        return Senses(lambda text: tokens(text, shorthand))
    known = interpreter.encoder
    if known is None or (encoder and _name(known) != encoder):
        return Senses(interpreter.read)
    return Senses(interpreter.read, lambda words: known.row(known.pieces.numbers(words)))


def _name(encoder: Transformer) -> str:
    return f"{zlib.crc32(encoder.file.read_bytes()):08x}"
