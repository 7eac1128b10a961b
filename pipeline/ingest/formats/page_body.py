"""Completes the main text that trafilatura found on a page, by the page's own structure.

Two things that it leaves out hold in general. A body may lie in several containers of one make, as `article-body` blocks
with an advertisement between them: what stands in a further one belongs to the article. And a lead may stand outside of
the body, in markup of its own, between the headline and the first paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.ingest.formats.boilerplate import Block, normal

PARAGRAPHS = {
    "p": "p", "li": "item", "blockquote": "p", "dd": "item", "dt": "item",
    "h1": "head", "h2": "head", "h3": "head", "h4": "head", "h5": "head", "h6": "head",
}  # fmt: skip
_FRAMES = frozenset(
    [
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "td",
        "th",
        "tr",
        "table",
        "tbody",
        "body",
        "html",
        "ul",
        "ol",
        "dl",
        "form",
        "center",
        "fieldset",
        "pre",
        "br",
        "hr",
    ]
)
_PASSED_OVER = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "svg",
        "figure",
        "figcaption",
        "nav",
        "aside",
        "footer",
        "form",
        "select",
        "option",
        "textarea",
        "button",
        "video",
        "audio",
        "iframe",
        "noscript",
        "template",
        "dialog",
        "pre",
        "code",
        "time",
        "label",
    ]
)
_ASIDE = re.compile(
    r"(?i)caption|credit|byline|author|\bbio\b|related|recirc|promo|newsletter|sign-?up|subscri|share|social|comment|advert"
    r"|(?:^|[\s_-])ads?(?:$|[\s_-])|sponsor|cookie|consent|gdpr|menu|breadcrumb|(?:^|[\s_-])(?:tags?|topics?|alert|hidden)"
    r"|most-|popular|trending|ticker|latest|teaser|gallery|summary-list|tool(?:bar|tip)|paywall|print"
)
_DATED = re.compile(
    r"(?i)related|recirc|promo|newsletter|comment|most-|popular|trending|ticker|latest|teaser|read-?(?:more|next)|sidebar"
)
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_SPACES = re.compile(r"[ \t\r\f\v\n\u00a0]+")
_NUMBERS = re.compile(r"\d+")
_FEWEST_COMPARED = 5
_PROSE_WORDS = 10
_MOST_LINKED = 0.3
_LONGEST_LEAD = 120
_MOST_CLIMBED = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text of a page without a block boundary in it, and the element that its paragraph stands in."""

    block: Block
    container: Any
    linked: float

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence of the page itself rather than a label or a link."""
        text = self.block.text
        return (
            self.block.kind != "head"
            and text.count(" ") + 1 >= _PROSE_WORDS
            and self.linked < _MOST_LINKED
            and _SENTENCE.search(text[-8:]) is not None
        )


def page_lines(tree: Any) -> list[Line]:
    """The lines of a page (an lxml tree) in its order, without those of elements that never hold an article's text."""
    return list(_Walk(tree).lines())


class _Walk:
    """One pass over a tree, without recursion since markup nests at any depth."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0

    def lines(self) -> Iterator[Line]:
        from lxml.etree import iterwalk  # type: ignore[import-untyped]

        homes: list[Any] = [self._tree]
        events = iterwalk(self._tree, events=("start", "end"))
        skipped: Any = None
        for event, element in events:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not tag or tag in _PASSED_OVER or _HIDDEN.search(element.get("style") or ""):
                    skipped = element
                    events.skip_subtree()
                    continue
                if tag in PARAGRAPHS or tag in _FRAMES:
                    yield from self._flush(homes[-1])
                    homes.append(element)
                self._links += tag == "a"
                self._take(element.text)
            else:
                if element is skipped:
                    skipped = None
                else:
                    if tag in PARAGRAPHS or tag in _FRAMES:
                        yield from self._flush(homes.pop())
                    self._links -= tag == "a"
                self._take(element.tail)
        yield from self._flush(self._tree)

    def _take(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            if self._links:
                self._linked += len(text)

    def _flush(self, home: Any) -> Iterator[Line]:
        text = _SPACES.sub(" ", "".join(self._parts)).strip()
        linked, self._parts, self._linked = self._linked, [], 0
        if not any(c.isalnum() for c in text):
            return
        kind = PARAGRAPHS.get(home.tag, "p")
        level = int(home.tag[1]) if kind == "head" else 0
        parent = home.getparent() if home.tag in PARAGRAPHS or home.tag == "br" else home
        yield Line(Block(kind, text, level), home if parent is None else parent, min(1.0, linked / len(text)))


def completed(
    blocks: Sequence[Block], lines: Sequence[Line], title: str | None, descriptions: Collection[str]
) -> list[Block]:
    """The blocks with what of the article stands elsewhere on the page.

    Args:
        blocks: What trafilatura found.
        lines: Of the page, as `page_lines` gives them.
        title: The article's headline.
        descriptions: What it gives as its description, which is metadata where it stands below the headline as well.
    """
    if not blocks:
        return []
    found = _Found(blocks)
    places = [found.place(line) for line in lines]
    known = [n for n, place in enumerate(places) if place is not None]
    if not known:
        return list(blocks)
    headline = normal(title or "")
    described = {normal(d) for d in descriptions}
    added: dict[int, list[Block]] = {}
    for n in _lead(lines, known[0], headline):
        if normal(lines[n].block.text) in described:
            continue
        added.setdefault(-1, []).append(lines[n].block)
    for n in _further(lines, known, headline):
        before = max((place for place in places[:n] if place is not None), default=-1)
        added.setdefault(before, []).append(lines[n].block)
    if not added:
        return list(blocks)
    out = added.get(-1, [])
    for place, block in enumerate(blocks):
        out = [*out, block, *added.get(place, [])]
    return out


class _Found:
    """The blocks' words in one string, in which a line's place is looked up."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._starts: list[int] = []
        words = ""
        pieces = []
        length = 0
        for block in blocks:
            self._starts.append(length)
            words = f" {normal(block.text)} "
            pieces.append(words)
            length += len(words)
        self._words = "".join(pieces)

    def place(self, line: Line) -> int | None:
        """The number of the block that holds a line; null for lines of few words, which many blocks hold."""
        words = normal(line.block.text)
        if words.count(" ") + 1 < _FEWEST_COMPARED:
            return None
        at = self._words.find(f" {words} ")
        return None if at < 0 else bisect_right(self._starts, at) - 1


