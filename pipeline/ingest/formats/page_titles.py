"""The headline of a web page: what its metadata and its own elements agree on, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from pipeline.ingest.formats.boilerplate import normal
from pipeline.ingest.formats.fields import scalar

_SEPARATOR = re.compile(r"\s+(?:\||–|—|•|·|»|«|::|-)\s+|\s*\|\s*")
_BARS = re.compile(r"\s*\|\s*|\s+(?:»|::|•)\s+")
_LETTERS = re.compile(r"\W|^www|(?:com|org|net|co|uk)$")
_LONGEST_SITE = 5
_SHORTEST_TITLE = 3
_SHORTEST_KEPT = 2
_FORMS = ("h1", "JSON-LD", "og:title", "twitter:title", "title")


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline as the page gives it, and where: "h1", "JSON-LD", "og:title", "twitter:title" or "title"."""

    text: str
    origin: str


def line_of(value: object) -> str | None:
    """A value as one line, its entities decoded; null if it is none."""
    text = scalar(value)
    return scalar(unescape(text)) if text else None


def headlines(
    tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], sites: Iterable[str | None], url: str | None
) -> tuple[Headline, ...]:
    """The headlines that a page states, the likeliest first: its metadata's, in the words in which readers see it.

    Args:
        tree: The page (an lxml tree).
        metas: Its meta tags by name.
        article: The schema.org object of its article, empty if it has none.
        sites: Names that it gives its site and publisher.
        url: Its address.
    """
    names = _site_names(sites, url)
    shown = [*tree.iter("h1"), *tree.xpath("//*[@itemprop='headline'][not(self::meta)][not(self::h1)]")]
    stated = (
        (metas.get("og:title"), "og:title"),
        (article.get("headline"), "JSON-LD"),
        (metas.get("twitter:title"), "twitter:title"),
        (next((t.text_content() for t in tree.iter("title") if not _in_image(t)), None), "title"),
        *((" ".join(h.itertext()), "h1") for h in shown),
    )
    found = [Headline(text, origin) for value, origin in stated if (text := line_of(value))]
    cleaned = [Headline(_without_site(h.text, names, found), h.origin) for h in found]
    cleaned = [h for h in cleaned if normal(h.text) and _letters(h.text) not in names]
    leader = next((h for h in cleaned if len(h.text.split()) >= _SHORTEST_TITLE or _support(h, cleaned)), None)
    if leader is None:
        return tuple(cleaned)
    of_leader = [h for h in cleaned if _same(normal(h.text), normal(leader.text))]
    best = min(of_leader, key=lambda h: _FORMS.index(h.origin))  # what readers see, whole and without additions
    return (best, *(h for h in cleaned if h is not best))


def _in_image(title: Any) -> bool:
    return any(parent.tag == "svg" for parent in title.iterancestors())


def _support(one: Headline, others: Sequence[Headline]) -> int:
    """How many other statements say the same."""
    words = normal(one.text)
    return len({other.origin for other in others if other.origin != one.origin and _same(words, normal(other.text))})


def _same(one: str, other: str) -> bool:
    """Whether two say the same: equal, or one all but for what a page adds before or behind it, or cut."""
    short, long = sorted((one, other), key=len)
    return one == other or (
        short.count(" ") + 1 >= _SHORTEST_TITLE and (long.startswith(short) or long.endswith(short))
    )


def _site_names(sites: Iterable[str | None], url: str | None) -> frozenset[str]:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        host = ""
    parts = [p for p in host.removeprefix("www.").split(".") if len(p) > 3]
    return frozenset(name for site in (*sites, host, *parts) if site and (name := _letters(site)))


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.lower())


def _is_site(piece: str, names: frozenset[str]) -> bool:
    """Whether a piece of a title is the site's name, or a part or an extension of it ("BBC News" of "BBC")."""
    letters = _letters(piece)
    if not letters or len(piece.split()) > _LONGEST_SITE:
        return False
    return any(letters in name or (len(name) > 3 and name in letters) for name in names)


def _without_site(title: str, names: frozenset[str], found: Sequence[Headline]) -> str:
    """A title without names of its site before or behind it."""
    for other in found:  # what another statement gives alone, between separators
        if (
            other.text != title
            and _letters(other.text) not in names
            and len(other.text.split()) >= _SHORTEST_TITLE
            and other.text in title
        ):
            before, _, behind = title.partition(other.text)
            if (not before or _SEPARATOR.search(before)) and (not behind or _SEPARATOR.match(behind)):
                return other.text
    while True:
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            return title
        head, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
        first, rest = title[: cuts[0].start()].strip(), title[cuts[0].end() :].strip()
        if _is_site(tail, names) and len(head.split()) >= _SHORTEST_KEPT:
            title = head
        elif _is_site(first, names) and len(rest.split()) >= _SHORTEST_TITLE:
            title = rest
        elif _BARS.fullmatch(cuts[-1][0]) and len(tail.split()) <= _LONGEST_SITE < len(head.split()):
            title = head
        else:
            return title
