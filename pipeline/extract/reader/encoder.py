"""The encoder at work: vectors of word pieces by ONNX Runtime, and the heads that score candidates beside a quantity.

Every stretch is read by itself and every quantity's candidates are scored by themselves, so that no result depends on
what else is read at the same time or by which worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.extract.reader.pieces import Pieces, pieces_of

if TYPE_CHECKING:
    import numpy as np

    from pipeline.extract.reader.stretches import Stretch

Place = tuple[int, int]
Spot = tuple[Place, Place | None]
"""Where a candidate stands, and the word that it hangs from, which is read beside it; None for its own last piece."""
SIDES = ("subject", "property")
"""The heads that are fitted together with the encoder."""
TIME = "time"
"""The head that is fitted to its vectors afterwards."""


@dataclass(frozen=True, slots=True)
class _Head:
    """Weights of one head: of candidates that are read, and of those that are not."""

    hidden: np.ndarray
    hidden_bias: np.ndarray
    out: np.ndarray
    out_bias: np.ndarray
    absent: np.ndarray
    absent_bias: np.ndarray
    absent_out: np.ndarray
    absent_out_bias: np.ndarray

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray], name: str) -> _Head:
        """A head of those that are stored."""
        return cls(*(arrays[f"{name}.{part}"] for part in cls.__dataclass_fields__))

    def read(self, rows: np.ndarray) -> list[float]:
        """Scores of rows of :meth:`Vectors.rows`."""
        import numpy as np

        scores: list[float] = (np.maximum(rows @ self.hidden + self.hidden_bias, 0) @ self.out + self.out_bias).tolist()
        return scores

    def unread(self, opening: np.ndarray) -> float:
        """The score of a candidate that is not read."""
        import numpy as np

        inner = np.maximum(opening @ self.absent + self.absent_bias, 0)
        return float(inner @ self.absent_out + self.absent_out_bias)


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
        self._heads = {name: _Head.of(arrays, name) for name in (*SIDES, TIME) if f"{name}.hidden" in arrays}

    @property
    def heads(self) -> frozenset[str]:
        """The heads that it has."""
        return frozenset(self._heads)

    def vectors(self, stretch: Stretch, text: str) -> Vectors:
        """The vectors of a stretch of an article's text."""
        import numpy as np

        pieces = pieces_of(self._tokenizer, stretch.heading, text, stretch.start, stretch.end)
        ids = np.array([pieces.ids], dtype=np.int64)
        (hidden,) = self._session.run(None, {"ids": ids})
        return Vectors(pieces, hidden[0])

    def read(self, stretch: Stretch, text: str) -> ReadText:
        """A stretch of an article's text, read."""
        return ReadText(self.vectors(stretch, text), self._heads)


class Vectors:
    """The vectors of a stretch's pieces, and what heads take from them."""

    def __init__(self, pieces: Pieces, hidden: np.ndarray) -> None:
        self._pieces = pieces
        self._hidden = hidden

    def opening(self, quantity: Place) -> np.ndarray:
        """The vector that opens the stretch, and the quantity's: (2 x width,)."""
        import numpy as np

        return np.concatenate([self._hidden[0], self._quantity(quantity)])

    def rows(self, quantity: Place, spots: Iterable[Spot]) -> tuple[list[int], np.ndarray]:
        """The spots that are read, by number, and of each its vector, that of the word it hangs from, the quantity's, and
        the product of its own and the quantity's: (spots, 4 x width).
        """
        import numpy as np

        beside, find = self._quantity(quantity), self._pieces.span
        read = [(n, span, above) for n, (own, above) in enumerate(spots) if (span := find(*own)) is not None]
        rows = np.empty((len(read), 4, len(beside)), dtype=self._hidden.dtype)
        for row, (_, (start, end), above) in zip(rows, read, strict=True):
            hangs = find(*above) if above is not None else None
            row[0] = _mean(self._hidden, start, end)
            row[1] = _mean(self._hidden, *(hangs or (end - 1, end)))
        rows[:, 2] = beside
        np.multiply(rows[:, 0], beside, out=rows[:, 3])
        return [n for n, _, _ in read], rows.reshape(len(read), 4 * len(beside))

    def _quantity(self, quantity: Place) -> np.ndarray:
        return _mean(self._hidden, *(self._pieces.span(*quantity) or (0, 1)))


class ReadText:
    """A stretch that has been read: scores of candidates beside its quantities."""

    def __init__(self, vectors: Vectors, heads: Mapping[str, _Head]) -> None:
        self._vectors = vectors
        self._heads = heads

    def scores(self, head: str, quantity: Place, candidates: Sequence[Sequence[Spot]]) -> list[float]:
        """A head's scores of candidates, each given by its spots in the article; the best spot counts.

        Args:
            head: The head's name.
            quantity: The quantity's place.
            candidates: The spots of each; none of them need have been read, and "none of them" has none.
        """
        weights = self._heads[head]
        owners = [number for number, spots in enumerate(candidates) for _ in spots]
        read, rows = self._vectors.rows(quantity, (spot for spots in candidates for spot in spots))
        out = [weights.unread(self._vectors.opening(quantity))] * len(candidates)
        if read:
            best: dict[int, float] = {}
            for number, score in zip(read, weights.read(rows), strict=True):
                owner = owners[number]
                best[owner] = max(score, best.get(owner, score))
            for owner, score in best.items():
                out[owner] = score
        return out


def _mean(rows: np.ndarray, first: int, last: int) -> np.ndarray:
    """The mean of rows ``first`` to before ``last``; of one row the row itself."""
    mean: np.ndarray = rows[first] if last - first == 1 else rows[first:last].mean(0)
    return mean
