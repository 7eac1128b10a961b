"""An output at an address elsewhere: made on this machine, and uploaded when it is complete."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.emit.files import FileOutput, OutputError, WriteError
from pipeline.storage.remote import RemoteError, reason
from pipeline.storage.remote_path import RemotePath


class UploadedOutput:
    """Tables that are put where they belong when a run is complete; until then what stands there stays.

    Nothing keeps two runs from writing to the same address: the last one's files stay.

    Args:
        work: The work folder at the address, for shards.
        finals: The final place of each table's file, or of its folder.
        report: The final place of the report.
        parts: Whether tables are folders of parts.

    Raises:
        OutputError: The address cannot be written to.
    """

    def __init__(
        self, work: RemotePath, finals: Mapping[str, RemotePath], report: RemotePath, parts: bool = False
    ) -> None:
        self._work, self._finals, self._report, self._parts = work, dict(finals), report, parts
        try:
            work.mkdir()
        except (OSError, RemoteError) as error:
            raise OutputError(f"{work.parent} cannot be written to: {reason(error)}.") from None
        self._here = Path(tempfile.mkdtemp(prefix="claims-"))
        self._made = {table: self._here / final.name for table, final in self._finals.items()}
        self._output = FileOutput(self._here / ".claims", self._made, self._here / report.name, parts)

    def work_folder(self) -> Path:
        """A folder among this machine's temporary files."""
        return self._output.work_folder()

    def shard_folder(self) -> RemotePath:
        """The work folder at the address."""
        return self._work

    def stands(self) -> bool:
        """Whether an earlier run's tables stand at the address.

        Raises:
            WriteError: It cannot be asked.
        """
        try:
            return any(final.exists() for final in self._finals.values())
        except (OSError, RemoteError) as error:
            raise WriteError(f"{self._work.parent} could not be looked at: {reason(error)}.") from None

    def write(self, lines: Mapping[str, bytes]) -> None:
        """Adds an article's lines.

        Raises:
            WriteError: This machine's disk is full or the like.
        """
        self._output.write(lines)

    def commit(self, report: bytes | None = None) -> None:
        """Uploads file after file, the report last, and removes the shards.

        Raises:
            WriteError: A file cannot be made or uploaded.
        """
        self._output.commit(report)
        try:
            self._report.unlink(missing_ok=True)  # it is not about what comes in its place
            for table, final in self._finals.items():
                self._put(self._made[table], final)
            if report is not None:
                self._report.upload(self._here / self._report.name)
            self._work.rmtree()
        except (OSError, RemoteError) as error:
            raise WriteError(f"{self._work.parent} could not be written: {reason(error)}.") from None
        self.discard()

    def _put(self, made: Path, final: RemotePath) -> None:
        """Uploads a table; its other form, as one file or in parts, goes away."""
        if self._parts:
            final.rmtree()
            final.mkdir()
            for part in sorted(made.iterdir()):
                (final / part.name).upload(part)
            (final.parent / f"{final.name}.jsonl").unlink(missing_ok=True)
            return
        final.upload(made)
        if len(self._finals) > 1:
            (final.parent / final.name.removesuffix(".jsonl")).rmtree()

    def discard(self) -> None:
        """Removes what is on this machine; shards at the address stay for the next run."""
        self._output.discard()
        shutil.rmtree(self._here, ignore_errors=True)
