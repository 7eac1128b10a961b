"""Objects in blocks on disk: put in one by one under a key, taken out block by block in the order of the keys."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any


class Spool:
    """A table of SQLite among the system's temporary files, which grows as large as the disk allows.

    SQLite's own sorter (an external merge sort) brings the blocks together; it comes with Python, and what is spooled
    are pickles of ours that no engine of columns would read.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA cache_size = -65536")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE items (key TEXT, item BLOB)")
        self._db.execute("BEGIN")

    def add(self, key: str, item: Any) -> None:
        """Puts an object into the block of a key."""
        packed = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        self._db.execute("INSERT INTO items VALUES (?, ?)", (key.encode("utf-8", "surrogatepass"), packed))

    def blocks(self) -> Iterator[tuple[str, list[Any]]]:
        """Each key with all objects of its block."""
        rows = self._db.execute("SELECT key, item FROM items ORDER BY key")
        for key, block in groupby(rows, key=lambda row: row[0]):
            yield key.decode("utf-8", "surrogatepass"), [pickle.loads(item) for _, item in block]

    def close(self) -> None:
        """Removes the table."""
        self._db.close()
