"""Reads what a run wrote: a table, or a whole run."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import IO, Any, TypeVar, cast

import jsonlines

from pipeline.emit.commit import settle
from pipeline.emit.decode import Mismatch, decoder
from pipeline.emit.files import hidden, zstd
from pipeline.errors import ClaimsError
from pipeline.records import RECORDS, Article, Entity, Fact, Relation, Statement, Time

RUN_FILE = "run.json"
"""Beside the tables of a run: versions, options, counts and timings."""
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
        with _opened(path) as file:
            lines = jsonlines.Reader(file if type(file) is io.BufferedReader else _unpacked(file))
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


def _opened(path: str | PathLike[str]) -> IO[bytes]:
    """A file's bytes, unpacked if its name ends in .gz or .zst."""
    name = str(path)
    if name.endswith(".gz"):
        import gzip

        return cast(IO[bytes], gzip.open(path, "rb"))
    if name.endswith(".zst"):
        return cast(IO[bytes], zstd().open(path, "rb"))
    return open(path, "rb")


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a packed file; whatever its library makes of damage is an OSError."""
    try:
        yield from file
    except OSError:
        raise
    except Exception as e:
        raise OSError(f"it is damaged, {str(e).rstrip('.')}") from e


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
    relations: list[Relation] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)


def table_files(run: str | PathLike[str], table: str) -> list[Path]:
    """The files that hold a table of a run: one, or the parts in their order.

    Args:
        run: A run's folder, or a file of facts.
        table: facts, entities, times, statements, relations or articles.

    Raises:
        ReadError: There is no such folder or file, or the folder holds no run.
    """
    path = Path(run)
    try:
        settle(hidden(path), path if path.is_dir() else path.parent)
    except OSError as e:
        raise ReadError(
            f"{path} cannot be read: a run was stopped while it put its tables in place ({e.strerror or e}). "
            "Give its command again."
        ) from None
    if path.is_dir():
        whole, parts = path / f"{table}.jsonl", sorted((path / table).glob("part-*.jsonl"))
        if whole.exists() or not parts:
            if table == "facts" and not whole.exists() and (path / "claims.jsonl").exists():
                raise ReadError(
                    f"{path} holds a comparison and no facts: give the run that was compared, or name one of the "
                    "comparison's tables, as claims, where the command takes --table."
                )
            if table == "facts" and not whole.exists():
                raise ReadError(
                    f"{path} holds no run: there is no facts.jsonl in it. Make one with: claims extract … -o {path}"
                )
            return [whole]
        return parts
    if not path.exists():
        raise ReadError(
            f"{path} does not exist. Give the folder or the file that was written with: claims extract … -o"
        )
    return [path] if table == "facts" else []


def read_table(run: str | PathLike[str], table: str) -> Iterator[Any]:
    """The records of a table of a run, one after the other; of a file of facts, other tables are empty.

    Raises:
        ReadError: There is no run, the table is missing, or a line of it cannot be read.
    """
    for path in table_files(run, table):
        yield from read_records(path, RECORDS[table])


def read_lines(run: str | PathLike[str], table: str) -> Iterator[bytes]:
    """The lines of a table of a run as they are, for whoever decodes them elsewhere; empty ones are passed over.

    Raises:
        ReadError: There is no run, the table is missing, or a file cannot be read.
    """
    for path in table_files(run, table):
        try:
            with _opened(path) as file:
                yield from (line for line in _unpacked(file) if not line.isspace())
        except OSError as e:
            raise ReadError(f"{path} cannot be read: {e.strerror or e}.") from None


def read_options(run: str | PathLike[str]) -> dict[str, Any]:
    """The options that a run's folder says it was made with; none of a folder without a run.json.

    Raises:
        ReadError: Its run.json cannot be read.
    """
    path = Path(run) / RUN_FILE
    try:
        told = json.loads(path.read_bytes())
        return dict(told["options"])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ReadError(f"{path} cannot be read ({e}): extract the run again, or take the file away.") from None


def read_run(path: str | PathLike[str]) -> Run:
    """The six tables of a run's folder, or the facts of a file of facts alone.

    Raises:
        ReadError: There is no run, a table is missing, or a line of one cannot be read.
    """
    run = Run(Path(path))
    for table in RECORDS:
        setattr(run, table, list(read_table(path, table)))
    return run
