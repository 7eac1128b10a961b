"""Tables as files that are written whole or not at all.

Everything goes to a work folder beside the output (same file system), is flushed to the disk, and takes its final name
only when the whole run is complete. What an earlier run left stays until then.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

from pipeline.emit.commit import commit, finish, locked
from pipeline.errors import ClaimsError

ARTICLES_PER_PART = 10_000
"""Of a table that is written in parts."""


class OutputError(ClaimsError):
    """An output that cannot be written to; the message says what, where and what to do."""


class WriteError(ClaimsError):
    """Writing failed on the way: the disk is full, or the like. Nothing stands under the final names."""


class FileOutput:
    """Tables as files, through a work folder that only one run may hold at a time.

    Args:
        work: The work folder; files that a killed run left in it are removed, folders in it are its users' own.
        finals: The final name of each table's file, or of its folder.
        report: The final name of the report that ``commit`` may be given.
        parts: Whether tables are folders of parts with so many articles each (``ARTICLES_PER_PART``).

    Raises:
        OutputError: The files cannot be written there, or another run holds the work folder.
    """

    def __init__(self, work: Path, finals: Mapping[str, Path], report: Path, parts: bool = False) -> None:
        self._work, self._finals, self._report, self._parts = work, dict(finals), report, parts
        self._files: dict[str, IO[bytes]] = {}
        self._raw: dict[str, IO[bytes]] = {}
        self._made: list[Path] = []
        self._lock: IO[bytes] | None = None
        self._open = True
        self._articles = 0
        for final in self._finals.values():
            if final.is_dir() and not parts:
                raise OutputError(f"{final} is a folder: remove it, or name another output.")
        try:
            self._make_folders()
            self._lock = locked(work / "lock")
            if self._lock is not None:
                finish(work, next(iter(self._finals.values())).parent)
                _remove_partials(work)
                self._open_files()
        except OutputError:
            self.discard()
            raise
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

    def _open_files(self) -> None:
        for table in self._finals:
            path = self._partial(table)
            if self._parts:
                path.mkdir(exist_ok=True)
                path /= f"part-{self._articles // ARTICLES_PER_PART:05d}.jsonl"
            raw = open(path, "wb", buffering=1 << 18)  # noqa: SIM115 - see _close_files
            self._raw[table] = raw
            self._files[table] = packer(self._finals[table].name, raw)

    def _close_files(self) -> None:
        for table, file in self._files.items():
            raw = self._raw[table]
            if file is not raw:
                file.close()  # writes what is left; the file below stays open
            raw.flush()
            os.fsync(raw.fileno())
            raw.close()

    def work_folder(self) -> Path:
        """The work folder itself: on the file system of the output."""
        return self._work

    def shard_folder(self) -> Path:
        """The same."""
        return self._work

    def stands(self) -> bool:
        """Whether an earlier run's tables stand under the final names."""
        return any(final.exists() for final in self._finals.values())

    def write(self, lines: Mapping[str, bytes]) -> None:
        """Adds an article's lines.

        Raises:
            WriteError: The disk is full or the like.
        """
        try:
            if self._parts and self._articles and self._articles % ARTICLES_PER_PART == 0:
                self._close_files()
                self._open_files()
            self._articles += 1
            for table, file in self._files.items():
                if lines[table]:
                    file.write(lines[table])
        except OSError as e:
            raise WriteError(f"{self._work.parent} could not be written: {e.strerror or e}.") from None

    def commit(self, report: bytes | None = None) -> None:
        """Flushes everything to the disk, then puts all tables and the report in place; see :mod:`pipeline.emit.commit`.

        Raises:
            WriteError: The disk is full, a file cannot be replaced, or the like.
        """
        try:
            self._close_files()
            made = {self._partial(table): final for table, final in self._finals.items()}
            commit(self._work, made, None if report is None else (report, self._report))
        except OSError as e:
            raise WriteError(f"{self._work.parent} could not be written: {e.strerror or e}.") from None
        self._made = []
        self._leave(finished=True)

    def discard(self) -> None:
        """Removes the unfinished files, and the work folder if nothing else is in it."""
        if self._open:
            for file in (*self._files.values(), *self._raw.values()):
                with contextlib.suppress(OSError):  # a full disk refuses what is left in the buffer
                    file.close()
            self._leave(finished=False)

    def _leave(self, finished: bool) -> None:
        self._open = False
        if self._lock is not None:
            with contextlib.suppress(OSError):
                _remove_partials(self._work)
                if finished or [path.name for path in self._work.iterdir()] == ["lock"]:
                    shutil.rmtree(self._work, ignore_errors=True)
            self._lock.close()
        for folder in self._made:
            with contextlib.suppress(OSError):  # it is gone, or not empty
                folder.rmdir()


def packer(name: str, raw: IO[bytes]) -> IO[bytes]:
    """What packs for a file of that name, by its ending .gz or .zst; the file itself for another.

    The bytes depend on the content alone.

    Raises:
        OutputError: The package for it is not installed.
    """
    if name.endswith(".gz"):
        import gzip

        return cast(IO[bytes], gzip.GzipFile("", "wb", 6, raw, mtime=0))
    if name.endswith(".zst"):
        return cast(IO[bytes], zstd().ZstdFile(raw, "w"))
    return raw


def zstd() -> Any:
    """The module for zstd: of the standard library from Python 3.14 on, its backport before.

    Raises:
        OutputError: It is not installed.
    """
    try:
        return importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    except ImportError:
        raise OutputError("backports-zstd is needed for .zst files: pip install 'claim-pipeline[zstd]'.") from None


def _remove_partials(work: Path) -> None:
    for path in work.glob("*.partial"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def hidden(path: Path) -> Path:
    """The work folder of an output that is a folder or a file."""
    folder = path.is_dir() or facts_name(path) is None
    return path / ".claims" if folder else path.with_name(f".{path.name}.claims")


def facts_name(path: Path) -> str | None:
    """The stem of a file of facts, ``x`` of x.jsonl and x.jsonl.gz; null for another name."""
    name = path.name.removesuffix(".gz").removesuffix(".zst")
    return name.removesuffix(".jsonl") if name.endswith(".jsonl") else None
