"""A small BERT encoder in NumPy: what a text means as one row of numbers.

Devlin et al. 2019; which one, and how it was tuned: nlu/tuning/. Weights are kept in four bits, in
groups of 32 with one scale each, and spread out to floats when they are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.pieces import END, Pieces
from nlu.softmax import Floats

GROUP = 32
_BATCH = 32
_EPSILON = np.float32(1e-12)
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Linear:
    """Weights shaped (in, out), and what is added."""

    weights: Floats
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        flat = rows.reshape(-1, rows.shape[-1])  # one large product is faster than many small
        moved: Floats = flat @ self.weights
        moved += self.bias
        return moved.reshape(*rows.shape[:-1], -1)


@dataclass(frozen=True)
class Norm:
    """Layer normalisation."""

    gain: Floats
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        centred: Floats = rows - rows.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        centred /= np.sqrt(variance + _EPSILON)
        return centred * self.gain + self.bias


@dataclass(frozen=True)
class Layer:
    """Attention, then two linear maps with a bend between them."""

    asks: Linear
    """Queries, keys and values side by side."""
    tells: Linear
    after_attention: Norm
    widens: Linear
    narrows: Linear
    after_bend: Norm
    heads: int

    def __call__(self, rows: Floats, hidden: Floats) -> Floats:
        """``rows`` (texts, pieces, features); ``hidden`` (texts, 1, 1, pieces): -1e9 on padding."""
        rows = self.after_attention(rows + self.tells(self._attended(rows, hidden)))
        return self.after_bend(rows + self.narrows(_bent(self.widens(rows))))

    def _attended(self, rows: Floats, hidden: Floats) -> Floats:
        texts, pieces, width = rows.shape
        split = self.asks(rows).reshape(texts, pieces, 3, self.heads, width // self.heads)
        query, key, value = split.transpose(2, 0, 3, 1, 4)
        weights = query @ key.transpose(0, 1, 3, 2)
        weights *= np.float32((width // self.heads) ** -0.5)
        weights += hidden
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        attended: Floats = (weights @ value).transpose(0, 2, 1, 3).reshape(texts, pieces, width)
        return attended


class Transformer:
    """Turns texts, read as pieces, into one row each: the mean of what its pieces mean there."""

    def __init__(self, file: Path) -> None:
        """Read a file of packed weights."""
        self.file = file
        with np.load(file, allow_pickle=False) as arrays:
            kept = dict(arrays)
        names = kept["pieces"].tobytes().decode().split("\n")
        self.pieces = Pieces(names, kept["scores"].tolist())
        self._embeddings = _matrix(kept, "embeddings")
        self._positions = _matrix(kept, "positions")
        self._norm = _norm(kept, "norm")
        self._layers = [_layer(kept, f"layer{at}.") for at in range(int(kept["layers"]))]

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return len(self._norm.gain)

    def row(self, numbers: Sequence[int]) -> Floats:
        """The row of one text."""
        row: Floats = self._rows([numbers])[0]
        return row

    def rows(self, texts: Sequence[Sequence[int]]) -> Floats:
        """The rows of many texts, shaped (texts, width); those of a length go together."""
        rows = np.empty((len(texts), self.width), np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            rows[batch] = self._rows([texts[at] for at in batch])
        return rows

    def _rows(self, texts: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, texts))
        numbers = np.full((len(texts), longest), END)
        there = np.zeros((len(texts), longest, 1), np.float32)
        for at, text in enumerate(texts):
            numbers[at, : len(text)] = text
            there[at, : len(text)] = 1
        rows = self._norm(self._embeddings[numbers] + self._positions[:longest])
        hidden = np.where(there[:, None, None, :, 0] > 0, np.float32(0), np.float32(-1e9))
        for layer in self._layers:
            rows = layer(rows, hidden)
        mean: Floats = (rows * there).sum(axis=1) / there.sum(axis=1)
        return mean


def write(file: Path, pieces: Pieces, heads: int, floats: Mapping[str, Floats]) -> None:
    """Pack an encoder into a file; matrices are shaped (out, in), vectors stay as they are."""
    arrays: dict[str, NDArray[Any]] = {
        "pieces": np.frombuffer("\n".join(pieces.names).encode(), np.uint8),
        "scores": np.array(pieces.scores, np.float32),
        "heads": np.array(heads),
        "layers": np.array(sum(name.endswith(".asks") for name in floats)),
    }
    for name, values in floats.items():
        if values.ndim == 1:
            arrays[name] = values
        else:
            arrays[f"{name}.codes"], arrays[f"{name}.scales"] = packed(values)
            arrays[f"{name}.width"] = np.array(values.shape[1])
    np.savez(file, **arrays)


def packed(matrix: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Four bits for each number, and one scale for each group of 32 side by side."""
    groups = matrix.reshape(-1, GROUP)
    furthest = np.take_along_axis(groups, np.abs(groups).argmax(axis=1)[:, None], axis=1)
    scales = (furthest / -8).astype(np.float16)
    steps = np.divide(groups, scales, where=scales != 0, out=np.zeros_like(groups))
    codes = np.clip(np.rint(steps) + 8, 0, 15).astype(np.uint8)
    return codes[:, 0::2] | codes[:, 1::2] << 4, scales


def unpacked(codes: NDArray[np.uint8], scales: NDArray[np.float16], width: int) -> Floats:
    """The matrix that was packed, its rows ``width`` long."""
    steps = np.stack([codes & 15, codes >> 4], axis=-1).reshape(len(codes), GROUP)
    floats: Floats = (steps.astype(np.float32) - 8) * scales.astype(np.float32)
    return floats.reshape(-1, width)


def _bent(rows: Floats) -> Floats:
    """GELU in its tanh form: within 0.001 of the exact one that it was tuned with."""
    inner = np.float32(0.7978845608) * (rows + np.float32(0.044715) * rows * rows * rows)
    np.tanh(inner, out=inner)
    inner += 1
    inner *= rows
    inner *= np.float32(0.5)
    return inner


def _layer(kept: Arrays, name: str) -> Layer:
    return Layer(
        _linear(kept, f"{name}asks"),
        _linear(kept, f"{name}tells"),
        _norm(kept, f"{name}after_attention"),
        _linear(kept, f"{name}widens"),
        _linear(kept, f"{name}narrows"),
        _norm(kept, f"{name}after_bend"),
        int(kept["heads"]),
    )


def _linear(kept: Arrays, name: str) -> Linear:
    return Linear(np.ascontiguousarray(_matrix(kept, name).T), kept[f"{name}.bias"])


def _norm(kept: Arrays, name: str) -> Norm:
    return Norm(kept[f"{name}.gain"], kept[f"{name}.bias"])


def _matrix(kept: Arrays, name: str) -> Floats:
    return unpacked(kept[f"{name}.codes"], kept[f"{name}.scales"], int(kept[f"{name}.width"]))
