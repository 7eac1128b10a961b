"""spaCy's CNN token encoder (hash embedding, then residual windows of maxout and layer norm) as plain NumPy.

The arithmetic is thinc's; what is left out is what training needs, and what is repeated:

- A word form's embedding is computed once and kept. The layer that mixes the hashed rows is linear up to its maxout, so
  it is applied to the whole tables when they are loaded, and a form's embedding is a sum of rows. (A sum of rows is
  also the same to the last bit in whatever company a form comes, which a row of a matrix product is not.)
- A matrix product takes a whole batch, block by block, so that operands stay in the cache.
- Maxout is the maximum of contiguous blocks: the pieces are the outer dimension here, the inner one in thinc.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from thinc.api import Model

    Floats = NDArray[np.float32]
    Keys = NDArray[np.uint64]

ROWS_AT_ONCE = 384
"""Rows of a matrix product whose operands and result stay in a core's own cache."""
KEPT_FORMS = 16384
"""Embeddings kept, 6 MB in an encoder; when they are full, all are dropped."""


class Unknown(ValueError):
    """A layer is not of the make that is computed here."""


def only(model: Model[Any, Any], name: str) -> Model[Any, Any]:
    """The one layer of a name below a model.

    Raises:
        Unknown: There are none or several.
    """
    found = [node for node in model.walk() if node.name == name]
    if len(found) != 1:
        raise Unknown(f"{len(found)} layers named {name}")
    return found[0]


def parameter(model: Model[Any, Any], name: str) -> Any:
    """A layer's weights as NumPy's array; thinc's own types say less of its shape than is known here."""
    return model.get_param(name)


class Maxout:
    """A maxout layer of ``outputs`` units with layer normalisation behind it.

    Args:
        model: thinc's ``maxout>>layernorm``.
    """

    def __init__(self, model: Model[Any, Any]) -> None:
        maxout, norm = only(model, "maxout"), only(model, "layernorm")
        weights, bias = parameter(maxout, "W"), parameter(maxout, "b")
        self.outputs, self.pieces, self.inputs = weights.shape
        self.weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, self.inputs).T)
        self.bias = np.ascontiguousarray(bias.T.reshape(-1))
        self.gain, self.offset = parameter(norm, "G"), parameter(norm, "b")

    def __call__(self, x: Floats) -> Floats:
        """Rows (n, inputs) to rows (n, outputs)."""
        return self.activate(x @ self.weights)

    def activate(self, product: Floats) -> Floats:
        """Products (n, pieces x outputs), which are spoilt, to rows (n, outputs)."""
        product += self.bias
        out = maximum(product, self.pieces)
        out -= out.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", out, out) / np.float32(self.outputs)
        variance += np.float32(1e-8)
        out *= (1 / np.sqrt(variance))[:, None]
        out *= self.gain
        out += self.offset
        return out


def maximum(product: Floats, pieces: int) -> Floats:
    """The greatest of each unit's pieces: (n, pieces x units) to (n, units)."""
    width = product.shape[1] // pieces
    out = product[:, :width].copy()
    for piece in range(1, pieces):
        np.maximum(out, product[:, piece * width : (piece + 1) * width], out=out)
    return out


