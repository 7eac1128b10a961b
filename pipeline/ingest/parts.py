"""Large files in parts that end where lines end, and streams taken down part by part."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pipeline.ingest.sources import STDIN, Source, family
from pipeline.ingest.walk import found

CUT_ABOVE = 192 * 1024
PART_SIZE = 96 * 1024
"""Uncompressed JSONL files above the first size (bytes) are cut in parts of about the second, at line ends."""
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def find(inputs: Iterable[str], spool: Path | None = None) -> Iterator[Source]:
    """The sources that ``inputs`` (files, folders, ``-``) stand for, in an order that depends on names alone.

    Args:
        inputs: What a user names; of what is named twice, the first counts.
        spool: A folder for what is taken from streams, so that it can be read by other processes, in parts, and again;
            without it, a stream is one source, which can be read once and in this process alone.
    """
    for source in found(inputs):
        if source.refusal is not None:
            yield source
        elif source.path == STDIN and spool is not None:
            from pipeline.ingest.spool import standard_input

            yield from standard_input(spool)
        else:
            yield from _parts(source)


def total(inputs: Iterable[str]) -> int:
    """The weight of everything in ``inputs``: the sum of the weights of their sources, as far as it can be known."""
    return sum(1 if source.refusal else _size(source.path) for source in found(inputs))


def _size(path: str) -> int:
    try:
        return max(1, os.stat(path).st_size)
    except (OSError, ValueError):
        return 1


def _parts(whole: Source) -> Iterator[Source]:
    """A file as one source, or a large JSONL file as parts that end where lines end."""
    path = whole.path
    parts: Iterable[Source] | None = None
    try:
        about = os.stat(path)
        size = max(1, about.st_size) if stat.S_ISREG(about.st_mode) else 1
        whole = replace(whole, size=size, weight=size)
        if path == STDIN or size <= CUT_ABOVE or family(path) != "jsonl" or path.lower().endswith(".gz"):
            yield whole
            return
        with open(path, "rb") as file:
            head = file.read(4)
            if not head.startswith(_WIDE_MARKS) and not head.startswith(b"\x1f\x8b"):
                file.seek(0)
                parts = _cut(path, file, size)
                yield from parts
    except (OSError, ValueError):  # reading it says what is wrong
        pass
    if parts is None:
        yield whole


def _cut(path: str, file: BinaryIO, size: int) -> Iterator[Source]:
    """Parts of about `PART_SIZE` bytes; which ones depends on the file alone."""
    start, first = 0, 1
    while start < size:
        piece = file.read(PART_SIZE)
        end, lines = start, 0
        while piece:  # to the end of the line, in pieces, since a line may be of any length
            end += len(piece)
            lines += piece.count(b"\n")
            piece = b"" if piece.endswith(b"\n") else file.readline(PART_SIZE)
        if end == start:  # the file shrank meanwhile
            break
        yield Source(path, start, end, first, size=end - start, weight=end - start)
        start, first = end, first + lines
