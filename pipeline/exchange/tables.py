"""A flat table as a file: CSV, Parquet, flat JSONL, SQLite, DuckDB.

All have the same columns, in their order, under the same names; what differs is how a format writes a type. Rows stream: a
table of any size is written in bounded memory.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.emit import OutputError
from pipeline.views.columns import Column, Row

BATCH = 5000
# A column's type in SQL and in Arrow, by its dtype in pandas; several strings are a list.
_SQL = {"float64": "DOUBLE", "bool": "BOOLEAN", "Int64": "BIGINT", "int64": "BIGINT", "datetime64[s]": "DATE"}
_ARROW = {"float64": "float64", "bool": "bool_", "Int64": "int64", "int64": "int64", "datetime64[s]": "date32"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name, its columns, and its rows as they come; days in them are days of the calendar or null."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]

    @property
    def lists(self) -> frozenset[str]:
        """The columns that hold several strings."""
        return frozenset(column.name for column in self.columns if column.dtype == "object")

    @property
    def days(self) -> frozenset[int]:
        """The places of the columns that hold days."""
        return frozenset(n for n, column in enumerate(self.columns) if column.dtype.startswith("datetime"))


def calendar(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Row]:
    """Rows in which a day that is none of the calendar is null."""
    days = [n for n, column in enumerate(columns) if column.dtype.startswith("datetime")]
    for row in rows:
        cells = list(row)
        for n in days:
            cells[n] = _day(cells[n])
        yield tuple(cells)


def _day(value: str | None) -> str | None:
    with contextlib.suppress(TypeError, ValueError):
        return datetime.date.fromisoformat(value[:10]).isoformat()  # type: ignore[index]
    return None


_FORMULA = re.compile(r"(?s)[=@\t\r\n].|[+-](?![\w .,%$€£¥/-]*$)")
"""How a cell begins that spreadsheets take for a formula (OWASP, CSV injection); "+5 percent" and "-0.1pp" are none."""


def _write_csv(path: Path, table: Table, formulas: bool = False) -> int:
    """Writes CSV; a cell that a spreadsheet would carry out gets an apostrophe before it, unless ``formulas``."""
    count = 0
    # The mark at the beginning tells spreadsheets that it is UTF-8; half surrogates have no form in it.
    with open(path, "w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in table.columns)
        for each in table.rows:
            written = map(_text, each)
            writer.writerow(written if formulas else map(no_formula, written))
            count += 1
    return count


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value


def no_formula(value: Any) -> Any:
    """A cell that no spreadsheet carries out."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _write_sqlite(path: Path, table: Table) -> int:
    count = 0
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute(f"CREATE TABLE {table.name} ({_sql_columns(table, 'TEXT')})")
        insert = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
        for batch in _batches(table.rows):
            db.executemany(insert, [[_stored(value) for value in each] for each in batch])
            count += len(batch)
        if any(column.name == "article_id" for column in table.columns):
            db.execute(f"CREATE INDEX {table.name}_article ON {table.name} (article_id)")
        db.commit()
    return count


def _stored(value: Any) -> Any:
    value = json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value
    return _encodable(value)


def _sql_columns(table: Table, lists: str) -> str:
    types = {c.name: lists if c.name in table.lists else _SQL.get(c.dtype, "TEXT") for c in table.columns}
    return ", ".join(f'"{name}" {kind}' for name, kind in types.items())


def _write_duckdb(path: Path, table: Table) -> int:
    duckdb = _needed("duckdb", "duckdb")
    # Row by row it would take minutes; DuckDB reads a CSV file at the speed of the disk.
    between = path.with_name(path.name + ".csv")
    try:
        count = _write_csv(between, table, formulas=True)
        with duckdb.connect(str(path)) as db:
            db.execute(f"CREATE TABLE {table.name} ({_sql_columns(table, 'VARCHAR')})")
            db.execute(
                f"COPY {table.name} FROM ? (FORMAT csv, HEADER, NULLSTR '', QUOTE '\"', ESCAPE '\"')", [str(between)]
            )
    except duckdb.Error as e:
        raise OSError(str(e)) from e
    finally:
        between.unlink(missing_ok=True)
    return count


def _write_parquet(path: Path, table: Table) -> int:
    pyarrow, parquet = _needed("pyarrow", "parquet"), _needed("pyarrow.parquet", "parquet")
    several, days = pyarrow.list_(pyarrow.string()), table.days
    kinds = [
        several if c.name in table.lists else getattr(pyarrow, _ARROW.get(c.dtype, "string"))() for c in table.columns
    ]
    schema = pyarrow.schema([(column.name, kind) for column, kind in zip(table.columns, kinds, strict=True)])
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(table.rows):
            columns = [
                [datetime.date.fromisoformat(v) if v and n in days else _encodable(v) for v in values]
                for n, values in enumerate(zip(*batch, strict=True))
            ]
            writer.write_table(
                pyarrow.table([pyarrow.array(c, k) for c, k in zip(columns, kinds, strict=True)], schema=schema)
            )
            count += len(batch)
    return count


def _write_flat(path: Path, table: Table) -> int:
    names, count = [column.name for column in table.columns], 0
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for each in table.rows:
            file.write(json.dumps(dict(zip(names, each, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def _encodable(value: Any) -> Any:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch


def ready(format: str) -> None:
    """Makes sure that what a format needs is installed, before a long run ends without it.

    Raises:
        OutputError: A package is missing.
    """
    if format == "parquet":
        _needed("pyarrow", "parquet")


def _needed(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        raise OutputError(f"{name} is needed for this format: pip install 'claim-pipeline[{extra}]'.") from None


WRITERS: dict[str, Callable[[Path, Table], int]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "flat": _write_flat,
    "sqlite": _write_sqlite,
    "duckdb": _write_duckdb,
}
"""What writes a table to a file, by the format's name."""
