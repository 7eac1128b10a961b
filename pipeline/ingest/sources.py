"""What a run reads, piece by piece: files, standard input, and parts of large files."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field

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

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: a whole file, standard input (``-``), or a part of a large file.

    Attributes:
        path: As the user sees it.
        start: Where the part begins, in bytes of its content.
        end: Where it ends; null: with the file.
        first: The number of the part's first line, from 1.
        file: The file that holds the content if it is not the one at ``path``: what was taken from a stream.
        refusal: Why it is not read, in one sentence; it is listed as skipped.
        size: Bytes of content, by which work is divided.
        weight: Bytes of input, by which progress is told; they differ where the input is packed.
        hurry: Whether it is a while until the next source is known, so that this one should not wait for it.
    """

    path: str
    start: int = 0
    end: int | None = None
    first: int = 1
    file: str | None = None
    refusal: str | None = None
    size: int = field(default=1, compare=False)
    weight: int = field(default=1, compare=False)
    hurry: bool = field(default=False, compare=False)


def family(path: str) -> str | None:
    """The family of formats that a name's ending tells ("plain", "html" …), null if no reader knows it."""
    name = os.path.basename(path).lower()
    return ENDINGS.get(os.path.splitext(name.removesuffix(".gz"))[1])


def digest(source: Source) -> str:
    """SHA-256 of a source's bytes as they lie there, in hexadecimal; of what cannot be read, of the reason.

    Two digests are equal if and only if reading gives the same articles again.
    """
    found = hashlib.sha256()
    if source.refusal:
        found.update(source.refusal.encode("utf-8", "surrogatepass"))
        return found.hexdigest()
    path = source.file or source.path
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(stat.S_IFMT(mode), "not a file")
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb", buffering=0) as file:
            left = None
            if source.file is None and source.end is not None:
                file.seek(source.start)
                left = source.end - source.start
            while block := file.read(_BLOCK if left is None else min(_BLOCK, left)):
                found.update(block)
                left = None if left is None else left - len(block)
    except (OSError, ValueError) as error:
        found.update(f"{type(error).__name__} {getattr(error, 'errno', None)}".encode())
    return found.hexdigest()
