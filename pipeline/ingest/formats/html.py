"""Web pages: the article's text by trafilatura, without what surrounds it, and what the page says of itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from pipeline.ingest.formats import plain
from pipeline.ingest.formats.boilerplate import Block, article_blocks, normal, rejoined, without_teasers
from pipeline.ingest.formats.encodings import decode
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.formats.opening import Unreadable
from pipeline.ingest.formats.page_body import Line, completed, page_lines, prose
from pipeline.ingest.formats.page_elements import LEVELS, kinds, left_out
from pipeline.ingest.formats.page_metadata import PageMetadata, page_metadata

MAX_HTML = 10 * 1024 * 1024
"""Characters of one page; longer ones are no articles, and would take minutes."""
MAX_TAGS = 200_000
"""Of one page; long ones have 20,000, and the time for a page grows with them."""
MAX_ATTRIBUTES = 1_000
"""Of one tag; the parser compares each with all before it, and pages have some 20."""
_LONG_TAG = 4 * MAX_ATTRIBUTES
_OPEN_TAG = re.compile(r"""<[A-Za-z](?:[^"'<>]++|"[^"]*+"|'[^']*+')*+""")
_CODE = re.compile(r"<(script|style)\b", re.IGNORECASE)
_CODE_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
_VALUE = re.compile(r""""[^"]*+"|'[^']*+'""")
_ATTRIBUTE = re.compile(r"[^\s/]+")
_CHARSET = re.compile(rb"""(?i)(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([\w-]+)""")
_FEED = re.compile(r"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*<(rss|feed|rdf:rdf)\b")
_TAG = re.compile(r"<[A-Za-z!/?]|&lt;")
_FRAMES = re.compile(r"(?i)<frameset\b")
_PAGE = re.compile(r"(?i)<(?:html|body|head|!doctype)\b")
_ERROR_TITLE = re.compile(
    r"""
    (?:error\s*)?(?:40[0134]|429|50[0234])\b|forbidden|(?:page\ )?not\ found|access\ denied|just\ a\ moment
    | attention\ required|bad\ gateway|service\ unavailable|are\ you\ a\ robot|page\ unavailable
    """,
    re.VERBOSE | re.I,
)
_ERROR_WORDS = 120
_BY_SCRIPT = "; if scripts write it, save the page from a browser that has shown it"
_FRONT_PATHS = ("", "/", "/index.html", "/index.htm", "/index.php", "/home")
_NOTES = "//sup[.//a]"
"""References to notes, which would be glued to the number before them."""
_BLOCKS = {"p": "p", "head": "head", "item": "item", "quote": "p", "cell": "item", "code": "code", "ab": "p"}
_NESTED = frozenset([*_BLOCKS, "list", "table", "row", "div"])
_PLAIN_WORD = re.compile(r"[(\"'“‘]?[A-Za-z][a-z]*(?:[-'’][A-Za-z]+)*[.,;:!?)\"'”’]{0,3}")
_FEWEST_WORDS = 40
_MOST_PLAIN = 0.7
_SPACES = re.compile(r"[ \t\r\f\v\n\u00a0]+")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u00ad\u200b\u2060"))


def declared(data: bytes) -> str | None:
    """The charset that a page declares, null if it declares none."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii", "replace") if found else None


def decoded(data: bytes, stated: str | None = None) -> str:
    """The text of a page: a byte order mark or valid UTF-8 wins over the charset that it declares, or its server."""
    if b"\0" in data[4096:] or b"\0" in data[:1024]:  # stray bytes of a faulty server, unless it is UTF-16
        data = (
            data
            if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.count(0) * 10 > len(data)
            else data.replace(b"\0", b"")
        )
    return decode(data, declared(data) or stated)


def draft_of(text: str, where: str) -> Draft:
    """The draft of a page or of a fragment of HTML.

    Args:
        text: The decoded markup.
        where: What it is called in the sentence of an error ("page.html").

    Raises:
        Unreadable: It is a feed, a frameset, too long, or holds no article.
    """
    if len(text) > MAX_HTML:
        raise Unreadable("failed", f"{where} is a page of more than {MAX_HTML // 2**20} million characters: split it.")
    if text.count("<") > MAX_TAGS:
        raise Unreadable("failed", f"{where} is a page of more than {MAX_TAGS:,} tags: split it.")
    if any(_attributes(tag[0]) > MAX_ATTRIBUTES for part in _outside_code(text) for tag in _OPEN_TAG.finditer(part)):
        sentence = (
            f"{where} has a tag of more than {MAX_ATTRIBUTES:,} attributes: no page has, and it would take minutes."
        )
        raise Unreadable("failed", sentence)
    feed = _FEED.match(text[:4000])
    if feed:
        raise Unreadable(
            "skipped", f"{where} is a news feed ({feed[1].lower()}), not an article: fetch its links instead."
        )
    if not _TAG.search(text):  # a text that was named a page
        return plain.draft_of(text)
    tree = _parsed(text)
    if tree is None:
        raise Unreadable("skipped", f"{where} has no text: no HTML content was found in it.")
    about = page_metadata(tree)
    _check_article(text, about, where)
    linked = _linked_lines(tree)
    blocks, lines = _page_blocks(tree, about) if _PAGE.search(text[:100_000]) else ([], [])
    blocks = blocks or list(_tree_blocks(tree))
    found = blocks
    blocks = without_teasers(rejoined(blocks, linked), linked)
    kept = article_blocks(blocks, about.headlines, linked)
    body = "\n\n".join(block.text for block in kept)
    if not any(c.isalnum() for c in body):
        hint = _BY_SCRIPT if "<script" in text.lower() else ""
        raise Unreadable("skipped", f"{where} holds no article: no running text was found on the page{hint}.")
    if about.title and _ERROR_TITLE.match(about.title) and len(body.split()) < _ERROR_WORDS:
        raise Unreadable("skipped", f"{where} is an error page ({about.title!r}), not an article: fetch it again.")
    return Draft(
        text=body,
        title=about.title,
        date=about.date,
        url=about.url,
        publisher=about.publisher,
        language=about.language,
        form="web page",
        title_from=about.title_from,
        date_from=about.date_from if about.date else None,
        date_told=None if about.date else about.date_from,
        dropped=tuple(_dropped(lines, found, body)),
    )


def _outside_code(text: str) -> Iterator[str]:
    """The parts of a page outside its scripts and styles, where a "<" may be no tag's."""
    begin = 0
    for opened in _CODE.finditer(text):
        if opened.start() < begin:
            continue
        yield text[begin : opened.start()]
        closed = _CODE_ENDS[opened[1].lower()].search(text, opened.end())
        if closed is None:
            return
        begin = closed.end()
    yield text[begin:]


def _attributes(tag: str) -> int:
    """About how many attributes a tag has; 0 of one that is too short to have many."""
    return sum(1 for _ in _ATTRIBUTE.finditer(_VALUE.sub(" ", tag))) if len(tag) > _LONG_TAG // 2 else 0


def _dropped(lines: Sequence[Line], found: Sequence[Block], body: str) -> Iterator[tuple[str, str]]:
    """The sentences of a page that are not in its article's text, each with the reason."""
    kept, main = normal(body), normal(" ".join(block.text for block in found))
    for line in lines:
        words = normal(line.block.text)
        if line.is_prose and words not in kept:
            yield "boilerplate" if words in main else "outside of the article", line.block.text


def _parsed(text: str) -> Any:
    """The page as a tree, null where it holds no HTML."""
    from trafilatura import load_html

    for name in ("trafilatura", "htmldate"):  # what they log is said in the article's own error
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    tree = load_html(text)
    if tree is None and "<" in text:
        tree = load_html(f"<html><body>{text}</body></html>")
    return tree


def _linked_lines(tree: Any) -> frozenset[str]:
    """The texts of the page's links, and of headings that are mostly links, as `normal` gives them."""
    lines = [_spaced(a) for a in tree.iter("a")]
    for heading in tree.iter(*LEVELS):
        line = _spaced(heading)
        in_links = sum(len(_spaced(a).split()) for a in heading.iter("a"))
        if in_links * 2 > len(line.split()):  # the rest is a kicker, such as the section's name
            lines.append(line)
    return frozenset(line for line in lines if " " in line)


def _spaced(element: Any) -> str:
    return normal(" ".join(element.itertext()))


def _check_article(text: str, about: PageMetadata, where: str) -> None:
    """Refuses what is a page, but surely no article.

    Raises:
        Unreadable: It is a frameset or a site's front page.
    """
    if _FRAMES.search(text[:20_000]):
        raise Unreadable("skipped", f"{where} is a frameset, not an article: fetch the pages in its frames.")
    if about.url and not about.is_article:
        try:
            path = urlsplit(about.url).path
        except ValueError:
            return
        if path.lower() in _FRONT_PATHS:
            raise Unreadable("skipped", f"{where} is the front page of a site ({about.url}), not an article.")


def _page_blocks(tree: Any, about: PageMetadata) -> tuple[list[Block], list[Line]]:
    """The blocks that trafilatura takes for the main text, completed, and all lines of the page."""
    from trafilatura import bare_extraction

    for element in tree.xpath(_NOTES):
        parent = element.getparent()
        if parent is not None:
            element.drop_tree()
    lines = page_lines(tree)
    try:
        found = bare_extraction(tree, include_comments=False, include_tables=False, with_metadata=False)
    except Exception:  # on odd markup, of many kinds: then all of the page is taken
        return [], lines
    if found is None or isinstance(found, dict) or found.body is None:
        return [], lines
    blocks = list(_converted(found.body))
    if len(blocks) == 1:  # all of the page in one piece, as where no element is a paragraph
        whole, told = normal(blocks[0].text), prose(lines)
        blocks = told if len(told) > 1 and all(normal(line.text) in whole for line in told) else blocks
    return completed(blocks, lines, about.title, about.descriptions), lines


def _converted(element: Any) -> Iterator[Block]:
    """Blocks of an element of trafilatura's tree."""
    if not any(child.tag in _NESTED for child in element):
        line = _inline(element)
        if line and (element.tag != "code" or _is_prose(line)):
            level = element.get("rend") or ""
            yield Block(_BLOCKS.get(element.tag, "p"), line, int(level[1]) if level in LEVELS else 0)
        return
    lead = _tidy(element.text or "")
    if lead:
        yield Block(_BLOCKS.get(element.tag, "p"), lead)
    for child in element:
        if child.tag in _NESTED:
            yield from _converted(child)
        elif line := _inline(child):
            yield Block("p", line)
        if tail := _tidy(child.tail or ""):
            yield Block("p", tail)


def _is_prose(code: str) -> bool:
    """Whether what is marked as code reads as prose: a text in ``pre``, as old pages and mails have it."""
    words = code.split()
    plain = sum(_PLAIN_WORD.fullmatch(word) is not None for word in words)
    return len(words) >= _FEWEST_WORDS and plain >= _MOST_PLAIN * len(words)


def _inline(element: Any) -> str:
    """An element's text, with its line breaks."""
    parts: list[str] = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag in ("lb", "br"):
            parts.append("\0")
        elif isinstance(child.tag, str):
            parts.append(child.text or "")
        parts.append(child.tail or "")
    return "\n".join(line for piece in "".join(parts).split("\0") if (line := _tidy(piece)))


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip(" ")


def fragment_blocks(markup: str) -> list[Block]:
    """The blocks of a piece of HTML within another text, all of which belongs to it."""
    tree = _parsed(markup)
    return [] if tree is None else [block for block in _tree_blocks(tree) if any(c.isalnum() for c in block.text)]


def _tree_blocks(tree: Any) -> Iterator[Block]:
    """The blocks of markup that is an article's text itself, as records of JSON hold it."""
    out = left_out("fragment")
    for element in list(tree.iter()):
        if element.tag in out:
            element.clear(keep_tail=True)
    kind, level, parts = "p", 0, [""]
    for event, element in _events(tree):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in kinds():
            line = _tidy("".join(parts))
            if line:
                yield Block(kind, line, level)
            parts = []
            kind = kinds()[tag] if event == "start" else "p"
            kind = "p" if kind == "frame" else kind
            level = int(tag[1]) if kind == "head" else 0
        parts.append((element.text if event == "start" and tag else element.tail if event == "end" else "") or "")
    line = _tidy("".join(parts))
    if line:
        yield Block(kind, line, level)


def _events(tree: Any) -> Iterator[tuple[str, Any]]:
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    yield from iterwalk(tree, events=("start", "end"))
