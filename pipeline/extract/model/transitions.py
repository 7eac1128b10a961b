"""The scores that spaCy's transition models give to actions, for many states at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.extract.model.encoder import Unknown, maximum, only, parameter

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from thinc.api import Model

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


class Scorer:
    """The part of a ``TransitionBasedParser`` behind its encoder: tokens in their roles, a maxout layer, the actions.

    Args:
        model: The thinc model of a greedy parser or entity recogniser with an upper layer.

    Raises:
        Unknown: The model is of another make.
    """

    def __init__(self, model: Model[Any, Any]) -> None:
        if not model.attrs.get("has_upper") or model.attrs.get("unseen_classes"):
            raise Unknown("a transition model without an upper layer or with unseen classes")
        lower, upper = only(model, "precomputable_affine"), model.get_ref("upper")
        narrow = model.get_ref("tok2vec").layers[-1]
        if upper.name != "linear" or narrow.name != "linear":
            raise Unknown(f"layers {upper.name}, {narrow.name}")
        self.narrow, self.narrow_bias = np.ascontiguousarray(parameter(narrow, "W").T), parameter(narrow, "b")
        weights, pad = parameter(lower, "W"), parameter(lower, "pad")
        self.roles, self.hidden, self.pieces, inputs = weights.shape
        # Pieces before units, so that maxout compares contiguous blocks.
        blocks = weights.transpose(0, 2, 1, 3).reshape(self.roles, self.pieces * self.hidden, inputs)
        self.weights = [np.ascontiguousarray(block.T) for block in blocks]
        self._all_roles = np.ascontiguousarray(blocks.reshape(-1, inputs).T)
        self.pad = np.ascontiguousarray(pad[0].transpose(0, 2, 1).reshape(self.roles, -1))
        self.bias = np.ascontiguousarray(parameter(lower, "b").T.reshape(-1))
        self.upper = np.ascontiguousarray(parameter(upper, "W").T)
        self.upper_bias = parameter(upper, "b")

    def tokens(self, encoded: Floats) -> Floats:
        """What is common to all roles of a token: (n, width) to (n, inputs)."""
        return encoded @ self.narrow + self.narrow_bias

    def role(self, tokens: Floats, role: int) -> Floats:
        """What each token (n, inputs) adds to the state in one role (n, pieces x hidden)."""
        return tokens @ self.weights[role]

    def table(self, tokens: Floats) -> Floats:
        """:meth:`role` in all roles: row ``(1 + token) * roles + role``, the first rows for "no token"."""
        table = np.empty((len(tokens) + 1, len(self.pad.flat)), dtype=np.float32)
        table[0] = self.pad.reshape(-1)
        np.matmul(tokens, self._all_roles, out=table[1:])
        return table.reshape(-1, self.pieces * self.hidden)

    def activate(self, state: Floats) -> Floats:
        """The hidden layer (n, hidden) of summed states (n, pieces x hidden), which are spoilt."""
        state += self.bias
        return maximum(state, self.pieces)

    def scores(self, hidden: Floats) -> Floats:
        """The score of each action (n, actions)."""
        return hidden @ self.upper + self.upper_bias
