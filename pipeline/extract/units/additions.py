"""Units that a user adds to the table, or puts in the place of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.units.in_use import standard
from pipeline.extract.units.table import Table
from pipeline.extract.units.types import AddedUnits, Reading, Unit

COLUMNS = ("name", "kind", "factor", "offset", "base", "symbol", "words", "symbols", "prefixes", "context")


def table_with(added: AddedUnits | None) -> Table:
    """The package's units with a user's, whose rows come first; None for ours alone.

    Raises:
        ValueError: The user's table cannot be read; the message names it and the line, and says what to write.
    """
    return standard() if added is None else extended(added)


@cache
def extended(added: AddedUnits) -> Table:
    """The package's table with a user's rows before its own: their forms are read first, their units replace ours.

    Raises:
        ValueError: As :func:`table_with`.
    """
    ours = standard()
    theirs = _read(added, ours.units)
    made = Table()
    made.units = ours.units | theirs.units
    changed = {ours.units[name]: unit for name, unit in theirs.units.items() if name in ours.units}
    made.words = _merged(ours.words, theirs.words, changed)
    made.symbols = _merged(ours.symbols, theirs.symbols, changed)
    made.longest = {
        word: max(ours.longest.get(word, 0), theirs.longest.get(word, 0)) for word in ours.longest | theirs.longest
    }
    for first in ours.symbol_lengths | theirs.symbol_lengths:
        lengths = {*ours.symbol_lengths.get(first, ()), *theirs.symbol_lengths.get(first, ())}
        made.symbol_lengths[first] = sorted(lengths, reverse=True)
    return made


def _merged(
    ours: dict[str, list[Reading]], theirs: dict[str, list[Reading]], changed: dict[Unit, Unit]
) -> dict[str, list[Reading]]:
    """Readings of each form: the user's, then ours, in units that the user changed as they are now."""
    out = {form: [replace(one, unit=changed.get(one.unit, one.unit)) for one in ours[form]] for form in ours}
    for form, readings in theirs.items():
        out[form] = readings + [one for one in out.get(form, ()) if one not in readings]
    return out


def _read(added: AddedUnits, known: dict[str, Unit]) -> Table:
    made = Table(known)
    try:
        entries = lexicons.numbered(added.lines, added.source)
    except ValueError as error:
        raise ValueError(f"{error}; cells are apart by tabs, forms within a cell by |.") from None
    header = next(((n, t) for n, t in enumerate(added.lines, 1) if t.strip() and not t.startswith("#")), None)
    if header is not None:
        line, columns = header[0], [cell.strip() for cell in header[1].split("\t")]
        wrong = [name for name in columns if name not in COLUMNS]
        if wrong or "name" not in columns:
            problem = f"{wrong[0]!r} is no column" if wrong else "there is no column 'name'"
            raise ValueError(
                f"{added.source}, line {line}: {problem}; the header is some of {', '.join(COLUMNS)}, apart by tabs."
            )
    for number, row in entries:
        try:
            made.add_row(row)
        except ValueError as error:
            raise ValueError(f"{added.source}, line {number}, unit {row['name']!r}: {error}.") from None
    return made
