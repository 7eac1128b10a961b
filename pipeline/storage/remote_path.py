"""A path elsewhere for a run's own files: its output, and the shards on the way there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from pipeline.storage.remote import BLOCK, RemoteError, entries, entry, located, open_read, reason


class RemotePath:
    """A path elsewhere, with those methods of ``pathlib.Path`` that a run's own files need.

    All raise OSError, with a reason in words, when it cannot be done.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    def __str__(self) -> str:
        return self._address

    def __repr__(self) -> str:
        return f"RemotePath({self._address!r})"

    def __truediv__(self, name: str) -> RemotePath:
        return RemotePath(f"{self._address}/{name}")

    @property
    def name(self) -> str:
        """What stands behind the last slash."""
        return self._address.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The name's ending, with its full stop."""
        return Path(self.name).suffix

    @property
    def parent(self) -> RemotePath:
        """The folder it is in."""
        return RemotePath(self._address.rpartition("/")[0])

    def open(self, mode: str = "rb") -> BinaryIO:
        """The file for reading."""
        assert mode == "rb"
        with _as_os_error():
            return open_read(self._address)

    def read_bytes(self) -> bytes:
        """All that is in the file."""
        with self.open() as file, _as_os_error():
            return file.read()

    def exists(self) -> bool:
        """Whether there is a file or a folder."""
        return entry(self._address) is not None

    def size(self) -> int:
        """Bytes of the file."""
        found = entry(self._address)
        if found is None:
            raise FileNotFoundError(f"{self._address} does not exist")
        return found.size

    def upload(self, file: Path) -> None:
        """Puts a file of this machine here; it is there whole or not at all where the storage is of that kind (S3, GCS)."""
        with _as_os_error(), open(file, "rb") as source:
            system, path = located(self._address)
            with system.open_output_stream(path, compression=None) as sink:  # it would pack a .gz once more
                while block := source.read(8 * BLOCK):
                    sink.write(block)

    def mkdir(self, parents: bool = True, exist_ok: bool = True) -> None:
        """Makes a folder, with all above it."""
        with _as_os_error():
            system, path = located(self._address)
            system.create_dir(path, recursive=parents)

    def glob(self, pattern: str) -> Iterator[RemotePath]:
        """What in the folder has a name of that pattern."""
        if (found := entry(self._address)) is not None and found.is_folder:
            for each in entries(self._address):
                if fnmatchcase(each.path.rpartition("/")[2], pattern):
                    yield RemotePath(each.path)

    def unlink(self, missing_ok: bool = False) -> None:
        """Removes the file."""
        with _as_os_error():
            if missing_ok and entry(self._address) is None:
                return
            system, path = located(self._address)
            system.delete_file(path)

    def rmtree(self) -> None:
        """Removes the folder with all that is in it, if it is there."""
        with _as_os_error():
            if entry(self._address) is not None:
                system, path = located(self._address)
                system.delete_dir(path)


@contextlib.contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, RemoteError) as error:
        raise OSError(reason(error)) from error
