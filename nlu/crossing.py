"""What the model says of each example when it was trained on the others: cross-validation.

Our own features and classifier are used directly, not through Rasa: a fold costs seconds of
fitting instead of a whole training.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nlu import softmax
from nlu.features import SEEN_AT_LEAST, Ngrams, stack
from nlu.lexicon import Surroundings
from nlu.progress import Progress, part
from nlu.reading import Reader
from nlu.softmax import Schedule
from nlu.training_data import Example
from nlu.understanding import Guess

Ranking = tuple[Guess, ...]


@dataclass(frozen=True)
class Recipe:
    """How the pipeline is trained; the defaults are those of our components."""

    shorthand: Mapping[str, str]
    surroundings: Surroundings
    seen_at_least: int = SEEN_AT_LEAST
    weights: tuple[float, ...] = (1.0, 1.0, 1.0)
    schedule: Schedule = field(default_factory=Schedule)


def out_of_fold(
    examples: Sequence[Example], folds: int, progress: Progress, recipe: Recipe
) -> list[Ranking]:
    """The ranking of each example by a model that was trained on the other folds.

    ``progress`` is told the share of the whole that is done. An utterance without words gets an
    empty ranking. The same examples fall into the same folds on every machine.
    """
    rankings: list[Ranking] = [()] * len(examples)
    fold_of = deal(examples, folds)
    for number in range(folds):
        training = [example for example, at in zip(examples, fold_of, strict=True) if at != number]
        ranking = _fit(training, recipe, part(progress, number, folds))
        for place, example in enumerate(examples):
            if fold_of[place] == number:
                rankings[place] = ranking(example.text)
    return rankings


def deal(examples: Sequence[Example], folds: int) -> list[int]:
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
) -> Callable[[str], Ranking]:
    """Train on some examples; what comes back ranks the intents for any text."""
    reader = Reader.fit((example.text for example in training), recipe.shorthand)
    read = [reader.versions(example.text, recipe.surroundings) for example in training]
    ngrams = Ngrams.fit(read, seen_at_least=recipe.seen_at_least, weights=recipe.weights)
    rows = [
        stack([*map(ngrams.vector, version)], ngrams.size) for version in zip(*read, strict=True)
    ]
    labels = [example.intent for example in training]
    model = softmax.fit(rows, labels, recipe.schedule, progress)

    def ranking(text: str) -> Ranking:
        words = reader.tokens(text)
        chances = softmax.softmax(model.scores(ngrams.vector(words)))
        order = np.argsort(-chances, kind="stable") if words else ()
        return tuple(Guess(model.intents[at], float(chances[at])) for at in order)

    return ranking
