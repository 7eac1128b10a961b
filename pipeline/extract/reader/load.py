"""A reader as the extractor uses it: the package's own, a folder that ``claims train`` wrote, or features alone."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.extract.reader.encoder import SIDES, TIME, Encoder
from pipeline.extract.reader.weights import ReaderWeights, packaged_folder, read_weights
from pipeline.tables import numbered

FEATURES_ALONE = "features"
"""The name of the package's reader without its encoder."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What chooses subjects, properties and, where their features leave doubt, times, and how sure its facts are.

    Attributes:
        weights: The weights of the features of subjects and properties.
        encoder: Reads the text; None where features alone choose.
        confidence: Weights of the confidence of its facts, by feature.
    """

    weights: ReaderWeights
    encoder: Encoder | None
    confidence: Mapping[str, float]


@cache
def load_reader(name: str | None = None) -> Reader:
    """A reader by its name, each loaded once a process.

    Args:
        name: The folder of a reader, ``features`` for features alone (``features:DIR`` for those of a folder), or None
            for the package's own.

    Raises:
        ValueError: The folder is no reader, or it cannot be used; one sentence says what to do.
    """
    first, _, rest = (name or "").partition(":")
    alone = first == FEATURES_ALONE
    given = rest if alone else name
    folder = Path(given) if given else packaged_folder()
    try:
        weights = read_weights(folder)
    except OSError:
        raise ValueError(f"{folder} is no reader: give a folder that claims train wrote, or features.") from None
    encoder = None
    if not alone:
        try:
            encoder = Encoder(folder)
        except ImportError as error:
            if name is not None:
                raise ValueError(
                    f"the reader {folder} needs {error.name}: pip install {error.name}, or choose by --reader features."
                ) from None
            print(
                f"claims: {error.name} is not installed, so subjects and times are chosen by features alone, less often rightly; "
                "--reader features says so without this line.",
                file=sys.stderr,
            )
        except OSError as error:
            raise ValueError(f"{error} Write the folder anew with claims train.") from None
        else:
            missing = next((head for head in (*SIDES, TIME) if head not in encoder.heads), None)
            if missing is not None:
                raise ValueError(
                    f"the reader {folder} has no head for {missing}, as those of earlier versions: fit it anew with claims train."
                )
    table = folder / ("confidence.tsv" if encoder is not None else "confidence_features.tsv")
    return Reader(weights, encoder, _confidence(table) if table.is_file() else {})


def _confidence(path: Path) -> dict[str, float]:
    with path.open(encoding="utf-8") as lines:
        try:
            return {row["feature"]: float(row["weight"]) for _, row in numbered(lines, str(path))}
        except (KeyError, ValueError):
            raise ValueError(f"{path} has no weights by feature: write the folder anew with claims train.") from None
