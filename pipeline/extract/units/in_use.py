"""The table of units that text is read with: that of the context, else the package's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.units.currencies import add_currencies
from pipeline.extract.units.table import Table


@cache
def standard() -> Table:
    """The table of the package's units and of all currencies."""
    made = Table()
    for row in lexicons.read("units"):
        try:
            made.add_row(row)
        except ValueError as error:
            raise ValueError(f"units.tsv, {row['name']!r}: {error}") from None
    add_currencies(made)
    return made


_table: ContextVar[Table | None] = ContextVar("table of units", default=None)


def table() -> Table:
    """The table that text is read with: the package's own, or the one of the :func:`using` around the call."""
    return _table.get() or standard()


@contextmanager
def using(made: Table) -> Iterator[None]:
    """Text is read with a table for as long as the context lasts, in this thread alone."""
    before = _table.set(made)
    try:
        yield
    finally:
        _table.reset(before)
