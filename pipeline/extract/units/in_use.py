"""The table of units that text is read with."""

from __future__ import annotations

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


_in_use: list[Table] = []


def table() -> Table:
    """The table that text is read with: the package's own, or one that a user's rows were put before."""
    return _in_use[0] if _in_use else standard()


def put_in_use(made: Table) -> None:
    """Read all text that follows with a table."""
    _in_use[:] = [made]
