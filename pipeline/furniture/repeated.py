"""Sentences that many articles of one publisher share, whatever they are about: a table that ``claims furniture`` writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.furniture.pieces import Piece, pieces
from pipeline.tables import numbered

COLUMNS = ("publisher", "articles", "of", "sentence")
FEWEST_WORDS = 4
"""Of a piece that can be furniture: shorter ones, as "He was 67.", are shared by chance."""
_MOST_KEYS = 1_000_000


@dataclass(frozen=True, slots=True)
class Repeated:
    """A table of such sentences.

    Attributes:
        path: The file that it was read from.
        rows: Publisher, as `publisher_of` gives it, and key of each sentence, in order.
    """

    path: str
    rows: tuple[tuple[str, str], ...]


def publisher_of(publisher: str | None, url: str | None) -> str:
    """What tells an article's publisher: the host of its address, else the name that it gives, else nothing."""
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    return host.lower() or " ".join((publisher or "").lower().split())


def repeated_in(lines: Iterable[str], path: str) -> Repeated:
    """The table in the lines of a file.

    Raises:
        ValueError: It has no such header, or a line has no sentence; the message names the line and says what to write.
    """
    kept = list(lines)
    header = next((line.split("\t") for line in kept if line.strip() and not line.startswith("#")), [])
    if not {"publisher", "sentence"} <= {cell.strip() for cell in header}:
        raise ValueError(
            f"{path} has no header line with the columns publisher and sentence: claims furniture writes one."
        )
    rows: set[tuple[str, str]] = set()
    for number, row in numbered(kept, path):
        key = Piece(0, 0, row["sentence"]).key
        if not key:
            raise ValueError(f"{path}, line {number}: the column sentence is empty.")
        rows.add((row["publisher"].lower(), key))
    if len(rows) > _MOST_KEYS:
        raise ValueError(f"{path} has {len(rows):,} sentences, more than {_MOST_KEYS:,}.")
    return Repeated(path, tuple(sorted(rows)))


class Shared:
    """Looks sentences up in a table."""

    def __init__(self, table: Repeated) -> None:
        self._keys = frozenset(table.rows)

    def spans(self, text: str, publisher: str) -> Iterator[tuple[int, int]]:
        """The places of a text's sentences that stand in the table for its publisher."""
        for piece in pieces(text):
            if (publisher, piece.key) in self._keys:
                yield piece.start, piece.end
