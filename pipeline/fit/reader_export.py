"""Writes a fitted reader as the program reads it: a table of weights, the encoder as int8 ONNX, the heads as arrays."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from pipeline.extract.reader.encoder import SIDES
from pipeline.extract.reader.weights import FEATURES
from pipeline.fit.reader_encoder import ReaderModel
from pipeline.fit.reader_model import Linear, Vocabulary

_HEAD = """\
# Weights of the features by which a reader chooses; written by claims train, not by hand.
#
# pass     draft: of a quantity by itself; features: the choice by features alone; reader: beside the encoder
# head     subject, property, or pair of both
# feature  its name, as pipeline/extract/linking/features.py and reading.py give it
# weight   what it adds to a candidate's score
"""
_OPSET = 17


def write_features(folder: Path, passes: Mapping[str, tuple[Linear, Vocabulary]]) -> None:
    """Writes the weights of each pass; those that round to nothing are left out."""
    lines = [_HEAD, "pass\thead\tfeature\tweight\n"]
    for name, (model, known) in passes.items():
        for head in ("subject", "property", "pair"):
            if name == "draft" and head == "pair":
                continue
            values = getattr(model, head).weight.detach().flatten().tolist()
            for feature, number in getattr(known, head).items():
                if round(values[number], 3):
                    lines.append(f"{name}\t{head}\t{feature}\t{values[number]:.3f}\n")
    (folder / FEATURES).write_text("".join(lines), "utf-8")


class _Vectors(nn.Module):
    """The encoder alone: numbers of pieces, one stretch at a time, to their vectors."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        return found


def write_encoder(folder: Path, model: ReaderModel, pieces: Path) -> None:
    """Writes the encoder with weights of seven bits, so that no CPU's kernels overflow and all give the same, and the heads.

    Args:
        folder: Where to.
        model: The fitted reader.
        pieces: The base's file of word pieces.
    """
    import numpy as np
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(scratch) / "encoder.onnx"
        torch.onnx.export(
            _Vectors(model.encoder).eval(),
            (torch.ones(1, 90, dtype=torch.long),),
            str(whole),
            input_names=["ids"],
            output_names=["vectors"],
            dynamic_axes={"ids": {1: "length"}, "vectors": {1: "length"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            whole, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    arrays: dict[str, torch.Tensor] = {}
    for number, side in enumerate(SIDES):
        for name, part in (("hidden", model.heads[number]), ("absent", model.absent[number])):
            first, *_, last = [layer for layer in part.modules() if isinstance(layer, nn.Linear)]
            out = "out" if name == "hidden" else "absent_out"
            arrays[f"{side}.{name}"] = first.weight.detach().T
            arrays[f"{side}.{name}_bias"] = first.bias.detach()
            arrays[f"{side}.{out}"] = last.weight.detach()[0]
            arrays[f"{side}.{out}_bias"] = last.bias.detach()[0]
    halves: dict[str, Any] = {name: value.numpy().astype(np.float16) for name, value in arrays.items()}
    np.savez(folder / "heads.npz", **halves)
    shutil.copyfile(pieces, folder / "tokenizer.json")
