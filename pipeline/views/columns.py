"""Flat tables: what a column is, how its cells are got from a record, and how rows become a DataFrame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.views.extras import require

if TYPE_CHECKING:
    import pandas

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``path`` is where its value stands in a record (``quantity.value``), if it does.

    ``dtype`` is that of pandas; of dtype ``object`` are columns that hold several strings.
    """

    name: str
    dtype: str
    path: str
    meaning: str
    values: tuple[str, ...] = ()


def cells(record: Any, columns: tuple[Column, ...], joined: dict[str, Any]) -> Row:
    """The cells of a record: those that are given by the column's name, the others by their path."""
    return tuple(joined[name] if name in joined else get(record) for name, get in _getters(columns))


@cache
def _getters(columns: tuple[Column, ...]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    return tuple((column.name, _getter(column.path)) for column in columns)


def _getter(path: str) -> Callable[[Any], Any]:
    names = path.split(".") if path else []

    def get(record: Any) -> Any:
        value = record
        for name in names:
            if value is None:
                return None
            value = getattr(value, name)
        return value

    return get


def framed(columns: Sequence[Column], rows: Iterable[Row]) -> pandas.DataFrame:
    """Rows as a DataFrame with the names and dtypes of their columns; a day that is none of the calendar is missing.

    Raises:
        ImportError: pandas is not installed.
    """
    pandas = require("pandas")
    held = list(rows)
    by_column = zip(*held, strict=True) if held else [()] * len(columns)
    return pandas.DataFrame({c.name: _series(pandas, c, list(v)) for c, v in zip(columns, by_column, strict=True)})


def _series(pandas: Any, column: Column, values: list[Any]) -> Any:
    if column.dtype.startswith("datetime"):
        days = pandas.Series(values, dtype="object")
        return pandas.to_datetime(days, format="ISO8601", errors="coerce").astype(column.dtype)
    dtype = pandas.CategoricalDtype(column.values) if column.values else column.dtype
    return pandas.Series(values, dtype=dtype)
