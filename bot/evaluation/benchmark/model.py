"""Our pipeline without what is Vietnamese in it, trained on the lines of a public set.

Nothing is learnt from a line that judges: how far to trust the scores, how much each way of
looking at a text counts, and thresholds follow from lines that the model in question has not seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nlu import calibration, dense, softmax
from nlu.calibration import Calibration
from nlu.crossing import deal
from nlu.features import Ngrams, stack
from nlu.progress import Progress, part
from nlu.reading import Reader
from nlu.softmax import Floats, Schedule
from nlu.training_data import Example

FOLDS = 5
NEVER = -20.0
"""The score of an intent that has no example in the other folds."""

Rows = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Scorer:
    """What came of a training."""

    intents: tuple[str, ...]
    scores: Rows
    """Shaped (texts, intents)."""


class View(Protocol):
    """A way to look at texts."""

    def fit(self, examples: Sequence[Example]) -> Scorer:
        """Train on examples."""


@dataclass(frozen=True)
class NgramView:
    """N-grams as our components make them, from clean texts only and without shorthand."""

    seen_at_least: int
    schedule: Schedule

    def fit(self, examples: Sequence[Example]) -> Scorer:
        reader = Reader.fit((example.text for example in examples), {})
        read = [reader.tokens(example.text) for example in examples]
        ngrams = Ngrams.fit(
            ((tokens,) for tokens in read), seen_at_least=self.seen_at_least, weights=(1, 1, 1)
        )
        rows = stack([*map(ngrams.vector, read)], ngrams.size)
        model = softmax.fit([rows], _labels(examples), self.schedule)

        def scores(texts: Sequence[str]) -> Floats:
            vectors = [ngrams.vector(reader.tokens(text)) for text in texts]
            return model.all_scores(stack(vectors, ngrams.size))

        return Scorer(model.intents, scores)


@dataclass(frozen=True)
class MeaningView:
    """What a sentence encoder says of the texts."""

    encode: Rows

    def fit(self, examples: Sequence[Example]) -> Scorer:
        rows = self.encode([example.text for example in examples])
        model = dense.fit(rows, _labels(examples))
        return Scorer(model.intents, lambda texts: model.all_scores(self.encode(texts)))


def _labels(examples: Sequence[Example]) -> list[str]:
    return [example.intent for example in examples]


@dataclass(frozen=True)
class Voice:
    """One trained view with calibrated probabilities."""

    scorer: Scorer
    trust: Calibration

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Shaped (texts, intents)."""
        return self.trust.probabilities(self.scorer.scores(texts))


@dataclass(frozen=True)
class Model:
    """One voice, or two mixed by a weighted geometric mean."""

    intents: tuple[str, ...]
    voices: tuple[Voice, ...]
    weights: tuple[float, ...]
    unseen: Floats
    """The probabilities of each training line by models that were trained without it."""

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Shaped (texts, intents)."""
        return mixed([voice.probabilities(texts) for voice in self.voices], self.weights)


def train(view: View, examples: Sequence[Example], progress: Progress) -> Model:
    """Train six times: without each fifth of the examples, and on all of them."""
    intents = tuple(sorted({*_labels(examples)}))
    unseen = _out_of_fold(view, examples, intents, part(progress, 0, 2))
    trust = calibration.fit([unseen], target(examples, intents))
    voice = Voice(view.fit(examples), trust)
    progress(1.0)
    return Model(intents, (voice,), (1.0,), trust.probabilities(unseen))


def _out_of_fold(
    view: View, examples: Sequence[Example], intents: Sequence[str], progress: Progress
) -> Floats:
    fold_of = np.array(deal(examples, FOLDS))
    scores = np.full((len(examples), len(intents)), NEVER, np.float32)
    for number in range(FOLDS):
        kept = np.flatnonzero(fold_of == number)
        if len(kept):
            scorer = view.fit([examples[at] for at in np.flatnonzero(fold_of != number)])
            known = np.searchsorted(intents, scorer.intents)
            scores[np.ix_(kept, known)] = scorer.scores([examples[at].text for at in kept])
        progress((number + 1) / FOLDS)
    return scores


def mix(first: Model, second: Model, examples: Sequence[Example]) -> Model:
    """Both, with the weights that make the unseen lines most probable."""
    right = np.arange(len(examples)), target(examples, first.intents)

    def surprise(weight: float) -> float:
        chances = mixed([first.unseen, second.unseen], (weight, 1 - weight))
        return float(-np.log(chances[right] + 1e-12).mean())

    weight = min((part / 20 for part in range(21)), key=surprise)
    weights = (weight, 1 - weight)
    unseen = mixed([first.unseen, second.unseen], weights)
    return Model(first.intents, first.voices + second.voices, weights, unseen)


def mixed(chances: Sequence[Floats], weights: Sequence[float]) -> Floats:
    """The weighted geometric mean, made probabilities again."""
    logs = [weight * np.log(each + 1e-12) for each, weight in zip(chances, weights, strict=True)]
    return softmax.softmax(np.sum(logs, axis=0))


def target(examples: Sequence[Example], intents: Sequence[str]) -> NDArray[np.int64]:
    """The number of each example's intent; -1 for one that the model does not know."""
    number = {intent: at for at, intent in enumerate(intents)}
    return np.array([number.get(example.intent, -1) for example in examples])