def _lead(lines: Sequence[Line], first: int, headline: str) -> list[int]:
    """The lines of prose between the headline and the first line that was found."""
    start = next((n for n in range(first - 1, -1, -1) if normal(lines[n].block.text) == headline), None)
    if start is None:
        start = next((n for n in range(first - 1, -1, -1) if lines[n].block.level == 1), None)
    if start is None:
        return []
    between = [n for n in range(start + 1, first) if lines[n].is_prose and not is_aside(lines[n].container)]
    words = sum(lines[n].block.text.count(" ") + 1 for n in between)
    return between if words <= _LONGEST_LEAD else []


def _further(lines: Sequence[Line], known: Sequence[int], headline: str) -> list[int]:
    """The lines of containers of the same make as one whose lines were found, and of which none was."""
    holding = {id(lines[n].container) for n in known}
    makes = {make for n in known if lines[n].is_prose and (make := _make(lines[n].container))}
    scopes = {id(scope) for n in known if (scope := _article_of(lines[n].container)) is not None}
    end = next(
        (
            n
            for n in range(known[0], len(lines))
            if lines[n].block.level == 1 and normal(lines[n].block.text) != headline
        ),
        len(lines),
    )
    groups: dict[int, list[int]] = {}
    for n in range(known[0], end):
        container = lines[n].container
        if id(container) not in holding:
            groups.setdefault(id(container), []).append(n)
    out: list[int] = []
    for group in groups.values():
        container = lines[group[0]].container
        article = _article_of(container)
        if (
            any(lines[n].is_prose for n in group)
            and _make(container) in makes
            and (article is None or id(article) in scopes)
            and not is_aside(container)
        ):
            out.extend(n for n in group if lines[n].linked < 1)
    return sorted(out)


def _make(element: Any) -> tuple[str, ...] | None:
    """What elements of one make share: tag, class and itemprop, with the path to the first ancestor that has any."""
    path: list[str] = []
    for _ in range(_MOST_CLIMBED):
        if element is None or element.tag in ("body", "html"):
            return None
        name = " ".join(sorted((element.get("class") or "").split())) or element.get("itemprop") or ""
        path.append(f"{element.tag}.{_NUMBERS.sub('0', name)}")
        if name:
            return tuple(path)
        element = element.getparent()
    return None


def _article_of(element: Any) -> Any:
    """The innermost `article` around an element, null if there is none."""
    while element is not None and element.tag != "article":
        element = element.getparent()
    return element


def is_aside(element: Any, dates: bool = False, climbs: int = _MOST_CLIMBED) -> bool:
    """Whether its names, or those of what it stands in, say that an element is something beside the article.

    Args:
        element: Of an lxml tree.
        dates: Whether a day in it is asked for, which may well stand in a byline.
        climbs: How many elements are looked at, from this one outwards.
    """
    names = _DATED if dates else _ASIDE
    for _ in range(climbs):
        if element is None or element.tag in ("body", "html", "article", "main"):
            return False
        if names.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False
