"""Rasa's sparse features for Vietnamese: n-grams that survive lost accents and misspelling."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS, TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.tokenizer import VERSIONS, Versions
from nlu.features import SEEN_AT_LEAST, Ngrams, Vector, stack
from nlu.progress import tell

UNTRAINED = Ngrams.fit((), seen_at_least=1, weights=(1, 1, 1))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class VietnameseNgramFeaturizer(SparseFeaturizer, GraphComponent):
    """One sparse row for the sentence, and on request one for each token."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **SparseFeaturizer.get_default_config(),
            # An n-gram found in fewer training examples than this, in all versions, is left out
            "seen_at_least": SEEN_AT_LEAST,
            # How much each kind counts: words with accents, words without, letters
            "weights": [1.0, 1.0, 1.0],
            # Whether to give each token a row of its own too; only foreign components need it
            "sequence": False,
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        name: str,
        ngrams: Ngrams,
    ) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._ngrams = ngrams

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VietnameseNgramFeaturizer:
        return cls(config, model_storage, resource, execution_context.node_name, UNTRAINED)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> VietnameseNgramFeaturizer:
        with model_storage.read_from(resource) as folder:
            ngrams = Ngrams.load(folder)
        return cls(config, model_storage, resource, execution_context.node_name, ngrams)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check beyond what the constructor refuses."""

    def train(self, training_data: TrainingData) -> Resource:
        self._ngrams = Ngrams.fit(
            (message.get(VERSIONS).each for message in training_data.intent_examples),
            seen_at_least=self._config["seen_at_least"],
            weights=self._config["weights"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._ngrams.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        examples = training_data.intent_examples
        for done, example in enumerate(examples):
            if done % 1000 == 0:
                tell(done / len(examples), "features")
            rows = tuple(map(self._ngrams.vector, example.get(VERSIONS).each))
            example.set(VERSIONS, Versions(rows))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if tokens := _texts(message):
                self._set(message, FEATURE_TYPE_SENTENCE, [self._ngrams.vector(tokens)])
                if self._config["sequence"]:
                    each = [self._ngrams.vector((token,)) for token in tokens]
                    self._set(message, FEATURE_TYPE_SEQUENCE, each)
        return messages

    def _set(self, message: Message, kind: str, vectors: list[Vector]) -> None:
        rows = stack(vectors, self._ngrams.size)
        message.add_features(Features(rows, kind, TEXT, self._config[FEATURIZER_CLASS_ALIAS]))


def _texts(message: Message) -> tuple[str, ...]:
    return tuple(token.text for token in message.get(TOKENS_NAMES[TEXT]) or ())
