"""What a run reads: files, folders and standard input as a list of sources."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

STDIN = "-"
ENDINGS: dict[str, str] = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""The family of formats by a file's ending; each may be followed by ``.gz``."""

CUT_ABOVE = 192 * 1024
PART_SIZE = 96 * 1024
"""Uncompressed JSONL files above the first size (bytes) are cut in parts of about the second, at line ends."""
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: a whole file, standard input (``-``), or lines of a large JSONL file.

    ``path`` is as the user sees it; ``start`` and ``end`` are byte offsets (``end`` null: to the end of the file);
    ``first`` is the number of the first line in the range, from 1.
    """

    path: str
    start: int = 0
    end: int | None = None
    first: int = 1


def family(path: str) -> str | None:
    """The family of formats that a name's ending tells ("plain", "html" …), null if no reader knows it."""
    name = os.path.basename(path).lower()
    return ENDINGS.get(os.path.splitext(name.removesuffix(".gz"))[1])


def find(inputs: Sequence[str]) -> list[Source]:
    """The sources that ``inputs`` (files, folders, ``-``) stand for, in an order that depends on names alone.

    Folders are read through, sorted by name, without hidden files and files whose ending no reader knows. Whatever is
    named in ``inputs`` itself is always a source, even if it doesn't exist: reading it then says so.
    """
    found: list[Source] = []
    seen: set[str] = set()
    for given in inputs:
        for path in [given] if given == STDIN or not os.path.isdir(given) else _walk(given):
            same = path if path == STDIN else os.path.normpath(path)
            if same not in seen:
                seen.add(same)
                found.extend(_parts(path))
    return found


def _walk(folder: str) -> Iterator[str]:
    """Paths below ``folder`` for which there is a reader; a folder met twice through links, and an empty one, itself."""
    visited: set[tuple[int, int]] = set()
    count = 0
    # Last in, first out, filled in reverse: depth first in the order of names, without recursion.
    waiting = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            count += 1
            yield path
            continue
        try:
            about = os.stat(path)
            if (about.st_dev, about.st_ino) in visited:
                count += 1
                yield path
                continue
            visited.add((about.st_dev, about.st_ino))
            with os.scandir(path) as entries:
                listed = sorted((e.name, _is_folder(e)) for e in entries if not e.name.startswith("."))
        except OSError:
            count += 1
            yield path
            continue
        prefix = path if path.endswith("/") else path + "/"
        waiting.extend((prefix + name, inner) for name, inner in reversed(listed) if inner or family(name))
    if not count:
        yield folder


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself: kept, so that reading it says what is wrong
        return True


def _parts(path: str) -> Iterator[Source]:
    """A file as one source, or a large JSONL file as parts that end where lines end."""
    try:
        about = os.stat(path)
        large = stat.S_ISREG(about.st_mode) and about.st_size > CUT_ABOVE
        if path == STDIN or not large or family(path) != "jsonl" or path.lower().endswith(".gz"):
            yield Source(path)
            return
        with open(path, "rb") as file:
            head = file.read(4)
            if head.startswith(_WIDE_MARKS) or head.startswith(b"\x1f\x8b"):
                parts = [Source(path)]
            else:
                file.seek(0)
                parts = list(_cut(path, file, about.st_size))
    except (OSError, ValueError):  # reading it says what is wrong
        parts = [Source(path)]
    yield from parts


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
        yield Source(path, start, end, first)
        start, first = end, first + lines


def holds_sources(folder: str) -> bool:
    """Whether anything below ``folder`` can be read."""
    return next(_walk(folder)) != folder
