"""The day on which a web page was published: stated in its metadata, visible under its headline, or in its address.

Days of updates and of other stories on the page count for nothing as long as there is another. A date such as 03/04/2024
counts where the page's locale or another date on the page tells the order of day and month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.ingest.formats.dates import MONTH, date_in_url, either_order, iso_date
from pipeline.ingest.formats.fields import scalar
from pipeline.ingest.formats.page_elements import aside, kinds, left_out

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
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "date",
    "pdate",
    "ptime",
    "cxenseparse:recs:publishtime",
    "displaydate",
)
_MONTH = rf"{MONTH}[a-z]{{0,6}}\.?"
_VISIBLE = re.compile(
    rf"""
    (?<![\w/])
    (?:
        \d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?\s{{1,3}}(?:of\s)?{_MONTH},?\s{{1,3}}\d{{4}}
        | {_MONTH}\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,3}}\d{{4}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}
    )(?!\w)
    """,
    re.VERBOSE | re.I,
)
_LABEL = re.compile(
    r"(?i)\b(?:(updat|modif|edit|revis|amend|correct|chang)\w*|(publish|post|creat|issu|releas|written|first)\w*)"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?i)en[-_](?:GB|AU|NZ|IE|IN|ZA|SG|HK|MY|KE|NG|PK|BD|LK|MT|UK)|(?!en\b)[a-z]{2}\b.*")
_MONTH_FIRST = re.compile(r"(?i)en[-_](?:US|PH)|es[-_]US")
_BEHIND_HEADLINE = 1500
"""Characters behind the headline in which a visible day is looked for, unless the article's prose begins before."""
_LABEL_REACH = 40
_PROSE_WORDS = 20
_SIGNED = 80
"""Characters of a line that says when the article was published, and who by."""
_NODES = 400
_LINKED_WORDS = 8


def day_of_publication(
    tree: Any,
    metas: Mapping[str, str],
    article: Mapping[str, Any],
    page: Mapping[str, Any],
    url: str | None,
    titles: Sequence[str],
) -> tuple[str | None, str | None]:
    """The day in ISO form and where it stands; null and what is told where that may be two days, both null if nothing is.

    Args:
        tree: The page (an lxml tree).
        metas: Its meta tags by name.
        article: The schema.org object of its article, empty if it has none.
        page: That of the page.
        url: Its address; a day in it wins over metadata within a day of it, which is often in UTC.
        titles: Its headlines in lower case, the likeliest first, by which the headline's element is found.
    """
    in_url = date_in_url(url)
    told = list(_stated(tree, metas, article, page))
    visible, updates = _visible(tree, titles)
    day_first = _order(tree, metas, [str(value) for value, _ in told] + visible + updates)
    for value, origin in told:
        day = _read(value, day_first)
        if day and day >= _EARLIEST_PAGE:
            near = in_url and abs((date.fromisoformat(in_url) - date.fromisoformat(day)).days) <= 1
            return (in_url, "address") if near and in_url else (day, origin)
    days = [day for text in visible if (day := _read(text, day_first)) and day >= _EARLIEST_PAGE]
    if in_url:
        return in_url, "address"
    if days:
        return days[0], "beside the headline"
    signed = [day for text in _signed(tree, titles) if (day := _read(text, day_first)) and day >= _EARLIEST_PAGE]
    if signed:
        return signed[0], "on a line of its own"
    unread = {
        day: text
        for text in [*(str(v) for v, _ in told), *visible]
        for day in _readings(text)
        if _read(text, day_first) is None
    }
    later = {day for text in updates if (day := _read(text, day_first))}
    found = _searched(tree, url)
    if found and found not in unread and found not in later:
        return found, "found by htmldate"
    if unread:
        return None, next(iter(unread.values()))
    return (min(later), "update") if later else (None, None)


def _read(value: object, day_first: bool | None) -> str | None:
    """A day, with the order of day and month that the page has where its own is open."""
    text = scalar(value)
    day = iso_date(_ORDINAL.sub("", text)) if text else None
    if day or not text or day_first is None:
        return day
    found = _NUMERIC.match(text)
    return either_order(int(found[1]), int(found[3]), int(found[4]), day_first) if found else None


def _readings(text: str) -> list[str]:
    """Both days that a numeric date may mean."""
    found = _NUMERIC.search(text)
    if not found:
        return []
    both = (either_order(int(found[1]), int(found[3]), int(found[4]), order) for order in (True, False))
    return [day for day in both if day]


def _order(tree: Any, metas: Mapping[str, str], texts: list[str]) -> bool | None:
    """Whether the page's numeric dates have the day first; null if neither its dates nor its locale tell."""
    for text in texts:
        for first, _, second, _ in _NUMERIC.findall(text):
            if int(first) > 12 >= int(second):
                return True
            if int(second) > 12 >= int(first):
                return False
    for locale in (tree.get("lang"), metas.get("og:locale"), metas.get("content-language"), metas.get("language")):
        if locale and _MONTH_FIRST.fullmatch(locale.strip()):
            return False
        if locale and _DAY_FIRST.fullmatch(locale.strip()):
            return True
    return None


