"""Where records go: a folder of five files, one file of facts, or standard output.

A file is written whole or not at all: everything goes to a work folder beside it (same file system), is flushed to the
disk, and takes its final name only when the whole run is complete. What an earlier run left stays until then.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol

from pipeline.errors import ClaimsError, UsageProblem
from pipeline.records import RECORDS

_DATA_ENDINGS = {".json", ".csv", ".tsv", ".txt", ".gz", ".zst", ".parquet", ".html", ".md"}


class OutputError(UsageProblem):
    """An output that cannot be written to; the message says what, where and what to do."""


class WriteError(ClaimsError):
    """Writing failed on the way: the disk is full, or the like. Nothing stands under the final names."""


class Output(Protocol):
    """Takes the lines of each table article by article; ``commit`` makes them final, ``discard`` leaves no trace."""

    def work_folder(self) -> Path:
        """A folder for temporary files that is gone after ``commit`` or ``discard``."""

    def write(self, lines: Mapping[str, bytes]) -> None:
        """Adds an article's lines, by the table's name."""

    def commit(self) -> None:
        """Gives the files their final names."""

    def discard(self) -> None:
        """Removes everything that was written; does nothing after ``commit``."""


def open_output(target: str, stdout: IO[bytes] | None = None) -> Output:
    """The output that ``target`` names: ``-``, a file ``….jsonl`` for the facts alone, or else a folder.

    Args:
        target: What stands after ``-o``.
        stdout: Where ``-`` writes to.

    Raises:
        OutputError: It cannot be written to, or another run is writing to it.
    """
    if target == "-":
        if stdout is None:
            raise ValueError("standard output was not given")
        return StreamOutput(stdout)
    path = Path(target)
    if path.is_dir():
        return FileOutput(path / ".claims", {table: path / f"{table}.jsonl" for table in RECORDS})
    if path.suffix == ".jsonl":
        return FileOutput(path.with_name(f".{path.name}.claims"), {"facts": path})
    if path.exists() or path.suffix.lower() in _DATA_ENDINGS:
        what = "is a file" if path.exists() else f"would be a folder, though it ends in {path.suffix}"
        raise OutputError(f"{target} {what}: name a folder, a file that ends in .jsonl, or - for standard output.")
    return FileOutput(path / ".claims", {table: path / f"{table}.jsonl" for table in RECORDS})


class StreamOutput:
    """Facts on a stream, as they come."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._work: Path | None = None

    def work_folder(self) -> Path:
        """A folder among the system's temporary files."""
        if self._work is None:
            self._work = Path(tempfile.mkdtemp(prefix="claims-"))
        return self._work

    def write(self, lines: Mapping[str, bytes]) -> None:
        """Writes the facts and passes them on at once.

        Raises:
            BrokenPipeError: Whoever read the stream has gone.
        """
        if lines["facts"]:
            self._stream.write(lines["facts"])
            self._stream.flush()

    def commit(self) -> None:
        """Removes the temporary files."""
        self.discard()

    def discard(self) -> None:
        """Removes the temporary files; what was written to the stream stays written."""
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)


class FileOutput:
    """Tables as files, through a work folder that only one run may hold at a time.

    Args:
        work: The work folder; what a killed run left in it is removed.
        finals: The final name of each table's file.

    Raises:
        OutputError: The files cannot be written there, or another run holds the work folder.
    """

    def __init__(self, work: Path, finals: Mapping[str, Path]) -> None:
        self._work, self._finals = work, dict(finals)
        self._files: dict[str, IO[bytes]] = {}
        self._made: list[Path] = []
        self._lock: IO[bytes] | None = None
        self._open = True
        for final in self._finals.values():
            if final.is_dir():
                raise OutputError(f"{final} is a folder: remove it, or name another output.")
        try:
            self._make_folders()
            self._lock = _locked(work / "lock")
            if self._lock is not None:
                _empty(work)
                for table in self._finals:
                    self._files[table] = open(self._partial(table), "wb", buffering=1 << 18)  # noqa: SIM115 - see commit
        except OSError as e:
            self.discard()
            raise OutputError(f"{work.parent} cannot be written to: {e.strerror or e}. Name another output.") from None
        if self._lock is None:
            raise OutputError(f"Another run is writing to {work.parent}: wait for it, or name another output.")

    def _make_folders(self) -> None:
        self._made = [p for p in (self._work, *self._work.parents) if not p.exists()]
        self._work.mkdir(parents=True, exist_ok=True)

    def _partial(self, table: str) -> Path:
        return self._work / f"{table}.partial"

    def work_folder(self) -> Path:
        """The work folder itself: on the file system of the output."""
        return self._work

    def write(self, lines: Mapping[str, bytes]) -> None:
        """Adds an article's lines.

        Raises:
            WriteError: The disk is full or the like.
        """
        try:
            for table, file in self._files.items():
                if lines[table]:
                    file.write(lines[table])
        except OSError as e:
            raise WriteError(f"{self._work.parent} could not be written: {e.strerror or e}.") from None

    def commit(self) -> None:
        """Flushes everything to the disk, then renames file after file.

        Raises:
            WriteError: The disk is full, a file cannot be replaced, or the like.
        """
        try:
            for file in self._files.values():
                file.flush()
                os.fsync(file.fileno())
                file.close()
            for table, final in self._finals.items():
                os.replace(self._partial(table), final)
            _sync_folder(self._work.parent)
        except OSError as e:
            raise WriteError(f"{self._work.parent} could not be written: {e.strerror or e}.") from None
        self._made = []
        self._leave()

    def discard(self) -> None:
        """Removes the work folder, and the folders that were made for it."""
        if self._open:
            for file in self._files.values():
                with contextlib.suppress(OSError):  # a full disk refuses what is left in the buffer
                    file.close()
            self._leave()

    def _leave(self) -> None:
        self._open = False
        if self._lock is not None:
            shutil.rmtree(self._work, ignore_errors=True)
            self._lock.close()
        for folder in self._made:
            with contextlib.suppress(OSError):  # it is gone, or not empty
                folder.rmdir()


def _locked(path: Path) -> IO[bytes] | None:
    """The lock file, open and locked until it is closed or the process dies; null if another process has it."""
    try:
        import fcntl
    except ImportError:  # not a POSIX system: runs are not kept apart there
        return open(path, "ab")
    while True:
        path.parent.mkdir(exist_ok=True)
        file = open(path, "ab")  # noqa: SIM115 - stays open as long as the lock is held
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        except OSError:  # a file system without locks
            return file
        # The run that held the lock may have removed the file between our opening and our locking it.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.stat(path), os.fstat(file.fileno())):
                return file
        file.close()


def _empty(work: Path) -> None:
    for path in work.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()


def _sync_folder(folder: Path) -> None:
    """Makes renames in a folder last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
