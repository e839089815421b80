"""The encoder as a PyTorch network that can be tuned, and back again as plain arrays."""

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional

from nlu.pieces import END, MOST
from nlu.softmax import Floats
from nlu.tuning.source import Source

LAYERS = 6
_DROPPED = 0.1


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, source: Source, at: int) -> None:
        super().__init__()
        self._heads = source.heads
        self.asks = _linear(source, [f"l{at}.q", f"l{at}.k", f"l{at}.v"])
        self.tells = _linear(source, [f"l{at}.ao"])
        self.after_attention = _norm(source, f"l{at}.aln")
        self.widens = _linear(source, [f"l{at}.fi"])
        self.narrows = _linear(source, [f"l{at}.fo"], source.inner)
        self.after_bend = _norm(source, f"l{at}.oln")
        self._drop = nn.Dropout(_DROPPED)

    def forward(self, rows: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """``rows`` (texts, pieces, width), ``there`` (texts, 1, 1, pieces)."""
        split = self.asks(rows).unflatten(-1, (3, self._heads, -1)).permute(2, 0, 3, 1, 4)
        query, key, value = split.unbind()
        met = functional.scaled_dot_product_attention(query, key, value, attn_mask=there)
        rows = self.after_attention(rows + self._drop(self.tells(met.transpose(1, 2).flatten(2))))
        bent = functional.gelu(self.widens(rows))
        out: torch.Tensor = self.after_bend(rows + self._drop(self.narrows(bent)))
        return out


class Network(nn.Module):
    """The lower layers, and a head that names the intent."""

    def __init__(self, source: Source, embeddings: Floats, intents: int) -> None:
        super().__init__()
        self.embeddings = nn.Embedding.from_pretrained(torch.tensor(embeddings), freeze=False)
        of_type = source.vector("emb.type")[: source.width]  # there is one kind of text here
        positions = source.vector("emb.pos").reshape(-1, source.width)[:MOST] + of_type
        self.positions = nn.Parameter(torch.tensor(positions))
        self.norm = _norm(source, "emb.ln")
        self.layers = nn.ModuleList(Layer(source, at) for at in range(LAYERS))
        self.head = nn.Linear(source.width, intents)
        self._drop = nn.Dropout(_DROPPED)

    def forward(self, texts: Sequence[Sequence[int]]) -> torch.Tensor:
        """The scores of intents for texts, read as pieces."""
        longest = max(map(len, texts))
        numbers = torch.tensor([[*text, *[END] * (longest - len(text))] for text in texts])
        there = torch.tensor([[at < len(text) for at in range(longest)] for text in texts])
        rows = self.norm(self.embeddings(numbers) + self.positions[:longest])
        for layer in self.layers:
            rows = layer(rows, there[:, None, None, :])
        weight = there[..., None].float()
        mean = (rows * weight).sum(1) / weight.sum(1)
        scores: torch.Tensor = self.head(self._drop(functional.layer_norm(mean, mean.shape[1:])))
        return scores

    def floats(self) -> dict[str, Floats]:
        """The encoder's weights, named as ``nlu.transformer.write`` takes them."""
        return {
            _renamed(name): values.detach().numpy()
            for name, values in self.state_dict().items()
            if not name.startswith("head")
        }


def _renamed(name: str) -> str:
    """*layers.0.asks.weight* is *layer0.asks*; the weight of a norm is its gain."""
    *path, last = name.replace("layers.", "layer").split(".")
    if last == "weight":
        last = "gain" if path[-1] in ("norm", "after_attention", "after_bend") else ""
    return ".".join(filter(None, (*path, last)))


def _linear(source: Source, names: Sequence[str], width: int = 0) -> nn.Linear:
    weights = torch.cat(
        [torch.tensor(source.matrix(f"{name}.w", width or source.width)) for name in names]
    )
    linear = nn.Linear(weights.shape[1], weights.shape[0])
    linear.weight.data = weights
    linear.bias.data = torch.cat([torch.tensor(source.vector(f"{name}.b")) for name in names])
    return linear


def _norm(source: Source, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(source.width, eps=source.epsilon)
    norm.weight.data = torch.tensor(source.vector(f"{name}.w"))
    norm.bias.data = torch.tensor(source.vector(f"{name}.b"))
    return norm
