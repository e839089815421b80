"""Releases are named by their hash and never change."""

from pathlib import Path

from nlu.lexicon import ENTITY_FILES
from nlu.releases import Releases, content_hash


def test_a_release_is_kept_under_its_hash_and_the_latest_is_found(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "releases")
    assert releases.latest() is None
    archive = tmp_path / "model.tar.gz"
    archive.write_bytes(b"model")

    kept = releases.keep(archive, "content", 1.5)

    assert kept == releases.latest()
    assert b"model" == releases.archive(kept).read_bytes()
    assert not archive.exists()


def test_a_release_that_was_cut_off_is_none(tmp_path: Path) -> None:
    (tmp_path / "abc").mkdir()
    (tmp_path / "abc" / "model.tar.gz").write_bytes(b"half")

    assert Releases(tmp_path).latest() is None


def test_only_what_a_training_reads_counts(tmp_path: Path) -> None:
    for name in (
        "domain.yml",
        "nlu/config.yml",
        "data/lexicon/contexts.yml",
        "data/lexicon/shorthand.yml",
        *(f"data/lexicon/{name}" for name in ENTITY_FILES),
        "data/nlu/a.yml",
        "data/guides/g.yml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")
    before = content_hash(tmp_path)

    (tmp_path / "data/guides/g.yml").write_text("2", encoding="utf-8")
    assert before == content_hash(tmp_path)
    (tmp_path / "data/lexicon/banks.yml").write_text("2", encoding="utf-8")
    assert before != content_hash(tmp_path)
    before = content_hash(tmp_path)
    (tmp_path / "data/nlu/a.yml").write_text("2", encoding="utf-8")
    assert before != content_hash(tmp_path)
