"""Web archives (WARC, ISO 28500), plain or gzipped: the pages among their records, by the reader of pages."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.ingest.formats import html, plain
from pipeline.ingest.formats.encodings import binary_kind, decode
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.formats.opening import MAX_DECODED, Unreadable, bounded, needed, reason, unexpected
from pipeline.ingest.sources.source import Source

PART_SIZE = 256 * 1024
"""A web archive is divided into parts of about so many bytes, between records."""
_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("text/plain",)
_CHARSET = re.compile(r"(?i)charset=[\"']?([\w.:-]+)")
_ALL_WELL = "200"
_BLOCK = 1 << 16


def parts(stream: io.BufferedReader, whole: Source) -> Iterator[Source]:
    """Parts of a web archive, by the offsets of its records.

    Raises:
        Unreadable: The package for it is not installed.
    """
    iterator = _records(stream, whole.path)
    start = at = pages = 0
    damaged = False
    try:
        for record in iterator:
            pages += _is_page(record)
            iterator.read_to_end()
            at = iterator.offset
            if at - start >= PART_SIZE:
                yield Source(whole.path, start, at, size=at - start, weight=at - start)
                start = at
    except Exception:
        damaged = True
    if not pages and not damaged:
        yield Source(whole.path, refusal=_no_page(whole.path), weight=whole.weight)
        return
    rest = max(1, whole.weight - start)
    yield Source(whole.path, start, None, size=rest, weight=rest)


def read_warc(stream: io.BufferedReader, path: str, end: int | None, first: bool) -> Iterator[Draft]:
    """Drafts of the pages in a web archive, from where the stream stands to ``end`` bytes further.

    Raises:
        Unreadable: It holds no page, or is damaged; the pages before the damage have come then.
    """
    part = stream if end is None else bounded(stream, end)
    pages = records = 0
    iterator = _records(part, path)
    try:
        for record in iterator:
            records += 1
            if _is_page(record):
                pages += 1
                yield _draft(record, path)
            while record.raw_stream.read(_BLOCK):
                pass
            if getattr(record.raw_stream, "limit", 0) > 0:
                raise ValueError("its end is missing")
        if iterator.err_count or iterator.fh.tell() > iterator.offset:
            raise ValueError("there are data that make no record")
    except Unreadable:
        raise
    except Exception as error:
        sentence = f"{path} is damaged behind record {records} ({reason(error)}): fetch it again."
        raise Unreadable("failed", sentence) from error
    if not pages and first and end is None:
        raise Unreadable("skipped", _no_page(path))


def _records(stream: io.BufferedReader, path: str) -> Any:
    iterator = needed("warcio.archiveiterator", "warc", path).WARCIterator(stream)
    iterator.INC_RECORD = ""  # it would be written to standard error
    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    return iterator


def _no_page(path: str) -> str:
    return f"{path} holds no page: none of its records is HTML or text with status 200."


def _stated(record: Any) -> str:
    return (record.http_headers or record.rec_headers).get_header("Content-Type") or ""


def _is_page(record: Any) -> bool:
    """Whether a record is a page that its server gave, of a kind that can be read."""
    if record.rec_type not in ("response", "resource", "conversion"):
        return False
    http = record.http_headers
    if http is not None and record.rec_type == "response" and http.get_statuscode() != _ALL_WELL:
        return False
    return _kind(record) in (*_PAGES, *_TEXTS)


def _kind(record: Any) -> str:
    return _stated(record).split(";", 1)[0].strip().lower()


def _draft(record: Any, path: str) -> Draft:
    url = record.rec_headers.get_header("WARC-Target-URI")
    kind, stated = _kind(record), _stated(record)
    key = url or record.rec_headers.get_header("WARC-Record-ID")
    where = f"The page {url} in {path}"
    try:
        data = record.content_stream().read(MAX_DECODED + 1)
        if len(data) > MAX_DECODED:
            raise Unreadable("failed", f"{where} is larger than {MAX_DECODED // 2**20} MB: not read.")
        if not data.strip():
            raise Unreadable("skipped", f"{where} is empty.")
        if found := binary_kind(data):
            raise Unreadable("skipped", f"{where} holds {found}, not text.")
        charset = _CHARSET.search(stated)
        if kind in _PAGES:
            draft = html.draft_of(html.decoded(data, charset[1] if charset else None), where)
        else:
            draft = plain.draft_of(decode(data, charset[1] if charset else None))
        draft = replace(draft, url=draft.url or url)
    except Unreadable as error:
        draft = Draft(url=url, status=error.status, error=error.sentence)
    except Exception as error:
        draft = Draft(url=url, status="failed", error=unexpected(where, error))
    return replace(draft, key=key)
