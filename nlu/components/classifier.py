"""Rasa's intent classifier over our sparse features; it also decides what should follow."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import fitting
from nlu.calibration import Calibration
from nlu.classifier import Classifier, Trust
from nlu.components.tokenizer import VERSIONS
from nlu.decision import Bounds, Judge
from nlu.features import Vector, stack
from nlu.fitting import Lessons, Plan
from nlu.progress import tell
from nlu.softmax import Schedule, Softmax
from nlu.transformer import Transformer
from nlu.understanding import Decision, Guess
from nlu.vietnamese import Tokens

_NOTHING = Softmax((), np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
UNTRAINED = Classifier(_NOTHING, Trust(Calibration((1.0,), ())), Judge())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CarefulClassifier(IntentClassifier, GraphComponent):
    """Calibrated logistic regression that puts ``nlu_fallback`` first when it should not answer.

    The decision and the choices stand beside Rasa's ranking; the real guesses stay in it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        judge = asdict(Judge())
        # How often to answer and to give up is learnt from the examples within these bounds …
        return (
            asdict(Bounds())
            | asdict(Schedule())
            | {
                # … and only the rest of the judge is set by hand
                key: judge[key]
                for key in ("most_choices", "least_choice", "unoffered", "talk_at")
            }
            | {
                # A sentence encoder for a second opinion (nlu/tuning/); none by default …
                "encoder": "",
                # … which is asked for when no intent is this probable without it
                "ask_below": Plan().ask_below,
            }
        )

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        trained: Classifier,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._trained = trained

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CarefulClassifier:
        return cls(config, model_storage, resource, UNTRAINED)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CarefulClassifier:
        with model_storage.read_from(resource) as folder:
            trained = Classifier.load(folder)
        return cls(config, model_storage, resource, trained)

    def train(self, training_data: TrainingData) -> Resource:
        examples = training_data.intent_examples
        size = _sentence(examples[0]).shape[1]
        written = zip(*(example.get(VERSIONS).each for example in examples), strict=True)
        lessons = Lessons(
            [stack(vectors, size) for vectors in written],
            [example.get(INTENT) for example in examples],
            [example.get(TEXT) for example in examples],
            [_words(example) for example in examples],
        )
        self._trained = fitting.fit(lessons, self._plan(), tell)
        with self._storage.write_to(self._resource) as folder:
            self._trained.save(folder)
        return self._resource

    def _plan(self) -> Plan:
        encoder = self._config["encoder"]
        return Plan(
            Schedule(**_ours(Schedule, self._config)),
            Bounds(**_ours(Bounds, self._config)),
            Judge.from_config(self._config),
            Transformer(Path(encoder)) if encoder else None,
            self._config["ask_below"],
        )

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        encoder = config.get("encoder")
        return hashlib.sha256(Path(encoder).read_bytes()).hexdigest() if encoder else None

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            row = _sentence(message)
            if row is not None:
                ranking = self._trained.ranking(Vector(row.indices, row.data), _words(message))
                _write(message, ranking, *self._trained.judge.decide(ranking))
        return messages


def _write(
    message: Message, ranking: tuple[Guess, ...], decision: Decision, choices: tuple[str, ...]
) -> None:
    """Put a ranking where Rasa looks for it, behind ``nlu_fallback`` when not to answer."""
    named = [{"name": guess.intent, "confidence": guess.confidence} for guess in ranking]
    if decision is not Decision.ANSWERED:
        doubt = 1.0 - ranking[0].confidence
        named = [{"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": doubt}, *named]
    message.set("intent", named[0], add_to_output=True)
    message.set("intent_ranking", named, add_to_output=True)
    told = {"decision": decision.value, "choices": list(choices)}
    message.set("decision", told, add_to_output=True)


def _ours(kind: type[Any], config: dict[str, Any]) -> dict[str, Any]:
    """The keys of a component's configuration that are fields of a dataclass of ours."""
    return {field.name: config[field.name] for field in fields(kind)}


def _words(message: Message) -> Tokens:
    """A message's words as the model reads them."""
    return tuple(token.text for token in message.get(TOKENS_NAMES[TEXT]))


def _sentence(message: Message) -> Any:
    """The sentence's sparse row, or None for a message without words."""
    _, features = message.get_sparse_features(TEXT)
    return features.features if features else None
