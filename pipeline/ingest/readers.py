"""From a source to articles: which reader takes it, and what every article has in common."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.parser import HeaderParser
from functools import partial

from pipeline.datelines import dateline, full_days
from pipeline.furniture.cuts import without_cut_mark
from pipeline.ingest.formats import archives, html, markdown, plain, warc
from pipeline.ingest.formats import json_records as jsonrecords
from pipeline.ingest.formats import tabular as rows
from pipeline.ingest.formats.dates import date_in_name, iso_date
from pipeline.ingest.formats.encodings import binary_kind, clean, decode
from pipeline.ingest.formats.fields import NAMES, Draft, Names, scalar
from pipeline.ingest.formats.opening import Unreadable, bounded, opened, opened_raw, unexpected, whole
from pipeline.ingest.languages import foreign, name_of
from pipeline.ingest.sources.source import STDIN, Source, family
from pipeline.records import Article, content_id

_MARKUP = re.compile(
    r"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*<(?:!doctype\s+html|html|head|body|rss|feed|rdf:rdf)\b"
)
_MAIL = (frozenset({"from", "subject", "date"}), frozenset({"mime-version", "content-type"}))
"""Header fields of mails, and of pages that browsers save as MHTML."""
MAX_CHARACTERS = 1_000_000
"""Of one article's text, a book's length: spaCy refuses more, since memory grows with it."""
MAX_TOKENS = 250_000
"""Words and signs of one article's text, a book's number of them: the memory for parsing grows with them, not with characters."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LONGEST_ERROR = 1000
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day")
_YEAR = re.compile(r"\d{4}")
_TOLD_IN = 20_000
_NEAR = timedelta(days=45)
"""How far a day with a year may lie from the dateline whose year it tells."""
_SPACES = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\s]*")


def _read_plain(stream: io.BufferedReader, path: str, _: Names) -> Iterator[Draft]:
    data = _text_bytes(stream, path)
    text = decode(data)
    yield _text_draft(data, text, path)


def _text_draft(data: bytes, text: str, path: str) -> Draft:
    """The draft of a text of no certain format; a saved page named .txt is still a page, whose menus are no claims.

    Raises:
        Unreadable: It is a mail, or a page that holds no article.
    """
    if _MARKUP.match(text[:4096]):
        return html.draft_of(html.decoded(data), path)
    fields = {name.lower() for name in HeaderParser().parsestr(text[:4096])} if ":" in text[:80] else set()
    if any(kind <= fields for kind in _MAIL):
        raise Unreadable("failed", f"{path} is a mail or a page saved as MHTML: save it as text or HTML first.")
    return plain.draft_of(text)


def _read_markdown(stream: io.BufferedReader, path: str, _: Names) -> Iterator[Draft]:
    text = decode(_text_bytes(stream, path))
    if (tokens := _tokens(text)) > MAX_TOKENS:  # its parser keeps an object for each sign
        raise Unreadable("failed", _too_much(path, tokens, "words and signs", MAX_TOKENS))
    draft = markdown.draft_of(text)
    if text.strip() and not (draft.text or "").strip():
        raise Unreadable(
            "skipped", f"{path} holds no prose: code, tables, notes and headings are no text of an article."
        )
    yield draft


def _read_html(stream: io.BufferedReader, path: str, _: Names) -> Iterator[Draft]:
    yield html.draft_of(html.decoded(_text_bytes(stream, path)), path)


def _read_sniffed(stream: io.BufferedReader, path: str, names: Names) -> Iterator[Draft]:
    """Content whose format no ending tells: JSON and JSONL, HTML, else plain text."""
    start = stream.peek(65536)
    if start.lstrip()[:1] == b"{" and b"\n" in start and jsonrecords.starts_with_record(decode(start)):
        yield from jsonrecords.read_lines(stream, path, names=names)
        return
    data = _text_bytes(stream, path)
    text = decode(data)
    if text.lstrip()[:1] in ("{", "["):
        drafts = _json_drafts(text, path, names)
        if drafts:
            yield from drafts
            return
    yield _text_draft(data, text, path)


