"""Opening what a path names without ever waiting or filling memory: regular files alone, gzip unpacked, sizes limited."""

from __future__ import annotations

import errno
import gzip
import importlib
import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Literal, cast

from pipeline.ingest.sources.source import ENDINGS, STDIN
from pipeline.ingest.sources.walk import holds_sources
from pipeline.storage import remote

MAX_DECODED = 64 * 1024 * 1024
"""Bytes of one article file, or of one record of a JSONL file, after unpacking."""
MAX_EXPANSION = 200
"""Text packs 3 to 30 times: a gzip file that is past `MAX_DECODED` and this many times its packed size is cut."""
_LONGEST_REASON = 120
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


class Unreadable(Exception):
    """An input, or a record of one, that gives no article; the message is the sentence for its `Article.error`."""

    def __init__(self, status: Literal["skipped", "failed"], sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@contextmanager
def opened(path: str) -> Iterator[io.BufferedReader]:
    """The bytes of a regular file or of standard input, unpacked if they are gzip or zstd (whatever the file's name).

    Raises:
        Unreadable: It does not exist, may not be read, or is no regular file.
    """
    if path == STDIN:
        yield unpacked(sys.stdin.buffer, path)
        return
    with opened_raw(path) as raw:
        yield unpacked(raw, path)


@contextmanager
def opened_raw(path: str) -> Iterator[io.BufferedReader]:
    """The bytes of a regular file, here or elsewhere, as they lie there.

    Raises:
        Unreadable: As for `opened`.
    """
    if remote.is_remote(path):
        try:
            file = remote.open_read(path)
        except FileNotFoundError as error:
            raise Unreadable("failed", f"{path} does not exist: check the spelling.") from error
        except (OSError, remote.RemoteError) as error:
            raise Unreadable("failed", f"{path} could not be fetched ({remote.reason(error)}).") from error
        with file:
            yield file
        return
    try:
        _check_regular(path, os.stat(path).st_mode)
        # Without O_NONBLOCK, a pipe put in the file's place between the two calls would be waited for.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from error
    with open(descriptor, "rb", buffering=65536) as raw:
        _check_regular(path, os.fstat(raw.fileno()).st_mode)
        yield cast(io.BufferedReader, raw)


def _not_opened(path: str, error: OSError | ValueError) -> Unreadable:
    """Why a file could not be opened, and what to do."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.ENOENT and os.path.islink(path):
        return Unreadable("failed", f"{path} is a link to a file that does not exist: remove it or mend it.")
    if number in (errno.ENOENT, errno.ENOTDIR) or isinstance(error, ValueError):
        return Unreadable("failed", f"{path} does not exist: check the spelling and the working directory.")
    if number == errno.ELOOP:
        return Unreadable("skipped", f"{path} is a link that leads back to itself: remove it.")
    if number in (errno.EACCES, errno.EPERM):
        return Unreadable("failed", f"{path} may not be read by this user: change its permissions.")
    return Unreadable("failed", f"{path} could not be opened ({error.strerror or error}): check the disk and the path.")


def _check_regular(path: str, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        if not os.access(path, os.R_OK | os.X_OK):
            raise Unreadable("failed", f"{path} is a folder that this user may not list: change its permissions.")
        if holds_sources(path):
            raise Unreadable("skipped", f"{path} is a folder that was reached before by another path: nothing to do.")
        raise Unreadable("skipped", f"{path} is a folder that holds no file to read ({', '.join(ENDINGS)}).")
    kind = next((name for test, name in _KINDS if test(mode)), "no regular file")
    raise Unreadable("skipped", f"{path} is {kind}, not a file: pipe its content to standard input and name - instead.")


def unpacked(raw: BinaryIO, path: str) -> io.BufferedReader:
    """The stream itself, or what it holds packed by gzip or zstd.

    Raises:
        Unreadable: It is zstd, and the package for it is not installed.
    """
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
    start = buffered.peek(4)[:4]
    if start.startswith(_GZIP):
        counted = _Counted(buffered)
        return io.BufferedReader(
            _Inflated(gzip.GzipFile(fileobj=cast(BinaryIO, counted)), counted, path, "gzip"), 65536
        )
    if start == _ZSTD:
        zstd = needed("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd", "zstd", path)
        counted = _Counted(buffered)
        return io.BufferedReader(_Inflated(zstd.ZstdFile(counted), counted, path, "zstd"), 65536)
    return buffered


def needed(module: str, extra: str, path: str) -> Any:
    """A module of an extra of this package.

    Raises:
        Unreadable: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        sentence = f"{path} needs {module.replace('.', '-')} to be read: pip install 'claim-pipeline[{extra}]'."
        raise Unreadable("failed", sentence) from None


def guarded(content: Any, where: str, damaged: str) -> io.BufferedReader:
    """A stream for reading alone, every fault of which is a sentence.

    Args:
        content: What is read, by its ``read1``: of an archive's member or of packed data, which raise what they like.
        where: What the sentence is about.
        damaged: What it says then, with ``{}`` for the reason.
    """
    return io.BufferedReader(_Guarded(content, where, damaged), 65536)


class _Guarded(io.RawIOBase):
    """What `guarded` reads through."""

    def __init__(self, content: Any, where: str, damaged: str) -> None:
        self._content, self._where, self._damaged = content, where, damaged

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]  # the buffer protocol has no type in 3.11
        try:
            data = self._content.read1(len(buffer))  # what there is, so that records before damage come out
        except (Unreadable, MemoryError):
            raise
        except Exception as error:
            raise Unreadable("failed", f"{self._where} {self._damaged.format(reason(error))}") from error
        buffer[: len(data)] = data
        return len(data)


