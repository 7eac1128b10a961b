"""Where a CSV table can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pipeline.ingest.formats.opening import Unreadable
from pipeline.ingest.sources.source import PART_SIZE


class Lines(Protocol):
    """What `row_ends` reads."""

    def readline(self, size: int, /) -> bytes:
        """The next line, or as much of it."""


def row_ends(file: Lines, at: int) -> Iterator[tuple[int, int, bool]]:
    """Where parts of a CSV table end, of about ``PART_SIZE`` bytes each: at a line's end where every quotation mark is closed.

    Args:
        file: Stands behind the header.
        at: The offset of that.

    Yields:
        The offset, the number of the row that begins there, from 1, and whether there was nothing but space.

    Raises:
        Unreadable: As reading does; the rows that were whole have come.
    """
    start, whole, row, closed, blank = 0, at, 1, True, True
    while True:
        try:
            line = file.readline(PART_SIZE)
        except Unreadable:
            if whole > start:
                yield whole, row, blank
            raise
        if not line:
            break
        at += len(line)
        closed ^= line.count(b'"') % 2 == 1
        blank = blank and line.isspace()
        if closed and line.endswith(b"\n"):
            row, whole = row + 1, at
            if at - start >= PART_SIZE:
                yield at, row, blank
                start, blank = at, True
    if at > start:
        yield at, row, blank