def _json_drafts(text: str, path: str, names: Names) -> Iterator[Draft] | None:
    """The drafts in a text if it is JSON, null if it merely starts with a bracket."""
    try:
        jsonrecords.parse(text)
    except ValueError:
        return jsonrecords.drafts_of(text, path, names) if jsonrecords.starts_with_record(text) else None
    return jsonrecords.drafts_of(text, path, names)


def _text_bytes(stream: io.BufferedReader, path: str) -> bytes:
    """All bytes of a stream that is text.

    Raises:
        Unreadable: It is empty, too large, or binary.
    """
    data = whole(stream, path)
    kind = binary_kind(data)
    if kind:
        raise Unreadable("failed", f"{path} holds {kind}, not text: convert it to text, HTML or JSON first.")
    return data


READERS: dict[str, Callable[[io.BufferedReader, str, Names], Iterator[Draft]]] = {
    "plain": _read_plain,
    "markdown": _read_markdown,
    "html": _read_html,
    "json": jsonrecords.read_json,
    "jsonl": lambda stream, path, names: jsonrecords.read_lines(stream, path, names=names),
    "csv": lambda stream, path, names: rows.read_csv(stream, path, names=names),
}
"""The reader of each family of formats that is one stream; `sources.ENDINGS` tells which endings are of a family."""


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
    yield from (article for _, article in examined(source, date, any_language, names))


def examined(
    source: Source, date: str | None = None, any_language: bool = False, names: Names = NAMES
) -> Iterator[tuple[Draft, Article]]:
    """The articles of a source as `read` gives them, each with the draft that it was made of."""
    try:
        for draft in _drafts(source, names):
            yield draft, article_of(source.path, draft, date, any_language)
    except Unreadable as error:
        draft = Draft(status=error.status, error=error.sentence)
        yield draft, article_of(source.path, draft, date)
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged file or a library does, the run goes on
        draft = Draft(status="failed", error=unexpected(_printable(source.path), error))
        yield draft, article_of(source.path, draft, date)


def _drafts(source: Source, names: Names) -> Iterator[Draft]:
    path, file = source.path, source.file or source.path
    if source.refusal is not None:
        raise Unreadable("failed" if source.failed else "skipped", _printable(source.refusal))
    name = "Standard input" if path == STDIN else _printable(path)
    kind = family(file) if file != STDIN else None
    length = None if source.end is None else source.end - source.start
    named = partial(_read_named, names=names)
    if kind in ("zip", "parquet", "warc"):
        with opened_raw(file) as raw:
            if kind == "zip":
                yield from archives.read_zip(file, name, source.start, source.end, named)
            elif kind == "parquet":
                yield from rows.read_parquet(file, name, source.start, source.end, names)
            else:
                raw.seek(source.start)
                yield from warc.read_warc(raw, name, length, not source.start)
        return
    with opened(file) as stream:
        if kind == "tar":
            yield from archives.read_tar(stream, name, named)
        elif kind == "csv" and source.file is not None:  # a part below the table's own header
            yield from rows.read_csv(stream, name, b"", source.first, part=True, names=names)
        elif kind in ("jsonl", "csv") and length is not None:
            header = stream.peek(65536).split(b"\n", 1)[0] if kind == "csv" and source.start else b""
            if source.file is None:
                stream.seek(source.start)
            if kind == "jsonl":
                yield from jsonrecords.read_lines(stream, name, length, source.first, names)
            else:
                yield from rows.read_csv(bounded(stream, length), name, header, source.first, part=True, names=names)
        else:
            yield from READERS.get(kind or "", _read_sniffed)(stream, name, names)


def _read_named(stream: io.BufferedReader, where: str, name: str, names: Names) -> Iterator[Draft]:
    """The drafts of a file in an archive, by its name."""
    yield from READERS.get(family(name) or "", _read_sniffed)(stream, where, names)


