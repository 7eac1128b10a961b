"""Records of a comparison to files: sorted on disk, so that any number can be written, and each file whole or not at all."""

from __future__ import annotations

import contextlib
import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from pipeline.claim_records import COMPARED, Claim
from pipeline.compare.compare import Comparison, Told, order
from pipeline.compare.kept import Spool
from pipeline.emit import OutputError, WriteError, encode

STATUSES = ("disputed", "updated", "refined", "agreed", "single")
"""The order in which a person is shown claims."""


@dataclass(slots=True)
class Overview:
    """How many records of each kind there are, and the claims that several voices tell which a person sees first."""

    shown: int = 20
    records: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    several: int = 0
    _first: list[tuple[tuple[int, int, str], Claim]] = field(default_factory=list)

    def add(self, record: Told) -> None:
        """Counts a record."""
        self.records[_TABLES[type(record)]] += 1
        if isinstance(record, Claim):
            self.statuses[record.status] += 1
            if record.voices > 1:
                self.several += 1
                self._first.append(((STATUSES.index(record.status), -record.voices, record.id), record))
                if len(self._first) > 2 * self.shown + 100:
                    self._first = heapq.nsmallest(self.shown, self._first, key=lambda item: item[0])

    @property
    def first(self) -> list[Claim]:
        """The claims to show: disputed ones on top, those of more voices before others."""
        return [claim for _, claim in heapq.nsmallest(self.shown, self._first, key=lambda item: item[0])]


_TABLES = {record: name for name, record in COMPARED.items()}


def overview(found: Iterable[Told], shown: int = 20) -> Overview:
    """Counts records without keeping them."""
    said = Overview(shown)
    for record in found:
        said.add(record)
    return said


def write(found: Comparison | Iterable[Told], target: str | PathLike[str], shown: int = 20) -> Overview:
    """Writes the four files into a folder, or the claims alone to a file ``….jsonl``; each whole or not at all.

    Args:
        found: A comparison, or records in any order.
        target: The folder or file.
        shown: Claims of the overview.

    Returns:
        What was written, for a person.

    Raises:
        OutputError: The target has the name of another kind of file, or cannot be written to.
        WriteError: Writing failed on the way.
    """
    path = Path(target)
    if path.suffix == ".jsonl" and not path.is_dir():
        files = {"claims": path}
    elif path.suffix and not path.is_dir():
        raise OutputError(f"{target} is neither a folder nor a file ….jsonl: name one of them.")
    else:
        files = {name: path / f"{name}.jsonl" for name in COMPARED}
    rows = (r for name in COMPARED for r in getattr(found, name)) if isinstance(found, Comparison) else found
    said = Overview(shown)
    with contextlib.closing(Spool()) as lines:
        for record in rows:
            said.add(record)
            table = _TABLES[type(record)]
            if table in files:
                lines.add("\x1f".join((table, *order(record))), encode(record))
        _write(lines, files, target)
    return said


def _write(lines: Spool, files: dict[str, Path], target: str | PathLike[str]) -> None:
    partial = {name: file.with_name(f".{file.name}.partial") for name, file in files.items()}
    try:
        with contextlib.ExitStack() as opened:
            outputs = {}
            for name, file in partial.items():
                file.parent.mkdir(parents=True, exist_ok=True)
                outputs[name] = opened.enter_context(
                    open(file, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
                )
            for key, found in lines.blocks():
                outputs[key.partition("\x1f")[0]].writelines(line + "\n" for line in found)
        for name, file in files.items():
            partial[name].replace(file)
    except OSError as e:
        raise WriteError(f"{target} could not be written: {e.strerror or e}.") from None
