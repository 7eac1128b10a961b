"""Credit by punctuation alone: "— Ann Lee" after a quotation, turns of a transcript, headlines like "Report: …"."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipeline.extract import lexicons
from pipeline.extract.text.quotations import Quotations

Extent = tuple[int, int]

_WORD = r"[A-Z][\w.'’-]*"
_MORE = r"(?:[ \xa0](?:[A-Z][\w.'’-]*|of|de|da|van|von|der|den|al|bin|la|le))"
_NAME = rf"{_WORD}{_MORE}{{0,5}}"
_NAME_OF_TWO = rf"{_WORD}{_MORE}{{1,5}}"
_MARKS = "> *_\t\xa0"  # before words that open a paragraph
_SIGNED = re.compile(
    rf"[ \t\xa0]*(?:\n[ \t\xa0>]*){{0,2}}(?:[―—–]|--|-(?=[ \xa0]))[ \t\xa0]*({_NAME})(?=[ \t\xa0]*(?:$|\n|,|\(|\.(?:\s|$)))",
    re.MULTILINE,
)
_UNDER = re.compile(
    rf"""
    [ \t\xa0]*\n\s{{0,4}}(?:>[ ]?)?
    ({_NAME_OF_TWO})
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
_SOURCE_LINE = re.compile(
    rf"^[ \t\xa0>*_]*(?:{lexicons.one_of('reporting_labels', place='line')})s?:[*_]{{0,2}}[ \t\xa0]?\[?({_NAME})",
    re.MULTILINE | re.IGNORECASE,
)
"""Under a block or an item: "Source: Orbo Research"."""
_TABLE_SOURCE = re.compile(
    rf"(?:^[ \t\xa0*_]*|(?<=[\w%])[ \t\xa0]+)(?i:{lexicons.one_of('reporting_labels', place='table')}s?):[*_]{{0,2}}[ \t\xa0]?\[?({_NAME})",
    re.MULTILINE,
)
"""Under lines of figures, or at the end of the last: "Source: Orbo Research"."""
_SENTENCE_MARKS = tuple('.!?:;…"”')  # at the end of a line that is no row
_ROW = 160  # characters of a row, at most
_ROWS = 2  # rows with a figure that make a table
_BLOCK = re.compile(r"^[ \t]*>[^\n]*(?:\n[ \t]*>[^\n]*)*", re.MULTILINE)
_BEFORE_BLOCK = re.compile(r"([^\n]{1,400}):[*_]{0,2}\s*\Z")
_OPENS = re.compile(rf"[*_]{{0,2}}(?:{lexicons.one_of('reporting_labels', place='opening')}\s)?({_NAME})")
_ITEM = r"[ \t]*(?:[*•·–—-]|[0-9]{1,2}[.)])[ \t]+"
_ITEMS = re.compile(rf":[*_]{{0,2}}[ \t]*\n\s*(?P<items>{_ITEM}[^\n]*(?:\s*\n{_ITEM}[^\n]*)*)")
_BULLET = re.compile(_ITEM)
_BRACKETED = re.compile(
    rf"\[(?P<square>[A-Z][\w.&’' -]{{1,40}})\](?![(:\[])"
    rf"|\((?:{lexicons.one_of('reporting_labels', place='bracket')})s?:?[ ](?P<round>{_NAME})\)",
    re.IGNORECASE,
)
_TWICE = 2  # lines that end in a bracketed name which make a habit
_SENTENCE_END = re.compile(r"[.!?][\"”’')]?\s+(?=[A-Z\"“‘(])")
_LINE_ENDS = re.compile(r"[.,;]?[ \t\xa0]*(?:\n|\Z)")
_GAP = re.compile(r"(?:^|\n)[ \t\xa0]*\n(?=[^\n])")
_LEAD = 420  # characters before a block in which its lead stands
_CLOSING = re.compile(
    rf"^(?:{_ITEM})?((?=[^\n]*[0-9])(?:(?:[^\s:]*[^\s:.])[ ]){{4,30}}[^\s:.]+):[ ]({_NAME})(?<!\.)[ \t]*$", re.MULTILINE
)
_DASHED = re.compile(
    rf"""
    ^ ((?=[^\n]*[0-9]) (?:[^\s:]+[ ]){{3,30}} [^\s:.]+)
    [ ][-–—][ ]
    ((?:[a-z]+[ ]){{0,2}} (?:{lexicons.one_of("reporting_headlines")}))
    [ \t]* $
    """,
    re.MULTILINE | re.VERBOSE,
)
_TURN = re.compile(r"^[\"“]?((?:[A-Z][A-Z.'’-]*[A-Z.])(?: [A-Z][A-Z.'’-]+){0,3})(:)[ \t]+(?=\S)", re.MULTILINE)
_HEADLINE = re.compile(r"\A\s*((?:[A-Z][\w’'-]+ ){0,2}([A-Z][a-z]+))(:)[ \t]+(?=\S)")


