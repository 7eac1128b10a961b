"""Quoted stretches of raw text: pairs of quotation marks of every style, never confused by apostrophes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

_DOUBLE = re.compile(r"``|''|[\"“”„«»]")
_SINGLE_OPEN = re.compile(r"(?<![\w'’.,!?)\]])['‘](?=[\w\[(])")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…)\]])['’](?![\w'])")
_BREAK = re.compile(r"\n[ \t\r\xa0]*\n\s*|(?<=[.!?:\"”»'’])[ \t\r]*\n\s*|\n[ \t]*(?=[\"“«])")
_OPENERS = frozenset(" \t\r\n\xa0([{—–-/“‘'’\"…:")
_DIRECTED = frozenset(("“", "``", "„"))
_ELISION = re.compile(r"['‘’](?:\d0s|em|er|im|til|till|tis|twas|cause|bout|n|round|neath|cos)\b", re.IGNORECASE)
_SINGLE_LIMIT = 600
_PARAGRAPH = 800
_FULL_STOPS = frozenset(".!?…")
_BEFORE_SPEECH = frozenset(".!?…,:\"”’'")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words: ``start`` and ``end`` with the marks, ``inner_start`` and ``inner_end`` without them.

    ``continued`` says that no mark closes it because the next paragraph opens with one again: the same speech goes on.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    continued: bool = False


def quotations(text: str) -> list[Quotation]:
    """Outermost quotations of ``text`` in order, not overlapping.

    Marks pair within a paragraph. A paragraph whose quotation is left open belongs to a speech over several
    paragraphs if the next one opens with a mark; a mark without a partner is otherwise no quotation, unless what
    introduces it ends in a comma or a colon. Single marks count outside of double ones, where an apostrophe is told
    from a mark by what stands on either side. Inch signs and elisions ('em, '90s) are no marks.
    """
    marks = list(_DOUBLE.finditer(text))
    if not marks and "'" not in text and "‘" not in text:
        return []
    breaks = [0, *(m.end() for m in _BREAK.finditer(text)), len(text)]
    found: list[Quotation] = []
    at = 0
    for first, last in pairwise(breaks):
        inside = []
        while at < len(marks) and marks[at].start() < last:
            inside.append(marks[at])
            at += 1
        doubles = _pair(text, first, last, inside, _opens_with_mark(text, last))
        found += doubles
        gaps = [first, *(p for q in doubles for p in (q.start, q.end)), last]
        for begin, end in zip(gaps[::2], gaps[1::2], strict=True):
            found += _singles(text, begin, end)
        if not doubles and (left := _left_open(text, first, last)) is not None:
            found.append(left)
    return sorted(found, key=lambda q: q.start)


class Quotations:
    """An article's quotations by position."""

    __slots__ = ("all", "starts")

    def __init__(self, text: str) -> None:
        self.all = quotations(text)
        self.starts = [q.start for q in self.all]

    def at(self, offset: int) -> Quotation | None:
        """The quotation that holds a character."""
        i = bisect_right(self.starts, offset) - 1
        return self.all[i] if i >= 0 and offset < self.all[i].end else None

    def before(self, offset: int) -> Quotation | None:
        """The last quotation that starts before a character, if it ends there or before."""
        i = bisect_left(self.starts, offset) - 1
        return self.all[i] if i >= 0 and self.all[i].end <= offset else None

    def after(self, offset: int) -> Quotation | None:
        """The first quotation that starts at or after a character."""
        i = bisect_left(self.starts, offset)
        return self.all[i] if i < len(self.all) else None

    def speech_start(self, quotation: Quotation) -> int:
        """Where a speech begins that ends in ``quotation``: in an earlier paragraph if that was left open."""
        i = bisect_left(self.starts, quotation.start)
        while i > 0 and self.all[i - 1].continued:
            i -= 1
        return self.all[i].start

    def overlapping(self, start: int, end: int) -> list[Quotation]:
        """Quotations that share a character with a span."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_left(self.starts, end)
        return [q for q in self.all[first:last] if q.end > start]


def _pair(text: str, first: int, last: int, marks: list[re.Match[str]], goes_on: bool) -> list[Quotation]:
    """Quotations by double marks of one paragraph."""
    out: list[Quotation] = []
    opening: re.Match[str] | None = None
    straight_left = sum(mark.group() == '"' for mark in marks)
    for mark in marks:
        sign = mark.group()
        straight_left -= sign == '"'
        left = text[mark.start() - 1] if mark.start() > first else " "
        right = text[mark.end()] if mark.end() < last else " "
        can_open = not right.isspace() and left in _OPENERS
        if opening is not None and opening.group() == '"' and sign in "“”" and straight_left:
            continue  # curly marks inside straight ones quote within the quotation
        if opening is None:
            if can_open or (sign in _DIRECTED and not right.isspace()):
                opening = mark
        elif can_open and (left.isspace() or left in "([" or sign in _DIRECTED):
            said = text[opening.end() : mark.start()].rstrip()
            if opening.group() == sign == '"' and _goes_on(text[first : opening.start()].rstrip(), said):
                end = opening.end() + len(said)
                out.append(Quotation(opening.start(), end, opening.end(), end, continued=True))
            opening = mark  # a second opening: the first one has no partner, or its speech goes on
        else:
            out.append(Quotation(opening.start(), mark.end(), opening.end(), mark.start()))
            opening = None
    if opening is not None:
        end = first + len(text[first:last].rstrip())
        introduced = text[first : opening.start()].rstrip().endswith((",", ":"))
        if (goes_on or introduced) and end > opening.end():
            out.append(Quotation(opening.start(), end, opening.end(), end, continued=goes_on))
    return out


def _goes_on(ahead: str, said: str) -> bool:
    """Whether words between two opening marks are a paragraph of a longer speech whose line breaks were lost."""
    begins = not ahead or ahead[-1] in _BEFORE_SPEECH
    return begins and len(said) < _PARAGRAPH and said[-1:] in _FULL_STOPS


def _singles(text: str, first: int, last: int) -> list[Quotation]:
    """Quotations by single marks in a stretch without double ones."""
    out: list[Quotation] = []
    at = first
    while (opening := _SINGLE_OPEN.search(text, at, last)) is not None:
        at = opening.end()
        if _ELISION.match(text, opening.start()):
            continue
        limit = min(last, opening.end() + _SINGLE_LIMIT)
        closing = None
        for mark in _SINGLE_CLOSE.finditer(text, opening.end(), limit):
            closing = mark
            # "the Smiths' house" inside a quotation: a plural possessive goes on with a word.
            if text[mark.start() - 1] != "s" or not text[mark.end() : mark.end() + 2].strip()[:1].isalnum():
                break
        if closing is not None:
            out.append(Quotation(opening.start(), closing.end(), opening.end(), closing.start()))
            at = closing.end()
    return out


def _left_open(text: str, first: int, last: int) -> Quotation | None:
    """A paragraph that a single mark opens and none closes, where the next one opens with one again."""
    opening = _SINGLE_OPEN.match(text, first)
    if opening is None or _ELISION.match(text, first) or _SINGLE_OPEN.match(text, last) is None:
        return None
    if any(text[mark.start() - 1] != "s" for mark in _SINGLE_CLOSE.finditer(text, opening.end(), last)):
        return None
    end = first + len(text[first:last].rstrip())
    return Quotation(first, end, opening.end(), end, continued=True)


def _opens_with_mark(text: str, at: int) -> bool:
    return text.startswith(("“", '"', "«", "``", "''"), at)
