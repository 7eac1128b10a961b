"""The folder of a reader: the weights of features, and beside them those of the encoder."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from pipeline.tables import numbered

FEATURES = "features.tsv"
"""The table of weights in a reader's folder."""


@dataclass(slots=True)
class HeadWeights:
    """Weights by feature of candidate subjects, of candidate properties, and of pairs of both."""

    subject: dict[str, float] = field(default_factory=dict)
    property: dict[str, float] = field(default_factory=dict)
    pair: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class ReaderWeights:
    """The weights of the first pass, of the second without the encoder, and of the second beside it."""

    draft: HeadWeights = field(default_factory=HeadWeights)
    features: HeadWeights = field(default_factory=HeadWeights)
    reader: HeadWeights = field(default_factory=HeadWeights)


def packaged_folder() -> Path:
    """The folder of the package's own reader."""
    return Path(str(files(__package__))) / "packaged"


@cache
def packaged_weights() -> ReaderWeights:
    """The package's own weights of features."""
    return read_weights(packaged_folder())


def read_weights(folder: Path) -> ReaderWeights:
    """The weights of features in a reader's folder.

    Raises:
        OSError: The table cannot be read.
        ValueError: A line of it is wrong; the message names it and says what to do.
    """
    path = folder / FEATURES
    with path.open(encoding="utf-8") as lines:
        return parsed_weights(lines, str(path))


def parsed_weights(lines: Iterable[str], source: str) -> ReaderWeights:
    """Weights from the lines of a table as ``claims train`` writes it.

    Raises:
        ValueError: A line is wrong; the message names it and says what to do.
    """
    out = ReaderWeights()
    for number, row in numbered(lines, source):
        try:
            weight = float(row["weight"])
            if not math.isfinite(weight):
                raise ValueError
            getattr(getattr(out, row["pass"]), row["head"])[row["feature"]] = weight
        except (AttributeError, KeyError, ValueError):
            raise ValueError(
                f"{source}, line {number}: it has no pass, head, feature and weight of a reader; "
                "write the folder anew with claims train."
            ) from None
    return out
