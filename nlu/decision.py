"""Whether to answer, to ask which of a few intents was meant, or to say we do not understand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from nlu.understanding import Decision, Guess

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Judge:
    """Turns a ranking into a decision."""

    answer_at: float = 0.5
    """Answer when the best guess is at least this probable."""
    confirm_at: float = 0.3
    """Offer choices when they hold at least this much probability together."""
    most_choices: int = 3
    """How many intents to offer at most."""
    least_choice: float = 0.05
    """An intent less probable than this is offered only to make up a pair."""
    unoffered: tuple[str, ...] = ()
    """Intents of the talk itself (yes, no, thanks): never offered as a choice."""

    def decide(self, ranking: Sequence[Guess]) -> tuple[Decision, tuple[str, ...]]:
        """The decision, and the intents to offer when it is to confirm."""
        best = ranking[0]
        if best.confidence >= self.answer_at:
            lost = best.intent == OUT_OF_SCOPE
            return (Decision.FALLBACK if lost else Decision.ANSWERED), ()
        offerable = [guess for guess in ranking if guess.intent not in self._silent]
        likely = [guess for guess in offerable if guess.confidence >= self.least_choice]
        offered = (likely if len(likely) > 1 else offerable[:2])[: self.most_choices]
        if sum(guess.confidence for guess in offered) < self.confirm_at:
            return Decision.FALLBACK, ()
        return Decision.CONFIRM, tuple(guess.intent for guess in offered)

    @property
    def _silent(self) -> frozenset[str]:
        return frozenset((*self.unoffered, OUT_OF_SCOPE))

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "Judge":
        """The judge that a pipeline's configuration describes; keys that are not ours are left."""
        ours = {item.name: config[item.name] for item in fields(cls) if item.name in config}
        return cls(**ours | {"unoffered": tuple(ours.get("unoffered", ()))})