def _stated(
    tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], page: Mapping[str, Any]
) -> Iterator[tuple[object, str]]:
    """What the page states in words made for machines, the most trusted first."""
    yield article.get("datePublished"), "JSON-LD"
    for name in _PUBLISHED:
        if name in metas:
            yield metas[name], f"meta {name}"
    yield page.get("datePublished"), "JSON-LD"
    for element in tree.xpath("//*[@itemprop='datePublished' or @pubdate]"):
        if not _beside(element):
            yield element.get("datetime") or element.get("content") or element.text_content(), "itemprop"


def _beside(element: Any) -> bool:
    """Whether an element stands in something beside the article."""
    return aside(element, "date") is not None or any(e.tag in left_out("date") for e in element.iterancestors())


def _visible(tree: Any, titles: Sequence[str]) -> tuple[list[str], list[str]]:
    """The days between the headline and the article's prose, those said to be of publication first; those of updates."""
    text = " ".join(" ".join(_behind_headline(tree, titles)).split())
    published: list[str] = []
    days: list[str] = []
    updates: list[str] = []
    end = 0
    for found in _VISIBLE.finditer(text):
        labels = list(_LABEL.finditer(text, max(end, found.start() - _LABEL_REACH), found.start()))
        (days if not labels else updates if labels[-1][1] else published).append(found[0])
        end = found.end()
    return published + days, updates


def _signed(tree: Any, titles: Sequence[str]) -> Iterator[str]:
    """The days on short lines behind the headline that begin with words of publication: "Posted on 9 April 2024 by Ana"."""
    start = _headline(tree, titles)
    for element in _following(start) if start is not None else ():
        of_lines = element.tag in kinds() and not any(child.tag in kinds() and child.tag != "br" for child in element)
        line = " ".join(element.text_content().split()) if of_lines else ""
        if not line or len(line) > _SIGNED:
            continue
        label, day = _LABEL.match(line), _VISIBLE.search(line)
        if label and label[2] and day and day.start() < _LABEL_REACH:
            yield day[0]


def _headline(tree: Any, titles: Sequence[str]) -> Any:
    """The element of the headline, else the page's first ``h1``, else null."""
    heads = [(" ".join(h.text_content().lower().split()), h) for h in tree.iter("h1", "h2")]
    start = next((h for title in titles for text, h in heads if text == title), None)
    if start is None:
        start = next(iter(tree.iter("h1")), None)
    return start


def _behind_headline(tree: Any, titles: Sequence[str]) -> Iterator[str]:
    """The pieces of text behind the headline, a time's machine-readable day in place of its words."""
    start = _headline(tree, titles)
    if start is None:
        return
    length = 0
    for count, element in enumerate(_following(start)):
        if length > _BEHIND_HEADLINE or count > _NODES:
            return
        if element.tag == "h1" or (element.tag == "p" and _is_prose(element)):
            return
        own = (element.text or "") if element.tag != "time" else _moment(element)
        for piece in (own, element.tail or ""):
            length += len(piece)
            yield piece


def _following(start: Any) -> Iterator[Any]:
    """The elements behind one in the page's order, without those of what stands beside the article."""
    at = start
    while at is not None:
        sibling = at.getnext()
        while sibling is not None:
            yield from _within(sibling)
            sibling = sibling.getnext()
        at = at.getparent()


def _within(top: Any) -> Iterator[Any]:
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    events = iterwalk(top, events=("start",))
    for _, element in events:
        if not isinstance(element.tag, str):
            continue
        linked = element.tag == "a" and len(element.text_content().split()) > _LINKED_WORDS
        if element.tag in left_out("date") or linked or aside(element, "date", climbs=1) is not None:
            events.skip_subtree()
            continue
        yield element


def _moment(element: Any) -> str:
    stated = element.get("datetime") or ""
    return f" {day} " if (day := iso_date(stated)) else element.text or ""


def _is_prose(paragraph: Any) -> bool:
    text = paragraph.text_content()
    return len(text.split()) >= _PROSE_WORDS and text.rstrip()[-1:] in tuple('.!?”"')


def _searched(tree: Any, url: str | None) -> str | None:
    """The date that htmldate finds by the page's wording, for pages that state none."""
    from htmldate import find_date

    try:
        found = find_date(
            tree, extensive_search=False, original_date=True, url=url, min_date=_EARLIEST_PAGE, max_date=_FAR_FUTURE
        )
    except Exception:  # on odd markup, of many kinds: then the page tells no date
        return None
    return iso_date(found)
