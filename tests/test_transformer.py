"""The encoder in NumPy: pieces, packed weights, and rows that do not depend on the company."""

from pathlib import Path

import numpy as np
import pytest

from nlu.pieces import BEGIN, END, MOST, UNKNOWN, Pieces
from nlu.transformer import Transformer, packed, unpacked

PIECES = Pieces(("\u2581", "\u2581m", "ật", "\u2581mật", "k", "h"), (-3, -4, -5, -6, -7, -8))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("mật",), [6]),
        (("mật", "mật"), [6, 6]),
        (("kh",), [3, 7, 8]),
        (("mk",), [4, 7]),
        (("m\U0001f600",), [4, UNKNOWN]),
        ((), []),
    ],
)
def test_words_are_split_into_their_likeliest_pieces(
    words: tuple[str, ...], numbers: list[int]
) -> None:
    assert [BEGIN, *numbers, END] == PIECES.numbers(words)


def test_a_long_story_is_read_to_the_last_place() -> None:
    assert MOST == len(PIECES.numbers(("mật",) * 500))


def test_four_bits_keep_a_number_within_a_step() -> None:
    matrix = np.random.default_rng(0).normal(size=(64, 96)).astype(np.float32)
    matrix[3] = 0

    codes, scales = packed(matrix)

    step = np.abs(scales.astype(np.float32)).repeat(32, axis=1).reshape(matrix.shape)
    assert (np.abs(unpacked(codes, scales, 96) - matrix) <= step * 1.01).all()
    assert not unpacked(codes, scales, 96)[3].any()


def test_a_row_is_the_same_alone_and_in_company(tiny_encoder: Transformer) -> None:
    texts = [tiny_encoder.pieces.numbers(tuple("ab" * length)) for length in (1, 9, 3)]

    together = tiny_encoder.rows(texts)

    assert (3, 32) == together.shape
    for text, row in zip(texts, together, strict=True):
        assert row == pytest.approx(tiny_encoder.row(text), abs=1e-5)


def test_the_order_of_words_matters(tiny_encoder: Transformer) -> None:
    one, other = (tiny_encoder.row(tiny_encoder.pieces.numbers(tuple(w))) for w in ("ab", "ba"))

    assert np.abs(one - other).max() > 1e-3


def test_attention_is_what_the_paper_says(tiny_encoder: Transformer) -> None:
    rows = np.random.default_rng(1).normal(size=(1, 5, 32)).astype(np.float32)
    [layer] = tiny_encoder._layers

    query, key, value = np.split(layer.asks(rows)[0], 3, axis=1)
    heads = []
    for head in (slice(0, 16), slice(16, 32)):
        weights = np.exp(query[:, head] @ key[:, head].T / 4)
        heads.append(weights / weights.sum(axis=1, keepdims=True) @ value[:, head])

    nothing_hidden = np.zeros((1, 1, 1, 5), np.float32)
    assert layer._attended(rows, nothing_hidden)[0] == pytest.approx(np.hstack(heads), abs=1e-5)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(b"no")

    with pytest.raises(ValueError, match="pickle"):
        Transformer(tmp_path / "x.npz")
