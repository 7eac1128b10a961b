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
from pipeline.ingest.formats.page_elements import MOST_CLIMBED, aside, kinds, left_out

_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_SPACES = re.compile(r"[ \t\r\f\v\n\u00a0]+")
_NUMBERS = re.compile(r"\d+")
_FEWEST_COMPARED = 5
_PROSE_WORDS = 10
_MOST_LINKED = 0.3
_LONGEST_LEAD = 120
_MOST_BESIDE = 0.3
"""Of the text found, what may lie in one element beside the article: more is the article, however it is named."""
_LEAST_LEFT = 0.25
"""Of the text found, what is left at least; where names would leave less, they mean something else."""


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


def prose(lines: Sequence[Line]) -> list[Block]:
    """The lines of a page from its first sentence to its last, without links and what stands beside an article."""
    told = [n for n, line in enumerate(lines) if line.is_prose and aside(line.container) is None]
    if not told:
        return []
    between = lines[told[0] : told[-1] + 1]
    return [line.block for line in between if line.linked < _MOST_LINKED and aside(line.container) is None]


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
        known, passed_over = kinds(), left_out("page")
        events = iterwalk(self._tree, events=("start", "end"))
        skipped: Any = None
        for event, element in events:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not tag or tag in passed_over or _HIDDEN.search(element.get("style") or ""):
                    skipped = element
                    events.skip_subtree()
                    continue
                if tag in known:
                    yield from self._flush(homes[-1])
                    homes.append(element)
                self._links += tag == "a"
                self._take(element.text)
            else:
                if element is skipped:
                    skipped = None
                else:
                    if tag in known:
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
        kind = kinds().get(home.tag, "frame")
        level = int(home.tag[1]) if kind == "head" else 0
        parent = home.getparent() if kind != "frame" or home.tag == "br" else home
        kind = "p" if kind == "frame" else kind
        yield Line(Block(kind, text, level), home if parent is None else parent, min(1.0, linked / len(text)))


def completed(
    blocks: Sequence[Block], lines: Sequence[Line], title: str | None, descriptions: Collection[str]
) -> list[Block]:
    """The blocks without what stands beside the article, with what of it stands elsewhere on the page.

    Args:
        blocks: What trafilatura found.
        lines: Of the page, as `page_lines` gives them.
        title: The article's headline.
        descriptions: What it gives as its description, which is metadata where it stands below the headline as well.
    """
    if not blocks:
        return []
    places = _Found(blocks).places(lines)
    beside = _beside(lines, places)
    if beside:
        blocks = [block for place, block in enumerate(blocks) if place not in beside]
        places = _Found(blocks).places(lines)
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

    def places(self, lines: Sequence[Line]) -> list[int | None]:
        """The place of each line."""
        return [self.place(line) for line in lines]

    def place(self, line: Line) -> int | None:
        """The number of the block that holds a line; null for lines of few words, which many blocks hold."""
        words = normal(line.block.text)
        if words.count(" ") + 1 < _FEWEST_COMPARED:
            return None
        at = self._words.find(f" {words} ")
        return None if at < 0 else bisect_right(self._starts, at) - 1


def _beside(lines: Sequence[Line], places: Sequence[int | None]) -> set[int]:
    """The numbers of blocks all of whose lines stand in something beside the article: comments, lists of other stories."""
    homes: dict[int, list[Any]] = {}
    words: dict[Any, int] = {}
    for line, place in zip(lines, places, strict=True):
        if place is not None:
            home = aside(line.container, climbs=None)
            homes.setdefault(place, []).append(home)
            words[home] = words.get(home, 0) + len(line.block.text)
    whole = sum(words.values())
    small = {home for home, length in words.items() if home is not None and length < _MOST_BESIDE * whole}
    if whole - sum(words[home] for home in small) < _LEAST_LEFT * whole:
        return set()
    return {place for place, found in homes.items() if small.issuperset(found)}


def _lead(lines: Sequence[Line], first: int, headline: str) -> list[int]:
    """The lines of prose between the headline and the first line that was found."""
    start = next((n for n in range(first - 1, -1, -1) if normal(lines[n].block.text) == headline), None)
    if start is None:
        start = next((n for n in range(first - 1, -1, -1) if lines[n].block.level == 1), None)
    if start is None:
        return []
    between = [n for n in range(start + 1, first) if lines[n].is_prose and aside(lines[n].container) is None]
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
            and aside(container) is None
        ):
            out.extend(n for n in group if lines[n].linked < 1)
    return sorted(out)


def _make(element: Any) -> tuple[str, ...] | None:
    """What elements of one make share: tag, class and itemprop, with the path to the first ancestor that has any."""
    path: list[str] = []
    for _ in range(MOST_CLIMBED):
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
