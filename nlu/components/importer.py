"""Rasa's reading of our folders: what judges the model must not train it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter


class ExamplesImporter(RasaFileImporter):
    """Reads training data from data/nlu only, also when asked for all of data/."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files: list[str] = self._nlu_files  # type: ignore[has-type]
        self._nlu_files = [path for path in files if "holdout" not in Path(path).parts]
