"""A user's file of units, read once before a run, so that a mistake in it is told before any work is done."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import ClaimsError
from pipeline.extract.unit_types import AddedUnits


class UnitsError(ClaimsError):
    """The file of units cannot be used; the message names the line and says what to write."""


def read_units(path: str) -> AddedUnits:
    """The units of a file in the format of ``lexicons/units.tsv``, checked.

    Raises:
        UnitsError: It cannot be opened, is not UTF-8, or a line of it is wrong.
    """
    from pipeline.extract.unit_additions import extended

    try:
        text = Path(path).read_text("utf-8-sig")
    except OSError as e:
        raise UnitsError(f"The units file {path} could not be read: {e.strerror or e}.") from e
    except UnicodeDecodeError as e:
        line = e.object.count(b"\n", 0, e.start) + 1
        raise UnitsError(f"{path}, line {line}: this is not UTF-8; save the file as UTF-8 text.") from e
    added = AddedUnits(path, tuple(text.splitlines()))
    try:
        extended(added)
    except ValueError as e:
        raise UnitsError(str(e)) from e
    return added
