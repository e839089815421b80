"""Rasa's entity extractor over our word lists."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.entities import Extractor, copy_lists
from nlu.lexicon import ENTITY_FILES
from nlu.understanding import Entity


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds places, procedures, papers, banks, sums, phones and relations by their names."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # The folder of the word lists, kept with the model when it is trained
            "lexicon": "data/lexicon",
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        extractor: Extractor,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._extractor = extractor

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LexiconEntityExtractor:
        return cls(config, model_storage, resource, Extractor.read(Path(config["lexicon"])))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LexiconEntityExtractor:
        with model_storage.read_from(resource) as folder:
            extractor = Extractor.read(folder)
        return cls(config, model_storage, resource, extractor)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        files = [Path(config["lexicon"]) / name for name in ENTITY_FILES]
        return " ".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the word lists with the model: a model is immutable, the files are not."""
        with self._storage.write_to(self._resource) as folder:
            copy_lists(Path(self._config["lexicon"]), folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [_as_rasa_has_it(entity) for entity in self._extractor.find(message.get(TEXT))]
            before = message.get(ENTITIES) or []
            message.set(ENTITIES, before + self.add_extractor_name(found), add_to_output=True)
        return messages


def _as_rasa_has_it(entity: Entity) -> dict[str, Any]:
    return {
        ENTITY_ATTRIBUTE_TYPE: entity.kind,
        ENTITY_ATTRIBUTE_VALUE: entity.value,
        ENTITY_ATTRIBUTE_START: entity.start,
        ENTITY_ATTRIBUTE_END: entity.end,
    }
