"""Examples that the model itself finds odd, and pairs of intents that it confuses.

Confident learning (Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in
Dataset Labels", JAIR 70, 2021): each intent has a threshold of its own, the mean probability that
the model gives it on the examples labelled with it. An example whose most probable intent above
its threshold is not its label is likely mislabelled, whatever the best guess may be elsewhere.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from nlu.crossing import Ranking
from nlu.training_data import Example


@dataclass(frozen=True)
class Odd:
    """An example that looks as if it belonged to another intent."""

    example: Example
    guess: str
    probability: float
    """Of the guess."""
    own: float
    """Of the intent under which the example stands."""


@dataclass(frozen=True)
class Confusion:
    """Two intents that are taken for each other, with the surest example of each way."""

    intents: tuple[str, str]
    counts: tuple[int, int]
    """How many examples of the first were taken for the second, and the other way round."""
    instances: tuple[str, str]


def odd_examples(examples: Sequence[Example], rankings: Sequence[Ranking]) -> list[Odd]:
    """The most suspicious first: those whose guess outweighs their own intent the most."""
    chances = [{guess.intent: guess.confidence for guess in ranking} for ranking in rankings]
    thresholds = _thresholds(examples, chances)
    odd = []
    for example, chance in zip(examples, chances, strict=True):
        sure = [intent for intent, share in chance.items() if share >= thresholds.get(intent, 1.0)]
        guess = max(sure, key=chance.__getitem__, default=example.intent)
        if guess != example.intent:
            odd.append(Odd(example, guess, chance[guess], chance.get(example.intent, 0.0)))
    return sorted(odd, key=lambda one: one.own - one.probability)


def _thresholds(
    examples: Sequence[Example], chances: Sequence[dict[str, float]]
) -> dict[str, float]:
    """For each intent the mean probability of itself on its own examples."""
    own: dict[str, list[float]] = defaultdict(list)
    for example, chance in zip(examples, chances, strict=True):
        own[example.intent].append(chance.get(example.intent, 0.0))
    return {intent: fmean(shares) for intent, shares in own.items()}


def confusions(examples: Sequence[Example], rankings: Sequence[Ranking]) -> list[Confusion]:
    """Pairs of intents by how many examples of either had the other as the best guess."""
    taken: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for example, ranking in zip(examples, rankings, strict=True):
        if ranking and ranking[0].intent != example.intent:
            way = example.intent, ranking[0].intent
            taken[way].append((ranking[0].confidence, example.text))
    pairs = {tuple(sorted(way)) for way in taken}
    found = [_confusion(one, other, taken) for one, other in pairs]
    return sorted(found, key=lambda pair: (-sum(pair.counts), pair.intents))


def _confusion(
    one: str, other: str, taken: dict[tuple[str, str], list[tuple[float, str]]]
) -> Confusion:
    ways = taken.get((one, other), []), taken.get((other, one), [])
    first, second = (max(way, default=(0.0, ""))[1] for way in ways)
    return Confusion((one, other), (len(ways[0]), len(ways[1])), (first, second))
