"""The one door at run time: a trained Rasa archive in, an understanding of each utterance out.

An archive whose components are all ours is read here without Rasa or TensorFlow; any other one is
served by Rasa itself in a process of its own (nlu/foreign.py).
"""

import json
import logging
import tarfile
from pathlib import Path
from typing import Any, Protocol

from nlu.classifier import Classifier
from nlu.entities import Extractor
from nlu.features import Ngrams
from nlu.foreign import ForeignInterpreter
from nlu.reading import Reader
from nlu.transformer import Transformer
from nlu.understanding import Understanding
from nlu.vietnamese import Tokens

OURS = (
    "nlu.components.tokenizer.VietnameseTokenizer",
    "nlu.components.featurizer.VietnameseNgramFeaturizer",
    "nlu.components.classifier.CarefulClassifier",
)
EXTRACTOR = "nlu.components.entities.LexiconEntityExtractor"
"""Also ours; a model from before there were entities has none and is read all the same."""
_RASAS_OWN = {  # put at both ends of every pipeline by Rasa; doors let no "/" through
    "rasa.graph_components.converters.nlu_message_converter.NLUMessageConverter",
    "rasa.nlu.classifiers.regex_message_handler.RegexMessageHandler",
}


class Interpreter(Protocol):
    """Says what an utterance means."""

    def parse(self, text: str) -> Understanding: ...


class NotAModel(ValueError):
    """The file is not a trained model; the message says why, in one sentence."""


class LightInterpreter:
    """Our own pipeline, without Rasa."""

    def __init__(
        self,
        reader: Reader,
        ngrams: Ngrams,
        classifier: Classifier,
        extractor: Extractor | None = None,
    ) -> None:
        self.reader = reader
        self._ngrams = ngrams
        self._classifier = classifier
        self._extractor = extractor

    @property
    def encoder(self) -> Transformer | None:
        """What turns words into one row of numbers, if the model has it."""
        return self._classifier.encoder

    def read(self, text: str) -> Tokens:
        """The words of a text as the model reads them."""
        return self.reader.tokens(text)

    def parse(self, text: str) -> Understanding:
        """What an utterance means; nothing is understood of one without words."""
        read = self.reader.tokens(text)
        if not read:
            return Understanding(text)
        ranking = self._classifier.ranking(self._ngrams.vector(read), read)
        decision, choices = self._classifier.judge.decide(ranking)
        entities = self._extractor.find(text) if self._extractor else ()
        return Understanding(text, ranking, decision, choices, entities)


def open_interpreter(archive: Path, unpacked: Path) -> Interpreter:
    """The interpreter for a trained archive; ``unpacked`` is where its files are laid out once.

    Raises:
        NotAModel: the archive cannot be read.
    """
    nodes = _pipeline(unpack(archive, unpacked))
    uses = [node["uses"] for node in nodes]
    ours = (*OURS, EXTRACTOR)
    if tuple(uses) not in (OURS, ours):
        strangers = ", ".join(name for name in uses if name not in ours) or "another order"
        logging.getLogger(__name__).warning(
            "served through Rasa, slowly: pipeline with %s", strangers
        )
        return ForeignInterpreter(archive)
    reader, ngrams, classifier, *lists = (
        unpacked / "components" / node["resource"]["name"] for node in nodes
    )
    return LightInterpreter(
        Reader.load(reader),
        Ngrams.load(ngrams),
        Classifier.load(classifier),
        Extractor.read(lists[0]) if lists else None,
    )


def unpack(archive: Path, folder: Path) -> Path:
    """Lay an archive's files out in a folder, once; what is already there is kept."""
    if (folder / "metadata.json").exists():
        return folder
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")  # refuses links and paths that lead out
    except (OSError, tarfile.TarError) as error:
        raise NotAModel(f"{archive} is not a trained model: {error}") from error
    return folder


def _pipeline(folder: Path) -> list[dict[str, Any]]:
    try:
        metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
        nodes = metadata["predict_schema"]["nodes"].values()
    except (OSError, ValueError, KeyError) as error:
        raise NotAModel(f"{folder} holds no readable metadata.json: {error}") from error
    return [node for node in nodes if node["uses"] not in _RASAS_OWN]
