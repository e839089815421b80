"""What the model says of each example when it was trained on the others: cross-validation.

Our own features and classifier are used directly, not through Rasa: a fold costs seconds of
fitting instead of a whole training.
"""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlu import softmax
from nlu.features import Ngrams, Tokens, Vector
from nlu.training_data import Example
from nlu.understanding import Guess
from nlu.vietnamese import Shorthand, fold, tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Progress = Callable[[float], None]
Ranking = tuple[Guess, ...]


@dataclass(frozen=True)
class Recipe:
    """How the pipeline is trained; the defaults are those of our components."""

    shorthand: Shorthand
    seen_at_least: int = 2
    weights: tuple[float, ...] = (1.0, 1.0, 1.0)
    penalty: float = 1e-5
    rounds: int = 60
    unaccented_share: float = 0.4


def out_of_fold(
    examples: Sequence[Example], folds: int, progress: Progress, recipe: Recipe
) -> list[Ranking]:
    """The ranking of each example by a model that was trained on the other folds.

    ``progress`` is told the share of the whole that is done. An utterance without words gets an
    empty ranking. The same examples fall into the same folds on every machine.
    """
    rankings: list[Ranking] = [()] * len(examples)
    fold_of = _deal(examples, folds)
    for number in range(folds):
        training = [example for example, at in zip(examples, fold_of, strict=True) if at != number]
        ngrams, model = _fit(training, recipe, _part(progress, number, folds))
        for place, example in enumerate(examples):
            if fold_of[place] == number and (read := tokens(example.text, recipe.shorthand)):
                rankings[place] = model.ranking(ngrams.vector(read))
    return rankings


def _part(progress: Progress, number: int, folds: int) -> Progress:
    """The progress of one fold as a part of the whole."""
    return lambda share: progress((number + share) / folds)


def _deal(examples: Sequence[Example], folds: int) -> list[int]:
    """The fold of each example: every intent is spread evenly, in an order that means nothing."""
    by_intent: dict[str, list[int]] = defaultdict(list)
    for place, example in enumerate(examples):
        by_intent[example.intent].append(place)
    fold_of = [0] * len(examples)
    for places in by_intent.values():
        shuffled = sorted(
            places, key=lambda place: hashlib.sha256(examples[place].text.encode()).digest()
        )
        for turn, place in enumerate(shuffled):
            fold_of[place] = turn % folds
    return fold_of


def _fit(
    training: Sequence[Example], recipe: Recipe, progress: Progress
) -> tuple[Ngrams, softmax.Softmax]:
    read = [(_heard(example.text, recipe), example.intent) for example in training]
    known = [(words, intent) for words, intent in read if words]
    ngrams = Ngrams.fit(
        (words for words, _ in known), seen_at_least=recipe.seen_at_least, weights=recipe.weights
    )
    rows = _stack([ngrams.vector(words) for words, _ in known], ngrams.size)
    labels = [intent for _, intent in known]
    model = softmax.fit(
        rows, labels, penalty=recipe.penalty, rounds=recipe.rounds, progress=progress
    )
    return ngrams, model


def _heard(text: str, recipe: Recipe) -> Tokens:
    """The tokens as they are trained on: the tokenizer takes the accents from the same share."""
    loses_accents = zlib.crc32(text.encode()) % 1000 < 1000 * recipe.unaccented_share
    return tokens(fold(text) if loses_accents else text, recipe.shorthand)


def _stack(vectors: Sequence[Vector], size: int) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(vector.indices) for vector in vectors)])
    columns = np.concatenate([vector.indices for vector in vectors])
    values = np.concatenate([vector.values for vector in vectors])
    return csr_matrix((values, columns, ends), shape=(len(vectors), size))
