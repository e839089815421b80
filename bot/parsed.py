"""What `trolyso parse` says of an utterance: one JSON object, whose shape stays."""

from dataclasses import asdict, replace
from typing import Any

from bot.content import Content
from bot.outcomes import as_offered, outcome_of
from bot.privacy import mask
from nlu.interpreter import Interpreter
from nlu.understanding import Entity
from nlu.vietnamese import compose, origins

MOST_GUESSES = 10


def write_parsed(text: str, interpreter: Interpreter, content: Content) -> dict[str, Any]:
    """What is understood of a text, and what would come of it."""
    masked = mask(text)
    understood = as_offered(interpreter.parse(masked.words), content)
    outcome = outcome_of(understood, masked, content)
    return {
        "text": text,
        "intent": understood.intent,
        "confidence": understood.confidence,
        "ranking": [asdict(guess) for guess in understood.ranking[:MOST_GUESSES]],
        "entities": [asdict(entity) for entity in locate(understood.entities, text)],
        "outcome": outcome,
        "choices": list(understood.choices) if outcome == "confirm" else [],
    }


def locate(entities: tuple[Entity, ...], text: str) -> tuple[Entity, ...]:
    """Entities of a masked text, with their place in the text as it was typed.

    Masking only takes away, so each stands there no earlier, and in the same order.
    """
    composed, typed = compose(text), origins(text)
    placed: list[Entity] = []
    begins = 0
    for entity in entities:
        begins = composed.find(entity.text, max(begins, entity.start))
        if begins < 0:
            break
        start, end = typed[begins][0], typed[begins + len(entity.text) - 1][1]
        placed.append(replace(entity, text=text[start:end], start=start, end=end))
    return tuple(placed)
