"""Title, date, URL, publisher and language that a web page states about itself.

Read in the order of trust: schema.org JSON-LD, Open Graph and other meta tags, the page's own elements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pipeline.ingest.formats.fields import language, scalar
from pipeline.ingest.formats.page_dates import day_of_publication
from pipeline.ingest.formats.page_titles import headlines, line_of

_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|Review|CreativeWork$")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says of itself, and where; ``date_from`` without a date is what it tells that is no day for sure.

    ``headlines`` and ``descriptions`` (all that it gives) help to judge its blocks.
    """

    title: str | None
    title_from: str | None
    headlines: tuple[str, ...]
    descriptions: tuple[str, ...]
    date: str | None
    date_from: str | None
    url: str | None
    publisher: str | None
    language: str | None
    is_article: bool


def page_metadata(tree: Any) -> PageMetadata:
    """The metadata of a parsed page (an lxml tree)."""
    metas = _metas(tree)
    article, page = _linked_data(tree)
    url = _url(tree, metas, article)
    publisher = _publisher(metas, article, url)
    found = headlines(tree, metas, article, (publisher, line_of(metas.get("og:site_name"))), url)
    titles = [" ".join(h.text.lower().split()) for h in found]
    day, day_from = day_of_publication(tree, metas, article, page, url, titles)
    described = (metas.get("description"), metas.get("og:description"), article.get("description"))
    return PageMetadata(
        title=found[0].text if found else None,
        title_from=found[0].origin if found else None,
        headlines=tuple(dict.fromkeys(h.text for h in found)),
        descriptions=tuple(dict.fromkeys(line for d in described if (line := line_of(d)))),
        date=day,
        date_from=day_from,
        url=url,
        publisher=publisher,
        language=language(tree.get("lang")) or language(article.get("inLanguage")) or language(metas.get("og:locale")),
        is_article=bool(article) or metas.get("og:type", "").lower() == "article" or "article:published_time" in metas,
    )


def _metas(tree: Any) -> dict[str, str]:
    """The first content of each meta tag, by lower-case property, name or itemprop."""
    out: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content")
        if name and content and content.strip():
            out.setdefault(name.strip().lower(), content.strip())
    return out


def _linked_data(tree: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The schema.org objects of the article and of the page, empty where the page has none."""
    page: Mapping[str, Any] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        for thing in _things(script.text):
            kind = scalar(thing.get("@type")) or ""
            if _ARTICLE_TYPE.search(kind) and (thing.get("headline") or thing.get("datePublished")):
                return thing, page
            if kind == "WebPage" and not page:
                page = thing
    return {}, page


def _things(text: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD script and of its graph, in order."""
    try:
        # Some sites wrap it in CDATA or end it with a semicolon: only the first value counts.
        start = min(at for at in (text.find("{"), text.find("["), len(text)) if at >= 0)
        start = text.index("{") if text[start:].startswith("[CDATA[") else start
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, Mapping):
            yield thing
            for name in ("@graph", "mainEntity"):
                inner = thing.get(name)
                yield from (t for t in (inner if isinstance(inner, list) else [inner]) if isinstance(t, Mapping))


def _url(tree: Any, metas: Mapping[str, str], article: Mapping[str, Any]) -> str | None:
    canonical = next(
        (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), None
    )
    main = article.get("mainEntityOfPage")
    main = main.get("@id") if isinstance(main, Mapping) else main
    for candidate in (canonical, metas.get("og:url"), article.get("url"), main):
        found = scalar(candidate)
        if found and found.lower().startswith(("http://", "https://")):
            return found
    return None


def _publisher(metas: Mapping[str, str], article: Mapping[str, Any], url: str | None) -> str | None:
    named = (
        line_of(article.get("publisher"))
        or line_of(metas.get("og:site_name"))
        or line_of(metas.get("application-name"))
    )
    if named and not named.startswith(("http", "@")):
        return named
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