def signed(text: str, quotes: Quotations) -> list[tuple[Extent, Extent]]:
    """Quotations with a dash and a name after them, or a line that tells whose they are, as (name, quotation) spans."""
    out: list[tuple[Extent, Extent]] = []
    for quotation in quotes.all:
        match = _SIGNED.match(text, quotation.end)
        if match is None and not text[text.rfind("\n", 0, quotation.start) + 1 : quotation.start].strip(_MARKS):
            match = _UNDER.match(text, quotation.end)
        if match is not None:
            out.append((match.span(1), (quotation.start, quotation.end)))
    return out


def posts(text: str) -> list[tuple[Extent, Extent]]:
    """Paragraphs that are somebody's post or stand in a block of quotation (">"), as (name beneath, paragraph) spans."""
    out: list[tuple[Extent, Extent]] = []
    last = 0
    for match in _POSTED.finditer(text):
        end = last + len(text[last : match.start()].rstrip())
        start = next((last + m.end() for m in reversed(list(_GAP.finditer(text[last:end])))), last)
        account = match.group("account") is not None
        if start < end and (account or text.startswith(">", start)):
            out.append((match.span("account" if account else "name"), (start, end)))
        last = text.find("\n", match.end())
        if last < 0:
            break
    return out


def blocks(text: str) -> list[tuple[Extent | None, Extent, Extent]]:
    """Blocks of quotation (">") as (name, line that leads up to it, block) spans.

    The name stands in a line "Source: …" of the block, or opens the line before it, which ends in a colon: "Ann Lee, on
    why rents rise:"; None where neither does. An empty lead is the block's own beginning.
    """
    out: list[tuple[Extent | None, Extent, Extent]] = []
    for match in _BLOCK.finditer(text):
        start, end = match.span()
        label = _SOURCE_LINE.search(text, start, end)
        lead = _BEFORE_BLOCK.search(text, max(0, start - _LEAD), start)
        opens = _OPENS.match(text, lead.start(1)) if lead is not None else None
        name = label.span(1) if label is not None else opens.span(1) if opens and " " in opens.group(0) else None
        out.append((name, lead.span(1) if lead is not None and label is None else (start, start), (start, end)))
    return out


def tables(text: str) -> list[tuple[Extent, Extent]]:
    """Rows of figures over a line that names their source, as (name, rows) spans: what stands above in lines that are no
    sentences.
    """
    out: list[tuple[Extent, Extent]] = []
    last = 0
    for match in _TABLE_SOURCE.finditer(text):
        end = start = match.start()
        figures = 0
        while start > last:
            low = text.rfind("\n", 0, start - 1) + 1
            row = text[low:start].strip()
            if len(row) > _ROW or row.endswith(_SENTENCE_MARKS):
                break
            figures += any(letter.isdigit() for letter in row)
            start = low
        if figures >= _ROWS:
            out.append((match.span(1), (max(start, last), end)))
        last = match.end()
    return out


def lists(text: str) -> list[tuple[Extent, Extent]]:
    """Lines that end in a colon and the list of items under each, as (line, list) spans."""
    out: list[tuple[Extent, Extent]] = []
    for match in _ITEMS.finditer(text):
        out.append(((text.rfind("\n", 0, match.start()) + 1, match.start()), match.span("items")))
    return out


def bracketed(text: str) -> list[tuple[Extent, Extent]]:
    """What stands before a source in brackets, in its line, as (name, words) spans: "[Orbo News]", "(via Orbo)".

    A name in square brackets is one where more than one line of the article ends in such; others are insertions.
    """
    found = list(_BRACKETED.finditer(text))
    closing = [
        match.group("square") for match in found if match.group("square") and _LINE_ENDS.match(text, match.end())
    ]
    known = frozenset(closing if len(closing) >= _TWICE else ())
    out: list[tuple[Extent, Extent]] = []
    last = 0
    for match in found:
        group = "round" if match.group("square") is None else "square"
        if not match.group(group)[0].isupper() or (group == "square" and match.group(group) not in known):
            continue
        end = last + len(text[last : match.start()].rstrip())
        start = max(last, text.rfind("\n", 0, end) + 1)
        bullet = _BULLET.match(text, start)
        start = start if bullet is None else bullet.end()
        if group == "round":
            start = next((m.end() for m in reversed(list(_SENTENCE_END.finditer(text, start, end - 1)))), start)
        if start < end:
            out.append((match.span(group), (start, end)))
        last = match.end()
    return out


def closing(text: str) -> list[tuple[Extent, Extent]]:
    """Lines that end in a name, as headlines do, as (name, words) spans: "Rents rose 4% in May: Orbo", "… - police"."""
    return [(match.span(2), match.span(1)) for form in (_CLOSING, _DASHED) for match in form.finditer(text)]


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
