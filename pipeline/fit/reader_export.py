"""Writes a fitted reader as the program reads it: a table of weights, the encoder as int8 ONNX, the heads as arrays."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from pipeline.extract.reader.encoder import SIDES
from pipeline.extract.reader.weights import FEATURES
from pipeline.fit.encoder_graph import write_graph
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


def write_encoder(folder: Path, model: ReaderModel, pieces: Path) -> None:
    """Writes the encoder as a graph of whole numbers, the heads as arrays, and the pieces.

    Args:
        folder: Where to.
        model: The fitted reader.
        pieces: The base's file of word pieces.
    """
    config = model.encoder.config
    state = {name: values.detach().numpy() for name, values in model.encoder.state_dict().items()}
    layers = len(model.encoder.encoder.layer)
    write_graph(folder / "encoder.onnx", state, layers, config.num_attention_heads, config.layer_norm_eps)
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