class Encoder:
    """A ``Tok2Vec`` of ``MultiHashEmbed`` and ``MaxoutWindowEncoder`` with a window of one token.

    Args:
        model: The thinc model, of spaCy's architectures of that name.

    Raises:
        Unknown: The model is of another make.
    """

    def __init__(self, model: Model[Any, Any]) -> None:
        nodes = list(model.walk())
        residuals = [node for node in nodes if node.name == "residual(expand_window>>maxout>>layernorm>>dropout)"]
        inside = {id(node) for layer in residuals for node in layer.walk()}
        mixers = [node for node in nodes if node.name == "maxout>>layernorm>>dropout" and id(node) not in inside]
        tables = [node for node in nodes if node.name == "hashembed"]
        if len(mixers) != 1 or not tables or not residuals:
            raise Unknown("not a hash embedding with a mixer and residual windows")
        self.columns: list[str] = only(model, "extract_features").attrs["columns"]
        self.layers = [Maxout(node) for node in residuals]
        self.mixer = Maxout(mixers[0])
        self.width = self.mixer.outputs
        widths = [table.get_dim("nO") for table in tables]
        if sum(widths) != self.mixer.inputs or any(layer.inputs != 3 * self.width for layer in self.layers):
            raise Unknown("another window, or vectors beside the hashed attributes")
        self._hash: Any = tables[0].ops.hash
        self._tables: list[tuple[int, int, Floats]] = []
        for table, end in zip(tables, np.cumsum(widths).tolist(), strict=True):
            weights = self.mixer.weights[end - table.get_dim("nO") : end]
            self._tables.append((table.attrs["column"], table.attrs["seed"], parameter(table, "E") @ weights))
        self._kept = np.empty((KEPT_FORMS, self.width), dtype=np.float32)
        self._row_of: dict[int, int] = {}

    def embed(self, keys: Keys) -> Floats:
        """Embeddings (n, width) of tokens by their attributes (n, columns)."""
        forms, first, which = np.unique(_joined(keys), return_index=True, return_inverse=True)
        if len(forms) > KEPT_FORMS:
            return self._embed(keys[first])[which]
        names, row_of = forms.tolist(), self._row_of
        if len(row_of) + len(names) > KEPT_FORMS:
            row_of.clear()
        new = [i for i, name in enumerate(names) if name not in row_of]
        if new:
            begin = len(row_of)
            self._kept[begin : begin + len(new)] = self._embed(keys[first[new]])
            row_of.update((names[i], begin + n) for n, i in enumerate(new))
        rows = np.fromiter(map(row_of.__getitem__, names), dtype=np.int64, count=len(names))
        return self._kept[rows[which]]

    def _embed(self, keys: Keys) -> Floats:
        product = np.zeros((len(keys), len(self.mixer.bias)), dtype=np.float32)
        for column, seed, table in self._tables:
            hashed = self._hash(np.ascontiguousarray(keys[:, column]), seed) % len(table)
            for place in hashed.T:
                product += table[place]
        return self.mixer.activate(product)

    def encode(self, keys: Keys, lengths: Sequence[int]) -> Floats:
        """Vectors (n, width) of the tokens of several texts.

        As in thinc, texts are parted by as many empty rows as there are layers: none sees its neighbour.

        Args:
            keys: The attributes (n, columns) of all tokens.
            lengths: How many tokens each text has.
        """
        gap = len(self.layers)
        places = np.arange(len(keys)) + np.repeat(gap * np.arange(1, len(lengths) + 1), lengths)
        x = np.zeros((len(keys) + gap * (len(lengths) + 1), self.width), dtype=np.float32)
        x[places] = self.embed(keys)
        for layer in self.layers:
            x = self._convolve(layer, x)
        return x[places]

    def _convolve(self, layer: Maxout, x: Floats) -> Floats:
        width, count = self.width, len(x)
        edge = np.zeros((1, width), dtype=np.float32)
        out, beyond = np.empty_like(x), np.concatenate((edge, x, edge))
        window = np.empty((ROWS_AT_ONCE, 3 * width), dtype=np.float32)
        for begin in range(0, count, ROWS_AT_ONCE):
            size = min(ROWS_AT_ONCE, count - begin)
            for offset in range(3):
                window[:size, offset * width : (offset + 1) * width] = beyond[begin + offset : begin + offset + size]
            np.add(layer(window[:size]), x[begin : begin + size], out=out[begin : begin + size])
        return out


def _joined(keys: Keys) -> Keys:
    """One 64-bit key for each row of attributes (n, columns); all are hashes already or small."""
    joined = np.zeros(len(keys), dtype=np.uint64)
    for column in keys.T:
        joined ^= column
        joined *= np.uint64(0x9E3779B97F4A7C15)
        joined ^= joined >> np.uint64(32)
    return joined
