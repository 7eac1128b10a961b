"""The facts of a run as one flat table: CSV, Parquet, flat JSONL, SQLite, DuckDB.

All have the columns of :data:`pipeline.views.frame.COLUMNS`, in their order, under the same names; what differs is how a
format writes a type. Facts stream: a run of any size is written in bounded memory.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any

from pipeline.emit import OutputError, read_table
from pipeline.records import Article, Fact, Time
from pipeline.views.frame import COLUMNS, row

BATCH = 5000
Row = tuple[Any, ...]
# A column's type in SQL and in Arrow, by its dtype in pandas; the names of rules are a list.
_SQL = {"float64": "DOUBLE", "bool": "BOOLEAN", "Int64": "BIGINT", "int64": "BIGINT", "datetime64[s]": "DATE"}
_ARROW = {"float64": "float64", "bool": "bool_", "Int64": "int64", "int64": "int64", "datetime64[s]": "date32"}


def rows(run: str | PathLike[str]) -> Iterator[Row]:
    """The cells of each fact of a run, dates that are none of the calendar left out.

    Articles, times and facts stand in the same order, so that no more than one article's are held at a time.

    Raises:
        ReadError: The run cannot be read.
    """
    articles: Iterator[Article] = read_table(run, "articles")
    times = _grouped(read_table(run, "times"))
    article, held, of = None, {}, ""
    dates = [n for n, column in enumerate(COLUMNS) if column.dtype.startswith("datetime")]
    fact: Fact
    for fact in read_table(run, "facts"):
        if fact.article_id != of:
            of = fact.article_id
            article = next((a for a in articles if a.id == of), None)
        if fact.time and fact.time.time_id not in held:
            held = next((group for group in times if fact.time.time_id in group), {})
        cells = list(row(fact, article, held))
        for n in dates:
            cells[n] = _day(cells[n])
        yield tuple(cells)


def _grouped(times: Iterable[Time]) -> Iterator[dict[str, Time]]:
    """The times of each article by their ids."""
    group: dict[str, Time] = {}
    of = ""
    for time in times:
        if time.article_id != of and group:
            yield group
            group = {}
        of = time.article_id
        group[time.id] = time
    if group:
        yield group


def _day(value: str | None) -> str | None:
    with contextlib.suppress(TypeError, ValueError):
        return datetime.date.fromisoformat(value).isoformat()  # type: ignore[arg-type]
    return None


def _write_csv(path: Path, cells: Iterable[Row]) -> int:
    count = 0
    # The mark at the beginning tells spreadsheets that it is UTF-8; half surrogates have no form in it.
    with open(path, "w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in COLUMNS)
        for each in cells:
            writer.writerow(map(_text, each))
            count += 1
    return count


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value


def _write_sqlite(path: Path, cells: Iterable[Row]) -> int:
    count = 0
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute(f"CREATE TABLE facts ({_sql_columns('TEXT')})")
        insert = f"INSERT INTO facts VALUES ({', '.join('?' * len(COLUMNS))})"
        for batch in _batches(cells):
            db.executemany(insert, [[_stored(value) for value in each] for each in batch])
            count += len(batch)
        db.execute("CREATE INDEX facts_article ON facts (article_id)")
        db.commit()
    return count


def _stored(value: Any) -> Any:
    value = json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value
    return _encodable(value)


def _sql_columns(rules: str) -> str:
    types = {column.name: _SQL.get(column.dtype, "TEXT") for column in COLUMNS} | {"rules": rules}
    return ", ".join(f'"{name}" {kind}' for name, kind in types.items())


def _write_duckdb(path: Path, cells: Iterable[Row]) -> int:
    duckdb = _needed("duckdb", "duckdb")
    # Row by row it would take minutes; DuckDB reads a CSV file at the speed of the disk.
    between = path.with_name(path.name + ".csv")
    try:
        count = _write_csv(between, cells)
        with duckdb.connect(str(path)) as db:
            db.execute(f"CREATE TABLE facts ({_sql_columns('VARCHAR')})")
            db.execute("COPY facts FROM ? (FORMAT csv, HEADER, NULLSTR '', QUOTE '\"', ESCAPE '\"')", [str(between)])
    except duckdb.Error as e:
        raise OSError(str(e)) from e
    finally:
        between.unlink(missing_ok=True)
    return count


def _write_parquet(path: Path, cells: Iterable[Row]) -> int:
    pyarrow, parquet = _needed("pyarrow", "parquet"), _needed("pyarrow.parquet", "parquet")
    kinds = [getattr(pyarrow, _ARROW.get(column.dtype, "string"))() for column in COLUMNS]
    names = [column.name for column in COLUMNS]
    kinds[names.index("rules")] = pyarrow.list_(pyarrow.string())
    schema = pyarrow.schema(list(zip(names, kinds, strict=True)))
    dates = {n for n, column in enumerate(COLUMNS) if column.dtype.startswith("datetime")}
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(cells):
            columns = [
                [datetime.date.fromisoformat(v) if v and n in dates else _encodable(v) for v in values]
                for n, values in enumerate(zip(*batch, strict=True))
            ]
            writer.write_table(
                pyarrow.table([pyarrow.array(c, k) for c, k in zip(columns, kinds, strict=True)], schema=schema)
            )
            count += len(batch)
    return count


def _write_flat(path: Path, cells: Iterable[Row]) -> int:
    names, count = [column.name for column in COLUMNS], 0
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for each in cells:
            file.write(json.dumps(dict(zip(names, each, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def _encodable(value: Any) -> Any:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _batches(cells: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(cells)
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


WRITERS: dict[str, Callable[[Path, Iterable[Row]], int]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "flat": _write_flat,
    "sqlite": _write_sqlite,
    "duckdb": _write_duckdb,
}
"""What writes a table to a file, by the format's name."""
