"""Large files in parts, so that several processes can read them and an unfinished run need not read all of one again."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pipeline.ingest.formats.fields import NAMES, Names
from pipeline.ingest.formats.opening import Unreadable, opened, opened_raw, reason
from pipeline.ingest.sources.source import PART_SIZE, STDIN, Source, State, changed, content, family, packed
from pipeline.ingest.sources.walk import found
from pipeline.storage.remote import is_remote

CUT_ABOVE = 192 * 1024
PACKED_CUT_ABOVE = 48 * 1024
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_PACKED_MARKS = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")


def find(
    inputs: Iterable[str], spool: Path | None = None, names: Names = NAMES, follow: bool = True
) -> Iterator[Source]:
    """The sources that ``inputs`` stand for, in an order that depends on names alone.

    Args:
        inputs: What a user names: files, folders, patterns with ``*``, ``-``. Of what is named twice, the first counts.
        spool: A folder for what is taken from streams and packed files, so that it can be read by several processes, in
            parts, and again; without it, each of these is one source, and standard input can be read but once.
        names: Of the fields of records; where a table is cut depends on whether it has a column of texts.
        follow: Whether links in folders are followed; what is named itself is always read.
    """
    for source in found(inputs, follow):
        if source.refusal is not None:
            yield source
        elif source.path == STDIN and spool is not None:
            from pipeline.ingest.spool import standard_input

            yield from standard_input(spool)
        else:
            yield from _parts(source, spool, names)


def total(inputs: Iterable[str], follow: bool = True) -> int:
    """The weight of everything in ``inputs``: the sum of the weights of their sources, as far as it can be known."""
    return sum(
        1 if source.refusal else source.weight if source.stamp else _size(source.path)
        for source in found(inputs, follow)
    )


def _size(path: str) -> int:
    try:
        return max(1, os.stat(path).st_size)
    except (OSError, ValueError):
        return 1


def _parts(whole: Source, spool: Path | None, names: Names) -> Iterator[Source]:
    """A file as one source, or a large one as parts, each with what tells whether it is still what was cut."""
    any_part = False
    before = None
    try:
        if whole.stamp is None:
            about = os.stat(whole.path)
            size = max(1, about.st_size) if stat.S_ISREG(about.st_mode) else 1
            whole = replace(whole, size=size, weight=size)
            before = State.of(whole.path)
        for part in _divided(whole, spool, names):
            any_part = True
            if whole.stamp is not None:
                yield replace(part, stamp=whole.stamp)
            else:
                yield part if part.file or part.refusal else replace(part, cut=content(part))
        if any_part and before is not None and before.differs(State.of(whole.path)):
            yield Source(whole.path, refusal=changed(whole.path), failed=True)
    except Exception as error:  # as a rule, reading it says what is wrong
        if any_part:
            told = f"{whole.path} cannot be read behind what was read of it ({reason(error)}): fetch or pack it again."
            sentence = error.sentence if isinstance(error, Unreadable) else told
            yield Source(whole.path, refusal=sentence, failed=True)
    if not any_part:
        yield whole


def _divided(whole: Source, spool: Path | None, names: Names) -> Iterator[Source]:
    """The parts of a file; none if it is to be read as a whole."""
    path, kind = whole.path, family(whole.path)
    if path == STDIN or whole.size <= (PACKED_CUT_ABOVE if packed(path) or kind in ("zip", "tar") else CUT_ABOVE):
        return
    if is_remote(path) and (packed(path) or kind in ("tar", "warc")):
        return  # cutting it would take all of it through this process: whoever reads it fetches it
    if kind == "zip":
        from pipeline.ingest.formats.archives import zip_parts

        yield from zip_parts(whole)
    elif kind == "parquet":
        from pipeline.ingest.formats.tabular import parquet_parts

        yield from parquet_parts(whole, names)
    elif kind == "warc":
        from pipeline.ingest.formats import warc

        with open(path, "rb") as file:
            yield from warc.parts(file, whole)
    elif kind in ("jsonl", "csv"):
        with opened_raw(path) as file:
            head = file.read(4)
            file.seek(0)
            if not head.startswith(_WIDE_MARKS) and not head.startswith(_PACKED_MARKS):
                yield from _cut(path, file, whole.size) if kind == "jsonl" else _cut_rows(path, file, names)
                return
        if spool is not None:
            from pipeline.ingest.spool import packed_lines, packed_rows

            yield from packed_lines(path, whole.size, spool) if kind == "jsonl" else packed_rows(path, spool, names)
    elif kind == "tar" and spool is not None:
        from pipeline.ingest.formats.archives import tar_parts

        with opened(path) as stream:
            yield from tar_parts(stream, whole, spool)


def _cut(path: str, file: BinaryIO, size: int) -> Iterator[Source]:
    """Parts of about `PART_SIZE` bytes; which ones depends on the file alone."""
    start, first, blank = 0, 1, True
    while start < size:
        piece = file.read(PART_SIZE)
        end, lines = start, 0
        while piece:  # to the end of the line, in pieces, since a line may be of any length
            end += len(piece)
            lines += piece.count(b"\n")
            blank = blank and not piece.removeprefix(codecs.BOM_UTF8).strip()
            piece = b"" if piece.endswith(b"\n") else file.readline(PART_SIZE)
        if end == start:  # the file shrank meanwhile: whoever cut it says so
            break
        yield Source(path, start, end, first, size=end - start, weight=end - start)
        start, first = end, first + lines
    if blank:
        yield Source(path, refusal=f"{path} holds no records: it is empty or blank.")


def _cut_rows(path: str, file: BinaryIO, names: Names) -> Iterator[Source]:
    """Parts of a CSV table, from one row to another: at a line's end where every quotation mark is closed.

    A table without a text column is none, and one whose header is longer than a line is read as a whole.
    """
    from pipeline.ingest.formats.row_ends import row_ends
    from pipeline.ingest.formats.tabular import has_text

    header = file.readline(PART_SIZE)
    if not header.endswith(b"\n") or header.count(b'"') % 2 or not has_text(header, names):
        return
    if b'\\"' in file.read(PART_SIZE):
        return  # where a cell ends is not told by counting marks
    file.seek(len(header))
    start, first, blank = 0, 1, True
    for at, row, empty in row_ends(file, len(header)):
        blank = blank and empty
        yield Source(path, start, at, first, size=at - start, weight=at - start)
        start, first = at, row
    if blank:
        yield Source(path, refusal=f"{path} holds no rows.")
