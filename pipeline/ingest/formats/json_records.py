"""JSON and JSONL: one record, a list of records, an object around such a list, or one record a line."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.ingest.formats import html
from pipeline.ingest.formats.encodings import binary_kind, clean, decode
from pipeline.ingest.formats.fields import NAMES, Draft, Names, body, decoded, first, lowered, metadata, values
from pipeline.ingest.formats.opening import MAX_DECODED, Unreadable, unexpected, whole

_LISTS = (
    *("data", "articles", "items", "results", "records", "documents", "docs", "news", "response"),
    *("posts", "stories", "contents", "objects", "entries", "hits"),
)
_ENVELOPES = ("article", "data", "_source", "item", "document", "attributes", "fields")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_MARKUP_START = re.compile(
    r"(?i)\s*<(?:!doctype|html|head|body|article|section|div|p|h[1-6]|figure|blockquote|span)\b[^<>]*>"
)
_MARKUP_CLOSE = re.compile(r"(?i)</(?:p|div|a|span|li|ul|ol|h[1-6]|strong|em|b|i|article|section|blockquote)\s*>")
_MANY_TAGS = 4
_BLOCK = 256 * 1024


def parse(text: str) -> object:
    """The value of a JSON text.

    Raises:
        ValueError: It is no valid JSON; the message says what and where.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise ValueError(f"{error.msg} at {at}") from error
    except RecursionError as error:
        raise ValueError("brackets nested too deeply") from error
    except ValueError as error:  # Python's limit for the digits of an integer
        raise ValueError("a number of thousands of digits") from error


def read_json(stream: io.BufferedReader, path: str, names: Names = NAMES) -> Iterator[Draft]:
    """Drafts of a ``.json`` file; one that holds a record a line is read as JSONL."""
    yield from drafts_of(decode(_textual(whole(stream, path), path)), path, names)


def _textual(data: bytes, path: str) -> bytes:
    kind = binary_kind(data)
    if kind:
        raise Unreadable("failed", f"{path} holds {kind}, not JSON: give it the ending of its format.")
    return data


def drafts_of(text: str, path: str, names: Names = NAMES) -> Iterator[Draft]:
    """Drafts of all records in a JSON text, or in the lines of a JSONL text."""
    if not text.strip():
        raise Unreadable("skipped", f"{path} has no text: it is empty or blank.")
    try:
        value = parse(text)
    except ValueError as error:
        if not starts_with_record(text):
            raise Unreadable("failed", f"{path} is not valid JSON ({error}): correct the file.") from error
        for number, line in enumerate(text.split("\n"), 1):
            yield from _line(line, number, path, names)
        return
    yield from _value(value, path, names)


def starts_with_record(text: str) -> bool:
    """Whether the first line that isn't blank is a JSON object by itself."""
    line = text.lstrip().split("\n", 1)[0]
    try:
        return isinstance(parse(line), dict)
    except ValueError:
        return False


def _value(value: object, path: str, names: Names) -> Iterator[Draft]:
    records = _listed(value, names)
    if records is None:
        yield record_of(value, None, path, names)
        return
    if not records:
        yield Draft(status="skipped", error=f"{path} holds a list of records without any record.")
    if records and not any(
        isinstance(r, str) or (isinstance(r, Mapping) and _names_text(lowered(r), names)) for r in records
    ):
        has = ", ".join(list(lowered(records[0]))[:8]) if isinstance(records[0], Mapping) else "no names"
        sentence = (
            f"{path} holds no articles: none of its records has a text field ({names.text_shown}), but {has}: "
            "--text-field names one."
        )
        yield Draft(status="skipped", error=sentence)
        return
    for index, record in enumerate(records):
        yield record_of(record, str(index), f"Record {index} of {path}", names)


def _listed(value: object, names: Names, depth: int = 2) -> list[object] | None:
    """The list of records that a value is or wraps; null where it is itself one record."""
    if isinstance(value, list):
        return value
    if not isinstance(value, Mapping) or not depth:
        return None
    record = lowered(value)
    if _text(record, names)[0]:
        return None
    titled = first(record, names.title) is not None  # then its lists are of comments, images, other stories
    for name in _LISTS if titled and not names.lists_own else (*_LISTS, *record):
        inner = record.get(name)
        records = _listed(inner, names, depth - 1) if isinstance(inner, list | Mapping) else None
        if records is not None and all(isinstance(r, Mapping) for r in records[:10]):
            known = name in _LISTS or any(_names_text(lowered(r), names) for r in records[:10])  # type: ignore[arg-type]
            if known:
                return records
    return None


def read_lines(
    stream: io.BufferedReader, path: str, end: int | None = None, number: int = 1, names: Names = NAMES
) -> Iterator[Draft]:
    """Drafts of a JSONL stream from where it stands to ``end`` bytes further, whose first line has this ``number``."""
    buffered = stream.peek(4)[:4]
    if end is None and (buffered.startswith(_WIDE_MARKS) or buffered[:1] == b"["):
        yield from drafts_of(decode(_textual(whole(stream, path), path)), path, names)
        return
    empty = True
    for at, line in _lines(stream, end, number):
        for draft in [_too_long(at, path)] if line is None else _line(_decoded(line), at, path, names):
            empty = False
            yield draft
    if empty and end is None:
        raise Unreadable("skipped", f"{path} holds no records: it is empty or blank.")


