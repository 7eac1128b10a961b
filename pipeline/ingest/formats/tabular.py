"""Tables: CSV and TSV by their header line, Parquet by its column names; a row is a record as in JSONL."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from pipeline.ingest.formats import fields
from pipeline.ingest.formats.encodings import binary_kind, decode
from pipeline.ingest.formats.fields import NAMES, Draft, Names
from pipeline.ingest.formats.json_records import record_of
from pipeline.ingest.formats.opening import MAX_DECODED, Unreadable, needed, reason
from pipeline.ingest.sources.source import Source
from pipeline.storage.remote import is_remote, open_native

ROWS_PER_PART = 1024
_DELIMITERS = ",;\t|"
_BATCH = 64
_BATCH_BYTES = 256 * 1024 * 1024
"""A batch has so many rows, or fewer where its columns could take more bytes."""
MAX_CELL = 16 * 1024 * 1024
"""Bytes of a cell of a Parquet table that are decoded; many rows may share one."""
_HEAD = 65536
_SEP = re.compile(r'\A"?sep=([,;|\t])"?\r?\n', re.I)
_BACKSLASH = re.compile(r'(?<!\\)(?:\\\\)*\\"(.?)', re.S)


def read_csv(
    stream: io.BufferedReader,
    path: str,
    header: bytes = b"",
    number: int = 1,
    part: bool = False,
    names: Names = NAMES,
) -> Iterator[Draft]:
    """Drafts of the rows of a CSV table, whatever of the usual signs stands between its cells.

    Args:
        stream: Where the table, or a part of it, begins.
        path: For messages.
        header: The table's first line, where the stream is a part from behind it.
        number: The number of the stream's first row, from 1; the header is none.
        part: Whether the stream is a part of a table, so that having no row says nothing.
        names: Of the columns.

    Raises:
        Unreadable: It is no table with a text column.
    """
    ahead = stream.peek(_HEAD)[:_HEAD]
    start = header or ahead
    if not start.strip():
        raise Unreadable("skipped", f"{path} is empty.")
    if kind := binary_kind(start):
        raise Unreadable("failed", f"{path} holds {kind}, not CSV: give it the ending of its format.")
    csv.field_size_limit(MAX_DECODED)
    empty = True
    text = io.TextIOWrapper(cast(io.BytesIO, stream), _encoding(start), "replace", newline="")
    first, delimiter = _header(start)
    lines = _lines(text)
    if told := _told_delimiter(start):  # Excel's own first line
        delimiter = told
        next(lines, None)
    escape = "\\" if _escapes(ahead, delimiter, first + "\n" if header else "") else None
    rows = csv.reader(lines, delimiter=delimiter, escapechar=escape)
    try:
        columns = next(csv.reader([first], delimiter=delimiter) if header else rows, [])
        columns = [name.strip().lstrip("\ufeff") for name in columns]
        _check(columns, path, names)
        for row in rows:
            if row:
                record = dict(zip(columns, row, strict=False))
                yield record_of(record, str(number), f"Row {number} of {path}", names)
                empty = False
            number += 1
        if empty and not part:
            raise Unreadable("skipped", f"{path} holds no rows.")
    except csv.Error as error:
        yield Draft(
            status="failed", key=str(number), error=f"Row {number} of {path} cannot be read ({error}): mend it."
        )
    finally:
        text.detach()


def _header(start: bytes) -> tuple[str, str]:
    """The first line of a table, and what stands between its cells."""
    first = decode(start).split("\n", 1)[0]
    return first, max(_DELIMITERS, key=first.count)


def _told_delimiter(start: bytes) -> str | None:
    """What a line "sep=;" names."""
    found = _SEP.match(decode(start[:64]))
    return found[1] if found else None


def _escapes(start: bytes, delimiter: str, header: str = "") -> bool:
    """Whether a backslash before a quotation mark keeps the mark in its cell, rather than being a cell's last sign.

    What gives more rows as many cells as the header has is right; where both do, what stands behind the marks tells.
    """
    text = _SEP.sub("", decode(start), count=1)
    behind = [found[1] for found in _BACKSLASH.finditer(text)]
    if not behind:
        return False
    lines = text.splitlines(keepends=True)
    lines = [header, *lines] if header else lines
    if len(start) >= _HEAD:
        lines.pop()  # it is cut
    plain, kept = (_whole_rows(lines, delimiter, escape) for escape in (None, "\\"))
    if plain != kept:
        return kept > plain
    ends = sum(sign in ("", "\r", "\n", delimiter) for sign in behind)
    return len(behind) - behind.count('"') > 2 * ends


def _whole_rows(lines: list[str], delimiter: str, escape: str | None) -> int:
    """How many rows have as many cells as the first."""
    rows = csv.reader(lines, delimiter=delimiter, escapechar=escape)
    try:
        cells = [len(row) for row in rows if row]
    except csv.Error:
        return -1
    return sum(count == cells[0] for count in cells)


def has_text(header: bytes, names: Names = NAMES) -> bool:
    """Whether a table with this first line has a column of text."""
    first, delimiter = _header(header)
    try:
        return _names_text(next(csv.reader([first], delimiter=delimiter), []), names)
    except csv.Error:
        return False


def _names_text(columns: list[str], names: Names) -> bool:
    """Whether one of the columns holds texts, or an object in which a user's path may find one."""
    plain = {fields.plain(column) for column in columns}
    return any(name in plain or name.partition(".")[0] in plain for name in names.text)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a table, each of which fits in memory.

    Raises:
        csv.Error: One does not.
    """
    while line := text.readline(MAX_DECODED):
        if len(line) >= MAX_DECODED:
            raise csv.Error(f"a line is longer than {MAX_DECODED // 2**20} MB")
        yield line


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        start[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _check(columns: list[str], path: str, names: Names) -> None:
    """Raises Unreadable if no column of a table can hold text."""
    if not _names_text(columns, names):
        has = ", ".join(name for name in columns[:8] if name) or "no names"
        raise Unreadable(
            "skipped",
            f"{path} holds no articles: it has no text column ({names.text_shown}), but {has}: --text-field names one.",
        )


def parquet_parts(whole: Source, names: Names = NAMES) -> Iterator[Source]:
    """Parts of a Parquet table, each of some rows of one row group; none if it has no column of text.

    Raises:
        Unreadable, ValueError, OSError: It is no such table, or the package for it is not installed.
    """
    parquet = needed("pyarrow.parquet", "parquet", whole.path)
    with parquet.ParquetFile(_file(whole.path)) as table:
        if not _names_text(table.schema_arrow.names, names):
            return
        total, at = max(1, table.metadata.num_rows), 0
        for group in range(table.metadata.num_row_groups):
            end = at + table.metadata.row_group(group).num_rows
            while at < end:
                stop = min(end, at + ROWS_PER_PART)
                weight = max(1, whole.weight * (stop - at) // total)
                yield Source(whole.path, at, stop, at + 1, size=weight * 3, weight=weight)
                at = stop


def _file(path: str) -> Any:
    return open_native(path) if is_remote(path) else path


def read_parquet(path: str, name: str, start: int, end: int | None, names: Names = NAMES) -> Iterator[Draft]:
    """Drafts of the rows from ``start`` to ``end`` of a Parquet table; the columns that matter alone are read.

    Raises:
        Unreadable: It is no table with a text column, or the package for it is not installed.
    """
    parquet = needed("pyarrow.parquet", "parquet", name)
    try:
        table = parquet.ParquetFile(_file(path))
    except Exception as error:
        sentence = f"{name} is no Parquet table that can be read ({reason(error)}): fetch it again."
        raise Unreadable("failed", sentence) from error
    with table:
        columns = table.schema_arrow.names
        _check(columns, name, names)
        if not table.metadata.num_rows:
            raise Unreadable("skipped", f"{name} holds no rows.")
        met = _columns(names)
        wanted = [column for column in columns if fields.plain(column) in met]
        found = islice(_rows(table, wanted, start), 0, None if end is None else end - start)
        number = start
        while True:
            try:
                number, record = next(found, (number, None))
            except Exception as error:  # pyarrow's own, of several kinds
                sentence = f"{name} is damaged behind row {number} ({reason(error)}): fetch it again."
                raise Unreadable("failed", sentence) from error
            if record is None:
                break
            if long := next((value for value in record.values() if isinstance(value, _LongCell)), None):
                sentence = (
                    f"Row {number} of {name} has a cell of {long.size:,} bytes, more than {MAX_CELL:,}: split it."
                )
                yield Draft(status="failed", key=str(number), error=sentence)
                continue
            yield record_of(record, str(number), f"Row {number} of {name}", names)
        if number < (table.metadata.num_rows if end is None else end):
            raise Unreadable("failed", f"{name} is damaged behind row {number} (rows are missing): fetch it again.")


def _columns(names: Names) -> set[str]:
    """The plain names of all columns that say something of an article."""
    own = (name.partition(".")[0] for name in (*names.text, *names.title, *names.date))
    return {*own, *fields.URL, *fields.PUBLISHER, *fields.LANGUAGE, *fields.IDENTIFIER}


def _rows(table: Any, columns: list[str], start: int) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    """The rows from a number on, with their numbers from 1."""
    at = 0
    for index in range(table.metadata.num_row_groups):
        group = table.metadata.row_group(index)
        if at + group.num_rows <= start:
            at += group.num_rows
            continue
        # A cell may be as large as its column, and many rows may share it.
        largest = max((group.column(n).total_uncompressed_size for n in range(group.num_columns)), default=0)
        size = max(1, min(_BATCH, _BATCH_BYTES // max(1, largest)))
        for batch in table.iter_batches(size, row_groups=[index], columns=columns):
            if at + batch.num_rows > start:
                for cells in zip(*map(_values, batch.columns), strict=True):
                    at += 1
                    if at > start:
                        yield at, dict(zip(batch.schema.names, cells, strict=True))
            else:
                at += batch.num_rows


@dataclass(frozen=True, slots=True)
class _LongCell:
    """What stands for a cell that is too long to be decoded."""

    size: int


def _values(column: Any) -> list[object]:
    """The cells of a column; one that Python has no value for, such as a day in the year 30000, is null alone."""
    import pyarrow

    kinds = pyarrow.types
    if kinds.is_dictionary(column.type):  # each of its values once, however many cells share it
        shared = _values(column.dictionary)
        return [None if at is None else shared[at] for at in column.indices.to_pylist()]
    try:
        if kinds.is_temporal(column.type):
            column = column.cast(pyarrow.string())
        elif kinds.is_string(column.type) or kinds.is_large_string(column.type):
            column = column.cast(pyarrow.large_binary())  # what is called text need not be UTF-8
            if column.nbytes > MAX_CELL:
                return [_shortly(cell.as_buffer()) for cell in column]
        values = column.to_pylist()
    except Exception:  # pyarrow's own, of several kinds
        values = [_value(cell) for cell in column]
    return [_text(value) if isinstance(value, bytes) else value for value in values]


def _shortly(cell: Any) -> object:
    """A cell's text, unless it is too long; null of none."""
    if cell is None:
        return None
    return _LongCell(cell.size) if cell.size > MAX_CELL else _text(cell.to_pybytes())


def _value(cell: Any) -> object:
    try:
        return cell.as_py()
    except Exception:  # as above
        return None


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None if binary_kind(data) else decode(data)
