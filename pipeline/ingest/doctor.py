"""What was read of each input as what, and where each part of an article came from: `claims doctor`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.datelines import dateline
from pipeline.furniture.spans import furniture_of
from pipeline.ingest.formats import html
from pipeline.ingest.formats.dates import date_in_name
from pipeline.ingest.formats.encodings import binary_kind, named
from pipeline.ingest.formats.fields import NAMES, Draft, Names
from pipeline.ingest.formats.opening import Unreadable, opened
from pipeline.ingest.parts import find
from pipeline.ingest.readers import date_in_text, examined
from pipeline.ingest.sources.source import STDIN, Source, family
from pipeline.records import Article

FORMS = {
    "plain": "plain text",
    "markdown": "Markdown",
    "html": "web page",
    "json": "JSON records",
    "jsonl": "JSON lines",
    "csv": "table",
    "parquet": "Parquet table",
    "warc": "web archive",
    "zip": "zip archive",
    "tar": "tar archive",
}
_WITHOUT_CHARSET = ("parquet", "warc", "zip", "tar")
_SAMPLE = 1 << 20
_SHOWN = 5
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Finding:
    """How an article was read.

    Attributes:
        article: As a run would have it; its error says why nothing was read.
        form: What its file was read as, null where it was not read and its name tells nothing.
        encoding: Of the file's bytes, null where the format has its own.
        title_from, date_from: Where the two stand, null where there is none.
        date_told: What is told of the date where that is no day for sure.
        dropped: Sentences of a page that were left out, each with the reason.
        furniture: Lines and sentences of the text in which nothing is looked for.
    """

    article: Article
    form: str | None
    encoding: str | None
    title_from: str | None
    date_from: str | None
    date_told: str | None
    dropped: tuple[tuple[str, str], ...]
    furniture: tuple[str, ...]


def findings(
    inputs: Iterable[str], date: str | None = None, any_language: bool = False, names: Names = NAMES
) -> Iterator[Finding]:
    """How each article of ``inputs`` is read, in the order of a run.

    Args:
        inputs: Files, folders and patterns, as `find` takes them.
        date: The day of articles that have none.
        any_language: Whether to read articles that are surely not English.
        names: Of the fields of records.
    """
    for source in find(inputs, names=names):
        encoding = _encoding(source)
        for draft, article in examined(source, date, any_language, names):
            known = FORMS.get(family(draft.member or source.file or source.path) or "")
            yield Finding(
                article=article,
                form=draft.form or known or ("content without a known ending" if article.status == "ok" else None),
                encoding=encoding,
                title_from=(draft.title_from or "field of its record") if article.title else None,
                date_from=_date_from(source, draft, article),
                date_told=None if article.date else _date_told(draft),
                dropped=draft.dropped,
                furniture=tuple(furniture_of(article.text or "")),
            )


def _date_from(source: Source, draft: Draft, article: Article) -> str | None:
    if article.date is None:
        return None
    if draft.date:
        return draft.date_from or "field of its record"
    name = draft.member or source.path.rsplit("/", 1)[-1]
    if source.path != STDIN and date_in_name(name):
        return "the file's name"
    return "the dateline" if date_in_text(draft.text) else "--date"


def _date_told(draft: Draft) -> str | None:
    """What is told of an article's date and gives no day."""
    if draft.date_told:
        return f"{draft.date_told!r} is no day for sure"
    found = dateline(draft.text) if draft.text else None
    return f"the dateline says {found.day!r}, and nothing tells its year" if found and found.day else None


def _encoding(source: Source) -> str | None:
    """The character set of a file's beginning, null for what has none or cannot be opened."""
    kind = family(source.file or source.path)
    if source.refusal is not None or kind in _WITHOUT_CHARSET or source.path == STDIN:
        return None
    try:
        with opened(source.file or source.path) as stream:
            data = stream.read(_SAMPLE)
    except (Unreadable, OSError):
        return None
    if not data or binary_kind(data):
        return None
    return named(data, html.declared(data) if kind == "html" else None)[1]


def lines(finding: Finding) -> Iterator[str]:
    """A finding for a person."""
    article = finding.article
    yield f"{article.path}: " + ", ".join(filter(None, (article.status, finding.form, finding.encoding)))
    if article.error:
        yield f"  why    {article.error}"
        return
    yield f"  title  {article.title!r} ({finding.title_from})" if article.title else "  title  none"
    told = f"{finding.date_told}: " if finding.date_told else ""
    yield f"  date   {article.date} ({finding.date_from})" if article.date else f"  date   none: {told}--date gives one"
    for name in ("publisher", "url", "language"):
        if value := getattr(article, name):
            yield f"  {name:<6} {value}" if name != "publisher" else f"  by     {value}"
    yield f"  words  {article.words:,}, beginning {_cut(article.text or '')!r}"
    if not any(c.isdigit() for c in article.text or ""):
        yield "  no digit stands in it: only numbers in words can give facts"
    without = [*finding.dropped, *(("furniture", text) for text in finding.furniture)]
    for reason, text in without[:_SHOWN]:
        yield f"  left out ({reason}): {_cut(text)!r}"
    if (more := len(without) - _SHOWN) > 0:
        yield f"  left out: {more} more {'sentence' if more == 1 else 'sentences'}"


def _cut(text: str) -> str:
    line = " ".join(text[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"
