"""The encoder as an ONNX graph of whole numbers, written node by node.

ONNX Runtime's own operators (domain ``com.microsoft``) do each step at once: attention with its three projections, and a
projection with the quantisation of what goes in. On one AVX2 core that is a tenth faster than what an export by tracing and
a quantisation of its result give, and needs neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, TensorProto, helper, numpy_helper, save

Array = npt.NDArray[Any]
_MICROSOFT = "com.microsoft"
_OPSET, _IR = 17, 8
_LEVELS = 64
"""Weights lie between -64 and 64, seven bits, so that no kernel's sums of products overflow 16 bits and all give the same."""
_WORD_LEVELS = 127  # words are looked up, not multiplied


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: Array) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def projection(self, x: str, weight: Array, bias: Array, name: str) -> str:
        """``x @ weight + bias``, the input quantised by its own range."""
        levels, scale = quantised(weight)
        inputs = [x, self.constant(f"{name}.weight", levels), self.constant(f"{name}.scale", scale)]
        inputs += ["", self.constant(f"{name}.bias", bias)]  # no zero points: the weights lie around zero
        return self.node("DynamicQuantizeMatMul", inputs, name, _MICROSOFT)

    def attention(self, x: str, weight: Array, bias: Array, heads: int, name: str) -> str:
        """Self-attention; ``weight`` holds queries, keys and values side by side."""
        levels, scale = quantised(weight)
        parts = [f"{name}.{part}" for part in ("levels", "range", "zero")]
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], parts))
        inputs = [parts[0], self.constant(f"{name}.weight", levels), self.constant(f"{name}.bias", bias), parts[1]]
        inputs += [self.constant(f"{name}.scale", scale), "", parts[2]]
        inputs.append(self.constant(f"{name}.weight_zero", np.zeros(len(scale), np.int8)))
        return self.node("QAttention", inputs, name, _MICROSOFT, num_heads=heads)

    def normalised(self, x: str, beside: str, weight: Array, bias: Array, epsilon: float, name: str) -> str:
        """The layer norm of a sum."""
        total = self.node("Add", [x, beside], f"{name}.sum")
        inputs = [total, self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)]
        return self.node("LayerNormalization", inputs, name, epsilon=epsilon)


def quantised(weight: Array, most: int = _LEVELS) -> tuple[Array, Array]:
    """A matrix as whole numbers with a scale for each column.

    Args:
        weight: Inputs by outputs.
        most: The largest whole number.

    Returns:
        int8 of the same shape, and float32 of its columns.
    """
    scale = np.maximum(np.abs(weight).max(0) / most, np.finfo(np.float32).tiny).astype(np.float32)
    return np.clip(np.rint(weight / scale), -most, most).astype(np.int8), scale


def encoder_graph(state: Mapping[str, Array], layers: int, heads: int, epsilon: float) -> ModelProto:
    """The graph of a BERT encoder: ``ids`` of pieces, int64 (1, length), to ``vectors``, float32 (1, length, width).

    Args:
        state: Its weights, float32, under the names of ``transformers``; linear ones are outputs by inputs.
        layers: How many of its layers.
        heads: Of each layer's attention.
        epsilon: Of its layer norms.
    """
    graph = _Graph()
    words, width = state["embeddings.word_embeddings.weight"], state["embeddings.LayerNorm.weight"].shape[0]
    levels, scale = quantised(words.T, _WORD_LEVELS)
    word = graph.node("Gather", [graph.constant("words", levels.T), "ids"], "word.levels")
    word = graph.node("Cast", [word], "word.float", to=TensorProto.FLOAT)
    size = graph.node("Gather", [graph.constant("words.scale", scale[:, None]), "ids"], "word.scale")
    word = graph.node("Mul", [word, size], "word")
    # Every stretch is one text: the embedding of its kind is always the first and goes into that of the place.
    places = state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
    graph.nodes.append(helper.make_node("Shape", ["ids"], ["length"], start=1, end=2))
    bounds = [graph.constant("first", np.zeros(1, np.int64)), "length", graph.constant("axis", np.ones(1, np.int64))]
    place = graph.node("Slice", [graph.constant("places", places[None].astype(np.float32)), *bounds], "place")

    def norm(x: str, beside: str, part: str, name: str) -> str:
        return graph.normalised(x, beside, state[f"{part}.weight"], state[f"{part}.bias"], epsilon, name)

    def projected(x: str, part: str, name: str) -> str:
        return graph.projection(x, state[f"{part}.weight"].T, state[f"{part}.bias"], name)

    x = norm(word, place, "embeddings.LayerNorm", "embedded")
    for number in range(layers):
        layer = f"encoder.layer.{number}"
        three = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([state[f"{part}.weight"].T for part in three], 1)
        bias = np.concatenate([state[f"{part}.bias"] for part in three])
        seen = graph.attention(x, weight, bias, heads, f"attention{number}")
        seen = projected(seen, f"{layer}.attention.output.dense", f"seen{number}")
        seen = norm(seen, x, f"{layer}.attention.output.LayerNorm", f"between{number}")
        inner = projected(seen, f"{layer}.intermediate.dense", f"inner{number}")
        inner = graph.node("Gelu", [inner], f"gelu{number}", _MICROSOFT)
        outer = projected(inner, f"{layer}.output.dense", f"outer{number}")
        x = norm(outer, seen, f"{layer}.output.LayerNorm", "vectors" if number == layers - 1 else f"layer{number}")
    whole = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, "length", width])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    model: ModelProto = helper.make_model(whole, opset_imports=opsets, ir_version=_IR)
    return model


def write_graph(path: Path, state: Mapping[str, Array], layers: int, heads: int, epsilon: float) -> None:
    """Writes the graph of an encoder (see :func:`encoder_graph`)."""
    save(encoder_graph(state, layers, heads, epsilon), path)