class _Inflated(_Guarded):
    """The content of a packed stream, which ends with a sentence where it expands without end."""

    def __init__(self, plain: Any, packed: _Counted, path: str, name: str) -> None:
        super().__init__(plain, path, f"holds damaged {name} data ({{}}): fetch or pack it again.")
        self._packed, self._total = packed, 0

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]  # the buffer protocol has no type in 3.11
        size = super().readinto(buffer)
        self._total += size
        if self._total > MAX_DECODED and self._total > MAX_EXPANSION * self._packed.count:
            raise Unreadable("failed", too_large(self._where))
        return size


def bounded(stream: io.BufferedReader, size: int) -> io.BufferedReader:
    """The next ``size`` bytes of a stream."""
    return io.BufferedReader(_Bounded(stream, size), 65536)


class _Bounded(io.RawIOBase):
    """The next bytes of a stream, so many of them."""

    def __init__(self, stream: io.BufferedReader, left: int) -> None:
        self._stream, self._left = stream, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]  # the buffer protocol has no type in 3.11
        data = self._stream.read1(min(len(buffer), self._left))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)


class _Counted:
    """A stream that counts the bytes read from it."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data

    def seekable(self) -> bool:
        return False

    def readable(self) -> bool:
        return True


def reason(error: Exception) -> str:
    """What an error of a library says, as a part of a sentence: in one line, and not at any length."""
    said = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, EOFError):
        return "the end is missing"
    return (said if len(said) <= _LONGEST_REASON else said[:_LONGEST_REASON].rstrip() + "…") or type(error).__name__


def too_large(where: str) -> str:
    """The sentence for what is above the limit of size."""
    return f"{where} holds more than {MAX_DECODED // 2**20} MB unpacked, the most for one article: split it."


def unexpected(where: str, error: Exception) -> str:
    """The sentence for a fault that no reader foresees."""
    return f"{where} could not be read ({type(error).__name__}: {reason(error)}): please report this with the file."


def whole(stream: io.BufferedReader, path: str) -> bytes:
    """All bytes of a stream.

    Raises:
        Unreadable: It holds more than `MAX_DECODED`, nothing at all, or can't be read to its end.
    """
    try:
        data = stream.read(MAX_DECODED + 1)
    except OSError as error:
        raise Unreadable("failed", f"{path} could not be read ({error.strerror or error}): check the disk.") from error
    if len(data) > MAX_DECODED:
        raise Unreadable("failed", too_large(path))
    if not data:
        raise Unreadable("skipped", f"{path} is empty (0 bytes).")
    return data
