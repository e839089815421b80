"""Rasa's fallback, except that the real guess is kept and the choices are named."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.training_data.message import Message

from nlu.decision import Judge
from nlu.understanding import Decision, Guess


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CarefulFallback(IntentClassifier, GraphComponent):
    """Puts ``nlu_fallback`` first when unsure, as Rasa does, and the decision beside it."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return asdict(Judge())

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CarefulFallback:
        return cls(Judge.from_config(config))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = message.get("intent_ranking") or []
            if ranking:
                self._judge_message(message, ranking)
        return messages

    def _judge_message(self, message: Message, ranking: list[dict[str, Any]]) -> None:
        guesses = [Guess(guess["name"], guess["confidence"]) for guess in ranking]
        decision, choices = self._judge.decide(guesses)
        told = {"decision": decision.value, "choices": list(choices)}
        message.set("decision", told, add_to_output=True)
        if decision is not Decision.ANSWERED:
            fallback = {
                "name": DEFAULT_NLU_FALLBACK_INTENT_NAME,
                "confidence": 1.0 - guesses[0].confidence,
            }
            message.set("intent", fallback, add_to_output=True)
            message.set("intent_ranking", [fallback, *ranking], add_to_output=True)
