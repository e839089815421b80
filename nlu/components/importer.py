"""Rasa's reading of our folders: what judges the model must not train it."""

from __future__ import annotations

from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter


class ExamplesImporter(RasaFileImporter):
    """Reads training data from data/nlu only, also when asked for all of data/."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._nlu_files = [path for path in self._nlu_files if "holdout" not in path.split("/")]
