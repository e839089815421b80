"""Rasa's tokenizer for Vietnamese as people type it."""

from __future__ import annotations

import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.lexicon import read_shorthand
from nlu.vietnamese import Shorthand, fold, tokens

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
            # The share of training examples that lose their accents, as many citizens type
            "unaccented_share": 0.4,
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

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        super().process_training_data(training_data)
        for example in training_data.training_examples:
            text = example.get(TEXT)
            if text and zlib.crc32(text.encode()) % 1000 < 1000 * self._config["unaccented_share"]:
                example.set(TOKENS_NAMES[TEXT], self._tokens(fold(text)))
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one message."""
        return self._tokens(message.get(attribute))

    def _tokens(self, text: str) -> list[Token]:
        """Tokens as the model reads them; what was written out has no place in the text."""
        return [Token(token, 0, 0) for token in tokens(text, self._shorthand)]
