"""Cuts a text into segments, so that nested and crossing spans can be drawn.

HTML elements nest and spans need not: "said" may stand inside a source and a time may begin in one span and end in
another. So the text is cut wherever a span begins or ends, and every segment carries the marks that cover it. This is
done here, in code points, and never in JavaScript, whose strings count an emoji as two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.records import Fact, FactTime, Property, Quantity, Reference, Span, Subject

Label = Literal["quantity", "property", "subject", "source", "cue", "time"]
Located = Quantity | Span | Subject | Reference | FactTime

LABELS: tuple[Label, ...] = ("quantity", "property", "subject", "source", "cue", "time")
"""The parts of a fact that are marked in a text, in the order of the legend."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled span of the article's text, ``end`` exclusive, and the fact it belongs to."""

    start: int
    end: int
    label: Label
    fact_id: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text whose characters all carry the same marks, the innermost mark first.

    ``start`` and ``end`` are offsets in the article; ``end - start == len(text)``.
    """

    text: str
    start: int
    end: int
    marks: tuple[Mark, ...] = ()

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels of the marks, each once, the innermost first."""
        return tuple(dict.fromkeys(mark.label for mark in self.marks))

    @property
    def begins(self) -> tuple[Label, ...]:
        """The labels of the marks that begin with this segment."""
        return tuple(dict.fromkeys(mark.label for mark in self.marks if mark.start == self.start))


def fact_marks(fact: Fact) -> list[Mark]:
    """A mark for each part of a fact that stands in the text, in the order of ``LABELS``."""
    attribution = fact.attribution
    parts: dict[Label, Located | None] = {
        "quantity": fact.quantity,
        "property": property_span(fact.property),
        "subject": fact.subject,
        "source": attribution.source if attribution else None,
        "cue": attribution.cue if attribution else None,
        "time": fact.time,
    }
    return [Mark(part.start, part.end, label, fact.id) for label, part in parts.items() if part]


def property_span(measured: Property | None) -> Span | None:
    """Where a property stands in the text; None where no word says it."""
    if measured is None or measured.text is None or measured.start is None or measured.end is None:
        return None
    return Span(measured.text, measured.start, measured.end)


def cut(text: str, marks: Iterable[Mark], offset: int = 0) -> list[Segment]:
    """Segments that give ``text`` when joined, each with the marks that cover it.

    Args:
        text: The article's text, or a stretch of it.
        marks: Marks in the article's offsets; what lies outside ``text`` is left out, and so are empty marks.
        offset: Where ``text`` begins in the article.
    """
    stop = offset + len(text)
    inside = [m for m in dict.fromkeys(marks) if max(m.start, offset) < min(m.end, stop)]
    opening: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(max(mark.start, offset), []).append(mark)
    bounds = sorted({offset, stop, *opening, *(min(m.end, stop) for m in inside)})
    active: list[Mark] = []
    segments = []
    for start, end in pairwise(bounds):
        active = [m for m in active if m.end > start] + opening.get(start, [])
        active.sort(key=_innermost)
        segments.append(Segment(text[start - offset : end - offset], start, end, tuple(active)))
    return segments


def _innermost(mark: Mark) -> tuple[int, int, int, str]:
    return mark.end - mark.start, LABELS.index(mark.label), mark.start, mark.fact_id


# Control characters, halves of surrogate pairs, and the marks that reorder text (U+202A to 202E, U+2066 to 2069), with
# which a text could show something else than it says, or reorder what stands beside it on the page.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def displayed(text: str) -> str:
    """The text as it may be shown: each character that could disturb a page is replaced by U+FFFD, visibly."""
    return _UNSHOWABLE.sub("\ufffd", text)
