"""Where records go: a folder of six files, one file of facts, or standard output.

What an output takes goes to a work folder first; see ``FileOutput`` for how it becomes final.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol

from pipeline.emit.files import FileOutput, OutputError, facts_name, hidden
from pipeline.emit.uploaded import UploadedOutput
from pipeline.records import RECORDS
from pipeline.storage.remote import bare, is_remote
from pipeline.storage.remote_path import RemotePath

_DATA_ENDINGS = {".json", ".csv", ".tsv", ".txt", ".gz", ".zst", ".parquet", ".html", ".md"}


class Output(Protocol):
    """Takes the lines of each table article by article; ``commit`` makes them final, ``discard`` leaves no trace."""

    def work_folder(self) -> Path:
        """A folder for what a run needs on its way, gone after ``commit``; ``discard`` leaves folders in it alone."""

    def shard_folder(self) -> Path | RemotePath:
        """The same for what workers write, wherever they run, and a later run goes on from."""

    def stands(self) -> bool:
        """Whether an earlier run's tables stand under the final names."""

    def write(self, lines: Mapping[str, bytes]) -> None:
        """Adds an article's lines, by the table's name."""

    def commit(self, report: bytes | None = None) -> None:
        """Gives the files their final names; ``report`` is put beside them as ``run.json``."""

    def discard(self) -> None:
        """Removes everything that was written; does nothing after ``commit``."""


def open_output(target: str, stdout: IO[bytes] | None = None, parts: bool = False) -> Output:
    """The output that ``target`` names: ``-``, a file ``….jsonl`` (packed if it ends in .gz or .zst) for the facts alone, or else a folder.

    A file or folder may be an address elsewhere, as ``s3://bucket/folder``.

    Args:
        target: What stands after ``-o``.
        stdout: Where ``-`` writes to.
        parts: Whether each table of a folder becomes a folder of parts.

    Raises:
        OutputError: It cannot be written to, or another run is writing to it.
    """
    path = Path(target)
    single = target == "-" or (facts_name(path) is not None and not path.is_dir())
    if single and parts:
        raise OutputError(f"{target} takes facts alone, in one piece: name a folder for shards.")
    if is_remote(target):
        return _uploaded(bare(target), parts)
    if target == "-":
        if stdout is None:
            raise ValueError("standard output was not given")
        return StreamOutput(stdout)
    if single:
        return FileOutput(hidden(path), {"facts": path}, path.with_name(f"{facts_name(path)}.run.json"))
    if not path.is_dir() and (path.exists() or path.suffix.lower() in _DATA_ENDINGS):
        what = "is a file" if path.exists() else f"would be a folder, though it ends in {path.suffix}"
        raise OutputError(f"{target} {what}: name a folder, a file that ends in .jsonl, or - for standard output.")
    finals = {table: path / (table if parts else f"{table}.jsonl") for table in RECORDS}
    return FileOutput(hidden(path), finals, path / "run.json", parts)


def _uploaded(address: str, parts: bool) -> UploadedOutput:
    place = RemotePath(address)
    if name := facts_name(Path(place.name)):
        return UploadedOutput(_hidden_elsewhere(place), {"facts": place}, place.parent / f"{name}.run.json")
    if place.suffix.lower() in _DATA_ENDINGS:
        raise OutputError(
            f"{address} would be a folder, though it ends in {place.suffix}: name a folder or a file that ends in .jsonl."
        )
    finals = {table: place / (table if parts else f"{table}.jsonl") for table in RECORDS}
    return UploadedOutput(_hidden_elsewhere(place), finals, place / "run.json", parts)


def shard_folder(target: str) -> Path | RemotePath:
    """Where a run keeps what is finished until all is, for a folder or a file as its output."""
    return _hidden_elsewhere(RemotePath(bare(target))) if is_remote(target) else hidden(Path(target))


def _hidden_elsewhere(place: RemotePath) -> RemotePath:
    return place / ".claims" if facts_name(Path(place.name)) is None else place.parent / f".{place.name}.claims"


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

    def shard_folder(self) -> Path:
        """The same."""
        return self.work_folder()

    def stands(self) -> bool:
        """Nothing stands on a stream."""
        return False

    def write(self, lines: Mapping[str, bytes]) -> None:
        """Writes the facts and passes them on at once.

        Raises:
            BrokenPipeError: Whoever read the stream has gone.
        """
        if lines["facts"]:
            self._stream.write(lines["facts"])
            self._stream.flush()

    def commit(self, report: bytes | None = None) -> None:
        """Removes the temporary files; a report has no place on a stream."""
        self.discard()

    def discard(self) -> None:
        """Removes the temporary files; what was written to the stream stays written."""
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)
