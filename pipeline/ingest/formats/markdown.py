"""Markdown: its prose without its markup, and the metadata of its front matter.

What is no prose gives false claims and is left out: code, tables, images, footnotes, link targets, list numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pipeline.ingest.formats import html
from pipeline.ingest.formats.fields import Draft, lowered, metadata

_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FRONT_LONGEST = 64 * 1024
_PAIR = re.compile(r"([A-Za-z][\w -]*?)\s*:\s+(\S.*)")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")
_NOTE_START = re.compile(r"\[\^[^\]\s]{1,60}\]:")
_SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+)\s+(?=\S)")
_MARK_ONLY = re.compile(r"[\s\d*†‡§,\[\]]*")
_POWER_BASE = re.compile(r"\d$|\d\s?[kcm]?m$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_BRACKETS = 2000
_PARAGRAPHS = re.compile(r"(\n[ \t]*\n)")


def draft_of(text: str) -> Draft:
    """The draft of a Markdown text; a first heading is its title where the front matter gives none."""
    about, prose = front_matter(text)
    draft = replace(metadata(about), title_from="front matter", date_from="front matter")
    blocks = list(_blocks(prose))
    if blocks and blocks[0][0] == 1 and (not draft.title or _same(draft.title, blocks[0][1])):
        origin = draft.title_from if draft.title else "first heading"
        draft = replace(draft, title=draft.title or " ".join(blocks[0][1].split()), title_from=origin)
        blocks = blocks[1:]
    return replace(draft, text="\n\n".join(block for _, block in blocks))


def _same(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.lower()) == re.findall(r"\w+", other.lower())


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """The metadata at the head of a text (YAML between ``---``, TOML between ``+++``) and the rest of the text.

    A head that is not valid is read line by line; one that holds no pair of name and value is text.
    """
    found = _FRONT.match(text[:_FRONT_LONGEST])
    if not found:
        return {}, text
    values: Mapping[Any, Any] = _toml(found[2]) if found[1] == "+++" else _yaml(found[2])
    if not values:
        values = {
            pair[1]: pair[2].strip(" \"'") for line in found[2].split("\n") if (pair := _PAIR.fullmatch(line.strip()))
        }
    return (lowered(values), text[found.end() :]) if values else ({}, text)


def _yaml(head: str) -> Mapping[Any, Any]:
    import yaml

    try:
        # Every scalar stays text: dates as they are written, and no object of any other type.
        value = yaml.load(head, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, Mapping) else {}


def _toml(head: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(head)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """The prose blocks of a Markdown text, each with its level as a heading, 0 for all others."""
    level, tables, note = 0, 0, False
    for token in _parser().parse(_bounded(text)):
        if token.type == "heading_open":
            level, note = int(token.tag[1]), False
        elif token.type == "heading_close":
            level = 0
        elif token.type in ("table_open", "table_close"):
            tables += token.nesting
        elif token.type == "html_block":
            yield from ((block.level, block.text) for block in html.fragment_blocks(token.content))
        elif token.type == "inline" and not tables:
            note = bool(_NOTE_START.match(token.content))
            line = "" if note else _prose(token.children or ())
            line = _SECTION_NUMBER.sub("", line, count=1) if level and _SECTION_NUMBER.match(line) else line
            if any(c.isalnum() for c in line):
                yield level, line


def _bounded(text: str) -> str:
    """The text with the brackets of a paragraph escaped where they are so many that parsing would take minutes."""
    if text.count("[") <= _MOST_BRACKETS:
        return text
    paragraphs = _PARAGRAPHS.split(text)
    return "".join(p.replace("[", "\\[") if p.count("[") > _MOST_BRACKETS else p for p in paragraphs)


def _prose(tokens: Sequence[Any]) -> str:
    """The text of inline tokens as it reads: no targets, images, footnote marks or bare addresses in brackets."""
    parts: list[str] = []
    automatic = False
    raised: int | None = None
    for token in tokens:
        if token.type == "link_open":
            automatic = token.info == "auto"
        elif token.type == "link_close":
            automatic = False
        elif token.type in ("text", "code_inline", "text_special") and not automatic:
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "html_inline":
            tag = token.content.lower()
            if tag.startswith("<br"):
                parts.append("\n")
            elif tag.startswith("<sup"):
                raised = len(parts)
            elif tag.startswith("</sup") and raised is not None:
                mark = "".join(parts[raised:])
                if _MARK_ONLY.fullmatch(mark):  # a power, or a footnote's mark
                    power = mark.isdigit() and _POWER_BASE.search("".join(parts[:raised])[-8:])
                    parts[raised:] = [mark.translate(_RAISED)] if power else []
                raised = None
    lines = _FOOTNOTE.sub("", "".join(parts)).split("\n")
    return "\n".join(tidy for line in lines if (tidy := re.sub(r"[ \t]{2,}", " ", line).strip()))
