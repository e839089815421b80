"""Tunes the encoder on the examples and writes it: ``python -m nlu.tuning data/encoder.npz``."""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn import functional
from tqdm import tqdm

from nlu.lexicon import read_shorthand, read_surroundings
from nlu.opinion import is_kept_back
from nlu.pieces import Pieces
from nlu.reading import Reader
from nlu.training_data import read_lines
from nlu.transformer import write
from nlu.tuning.network import Network
from nlu.tuning.source import Source, needed_pieces

ROOT = Path(__file__).parents[2]
ALPHABET = (
    "abcdefghijklmnopqrstuvwxyzàáạảãâầấậẩẫăằắặẳẵèéẹẻẽêềếệểễìíịỉĩòóọỏõôồốộổỗơờớợởỡ"
    "ùúụủũưừứựửữỳýỵỷỹđ0123456789.,?!#-_/%\u2581"
)
BATCH, SORTED_TOGETHER = 64, 50
WARMING = 0.05
HEAD_STEP = 10
"""The head begins from nothing and learns this much faster."""


@dataclass(frozen=True)
class Stage:
    """Some rounds through the examples with a step that rises, then falls to nothing."""

    rounds: int
    step: float
    spellings: tuple[int, ...]
    """How often each of a reader's five versions is taken."""


STAGES = (Stage(8, 3e-4, (4, 2, 1, 2, 1)), Stage(6, 2e-4, (3, 2, 1, 3, 2)))
"""As it was done; the second stage brought a point on noisy text and half a point on clean."""


@dataclass(frozen=True)
class Lesson:
    """An example in its five spellings, read as pieces."""

    spellings: tuple[list[int], ...]
    intent: int


def tune(file: Path) -> None:
    """Tune, and write the encoder without the head: training fits its own."""
    torch.manual_seed(0)
    source, chance = Source(), random.Random(0)
    texts, labels = _examples()
    pieces, embeddings = source.pieces(needed_pieces(source, _all(texts), ALPHABET))
    intents = sorted(set(labels))
    lessons = [
        Lesson(tuple(map(pieces.numbers, spelt)), intents.index(label))
        for spelt, label in zip(texts, labels, strict=True)
    ]
    network = Network(source, embeddings, len(intents))
    for stage in STAGES:
        _learn(network, lessons, stage, chance)
        _save(network, pieces, source, file)


def _examples() -> tuple[list[tuple[tuple[str, ...], ...]], list[str]]:
    """Each example in its spellings, and its intent."""
    lexicon = ROOT / "data" / "lexicon"
    lines = read_lines(ROOT / "data" / "nlu")
    surroundings = read_surroundings(lexicon / "contexts.yml")
    reader = Reader.fit((line.text for line in lines), read_shorthand(lexicon / "shorthand.yml"))
    kept = [line for line in lines if not is_kept_back(line.text)]
    spelt = [reader.versions(line.text, surroundings) for line in kept]
    return spelt, [line.intent for line in kept]


def _all(texts: Sequence[tuple[tuple[str, ...], ...]]) -> Iterator[tuple[str, ...]]:
    for spelt in texts:
        yield from spelt


def _learn(
    network: Network, lessons: Sequence[Lesson], stage: Stage, chance: random.Random
) -> None:
    body = [values for name, values in network.named_parameters() if not name.startswith("head")]
    groups = [
        {"params": body, "lr": stage.step},
        {"params": network.head.parameters(), "lr": stage.step * HEAD_STEP},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    batches = [batch for _ in range(stage.rounds) for batch in _batches(lessons, stage, chance)]
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda at: min(1.0, (at + 1) / (WARMING * len(batches))) * (1 - at / len(batches)),
    )
    rarity = _importance(lessons)
    network.train()
    for batch in tqdm(batches, unit="batch"):
        read, right = zip(*batch, strict=True)
        scores = network(read)
        loss = functional.cross_entropy(
            scores, torch.tensor(right), weight=rarity, label_smoothing=0.1
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        rates.step()


def _batches(
    lessons: Sequence[Lesson], stage: Stage, chance: random.Random
) -> list[list[tuple[list[int], int]]]:
    """One round: every lesson in one spelling, those of a length together."""
    drawn = [
        (chance.choices(lesson.spellings, stage.spellings)[0], lesson.intent) for lesson in lessons
    ]
    chance.shuffle(drawn)
    batches = []
    for begin in range(0, len(drawn), BATCH * SORTED_TOGETHER):
        near = sorted(drawn[begin : begin + BATCH * SORTED_TOGETHER], key=lambda one: len(one[0]))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    chance.shuffle(batches)
    return batches


def _importance(lessons: Sequence[Lesson]) -> torch.Tensor:
    """A rare intent counts for more, up to four times."""
    counts = torch.bincount(torch.tensor([lesson.intent for lesson in lessons])).float()
    return (counts.mean() / counts).clamp(max=4)


def _save(network: Network, pieces: Pieces, source: Source, file: Path) -> None:
    arriving = file.with_suffix(".arriving.npz")
    write(arriving, pieces, source.heads, network.floats())
    arriving.replace(file)


if __name__ == "__main__":
    tune(Path(sys.argv[1]))
