"""From a source to articles: which reader takes it, and what every article has in common."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator

from pipeline.ingest import html, jsonrecords, markdown, plain
from pipeline.ingest.dates import date_in_name, iso_date
from pipeline.ingest.encodings import binary_kind, clean, decode
from pipeline.ingest.fields import Draft, scalar
from pipeline.ingest.opening import Unreadable, opened, unexpected, whole
from pipeline.ingest.sources import STDIN, Source, family
from pipeline.records import Article, content_id

_MARKUP = re.compile(r"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b")
_SPACES = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\s]*")


def _read_plain(stream: io.BufferedReader, path: str) -> Iterator[Draft]:
    data = _text_bytes(stream, path)
    text = decode(data)
    # A saved page named .txt is still a page: its menus would be read as claims.
    yield html.draft_of(html.decoded(data), path) if _MARKUP.match(text[:4096]) else plain.draft_of(text)


def _read_markdown(stream: io.BufferedReader, path: str) -> Iterator[Draft]:
    yield markdown.draft_of(decode(_text_bytes(stream, path)))


def _read_html(stream: io.BufferedReader, path: str) -> Iterator[Draft]:
    yield html.draft_of(html.decoded(_text_bytes(stream, path)), path)


def _read_sniffed(stream: io.BufferedReader, path: str) -> Iterator[Draft]:
    """Content whose format no ending tells: JSON and JSONL, HTML, else plain text."""
    start = stream.peek(65536)
    if start.lstrip()[:1] == b"{" and b"\n" in start and jsonrecords.starts_with_record(decode(start)):
        yield from jsonrecords.read_lines(stream, path)
        return
    data = _text_bytes(stream, path)
    text = decode(data)
    if text.lstrip()[:1] in ("{", "["):
        drafts = _json_drafts(text, path)
        if drafts:
            yield from drafts
            return
    yield html.draft_of(html.decoded(data), path) if _MARKUP.match(text[:4096]) else plain.draft_of(text)


def _json_drafts(text: str, path: str) -> Iterator[Draft] | None:
    """The drafts in a text if it is JSON, null if it merely starts with a bracket."""
    try:
        jsonrecords.parse(text)
    except ValueError:
        return jsonrecords.drafts_of(text, path) if jsonrecords.starts_with_record(text) else None
    return jsonrecords.drafts_of(text, path)


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


READERS: dict[str, Callable[[io.BufferedReader, str], Iterator[Draft]]] = {
    "plain": _read_plain,
    "markdown": _read_markdown,
    "html": _read_html,
    "json": jsonrecords.read_json,
    "jsonl": jsonrecords.read_lines,
}
"""The reader of each family of formats; `sources.ENDINGS` tells which endings are of a family."""


def read(source: Source, date: str | None = None) -> Iterator[Article]:
    """The articles of a source, each ok, skipped or failed; never raises on any input.

    Args:
        source: As `find` gives it.
        date: The day of articles for which neither their own metadata nor the file's name tells one.
    """
    try:
        for draft in _drafts(source):
            yield article_of(source.path, draft, date)
    except Unreadable as error:
        yield article_of(source.path, Draft(status=error.status, error=error.sentence), date)
    except Exception as error:  # whatever a damaged file or a library does, the run goes on
        draft = Draft(status="failed", error=unexpected(_printable(source.path), error))
        yield article_of(source.path, draft, date)


def _drafts(source: Source) -> Iterator[Draft]:
    path = source.path
    if source.refusal is not None:
        raise Unreadable("skipped", _printable(source.refusal))
    with opened(source.file or path) as stream:
        name = "Standard input" if path == STDIN else _printable(path)
        kind = family(source.file or path) if path != STDIN or source.file else None
        if kind == "jsonl" and (source.start or source.end is not None):
            if source.file is None:
                stream.seek(source.start)
            length = None if source.end is None else source.end - source.start
            yield from jsonrecords.read_lines(stream, name, length, source.first)
        else:
            yield from READERS.get(kind or "", _read_sniffed)(stream, name)


def _printable(path: str) -> str:
    """A path that can be written as UTF-8, whatever bytes the file system holds."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")


def article_of(path: str, draft: Draft, date: str | None = None) -> Article:
    """The article of a draft: the id depends on what the source says, never on where it lies."""
    name = _printable(path)
    where = f"{name}#{_printable(draft.key)}" if draft.key is not None else name
    title, url, publisher = _line(draft.title), _line(draft.url), _line(draft.publisher)
    day = draft.date or (date_in_name(path.rsplit("/", 1)[-1]) if path != STDIN else None) or iso_date(date)
    text = draft.text if not draft.error else None
    error = draft.error
    status = draft.status
    if text is not None:
        text = clean(text)
        if _SPACES.fullmatch(text) or not any(c.isalnum() for c in text):
            text, status, error = None, "skipped", f"{where} has no text: it is empty or blank."
    elif not error:
        status, error = "skipped", f"{where} has no text: it is empty or blank."
    if text is None:
        error = _line(error)
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
        language=draft.language,
        text=text,
        sha256=digest,
        words=words,
        status=status,  # type: ignore[arg-type]  # one of the three by construction
        error=error if text is None else None,
        facts=0,
    )


def _line(value: str | None) -> str | None:
    """A value as one line of writable text, null if nothing is left."""
    return scalar(clean(value)) if value else None
