"""Reads what a run wrote: a table, or a whole run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar, cast

import jsonlines

from pipeline.emit.decode import Mismatch, decoder
from pipeline.errors import ClaimsError
from pipeline.records import RECORDS, Article, Entity, Fact, Statement, Time

R = TypeVar("R")


class ReadError(ClaimsError):
    """A file of a run that cannot be read; the message names the file, the line and what is wrong there."""


def read_records(path: str | PathLike[str], record: type[R]) -> Iterator[R]:
    """The records of one class in a JSONL file, one after the other; empty lines are passed over.

    Raises:
        ReadError: The file cannot be opened, or a line is no JSON or no such record.
    """
    decode: Callable[[Any], R] = decoder(cast(type, record))
    number = 0
    try:
        # Bytes, so that a line which is not UTF-8 is known by its number.
        with open(path, "rb") as file:
            lines = jsonlines.Reader(file)
            while True:
                number += 1
                try:
                    yield decode(lines.read(allow_none=True))
                except EOFError:
                    return
                except jsonlines.InvalidLineError as e:
                    if e.line:
                        what = "is not UTF-8" if isinstance(e.__cause__, UnicodeDecodeError) else "is not JSON"
                        raise ReadError(f"{path}, line {number} {what}: {e.__cause__}.") from None
                except RecursionError:
                    raise ReadError(f"{path}, line {number} is nested too deeply to be a record.") from None
                except Mismatch as e:
                    raise ReadError(
                        f"{path}, line {number} is not a record of {_table(record)}: {e}. "
                        "Was it written by another version, or changed since?"
                    ) from None
    except OSError as e:
        raise ReadError(f"{path} cannot be read: {e.strerror or e}.") from None


def _table(record: type) -> str:
    return next((name for name, r in RECORDS.items() if r is record), record.__name__)


@dataclass(slots=True)
class Run:
    """All records of a run, as lists in the order of the files; tables that were not written are empty."""

    path: Path
    facts: list[Fact] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)


def facts_path(path: str | PathLike[str]) -> Path:
    """The file that holds a run's facts, for a run's folder or a file of facts.

    Raises:
        ReadError: There is no such folder or file, or the folder holds no run.
    """
    path = Path(path)
    if path.is_dir():
        if not (path / "facts.jsonl").exists():
            raise ReadError(
                f"{path} holds no run: there is no facts.jsonl in it. Make one with: claims extract … -o {path}"
            )
        return path / "facts.jsonl"
    if not path.exists():
        raise ReadError(
            f"{path} does not exist. Give the folder or the file that was written with: claims extract … -o"
        )
    return path


def read_run(path: str | PathLike[str]) -> Run:
    """The five tables of a run's folder, or the facts of a file of facts alone.

    Raises:
        ReadError: There is no run, a table is missing, or a line of one cannot be read.
    """
    facts = facts_path(path)
    run = Run(Path(path))
    if not run.path.is_dir():
        run.facts = list(read_records(facts, Fact))
        return run
    for table, record in RECORDS.items():
        setattr(run, table, list(read_records(run.path / f"{table}.jsonl", record)))
    return run
