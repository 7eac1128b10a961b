"""Stage 1: files, folders and standard input become articles.

`find` lists what there is to read, `read` reads one source of that list, `digest` tells whether it changed; all know
nothing of later stages. The article's text is fixed here and never rewritten afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.ingest.formats.fields import NAMES, Names
from pipeline.ingest.parts import find, total
from pipeline.ingest.sources.source import Source, digest, refused, steady
from pipeline.ingest.sources.walk import Listed
from pipeline.records import Article

__all__ = ["NAMES", "Listed", "Names", "Source", "digest", "find", "read", "refused", "steady", "total"]


def read(
    source: Source, date: str | None = None, any_language: bool = False, names: Names = NAMES
) -> Iterator[Article]:
    """The articles of a source, each ok, skipped or failed; never raises on any input.

    Args:
        source: As `find` gives it.
        date: The day of articles for which neither their own metadata nor the file's name tells one.
        any_language: Whether to read articles that are surely not English.
        names: Of the fields of records.
    """
    from pipeline.ingest import readers

    return readers.read(source, date, any_language, names)
