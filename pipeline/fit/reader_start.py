"""A reader's folder as weights to go on from: its features' weights, and its encoder and heads as they were before rounding.

An encoder is stored as whole numbers with a scale for each column (``encoder_graph.py``); times their scale they are within
half a step of what was fitted, which training evens out in its first batches.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from pipeline.errors import ClaimsError
from pipeline.extract.reader.encoder import SIDES
from pipeline.extract.reader.weights import HeadWeights, packaged_folder
from pipeline.fit.reader_encoder import ReaderModel
from pipeline.fit.reader_model import Linear, Vocabulary

Array = npt.NDArray[Any]
PACKAGED = "package"
_HEADS = ("subject", "property", "pair")


def start_folder(name: str) -> Path:
    """The folder of a reader to go on from: the package's own, or the one named.

    Raises:
        ClaimsError: It is no reader.
    """
    folder = packaged_folder() if name == PACKAGED else Path(name)
    for part in ("features.tsv", "encoder.onnx", "heads.npz"):
        if not (folder / part).is_file():
            raise ClaimsError(
                f"--start {name} is no reader: it has no {part}; give a folder of claims train, or {PACKAGED}."
            )
    return folder


def joined(known: Vocabulary, *further: HeadWeights) -> Vocabulary:
    """A vocabulary with the features of these weights as well."""
    names = [{*getattr(known, head)}.union(*(getattr(one, head) for one in further)) for head in _HEADS]
    return Vocabulary(*({name: number for number, name in enumerate(sorted(one))} for one in names))


def linear(weights: HeadWeights, known: Vocabulary) -> Linear:
    """Weights of features as they were stored; 0 for features that had none."""
    model = Linear(known)
    with torch.no_grad():
        for head in _HEADS:
            stored: dict[str, float] = getattr(weights, head)
            for feature, number in getattr(known, head).items():
                getattr(model, head).weight[number, 0] = stored.get(feature, 0.0)
    return model


def read_model(folder: Path, encoder: Any, known: Vocabulary) -> ReaderModel:
    """The encoder and the heads of a reader's folder; the weights of features are 0.

    Args:
        folder: As ``claims train`` writes it.
        encoder: The base, whose embeddings are kept; its layers are changed in place.
        known: The features that get weights.

    Raises:
        ClaimsError: The encoder is not one that ``claims train`` wrote.
    """
    graph = onnx.load(folder / "encoder.onnx").graph
    stored: dict[str, Array] = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    layers = sum(name.startswith("attention") and name.endswith(".weight") for name in stored)
    model = ReaderModel(encoder, known, layers)
    try:
        state = {name: torch.tensor(values) for name, values in _layers(stored, layers).items()}
        missing, unknown = model.encoder.load_state_dict(state, strict=False)
        if unknown or any(not name.startswith("embeddings") for name in missing):
            raise KeyError
    except (KeyError, RuntimeError):
        raise ClaimsError(f"{folder / 'encoder.onnx'} is not as claims train writes it: fit the reader anew.") from None
    with np.load(folder / "heads.npz") as halves, torch.no_grad():
        for number, side in enumerate(SIDES):
            for name, out, part in (
                ("hidden", "out", model.heads[number]),
                ("absent", "absent_out", model.absent[number]),
            ):
                first, *_, last = [layer for layer in part.modules() if isinstance(layer, nn.Linear)]
                first.weight.copy_(torch.tensor(halves[f"{side}.{name}"].astype(np.float32).T))
                first.bias.copy_(torch.tensor(halves[f"{side}.{name}_bias"].astype(np.float32)))
                last.weight[0] = torch.tensor(halves[f"{side}.{out}"].astype(np.float32))
                last.bias.fill_(float(halves[f"{side}.{out}_bias"]))
    return model


def _layers(stored: dict[str, Array], layers: int) -> dict[str, Array]:
    """The encoder's layers by the names of ``transformers``, float32, linear ones outputs by inputs."""

    def whole(name: str) -> Array:
        return np.asarray(stored[f"{name}.weight"] * stored[f"{name}.scale"], np.float32)

    out: dict[str, Array] = {}
    for number in range(layers):
        layer = f"encoder.layer.{number}"
        three = zip(
            ("query", "key", "value"),
            np.split(whole(f"attention{number}"), 3, 1),
            np.split(stored[f"attention{number}.bias"], 3),
            strict=True,
        )
        for part, weight, bias in three:
            out[f"{layer}.attention.self.{part}.weight"], out[f"{layer}.attention.self.{part}.bias"] = weight.T, bias
        for name, part in (("seen", "attention.output"), ("inner", "intermediate"), ("outer", "output")):
            out[f"{layer}.{part}.dense.weight"] = whole(f"{name}{number}").T
            out[f"{layer}.{part}.dense.bias"] = stored[f"{name}{number}.bias"]
        last = "vectors" if number == layers - 1 else f"layer{number}"
        for name, part in ((f"between{number}", "attention.output"), (last, "output")):
            for kind in ("weight", "bias"):
                out[f"{layer}.{part}.LayerNorm.{kind}"] = stored[f"{name}.{kind}"]
    return {name: np.ascontiguousarray(values) for name, values in out.items()}
