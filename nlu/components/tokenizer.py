"""Rasa's tokenizer for Vietnamese as people type it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.lexicon import read_shorthand
from nlu.vietnamese import Shorthand, tokens

SHORTHAND_FILE = "shorthand.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class VietnameseTokenizer(Tokenizer):
    """Composes, settles tone marks, undoes Telex and writes shorthand out."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Rasa's own keys; intents are never split here
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
            # What people abbreviate and misspell, kept with the model when it is trained
            "shorthand": "data/lexicon/shorthand.yml",
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        expansions: dict[str, str],
    ) -> None:
        super().__init__(config)
        self._storage = storage
        self._resource = resource
        self._expansions = expansions
        self._shorthand = Shorthand(expansions)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VietnameseTokenizer:
        return cls(config, model_storage, resource, read_shorthand(Path(config["shorthand"])))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> VietnameseTokenizer:
        with model_storage.read_from(resource) as folder:
            expansions = json.loads((folder / SHORTHAND_FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, expansions)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return hashlib.sha256(Path(config["shorthand"]).read_bytes()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the lexicon with the model: a model is immutable, the file is not."""
        with self._storage.write_to(self._resource) as folder:
            kept = json.dumps(self._expansions, ensure_ascii=False)
            (folder / SHORTHAND_FILE).write_text(kept, encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens as the model reads them; an expanded shorthand has no place of its own in the text."""
        return [Token(token, 0, 0) for token in tokens(message.get(attribute), self._shorthand)]
