"""Rasa's intent classifier over our sparse features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack

from nlu import softmax
from nlu.features import Vector
from nlu.progress import tell
from nlu.understanding import Guess

UNTRAINED = softmax.Softmax((), np.zeros((0, 0), np.float32), np.zeros(0, np.float32))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SoftmaxClassifier(IntentClassifier, GraphComponent):
    """Multinomial logistic regression; its inference needs NumPy only."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # L2 penalty per example: higher trusts the examples less
            "penalty": 1e-5,
            # Rounds of L-BFGS at most
            "rounds": 60,
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: softmax.Softmax,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SoftmaxClassifier:
        return cls(config, model_storage, resource, UNTRAINED)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SoftmaxClassifier:
        with model_storage.read_from(resource) as folder:
            model = softmax.Softmax.load(folder)
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [
            example for example in training_data.intent_examples if _sentence(example) is not None
        ]
        self._model = softmax.fit(
            vstack([_sentence(example) for example in examples]).tocsr(),
            [example.get(INTENT) for example in examples],
            penalty=self._config["penalty"],
            rounds=self._config["rounds"],
            progress=tell,
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            row = _sentence(message)
            if row is not None:
                write_ranking(message, self._model.ranking(Vector(row.indices, row.data)))
        return messages


def write_ranking(message: Message, ranking: tuple[Guess, ...]) -> None:
    """Put a ranking where Rasa looks for it."""
    named = [{"name": guess.intent, "confidence": guess.confidence} for guess in ranking]
    message.set("intent", named[0], add_to_output=True)
    message.set("intent_ranking", named, add_to_output=True)


def _sentence(message: Message) -> Any:
    """The sentence's sparse row, or None for a message without words."""
    _, features = message.get_sparse_features(TEXT)
    return features.features if features else None
