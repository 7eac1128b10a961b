"""Title, date, URL, publisher and language that a web page states about itself.

Read in the order of trust: schema.org JSON-LD, Open Graph and other meta tags, the page's own elements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from pipeline.ingest.formats.dates import date_in_url, iso_date
from pipeline.ingest.formats.fields import language, scalar

_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|Review|CreativeWork$")
_EARLIEST_PAGE = "1990-01-01"
_FAR_FUTURE = "2200-01-01"
"""A fixed latest date, since the default of htmldate, today, would give other results tomorrow."""
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "publishdate",
    "publish-date",
    "published_time",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
    "pdate",
    "ptime",
    "cxenseparse:recs:publishtime",
    "displaydate",
)
_SEPARATOR = re.compile(r"\s+[|–—•·»-]\s+")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says of itself; ``headlines`` (all that it gives) and ``authors`` help to judge its blocks."""

    title: str | None
    headlines: tuple[str, ...]
    date: str | None
    url: str | None
    publisher: str | None
    language: str | None
    authors: tuple[str, ...]
    is_article: bool


def page_metadata(tree: Any) -> PageMetadata:
    """The metadata of a parsed page (an lxml tree)."""
    metas = _metas(tree)
    article, page = _linked_data(tree)
    url = _url(tree, metas, article)
    publisher = _publisher(metas, article, url)
    headlines = _headlines(tree, metas, article, publisher)
    return PageMetadata(
        title=headlines[0] if headlines else None,
        headlines=headlines,
        date=_date(tree, metas, article, page, url),
        url=url,
        publisher=publisher,
        language=language(tree.get("lang")) or language(article.get("inLanguage")) or language(metas.get("og:locale")),
        authors=_authors(metas, article),
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


def _line(value: object) -> str | None:
    text = scalar(value)
    return scalar(unescape(text)) if text else None


def _headlines(
    tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], publisher: str | None
) -> tuple[str, ...]:
    """The page's headlines without the site's name behind them, the likeliest first."""
    h1 = [text for h in tree.iter("h1") if (text := _line(h.text_content()))]
    title = next((_line(t.text_content()) for t in tree.iter("title")), None)
    found = [metas.get("og:title"), article.get("headline"), metas.get("twitter:title"), title, *h1]
    lines = [_without_site(line, publisher, h1) for value in found if (line := _line(value))]
    return tuple(dict.fromkeys(lines))


def _without_site(title: str, publisher: str | None, headlines: list[str]) -> str:
    for headline in headlines:
        if title != headline and len(headline.split()) > 3 and title.startswith(headline):
            return headline
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and publisher:
        site, last = (re.sub(r"\W|^www|com$", "", s.lower()) for s in (publisher, parts[-1]))
        if last and (last in site or site in last):
            return title[: title.rindex(parts[-1])].rstrip(" |–—•·»-")
    return title


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
    named = _line(article.get("publisher")) or _line(metas.get("og:site_name")) or _line(metas.get("application-name"))
    if named and not named.startswith(("http", "@")):
        return named
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _authors(metas: Mapping[str, str], article: Mapping[str, Any]) -> tuple[str, ...]:
    stated = article.get("author")
    names = [_line(a) for a in (stated if isinstance(stated, list) else [stated])]
    names.append(_line(metas.get("author")) or _line(metas.get("article:author")))
    return tuple(n for n in dict.fromkeys(names) if n and len(n.split()) in (2, 3, 4))


def _date(
    tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], page: Mapping[str, Any], url: str | None
) -> str | None:
    """The day of publication; one in the URL wins over a metadata time within a day of it, which is often in UTC."""
    in_url = date_in_url(url)
    for candidate in _stated_dates(tree, metas, article, page):
        day = iso_date(scalar(candidate))
        if day and day >= _EARLIEST_PAGE:
            near = in_url and abs((date.fromisoformat(in_url) - date.fromisoformat(day)).days) <= 1
            return in_url if near else day
    return in_url or _searched_date(tree, url)


def _stated_dates(
    tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], page: Mapping[str, Any]
) -> Iterator[object]:
    yield article.get("datePublished")
    yield from (metas[name] for name in _PUBLISHED if name in metas)
    yield page.get("datePublished")
    for element in tree.xpath("//*[@itemprop='datePublished' or @pubdate]"):
        yield element.get("datetime") or element.get("content") or element.text_content()
    times = tree.xpath("//article//time[@datetime]") or tree.xpath("//time[@datetime]")
    if times:
        yield times[0].get("datetime")


def _searched_date(tree: Any, url: str | None) -> str | None:
    """The date that htmldate finds by the page's wording, for pages that state none."""
    from htmldate import find_date

    try:
        found = find_date(
            tree, extensive_search=False, original_date=True, url=url, min_date=_EARLIEST_PAGE, max_date=_FAR_FUTURE
        )
    except Exception:  # on odd markup, of many kinds: then the page tells no date
        return None
    return iso_date(found)
