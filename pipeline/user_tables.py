"""A user's own tables, read once before a run, so that a mistake in one is told before any work is done."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import ClaimsError
from pipeline.extract.units.types import AddedUnits
from pipeline.furniture.repeated import Repeated, repeated_in

Weights = tuple[tuple[str, float], ...]
"""Weights of confidence by feature."""


class TableError(ClaimsError):
    """A user's table cannot be used; the message names the line and says what to write."""


def read_units(path: str) -> AddedUnits:
    """The units of a file in the format of ``lexicons/units.tsv``, checked.

    Raises:
        TableError: It cannot be opened, is not UTF-8, or a line of it is wrong.
    """
    from pipeline.extract.units.additions import extended

    added = AddedUnits(path, _lines("units", path))
    try:
        extended(added)
    except ValueError as e:
        raise TableError(str(e)) from e
    return added


def read_confidence(path: str) -> Weights:
    """The weights of confidence in a file that ``claims calibrate`` wrote.

    Raises:
        TableError: It cannot be opened, is not UTF-8, or a line of it is wrong.
    """
    from pipeline.extract.facts.confidence import read_weights

    try:
        return tuple(read_weights(_lines("confidence", path), path).items())
    except ValueError as e:
        raise TableError(str(e)) from e


def read_furniture(path: str) -> Repeated:
    """The table of furniture that ``claims furniture`` wrote, checked.

    Raises:
        TableError: It cannot be opened, is not UTF-8, or a line of it is wrong.
    """
    try:
        return repeated_in(_lines("furniture", path), path)
    except ValueError as e:
        raise TableError(str(e)) from e


def _lines(what: str, path: str) -> tuple[str, ...]:
    try:
        return tuple(Path(path).read_text("utf-8-sig").splitlines())
    except OSError as e:
        raise TableError(f"The {what} file {path} could not be read: {e.strerror or e}.") from e
    except UnicodeDecodeError as e:
        line = e.object.count(b"\n", 0, e.start) + 1
        raise TableError(f"{path}, line {line}: this is not UTF-8; save the file as UTF-8 text.") from e