def _lines(stream: io.BufferedReader, end: int | None, number: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines that aren't blank with their numbers; null stands for a line that is too long to be held."""
    left = end
    pending: list[bytes] = []  # the pieces of a line whose end is in a later block
    length = 0
    while left is None or left > 0:
        block = stream.read1(_BLOCK if left is None else min(_BLOCK, left))
        if not block:
            if left:
                raise Unreadable(
                    "failed", f"The file ended {left} bytes early: it changed while it was read. Read it again."
                )
            break
        left = None if left is None else left - len(block)
        if not pending and not block.strip():
            number += block.count(b"\n")
            continue
        first, *rest = block.split(b"\n")
        length += len(first)
        pending.append(first if length <= MAX_DECODED else b"")
        if not rest:
            continue
        for line in (b"".join(pending), *rest[:-1]):
            if length > MAX_DECODED:
                yield number, None
            elif line and not line.isspace():
                yield number, line
            number += 1
            length = 0
        pending, length = [rest[-1]], len(rest[-1])
    if length > MAX_DECODED:
        yield number, None
    elif any(pending):
        yield number, b"".join(pending)


def _decoded(line: bytes) -> str:
    """A line's text; of what can be no record, the charset is not worth guessing."""
    return decode(line) if b"{" in line[:16] else clean(line.decode("utf-8", "replace"))


def _too_long(number: int, path: str) -> Draft:
    size = f"{MAX_DECODED // 2**20} MB"
    sentence = f"Line {number} of {path} is longer than {size}, the most for one article: split it."
    return Draft(status="failed", key=str(number), error=sentence)


def _line(line: str, number: int, path: str, names: Names) -> Iterator[Draft]:
    if not line.strip():
        return
    where = f"Line {number} of {path}"
    kind = binary_kind(line[:1000].encode("utf-8", "replace")) if "\ufffd" in line[:1000] else None
    try:
        value = parse(line)
    except ValueError as error:
        reason = kind or str(error)
        sentence = f"{where} is not valid JSON ({reason}): correct or remove the line."
        yield Draft(status="failed", key=str(number), error=sentence)
        return
    yield record_of(value, str(number), where, names)


def record_of(value: object, key: str | None, where: str, names: Names = NAMES) -> Draft:
    """The draft of one record, whatever it holds; ``key`` is its line number or index, null for a whole file."""
    try:
        return _read_record(value, key, where, names)
    except Unreadable as error:
        return Draft(status=error.status, key=key, error=error.sentence)
    except MemoryError:
        raise
    except Exception as error:  # one odd record must not take the rest of its file with it
        return Draft(status="failed", key=key, error=unexpected(where, error))


def _read_record(value: object, key: str | None, where: str, names: Names) -> Draft:
    if not isinstance(value, Mapping):
        name = {"str": "text", "list": "a list", "NoneType": "null"}.get(type(value).__name__, "a number")
        sentence = f"{where} is {name}, not an object with a text field ({names.text_shown})."
        return Draft(status="failed", key=key, error=sentence)
    record = lowered(value)
    text, named = _text(record, names)
    for name in _ENVELOPES:
        inner = record.get(name)
        if not text and isinstance(inner, Mapping):
            inside = lowered(inner)
            text, inner_named = _text(inside, names)
            named = named or inner_named
            if text:
                record = {**record, **inside}
    about = metadata(record, names)
    about = replace(about, key=about.given_id or key)
    if not text or not text.strip():
        if named:
            return replace(about, status="skipped", error=f"{where} has no text: its field {named!r} is empty.")
        sentence = f"{where} has no text field ({names.text_shown}): --text-field names another."
        return replace(about, status="failed", error=sentence)
    if len(text) > html.MAX_HTML:
        sentence = (
            f"{where} has {len(text):,} characters, more than {html.MAX_HTML:,}, the most for one record: split it."
        )
        return replace(about, status="failed", error=sentence)
    if is_markup(text):
        page = html.draft_of(text, where)
        fill = {n: getattr(about, n) or getattr(page, n) for n in ("title", "date", "url", "publisher", "language")}
        return replace(page, **fill, key=about.key, given_id=about.given_id)
    return replace(about, text=decoded(text))


def _names_text(record: Mapping[str, object], names: Names) -> bool:
    inside = [lowered(inner) for name in _ENVELOPES if isinstance(inner := record.get(name), Mapping)]
    return any(True for fields in [record, *inside] for _ in values(fields, names.text))


def _text(record: Mapping[str, object], names: Names) -> tuple[str | None, str | None]:
    """The article's text in a record and the name of its field; of fields without content, the name alone."""
    named = None
    for name, value in values(record, names.text):
        text = body(value)
        if text and text.strip():
            return text, name
        if value is None or isinstance(value, str | list):
            named = named or name
    return None, named


def is_markup(text: str) -> bool:
    """Whether a record's text is HTML: it starts with a block's tag, or closes several."""
    if "<" not in text:
        return False
    closed = 0
    for _ in _MARKUP_CLOSE.finditer(text):
        closed += 1
        if closed == _MANY_TAGS:
            return True
    return bool(_MARKUP_START.match(text)) and closed > 0
