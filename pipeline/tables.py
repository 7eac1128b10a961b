"""Tables of words as TSV: a header line, ``#`` comments, one entry a line. Any stage may keep some beside its code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files


def rows(lines: Iterable[str], name: str) -> list[dict[str, str]]:
    """Entries of a table as dictionaries by the header's column names; missing cells are empty.

    Raises:
        ValueError: A line has more cells than the header; the message names the table and the line.
    """
    return [row for _, row in numbered(lines, name)]


def numbered(lines: Iterable[str], name: str) -> list[tuple[int, dict[str, str]]]:
    """Like :func:`rows`, each entry with the number of its line, counted from 1."""
    header: list[str] = []
    out: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
        elif len(cells) > len(header):
            raise ValueError(f"{name}, line {number}: {len(cells)} cells, but the header names {len(header)}")
        else:
            out.append((number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))))
    return out


@cache
def packaged(package: str, name: str) -> tuple[dict[str, str], ...]:
    """Entries of the table ``name.tsv`` that lies in a package."""
    text = files(package).joinpath(name + ".tsv").read_text("utf-8")
    return tuple(rows(text.splitlines(), name + ".tsv"))
