"""Lists of words that the extractors read, one TSV table each (:mod:`pipeline.tables`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline.tables import numbered, packaged, rows

__all__ = ["alternatives", "numbered", "one_of", "read", "rows", "words"]


def read(name: str) -> tuple[dict[str, str], ...]:
    """Entries of the lexicon ``name`` (without ``.tsv``)."""
    return packaged(__name__, name)


@cache
def words(name: str, column: str = "form", **where: str) -> frozenset[str]:
    """The cells of one column, of the entries whose other cells equal ``where``."""
    if len(where) == 1:
        ((key, value),) = where.items()
        return _by_cell(name, column, key).get(value, frozenset())
    return frozenset(r[column] for r in read(name) if r[column] and all(r[k] == v for k, v in where.items()))


@cache
def _by_cell(name: str, column: str, key: str) -> dict[str, frozenset[str]]:
    """The cells of one column by those of another: a table that many rules ask is gone through once."""
    out: dict[str, set[str]] = {}
    for row in read(name):
        if row[column]:
            out.setdefault(row[key], set()).add(row[column])
    return {value: frozenset(cells) for value, cells in out.items()}


def alternatives(forms: Iterable[str]) -> str:
    """A regular expression's alternatives for the forms, longest first; each means itself, under ``re.VERBOSE`` too."""
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))


def one_of(name: str, column: str = "form", **where: str) -> str:
    """A regular expression's alternatives for the :func:`words` of a table; a space in one is any white space."""
    return alternatives(words(name, column, **where)).replace("\\ ", r"\s")
