"""Learns what a need is about and what likeness counts for, from matters and labelled needs."""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlu import dense, softmax
from nlu.features import Ngrams, stack
from nlu.groups import Groups, Traits
from nlu.lexicon import Surroundings
from nlu.likeness import FEATURES, Weights
from nlu.matters import Coded, Matters
from nlu.reading import Reader
from nlu.softmax import Floats, Schedule
from nlu.traits import Tracer
from nlu.transformer import Transformer

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCHEDULE = Schedule(rounds=60, batch=128)
SEEN_AT_LEAST = 3
MOST_OF_A_WAY = 12
"""So many wordings of one way of speaking teach; a long list in it must not outweigh the rest."""
PENALTY = 1e-4
ORDERS = 6
LEAST_ADOPTED = 0.35
"""How probable a matter must be for a case to be about it."""
JOINS, JOINS_SETTLED = 0.7, 0.9
"""Chosen on the development needs, with matters that had not learnt from their words."""

Wording = tuple[str, str]
"""What somebody says, and the matter it is about."""


def wordings(matters: dict[str, tuple[tuple[str, ...], ...]]) -> list[Wording]:
    """What a list of matters teaches: some wordings of each way of speaking, drawn alike always."""
    return [
        (wording, matter)
        for matter, ways in matters.items()
        for way in ways
        for wording in sorted(way, key=lambda text: zlib.crc32(text.encode()))[:MOST_OF_A_WAY]
    ]


@dataclass(frozen=True)
class Teacher:
    """The eyes of the model that needs will be read with."""

    reader: Reader
    encoder: Transformer
    surroundings: Surroundings


def teach_matters(said: Sequence[Wording], teacher: Teacher) -> Matters:
    """Learn to rank matters, from the wordings as they stand and as people write carelessly."""
    encoder = teacher.encoder
    versions = [teacher.reader.versions(text, teacher.surroundings) for text, _ in said]
    labels = [matter for _, matter in said]
    ngrams = Ngrams.fit(versions, seen_at_least=SEEN_AT_LEAST, weights=(1.0, 1.0, 1.0))
    written = [
        stack([ngrams.vector(each[way]) for each in versions], ngrams.size) for way in range(5)
    ]
    linear = softmax.fit(written, labels, SCHEDULE)
    weights, bias = linear.learnt
    clean_and_bare = [each[way] for each in versions for way in (0, 3)]
    rows = encoder.rows([encoder.pieces.numbers(words) for words in clean_and_bare])
    head = dense.fit(rows, [label for label in labels for _ in range(2)])
    return Matters(
        linear.intents,
        ngrams,
        Coded.of(weights),
        bias,
        head.weights,
        (head.scaler.mean, head.scaler.deviation),
    )


@dataclass(frozen=True)
class Labelled:
    """A need and the case it truly belongs to; ``at`` is its place among the others."""

    traits: Traits
    case: int
    at: int


def orders(needs: Sequence[Labelled], many: int) -> Iterator[list[Labelled]]:
    """The needs in random orders, alike on every machine."""
    for seed in range(many):
        order = list(needs)
        random.Random(seed).shuffle(order)
        yield order


def teach_weights(needs: Sequence[Labelled], parts: tuple[slice, slice, slice]) -> Weights:
    """Learn what each feature counts for, by putting needs where they belong, order by order."""
    blank = Weights((0.0,) * len(FEATURES), 0.0, 1.0, 1.0)
    seen: list[Floats] = []
    right: list[NDArray[np.bool_]] = []
    for order in orders(needs, ORDERS):
        groups = Groups(parts, blank)
        for need in order:
            cases = np.array(list(groups.cases()))
            if len(cases) and not need.traits.row.empty:
                seen.append(groups.features(need.traits))
                right.append(cases == need.case)
            groups.add(need.case, need.traits)
    factors, shift = _logistic(np.vstack(seen), np.concatenate(right))
    return Weights(factors, shift, JOINS, JOINS_SETTLED)


def adopted(words: Sequence[str], needs: Sequence[Labelled], tracer: Tracer) -> list[Wording]:
    """The words of labelled needs, each with the matter of its case.

    A case is about the matter that its needs are mostly taken for; of two such cases the one with
    more of it, and the other is a matter of its own, like one that is taken for none.
    """
    about = tracer.parts[0]
    rows: dict[int, list[Floats]] = {}
    for one in needs:
        if words[one.at] and not one.traits.row.empty:
            rows.setdefault(one.case, []).append(one.traits.row.spread(tracer.width)[about])
    claims = sorted(
        ((float(np.sum(each, axis=0).max()), case) for case, each in rows.items()), reverse=True
    )
    named: dict[int, str] = {}
    for _, case in claims:
        chances = np.mean(rows[case], axis=0)
        matter = tracer.matters.names[int(chances.argmax())]
        free = chances.max() >= LEAST_ADOPTED and matter not in named.values()
        named[case] = matter if free else f"case {case}"
    return [
        (words[one.at], named[one.case]) for one in needs if words[one.at] and one.case in named
    ]


def _logistic(rows: Floats, right: "NDArray[np.bool_]") -> tuple[tuple[float, ...], float]:
    """Logistic regression; columns are brought to one scale for the penalty's sake."""
    from scipy.optimize import minimize

    deviation = rows.std(axis=0) + 1e-6
    scaled = np.hstack([rows / deviation, np.ones((len(rows), 1), np.float32)]).astype(np.float64)

    def surprise(at: "NDArray[np.float64]") -> tuple[float, "NDArray[np.float64]"]:
        scores = scaled @ at
        loss = np.logaddexp(0, np.where(right, -scores, scores)).mean()
        slope = scaled.T @ (1 / (1 + np.exp(-scores)) - right) / len(right)
        slope[:-1] += 2 * PENALTY * at[:-1]
        return float(loss + PENALTY * (at[:-1] ** 2).sum()), slope

    best = minimize(surprise, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    return tuple((best[:-1] / deviation).tolist()), float(best[-1])
