"""The encoder at work: vectors of word pieces by ONNX Runtime, and the heads that score candidates beside a quantity.

Every stretch is read by itself and every quantity's candidates are scored by themselves, so that no result depends on
what else is read at the same time or by which worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.extract.reader.pieces import Pieces, pieces_of

if TYPE_CHECKING:
    import numpy as np

    from pipeline.extract.reader.stretches import Stretch

Place = tuple[int, int]
SIDES = ("subject", "property")
"""What the heads score."""


@dataclass(frozen=True, slots=True)
class _Head:
    """Weights of one head: candidates that are read, and those that are not."""

    hidden: np.ndarray
    hidden_bias: np.ndarray
    out: np.ndarray
    out_bias: float
    absent: np.ndarray
    absent_bias: np.ndarray
    absent_out: np.ndarray
    absent_out_bias: float


class Encoder:
    """The encoder of a reader's folder.

    Args:
        folder: Holds ``encoder.onnx``, ``heads.npz`` and ``tokenizer.json``.

    Raises:
        ImportError: ONNX Runtime or tokenizers is not installed.
        OSError: A file is missing.
    """

    def __init__(self, folder: Path) -> None:
        import numpy as np
        import onnxruntime
        from tokenizers import Tokenizer

        for name in ("encoder.onnx", "heads.npz", "tokenizer.json"):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"{folder} is no reader: it has no {name}.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # made anew for each length, it would cost more than it saves
        onnxruntime.set_default_logger_severity(3)
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        with np.load(folder / "heads.npz") as stored:
            arrays = {name: stored[name].astype(np.float32) for name in stored.files}
        self._heads = tuple(
            _Head(
                arrays[f"{side}.hidden"],
                arrays[f"{side}.hidden_bias"],
                arrays[f"{side}.out"],
                float(arrays[f"{side}.out_bias"]),
                arrays[f"{side}.absent"],
                arrays[f"{side}.absent_bias"],
                arrays[f"{side}.absent_out"],
                float(arrays[f"{side}.absent_out_bias"]),
            )
            for side in SIDES
        )

    def read(self, stretch: Stretch, text: str) -> ReadText:
        """The vectors of a stretch of an article's text."""
        import numpy as np

        pieces = pieces_of(self._tokenizer, stretch.heading, text, stretch.start, stretch.end)
        ids = np.array([pieces.ids], dtype=np.int64)
        (hidden,) = self._session.run(None, {"ids": ids})
        return ReadText(pieces, hidden[0], self._heads)


class ReadText:
    """A stretch that has been read: scores of candidates beside its quantities."""

    def __init__(self, pieces: Pieces, hidden: np.ndarray, heads: tuple[_Head, ...]) -> None:
        self._pieces = pieces
        self._hidden = hidden
        self._heads = heads

    def scores(self, side: int, quantity: Place, candidates: Sequence[Sequence[Place]]) -> list[float]:
        """The heads' scores of candidates, each given by its places in the article; the best place counts.

        Args:
            side: 0 for subjects, 1 for properties.
            quantity: The quantity's place.
            candidates: The places of each; none of them need have been read.
        """
        import numpy as np

        hidden, head = self._hidden, self._heads[side]
        first, last = self._pieces.span(*quantity) or (0, 1)
        beside = _mean(hidden, first, last)
        owners: list[int] = []
        spans: list[tuple[int, int]] = []
        for number, places in enumerate(candidates):
            for place in places:
                span = self._pieces.span(*place)
                if span is not None:
                    owners.append(number)
                    spans.append(span)
        opening = np.concatenate([hidden[0], beside])
        absent = np.maximum(opening @ head.absent + head.absent_bias, 0) @ head.absent_out + head.absent_out_bias
        out = [float(absent)] * len(candidates)
        if spans:
            rows = np.empty((len(spans), 4, len(beside)), dtype=hidden.dtype)
            for row, (start, end) in zip(rows, spans, strict=True):
                row[0] = _mean(hidden, start, end)
                row[1] = hidden[end - 1]
            rows[:, 2] = beside
            np.multiply(rows[:, 0], beside, out=rows[:, 3])
            found = (
                np.maximum(rows.reshape(len(spans), -1) @ head.hidden + head.hidden_bias, 0) @ head.out + head.out_bias
            )
            best: dict[int, float] = {}
            for owner, score in zip(owners, found.tolist(), strict=True):
                best[owner] = max(score, best.get(owner, score))
            for owner, score in best.items():
                out[owner] = score
        return out


def _mean(rows: np.ndarray, first: int, last: int) -> np.ndarray:
    """The mean of rows ``first`` to before ``last``; of one row the row itself."""
    mean: np.ndarray = rows[first] if last - first == 1 else rows[first:last].mean(0)
    return mean
