"""Streams taken down into files, part by part as they come, so that several processes can read them, and read them again."""

from __future__ import annotations

import hashlib
import io
import os
import select
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pipeline.ingest.formats.encodings import decode
from pipeline.ingest.formats.fields import Names
from pipeline.ingest.formats.json_records import starts_with_record
from pipeline.ingest.formats.opening import MAX_DECODED, Unreadable, opened, unpacked
from pipeline.ingest.formats.row_ends import row_ends
from pipeline.ingest.formats.tabular import has_text
from pipeline.ingest.sources.source import PART_SIZE, STDIN, Source

PAUSE_SECONDS = 0.5
"""When a stream of lines is silent for so long, what has come is passed on."""
_BLOCK = 64 * 1024
_HEAD = 1 << 20
_TIMES_PACKED = 3
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def standard_input(folder: Path) -> Iterator[Source]:
    """What comes on standard input: JSONL in parts, as it comes; anything else as one source when it ends."""
    try:
        # A descriptor of its own: a thread that waits for input must not hold the lock of ``sys.stdin`` at the exit.
        raw: BinaryIO = open(os.dup(sys.stdin.fileno()), "rb", buffering=_BLOCK)  # noqa: SIM115 - ends with the process
    except (OSError, ValueError):  # a stand-in for it
        raw = sys.stdin.buffer
    try:
        yield from taken(unpacked(raw, STDIN), STDIN, folder)
    except Unreadable as error:
        yield Source(STDIN, refusal=error.sentence, failed=error.status == "failed")


def packed_lines(path: str, weight: int, folder: Path) -> Iterator[Source]:
    """The lines of a packed JSONL file in parts; none if it is something else.

    Raises:
        Unreadable: The file is damaged; the lines before the damage have come then.
    """
    with opened(path) as stream:
        head = stream.peek(_HEAD)[:_HEAD].lstrip()
        if head[:1] == b"{":
            folder.mkdir(exist_ok=True)
            parts = _lines(stream.read1(_BLOCK), stream, path, folder)
            for part in parts:
                # What of the file the part stands for can only be guessed.
                yield replace(part, weight=min(weight, max(1, part.size // _TIMES_PACKED)))


def packed_rows(path: str, folder: Path, names: Names) -> Iterator[Source]:
    """The rows of a packed CSV table in parts, each below the table's header; none if that names no text.

    Raises:
        Unreadable: The file is damaged; the rows before the damage have come then.
    """
    with opened(path) as stream:
        ahead = stream.peek(_HEAD)[:_HEAD]
        header = stream.readline(_BLOCK)
        plain = header.endswith(b"\n") and not header.count(b'"') % 2 and not ahead.startswith(_WIDE_MARKS)
        if not plain or b'\\"' in ahead or not has_text(header, names):
            return
        folder.mkdir(exist_ok=True)
        copy = _Copy(stream, folder / _name_of(path), header)
        start, first = 0, 1
        for at, row, blank in row_ends(copy, len(header)):
            file = copy.cut(at - max(start, len(header)))
            if not blank:
                # What of the file the part stands for can only be guessed.
                weight = max(1, (at - start) // _TIMES_PACKED)
                yield Source(path, start, at, first, str(file), size=at - start, weight=weight)
            start, first = at, row


class _Copy:
    """Lines of a stream, which are put down on their way into files of their own, each below the same header."""

    def __init__(self, stream: io.BufferedReader, place: Path, header: bytes) -> None:
        self._stream, self._place, self._header = stream, place, header
        self._number = 0
        self._out: BinaryIO | None = None

    def _file(self) -> Path:
        return self._place.with_name(f"{self._place.name}-{self._number:09d}.csv")

    def readline(self, size: int, /) -> bytes:
        """The next line, or as much of it."""
        line = self._stream.readline(size)
        if self._out is None:
            self._out = open(self._file(), "wb")  # noqa: SIM115 - ends with the part
            self._out.write(self._header)
        self._out.write(line)
        return line

    def cut(self, size: int) -> Path:
        """Ends a part after so many bytes of rows; its file."""
        assert self._out is not None
        self._out.truncate(len(self._header) + size)
        self._out.close()
        self._out, file = None, self._file()
        self._number += 1
        return file


def taken(stream: io.BufferedReader, path: str, folder: Path) -> Iterator[Source]:
    """The content of a stream as sources whose files lie in ``folder``."""
    head = b""
    while len(head) < _HEAD and b"\n" not in head.lstrip() and (block := stream.read1(_BLOCK)):
        head += block
    folder.mkdir(exist_ok=True)
    if b"\n" in head and head.lstrip()[:1] == b"{" and starts_with_record(decode(head)):
        yield from _lines(head, stream, path, folder)
        return
    file = folder / "whole"
    size = 0
    with open(file, "wb") as out:
        while head and size <= MAX_DECODED:  # what is longer is refused when it is read
            out.write(head)
            size += len(head)
            head = stream.read1(_BLOCK)
    yield Source(path, file=str(file), size=max(1, size), weight=max(1, size))


def _lines(head: bytes, stream: io.BufferedReader, path: str, folder: Path) -> Iterator[Source]:
    name = _name_of(path)
    start, first = 0, 1
    block = head
    while block:
        file = folder / f"{name}-{start:015d}.jsonl"
        size, lines, hurry = 0, 0, False
        with open(file, "wb") as out:
            while block:
                cut = len(block)
                if size + len(block) >= PART_SIZE:
                    cut = block.find(b"\n", max(0, PART_SIZE - size - 1)) + 1 or len(block)
                out.write(block[:cut])
                size += cut
                lines += block.count(b"\n", 0, cut)
                ended = block[:cut].endswith(b"\n")
                block = block[cut:]
                hurry = ended and not block and size < PART_SIZE and _silent(stream)
                if hurry or (ended and size >= PART_SIZE):
                    break
                block = block or stream.read1(_BLOCK)
        yield Source(path, start, start + size, first, str(file), size=size, weight=size, hurry=hurry)
        start, first = start + size, first + lines
        block = block or stream.read1(_BLOCK)


def _name_of(path: str) -> str:
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _silent(stream: io.BufferedReader) -> bool:
    """Whether nothing more comes for a while, though the stream has not ended."""
    try:
        return not select.select([stream], [], [], PAUSE_SECONDS)[0]
    except (OSError, ValueError):  # no descriptor to wait for: it is unpacked on the way, or another system
        return False
