"""Lists of words that the extractors read, one TSV table each (:mod:`pipeline.tables`)."""

from __future__ import annotations

from functools import cache

from pipeline.tables import numbered, packaged, rows

__all__ = ["numbered", "read", "rows", "words"]


def read(name: str) -> tuple[dict[str, str], ...]:
    """Entries of the lexicon ``name`` (without ``.tsv``)."""
    return packaged(__name__, name)


@cache
def words(name: str, column: str = "form", **where: str) -> frozenset[str]:
    """The cells of one column, of the entries whose other cells equal ``where``."""
    return frozenset(r[column] for r in read(name) if r[column] and all(r[k] == v for k, v in where.items()))
