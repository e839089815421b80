"""Whether to answer, to ask which of a few intents was meant, or to say we do not understand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.understanding import Decision, Guess

OUT_OF_SCOPE = "out_of_scope"
LEAST_SURE = 0.5
"""A guess that is as likely wrong as right is never given for an answer, whatever was learnt."""
LEAST_LOST = 0.2

Ranking = Sequence[Guess]


@dataclass(frozen=True)
class Judge:
    """Turns a ranking of calibrated guesses into a decision."""

    answer_at: float = 0.8
    """Answer when the best guess is at least this probable."""
    lost_at: float = 0.5
    """Say that we do not understand when it is at least this probable to be out of scope."""
    most_choices: int = 4
    """How many intents to offer at most."""
    least_choice: float = 0.02
    """An intent less probable than this is offered only to make up a pair."""
    unoffered: tuple[str, ...] = ()
    """Intents of the talk itself (yes, no, thanks): never offered as a choice …"""
    talk_at: float = 0.7
    """… and answered from here already: a thank-you misheard leads nobody astray."""

    def decide(self, ranking: Ranking) -> tuple[Decision, tuple[str, ...]]:
        """The decision, and the intents to offer when it is to confirm."""
        best = ranking[0]
        if self._is_lost(ranking):
            return Decision.FALLBACK, ()
        is_talk = best.intent in self.unoffered
        if best.confidence >= (min(self.talk_at, self.answer_at) if is_talk else self.answer_at):
            return Decision.ANSWERED, ()
        offerable = [guess for guess in ranking if guess.intent not in self._silent]
        likely = [guess for guess in offerable if guess.confidence >= self.least_choice]
        offered = (likely if len(likely) > 1 else offerable[:2])[: self.most_choices]
        return Decision.CONFIRM, tuple(guess.intent for guess in offered)

    def _is_lost(self, ranking: Ranking) -> bool:
        lost = next((guess for guess in ranking if guess.intent == OUT_OF_SCOPE), None)
        return lost is not None and lost.confidence >= min(self.lost_at, self.answer_at)

    @property
    def _silent(self) -> frozenset[str]:
        return frozenset((*self.unoffered, OUT_OF_SCOPE))

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "Judge":
        """The judge that a configuration describes; keys that are not ours are left."""
        ours = {item.name: config[item.name] for item in fields(cls) if item.name in config}
        return cls(**ours | {"unoffered": tuple(ours.get("unoffered", ()))})


@dataclass(frozen=True)
class Bounds:
    """What a judge may cost; the one trade-off that is set by hand."""

    misled_at_most: float = 0.02
    """Share of all utterances that may be answered with a wrong intent."""
    turned_away_at_most: float = 0.02
    """Share of the utterances in scope that may be held for out of scope."""


def learn(
    judge: Judge,
    intents: Sequence[str],
    probabilities: NDArray[np.float32],
    target: NDArray[np.int64],
    bounds: Bounds,
) -> Judge:
    """The judge that answers as often as the bounds allow on utterances not trained on.

    ``probabilities`` has the shape (utterances, intents), ``target`` the number of each right one.
    """
    lost_at = _lost_at(intents, probabilities, target, bounds.turned_away_at_most)
    sure = probabilities.max(axis=1)
    wrong = probabilities.argmax(axis=1) != target
    answer_at = max(LEAST_SURE, _lowest(sure, wrong, bounds.misled_at_most))
    return replace(judge, lost_at=lost_at, answer_at=answer_at)


def _lost_at(
    intents: Sequence[str],
    probabilities: NDArray[np.float32],
    target: NDArray[np.int64],
    turned_away_at_most: float,
) -> float:
    if OUT_OF_SCOPE not in intents:
        return 1.0
    lost = list(intents).index(OUT_OF_SCOPE)
    in_scope = target != lost
    chances = probabilities[in_scope, lost]
    return max(LEAST_LOST, _lowest(chances, np.ones(len(chances), bool), turned_away_at_most))


def _lowest(values: NDArray[np.float32], harmful: NDArray[np.bool_], share_at_most: float) -> float:
    """The lowest threshold at which at most this share of all are harmful and reach it."""
    allowed = int(share_at_most * len(values))
    reached = np.sort(values[harmful])[::-1]
    if len(reached) <= allowed:
        return 0.0
    return float(np.nextafter(reached[allowed], np.float32(2)))