def _printable(path: str) -> str:
    """A path that can be written as UTF-8, whatever bytes the file system holds."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")


def article_of(path: str, draft: Draft, date: str | None = None, any_language: bool = True) -> Article:
    """The article of a draft: the id depends on what the source says, never on where it lies."""
    name = _printable(path)
    where = f"{name}#{_printable(draft.key)}" if draft.key is not None else name
    title, url, publisher = _line(draft.title), _line(draft.url), _line(draft.publisher)
    text = draft.text if not draft.error else None
    day = (
        draft.date
        or (date_in_name(draft.member or path.rsplit("/", 1)[-1]) if path != STDIN else None)
        or date_in_text(text)
        or iso_date(date)
    )
    error, status, language = draft.error, draft.status, draft.language
    if text is not None and len(text) > 2 * MAX_CHARACTERS:  # whatever cleaning takes away
        error = _too_much(where, len(text), "characters", MAX_CHARACTERS)
        text, status = None, "failed"
    elif text is not None:
        text = without_cut_mark(clean(text))
        if _SPACES.fullmatch(text) or not any(c.isalnum() for c in text):
            text, status, error = None, "skipped", f"{where} has no text: it is empty or blank."
        elif len(text) > MAX_CHARACTERS:
            error = _too_much(where, len(text), "characters", MAX_CHARACTERS)
            text, status = None, "failed"
        elif (tokens := _tokens(text)) > MAX_TOKENS:
            text, status, error = None, "failed", _too_much(where, tokens, "words and signs", MAX_TOKENS)
        elif not any_language and (code := foreign(text)):
            text, status, language = None, "skipped", code
            error = f"{where} is in {name_of(code)} ({code}), not English: --any-language has it read."
    elif not error:
        status, error = "skipped", f"{where} has no text: it is empty or blank."
    if text is None:
        error = _sentence(error or status)
        identity, digest, words = content_id("a", where, error), None, 0
    else:
        identity = content_id("a", text, title, day, url, draft.given_id)
        digest, words = hashlib.sha256(text.encode("utf-8")).hexdigest(), len(text.split())
    return Article(
        id=identity,
        path=where,
        url=url,
        title=title,
        date=day,
        publisher=publisher,
        language=language,
        text=text,
        sha256=digest,
        words=words,
        status=status,  # type: ignore[arg-type]  # one of the three by construction
        error=error if text is None else None,
        facts=0,
    )


def _tokens(text: str) -> int:
    """Words and signs of a text, 0 of one that is too short to have many."""
    return sum(1 for _ in _TOKEN.finditer(text)) if len(text) > MAX_TOKENS else 0


def _too_much(where: str, count: int, what: str, most: int) -> str:
    return f"{where} has {count:,} {what}, more than {most:,}, the most for one article: split it."


def date_in_text(text: str | None) -> str | None:
    """The day that a text's dateline tells, null without one.

    Where no year stands in it, the year is that of the days that the text tells with one, if they lie near it; it stays
    open where none does, or where two years fit.
    """
    found = dateline(text) if text else None
    if not text or found is None or not found.day:
        return None
    if _YEAR.search(found.day):
        return iso_date(_ORDINAL.sub("", found.day))
    near: set[str] = set()
    for told in full_days(text[:_TOLD_IN]):
        known = iso_date(_ORDINAL.sub("", told))
        for year in range(int(known[:4]) - 1, int(known[:4]) + 2) if known else ():
            day = iso_date(f"{_ORDINAL.sub('', found.day)} {year}")
            if (
                known
                and day
                and abs(date.fromisoformat(day) - date.fromisoformat(known)) <= _NEAR
                and _fits(found.day, day)
            ):
                near.add(day)
    return near.pop() if len(near) == 1 else None


def _fits(told: str, day: str) -> bool:
    """Whether a day is of the weekday that is told with it, if one is."""
    named = _WEEKDAY.search(told)
    return named is None or date.fromisoformat(day).strftime("%A").lower() == named[0].lower()


def _sentence(error: str) -> str:
    """An error as one line; of one that names something endless, the beginning and the end."""
    line = " ".join(clean(error).split())
    return line if len(line) <= _LONGEST_ERROR else f"{line[: _LONGEST_ERROR // 2]} … {line[-_LONGEST_ERROR // 2 :]}"


def _line(value: str | None) -> str | None:
    """A value as one line of writable text, null if nothing is left."""
    return scalar(clean(value)) if value else None
