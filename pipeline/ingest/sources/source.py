"""What a run reads, piece by piece: files, standard input, and parts of large files."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field, replace
from functools import lru_cache

PART_SIZE = 96 * 1024
"""Files above the first size (bytes) are cut in parts of about the second, between records."""

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
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar",
}
"""The family of formats by a file's ending; each may be followed by one of ``PACKED``."""
PACKED = (".gz", ".zst")

_BLOCK = 1 << 20
_HEAD = 1 << 16
_CUT_BY_ITEMS = ("zip", "parquet")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: a whole file, standard input (``-``), or a part of a large file.

    Attributes:
        path: As the user sees it.
        start: Where the part begins: in bytes of its content; in members of a zip archive, in rows of a Parquet table.
        end: Where it ends; null: with the file.
        first: The number of the part's first line or row, from 1.
        file: The file that holds the content if it is not the one at ``path``: what was taken from a stream.
        refusal: Why it is not read, in one sentence.
        failed: Whether it is listed as failed then, rather than as skipped.
        stamp: Of a file elsewhere, what tells its state: size and time of change.
        cut: Of a part of a file here, the `content` that was there when it was cut.
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
    failed: bool = False
    stamp: str | None = None
    size: int = field(default=1, compare=False)
    weight: int = field(default=1, compare=False)
    hurry: bool = field(default=False, compare=False)
    cut: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """What the system tells of a file, by which a change is noticed: which one it is, its bytes, its time, its beginning."""

    inode: int
    size: int
    time: int
    head: str

    @classmethod
    def of(cls, path: str) -> State | None:
        """The state of a file; null of what is none or cannot be read."""
        try:
            about = os.stat(path)
            return cls(about.st_ino, about.st_size, about.st_mtime_ns, _sha256(path, 0, _HEAD))
        except (OSError, ValueError):
            return None

    def differs(self, later: State | None) -> bool:
        """Whether a file became another one; of one that only grew, what was there is still there."""
        if later is None:
            return True
        if later.inode == self.inode and later.size > self.size >= _HEAD and later.head == self.head:
            return False
        return later != self


def changed(path: str, start: int | None = None, end: int | None = None) -> str:
    """The sentence for a file, or a part of one (in bytes, members or rows), that changed while it was read."""
    unit = {"zip": "member", "parquet": "row"}.get(family(path) or "", "byte")
    part = "" if start is None else f" from {unit} {start:,} to {f'{end:,}' if end is not None else 'its end'}"
    return f"{path} changed while it was read{part}: extract it again once nobody writes to it."


def content(source: Source) -> str:
    """What tells whether a part of a file is what was cut: its `digest`, or of what is cut by items the file's state."""
    if family(source.path) not in _CUT_BY_ITEMS:
        return digest(source)
    try:
        about = os.stat(source.path)
    except (OSError, ValueError):
        return ""
    return f"{about.st_ino} {about.st_size} {about.st_mtime_ns}"


def steady(source: Source) -> Source:
    """The source itself; what refuses it if it is a part of a file that is not any more what was cut."""
    if source.cut is None or content(source) == source.cut:
        return source
    return refused(source)


def refused(source: Source) -> Source:
    """What stands in the place of a source that changed while it was read."""
    part = (source.start, source.end) if source.start or source.end is not None else (None, None)
    return replace(source, refusal=changed(source.path, *part), failed=True, cut=None)


def family(path: str) -> str | None:
    """The family of formats that a name's ending tells ("plain", "html" …), null if no reader knows it."""
    name, ending = os.path.splitext(os.path.basename(path).lower())
    return ENDINGS.get(os.path.splitext(name)[1] if ending in PACKED else ending)


def packed(path: str) -> bool:
    """Whether a name's ending tells that the file is packed."""
    return path.lower().endswith(PACKED)


def digest(source: Source) -> str:
    """SHA-256 of a source's bytes as they lie there, in hexadecimal; of what cannot be read, of the reason; of what lies
    elsewhere, of its stamp.

    Two digests are equal if and only if reading gives the same articles again.
    """
    found = hashlib.sha256()
    if source.refusal:
        found.update(source.refusal.encode("utf-8", "surrogatepass"))
        return found.hexdigest()
    if source.stamp is not None:  # it is not fetched once more only to know it again
        return hashlib.sha256(source.stamp.encode()).hexdigest()
    path = source.file or source.path
    try:
        about = os.stat(path)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(stat.S_IFMT(about.st_mode), "not a file")
        if source.end is not None and family(path) in _CUT_BY_ITEMS:
            return _whole(path, about.st_ino, about.st_size, about.st_mtime_ns)
        if source.file is not None or not (source.start or source.end):
            return _sha256(path)
        part = _sha256(path, source.start, None if source.end is None else source.end - source.start)
        # What the cells of a table mean stands at its head.
        return part + _sha256(path, 0, _HEAD) if family(path) == "csv" else part
    except (OSError, ValueError) as error:
        found.update(f"{type(error).__name__} {getattr(error, 'errno', None)}".encode())
    return found.hexdigest()


def _sha256(path: str, start: int = 0, left: int | None = None) -> str:
    found = hashlib.sha256()
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb", buffering=0) as file:
        if start:
            file.seek(start)
        while block := file.read(_BLOCK if left is None else min(_BLOCK, left)):
            found.update(block)
            left = None if left is None else left - len(block)
    return found.hexdigest()


@lru_cache(16)
def _whole(path: str, inode: int, size: int, changed: int) -> str:
    """The digest of a file that many sources are parts of, computed once by a process."""
    return _sha256(path)
