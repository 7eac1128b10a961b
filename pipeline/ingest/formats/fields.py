"""The names under which news data keep text, title, date and the rest, and how their values are read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.ingest.formats.dates import iso_date
from pipeline.ingest.formats.encodings import mended
from pipeline.tables import packaged


def _words(role: str) -> list[str]:
    return [row["word"] for row in packaged("pipeline.ingest", "field_words") if row["role"] == role]


TEXT = (
    "ctext",  # beside it, "text" is a summary
    "text",
    "maintext",
    "main_text",
    "article_text",
    "full_text",
    "fulltext",
    "articlebody",
    "articletext",
    "body",
    "body_text",
    "bodytext",
    "content",
    "content_text",
    "content_html",
    "article",
    "story",
    *(f"{which}{apart}{what}" for what in _words("text") for which in _words("which") for apart in ("_", "")),
)
TITLE = ("title", "headline", "headlines", "title_text", "article_title", "webtitle", "heading")
DATE = (
    "date",
    "date_publish",
    "datepublished",
    "date_published",
    "published_at",
    "publishedat",
    "published_date",
    "published",
    "publish_date",
    "publication_date",
    "publishdate",
    "pubdate",
    "pub_date",
    "publish_time",
    "webpublicationdate",
    "published_on",
    "created_at",
    "timestamp",
)
URL = ("url", "link", "canonical", "canonical_url", "permalink", "weburl", "article_url", "source_url")
PUBLISHER = (
    "publisher",
    "publication",
    "source",
    "source_name",
    "site",
    "site_name",
    "sitename",
    "website",
    "outlet",
    "source_hostname",
    "hostname",
    "source_domain",
    "domain",
)
LANGUAGE = ("language", "lang", "inlanguage", "locale")
IDENTIFIER = ("id", "_id", "uuid", "guid", "article_id", "doc_id", "articleid")
SHOWN_TEXT = "text, maintext, content, body, article"
"""Those of ``TEXT`` that messages name."""
_INNER = (
    *("text", "rendered", "value", "name", "$oid", "$date", "$numberLong", "$numberInt", "$numberDouble"),
    *("plain", "html", "#text", "iso"),
)
_ADDRESS = re.compile(r"https?://\S+")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,7}|#[xX][0-9a-fA-F]{2,6});")
_LANGUAGES = {"english": "en", "eng": "en", "german": "de", "french": "fr", "spanish": "es"}
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_.-]*)?")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names records keep text, title and date: the first that is there counts; those of a user count alone.

    A user's name may be a path: ``fields.bodyText`` is ``bodyText`` in the object ``fields``.
    """

    text: tuple[str, ...] = TEXT
    title: tuple[str, ...] = TITLE
    date: tuple[str, ...] = DATE

    @classmethod
    def given(cls, text: str | None = None, title: str | None = None, date: str | None = None) -> Names:
        """A user's names, ours where there is none."""
        own = {"text": text, "title": title, "date": date}
        return cls(**{part: (plain(name),) for part, name in own.items() if name})

    @property
    def text_shown(self) -> str:
        """The names of the text, for messages."""
        return SHOWN_TEXT if self.text is TEXT or self.text == TEXT else f"{self.text[0]!r}, as --text-field says"

    @property
    def lists_own(self) -> bool:
        """Whether the text's name is a user's."""
        return self.text != TEXT


NAMES = Names()
"""Our own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found in a file or a record: the parts of an `Article` that come from the source.

    ``key`` tells one record of a file from the others in its path; ``given_id`` is the record's own id; ``member`` is the
    name of the file in an archive.
    With ``error``, there is no text and the sentence says why. ``form`` is what it was read as where its name tells
    something else, ``title_from`` and ``date_from`` are where the two stand, ``date_told`` what is told of the date but is
    no day for sure, ``dropped`` what of a page was left out, each with the reason; they are for a person alone.
    """

    text: str | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None
    key: str | None = None
    given_id: str | None = None
    member: str | None = None
    status: str = "ok"
    error: str | None = None
    form: str | None = None
    title_from: str | None = None
    date_from: str | None = None
    date_told: str | None = None
    dropped: tuple[tuple[str, str], ...] = ()


def scalar(value: object) -> str | None:
    """A value as one line of text: of a list its first, of an object the part that holds text; null if none."""
    for _ in range(3):
        if value is None or isinstance(value, str):
            break
        if isinstance(value, list | tuple):
            value = value[0] if value else None
        elif isinstance(value, Mapping):
            value = next((value[k] for k in _INNER if value.get(k)), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        line = " ".join(str(value).split())
    except ValueError:  # an integer of thousands of digits
        return None
    return decoded(line)[:_LONGEST] or None


def decoded(text: str) -> str:
    """A field's text with what its writer left encoded: entities of HTML, signs of another charset."""
    text = mended(text)
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def body(value: object, depth: int = 8) -> str | None:
    """A value as an article's text, exactly as it stands; paragraphs in a list are joined by an empty line."""
    if isinstance(value, Mapping):
        value = next((value[k] for k in _INNER if isinstance(value.get(k), str | list)), None)
    if isinstance(value, list):
        parts = [body(part, depth - 1) for part in value] if depth and len(value) < 100_000 else []
        value = "\n\n".join(part for part in parts if part and part.strip()) or None
    return value if isinstance(value, str) else None


def language(value: object) -> str | None:
    """A language's primary code: "en-US" and "English" are "en"; null if the value names none."""
    text = scalar(value)
    if not text:
        return None
    named = _LANGUAGES.get(text.lower())
    found = _LANGUAGE.fullmatch(text)
    return named or (found[1].lower() if found else None)


def values(record: Mapping[str, object], names: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    """Those of the named fields that a record has, by `lowered` names, with their values."""
    for name in names:
        if name in record:
            yield name, record[name]
        elif "." in name:
            head, _, rest = name.partition(".")
            inner = record.get(head)
            if isinstance(inner, Mapping):
                yield from ((name, value) for _, value in values(lowered(inner), (rest,)))


def first(record: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    """The first of the named fields that has a value."""
    return next((found for _, value in values(record, names) if (found := scalar(value))), None)


def lowered(record: Mapping[Any, Any]) -> dict[str, object]:
    """The record by plain names (of two that are alike then, the first)."""
    out: dict[str, object] = {}
    for name, value in record.items():
        out.setdefault(plain(str(name)), value)
    return out


def plain(name: str) -> str:
    """A field's name as the lists here have it: "Article text" is article_text."""
    return "_".join(name.strip().lstrip("\ufeff").lower().replace("-", " ").split())


def metadata(record: Mapping[str, object], names: Names = NAMES) -> Draft:
    """Title, date, URL, publisher, language and id of a record or front matter with lower-case names."""
    stated = (value for _, value in values(record, names.date))
    days = (iso_date(value if isinstance(value, int | float | date) else scalar(value)) for value in stated)
    day = next((day for day in days if day), None)
    url, publisher = first(record, URL), None
    for name in PUBLISHER:
        told = scalar(record.get(name))
        if told and _ADDRESS.fullmatch(told):
            url = url or told  # "source" is said of the page, too
        else:
            publisher = publisher or told
    return Draft(
        title=first(record, names.title),
        date=day,
        date_told=None if day else first(record, names.date),
        url=url,
        publisher=publisher,
        language=next((code for name in LANGUAGE if name in record and (code := language(record[name]))), None),
        given_id=first(record, IDENTIFIER),
    )
