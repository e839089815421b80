"""Rasa's tokenizer for Vietnamese as people type it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.lexicon import read_shorthand, read_surroundings
from nlu.reading import Reader

VERSIONS = "versions"
"""Under this name a training example carries itself as citizens would also write it."""


class Versions:
    """A training example in several spellings: as tokens, later as sparse rows.

    They follow from the example's text, so Rasa need not look at them to tell examples apart.
    """

    def __init__(self, each: tuple[Any, ...]) -> None:
        self.each = each

    def fingerprint(self) -> str:
        """Asked by Rasa, which would otherwise print and hash every number."""
        return VERSIONS


class Word(Token):
    """A token that stands for nothing but its text; what was written out has no place in it."""

    def fingerprint(self) -> str:
        """Asked by Rasa for every token of every example; its own hashes six fields of each."""
        return str(self.text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class VietnameseTokenizer(Tokenizer):
    """Composes, settles tone marks, undoes Telex, writes shorthand out, mends slips."""

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
            # What stands around a question and says nothing of it; only training needs it
            "surroundings": "data/lexicon/contexts.yml",
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, reader: Reader
    ) -> None:
        super().__init__(config)
        self._storage = storage
        self._resource = resource
        self._reader = reader

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VietnameseTokenizer:
        expansions = read_shorthand(Path(config["shorthand"]))
        return cls(config, model_storage, resource, Reader.fit((), expansions))

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
            reader = Reader.load(folder)
        return cls(config, model_storage, resource, reader)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        read = [Path(config[key]).read_bytes() for key in ("shorthand", "surroundings")]
        return hashlib.sha256(b"\0".join(read)).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words, and keep the lexicon with them: a model is immutable, a file is not."""
        texts = [example.get(TEXT) for example in training_data.intent_examples]
        self._reader = Reader.fit(texts, self._reader.expansions)
        with self._storage.write_to(self._resource) as folder:
            self._reader.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        super().process_training_data(training_data)
        surroundings = read_surroundings(Path(self._config["surroundings"]))
        for example in training_data.intent_examples:
            example.set(VERSIONS, Versions(self._reader.versions(example.get(TEXT), surroundings)))
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens as the model reads them."""
        return [Word(token, 0, 0) for token in self._reader.tokens(message.get(attribute))]
