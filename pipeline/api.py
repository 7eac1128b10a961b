"""The Python API: what another program or a notebook imports.

    from pipeline.api import extract, extract_many, read, to_frame

    for fact in extract("Quarrel has 40 million users.", date="2024-05-03").facts:
        print(fact.quantity.normalized, fact.subject)

Folders and files of articles are the command line's (``claims extract``) or :func:`pipeline.run.run`'s: they use all
processors and lose nothing when something fails.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from os import PathLike
from typing import TYPE_CHECKING

from pipeline.compare import Comparison
from pipeline.compare import compare as _compare
from pipeline.emit import Run, read_run
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.readers import article_of
from pipeline.records import Article, Extraction

if TYPE_CHECKING:
    import pandas

    from pipeline.extract.extractor import Extractor

__all__ = ["compare", "extract", "extract_many", "read", "to_frame"]

_FIELDS = frozenset({"text", "title", "date", "url", "publisher", "id"})


def extract(text: str, *, date: str | None = None, title: str | None = None, model: str | None = None) -> Extraction:
    """Everything found in one text; the first call loads the spaCy pipeline, which takes a second or two.

    Offsets count the code points of the result's ``article.text``: the text as it was given, but for a byte order mark,
    ``\\r\\n`` line ends, NUL and lone surrogates, which files hold too and no output can. The ids are those of a run.

    Args:
        text: The article.
        date: The day it was published, as 2024-08-31; without it relative times ("last year") stay open.
        title: Its title.
        model: Name or path of an installed English spaCy pipeline; the package's own weights if None.

    Raises:
        ValueError: The date is none, or the pipeline cannot be used; the message says why.
    """
    (found,) = extract_many([{"text": text, "date": date, "title": title}], model=model)
    return found


def extract_many(
    articles: Iterable[str | Mapping[str, str | None] | Article],
    *,
    model: str | None = None,
    text_field: str = "text",
    title_field: str = "title",
    date_field: str = "date",
) -> Iterator[Extraction]:
    """Everything found in each of many articles, in their order, while they come.

    Args:
        articles: Texts; or mappings with ``text`` and any of ``title``, ``date``, ``url``, ``publisher`` and ``id``;
            or articles as :func:`pipeline.ingest.read` gives them.
        model: As for :func:`extract`.
        text_field: The key of the text, where mappings have another than ``text``; they may have any other keys then.
        title_field: The same of the title.
        date_field: The same of the date.

    Raises:
        ValueError: An article has no text, an unknown field or a date that is none; or the pipeline cannot be used.
    """
    names = {"text": text_field, "title": title_field, "date": date_field}
    yield from _extractor(model).extract(_article(_renamed(given, names)) for given in articles)


def read(run: str | PathLike[str]) -> Run:
    """The records of a run: of the folder, or the file of facts, that ``claims extract`` wrote.

    Raises:
        pipeline.emit.ReadError: There is no run, or a line of it cannot be read.
    """
    return read_run(run)


def compare(
    *runs: str | PathLike[str], single: bool = False, joins: Mapping[frozenset[str], str] | None = None
) -> Comparison:
    """Which facts of runs make the same claim: ``claims``, ``stories``, ``timelines`` and ``histories``.

    Args:
        runs: Folders that ``claims extract`` wrote.
        single: Whether to give facts that are told once as claims too.
        joins: A reviewer's ``accept`` or ``cut`` by the ids of two facts, which stay joined or apart.

    Raises:
        pipeline.errors.ClaimsError: A run is not there, holds facts alone, or cannot be read.
    """
    return _compare(runs, single=single, joins=joins)


def to_frame(run: Run | Comparison | str | PathLike[str], table: str = "facts") -> pandas.DataFrame:
    """A table as a pandas DataFrame; ``pipeline.review.COLUMNS`` says what the columns of facts mean.

    Args:
        run: A run or what :func:`compare` gives, or the folder that either was written to.
        table: ``facts``, a row each; ``relations``, a row each; of a comparison ``claims``, a row for each value told,
            ``stories``, a row for each article, ``timelines``, a row for each time, or ``histories``, a row for each
            state of a relation.

    Raises:
        ImportError: pandas is not installed; the message says how to install it.
        pipeline.errors.ClaimsError: There is no such table, no run, or a line of it cannot be read.
    """
    from pipeline.exchange.flat import held
    from pipeline.exchange.flat import table as of_files
    from pipeline.views.columns import framed

    found = held(run, table) if isinstance(run, (Run, Comparison)) else of_files(run, table)
    return framed(found.columns, found.rows)


@lru_cache(maxsize=2)
def _extractor(model: str | None) -> Extractor:
    from pipeline.extract import Extractor

    return Extractor(model)


def _renamed(
    given: str | Mapping[str, str | None] | Article, names: Mapping[str, str]
) -> str | Mapping[str, str | None] | Article:
    """A mapping by our keys; as it is, where a user named none."""
    if not isinstance(given, Mapping) or all(part == name for part, name in names.items()):
        return given
    kept = {name: value for name, value in given.items() if name in _FIELDS - set(names)}
    return kept | {part: given.get(name) for part, name in names.items()}


def _article(given: str | Mapping[str, str | None] | Article) -> Article:
    if isinstance(given, Article):
        return given
    fields = {"text": given} if isinstance(given, str) else dict(given)
    if unknown := sorted(set(fields) - _FIELDS):
        raise ValueError(f"an article has no field {unknown[0]!r}: it is one of {', '.join(sorted(_FIELDS))}")
    if not isinstance(fields.get("text"), str):
        raise ValueError("an article needs its text: give a string, or a mapping with the key 'text'")
    if (date := fields.get("date")) is not None:
        try:
            fields["date"] = datetime.date.fromisoformat(date[:10]).isoformat()
        except ValueError:
            raise ValueError(f"{date!r} is no date: write it as 2024-08-31") from None
    return article_of("text", Draft(given_id=fields.pop("id", None), **fields))
