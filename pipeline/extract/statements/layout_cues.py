"""Credit by punctuation alone: "— Ann Lee" after a quotation, turns of a transcript, headlines like "Report: …"."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.text.quotations import Quotations

Extent = tuple[int, int]

_NAME = r"[A-Z][\w.'’-]*(?:[ \xa0](?:[A-Z][\w.'’-]*|of|de|da|van|von|der|den|al|bin|la|le)){0,5}"
_SIGNED = re.compile(
    rf"[ \t\xa0]*(?:\n[ \t\xa0>]*){{0,2}}(?:[―—–]|--|-(?=[ \xa0]))[ \t\xa0]*({_NAME})(?=[ \t\xa0]*(?:$|\n|,|\(|\.(?:\s|$)))",
    re.MULTILINE,
)
_UNDER = re.compile(
    rf"""
    [ \t\xa0]*\n\s{{0,4}}(?:>[ ]?)?
    ({_NAME})
    (?:
        [ \t\xa0]*(?:,|\(|\||[―—–-][ \xa0])[^\n.!?:;“”"]{{2,100}}(?=\n|$)
        | [ \t\xa0]*\n[A-Z][^\n.!?:;“”"]{{2,80}}(?=\n|$)
    )
    """,
    re.VERBOSE,
)
"""A line of its own under a quotation, "Ann Lee, head of sales at Orbo": a name and who that is, and no sentence."""
_POSTED = re.compile(
    rf"""
    ^[ \t\xa0>*]*(?:[―—–]|--)[ \t\xa0]?
    (?: (?P<account>[^\W\d_][^\n(@]{{0,50}}?)[ \t\xa0]?\(@\w{{1,30}}\) | (?P<name>{_NAME})(?=[ \t\xa0]*(?:$|,|\()) )
    """,
    re.MULTILINE | re.VERBOSE,
)
"""Under a post or a block that is quoted whole: "— Ann Lee (@annlee) May 3, 2024", "— Ann Lee, head of sales"."""
_BLOCK = re.compile(r"(?:^|\n)[ \t\xa0]*\n(?=[^\n])")
_TURN = re.compile(r"^[\"“]?((?:[A-Z][A-Z.'’-]*[A-Z.])(?: [A-Z][A-Z.'’-]+){0,3})(:)[ \t]+(?=\S)", re.MULTILINE)
_HEADLINE = re.compile(r"\A\s*((?:[A-Z][\w’'-]+ ){0,2}([A-Z][a-z]+))(:)[ \t]+(?=\S)")


def signed(text: str, quotes: Quotations) -> list[tuple[Extent, Extent]]:
    """Quotations with a dash and a name after them, or a line that tells whose they are, as (name, quotation) spans."""
    out: list[tuple[Extent, Extent]] = []
    for quotation in quotes.all:
        match = _SIGNED.match(text, quotation.end) or _UNDER.match(text, quotation.end)
        if match is not None:
            out.append((match.span(1), (quotation.start, quotation.end)))
    return out


def posts(text: str) -> list[tuple[Extent, Extent]]:
    """Paragraphs that are somebody's post or stand in a block of quotation (">"), as (name beneath, paragraph) spans."""
    out: list[tuple[Extent, Extent]] = []
    last = 0
    for match in _POSTED.finditer(text):
        end = last + len(text[last : match.start()].rstrip())
        start = next((last + m.end() for m in reversed(list(_BLOCK.finditer(text[last:end])))), last)
        account = match.group("account") is not None
        if start < end and (account or text.startswith(">", start)):
            out.append((match.span("account" if account else "name"), (start, end)))
        last = text.find("\n", match.end())
        if last < 0:
            break
    return out


def turns(text: str) -> list[tuple[Extent, Extent, Extent]]:
    """Turns of a transcript ("LEE: We are ready.") as (speaker, colon, words) spans.

    Speakers stand in capitals at the start of a line and at least one of them speaks twice; a turn ends with its
    paragraph, or goes on until the next turn if that follows within three paragraphs.
    """
    found = list(_TURN.finditer(text))
    if len(found) < 3 or max(Counter(m.group(1) for m in found).values()) < 2:
        return []
    out: list[tuple[Extent, Extent, Extent]] = []
    for number, match in enumerate(found):
        stop = found[number + 1].start() if number + 1 < len(found) else len(text)
        words = text[match.end() : stop]
        if words.count("\n\n") > 3 or number + 1 == len(found):
            words = words.split("\n", 1)[0]
        end = match.end() + len(words.rstrip())
        if end > match.end():
            out.append((match.span(1), match.span(2), (match.end(), end)))
    return out


def headline(text: str) -> tuple[Extent, Extent, Extent] | None:
    """A first line credited to a kind of source ("Study: Coffee is healthy") as (source, colon, words) spans."""
    match = _HEADLINE.match(text)
    if match is None or match.group(2).lower() not in _headline_sources():
        return None
    end = text.find("\n", match.end())
    end = len(text) if end < 0 else end
    end = match.end() + len(text[match.end() : end].rstrip())
    return (match.span(1), match.span(3), (match.end(), end)) if end > match.end() else None


@cache
def _headline_sources() -> frozenset[str]:
    return lexicons.words("reporting_headlines")
