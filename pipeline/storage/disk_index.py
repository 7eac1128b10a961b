"""What was met before, of any number of keys: kept on disk, so that ten million articles need no more memory than ten.

A table of SQLite (standard library) with a page cache of bounded size. Small tables never leave that cache; of large ones
a look-up costs about 20 µs. Nothing outlives the object: it is built anew by every run, so it need not survive a crash.
"""

from __future__ import annotations

import contextlib
import heapq
import os
import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

CACHE_KILOBYTES = 16_384
SORTED_IN_MEMORY = 200_000
"""Names of a folder that are sorted in memory; of more, sorted runs of that many are merged from disk."""
_Sorted = TypeVar("_Sorted", bound=tuple[Any, ...])


class DiskIndex:
    """Keys with a short text each.

    Args:
        path: The file to use, which must not exist; null for one among the system's temporary files.

    Raises:
        OSError: From every method, if the disk is full or the like.
    """

    def __init__(self, path: Path | None = None) -> None:
        # With an empty name, SQLite makes a file only when the cache is full, and removes it by itself.
        self._path = path
        with _as_os_error():
            self._db = sqlite3.connect(str(path or ""), isolation_level=None, check_same_thread=False)
            self._db.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
            self._db.execute("PRAGMA journal_mode = OFF")
            self._db.execute("PRAGMA synchronous = OFF")
            self._db.execute("CREATE TABLE known (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
            self._db.execute("BEGIN")

    def get(self, key: str) -> str | None:
        """The text that was added with a key; null if there is none."""
        with _as_os_error():
            row = self._db.execute("SELECT value FROM known WHERE key = ?", (_blob(key),)).fetchone()
        return None if row is None else row[0].decode("utf-8", "surrogateescape")

    def add(self, key: str, value: str = "") -> bool:
        """Adds a key, unless it is there; says whether it was new."""
        with _as_os_error():
            added = self._db.execute("INSERT OR IGNORE INTO known VALUES (?, ?)", (_blob(key), _blob(value)))
        return added.rowcount > 0

    def close(self) -> None:
        """Removes the table."""
        self._db.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def _blob(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


@contextlib.contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as e:
        raise OSError(str(e)) from e


def external_sort(names: Iterable[_Sorted]) -> Iterator[_Sorted]:
    """Tuples sorted, with at most ``SORTED_IN_MEMORY`` of them in memory at a time.

    Raises:
        OSError: The system's temporary files cannot be written.
    """
    stream = iter(names)
    part = sorted(islice(stream, SORTED_IN_MEMORY))
    if len(part) < SORTED_IN_MEMORY:
        yield from part
        return
    with contextlib.ExitStack() as files:
        runs = []
        while part:
            file = files.enter_context(tempfile.TemporaryFile())
            for pair in part:
                pickle.dump(pair, file)
            file.seek(0, os.SEEK_SET)
            runs.append(_loaded(file))
            part = sorted(islice(stream, SORTED_IN_MEMORY))
        yield from heapq.merge(*runs)


def _loaded(file: IO[bytes]) -> Iterator[Any]:
    with contextlib.suppress(EOFError):
        while True:
            yield pickle.load(file)
