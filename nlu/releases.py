"""Releases: a trained model and the content it was trained on, named by a hash, never changed."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from nlu.lexicon import ENTITY_FILES


@dataclass(frozen=True)
class Release:
    """One trained model on disk."""

    name: str
    """The first twelve letters of the archive's SHA-256."""
    content: str
    """The hash of the content it was trained on."""
    trained_at: str
    seconds: float
    """How long the training took."""


class Releases:
    """The releases under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def latest(self) -> Release | None:
        """The release that was trained last."""
        kept = [
            Release(**json.loads(path.read_text(encoding="utf-8")))
            for path in self._folder.glob("*/release.json")
        ]
        return max(kept, key=lambda release: release.trained_at, default=None)

    def archive(self, release: Release) -> Path:
        """Where the release's archive is."""
        return self._folder / release.name / "model.tar.gz"

    def unpacked(self, release: Release) -> Path:
        """Where the release's files are laid out."""
        return self._folder / release.name / "unpacked"

    def keep(self, archive: Path, content: str, seconds: float) -> Release:
        """Make a release of a freshly trained archive, which is moved."""
        name = hashlib.sha256(archive.read_bytes()).hexdigest()[:12]
        trained_at = datetime.now(UTC).isoformat(timespec="seconds")
        release = Release(name, content, trained_at, round(seconds, 1))
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        archive.replace(folder / "model.tar.gz")
        # Written last: a release without this file is not one yet.
        (folder / "release.json").write_text(json.dumps(asdict(release)), encoding="utf-8")
        return release


def content_hash(root: Path) -> str:
    """One hash for everything a training reads."""
    read = [root / "domain.yml", root / "nlu" / "config.yml"]
    read += sorted((root / "data" / "nlu").glob("*.yml"))
    lists = ("contexts.yml", "shorthand.yml", *ENTITY_FILES)
    read += [root / "data" / "lexicon" / name for name in lists]
    read += sorted((root / "data").glob("*.npz"))
    hashed = hashlib.sha256()
    for path in read:
        hashed.update(
            path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return hashed.hexdigest()[:12]
