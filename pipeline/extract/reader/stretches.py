"""The stretches of text that a reader reads: the sentences of the quantities, with what stands before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.extract.linking.reading import QuantityReading
    from pipeline.extract.syntax.tokens import Tokens

CONTEXT = 2
"""Sentences before a quantity's own that are read with it."""
LONGEST = 700
"""Characters of a stretch, some 160 word pieces: a longer one ends before the next quantity's sentence."""
_TITLE = 120  # characters of the title that stand before every stretch


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the article's text, from ``start`` to before ``end``, with the title before it.

    ``first`` and ``last`` bound the numbers of the quantities that are read in it.
    """

    heading: str
    start: int
    end: int
    first: int
    last: int


def stretches(tokens: Tokens, every: Sequence[QuantityReading], title: str | None) -> Iterator[Stretch]:
    """Stretches that hold all quantities of an article, each quantity in one, in text order."""
    heading = (title or "")[:_TITLE]
    number = 0
    while number < len(every):
        sentence = every[number].at.found.sentence
        begin = sentence[0]
        for _ in range(CONTEXT):
            if begin > 0:
                begin = tokens.sentence_of(tokens.doc[begin - 1])[0]
        own = tokens.starts[sentence[0]]
        start, end = tokens.starts[begin], _end(tokens, sentence)
        if end - start > LONGEST:
            start = max(start, min(own, end - LONGEST))
        behind = number + 1
        while behind < len(every):
            further = _end(tokens, every[behind].at.found.sentence)
            if further - start > LONGEST and further != end:
                break
            end = max(end, further)
            behind += 1
        yield Stretch(heading, start, end, number, behind)
        number = behind


def _end(tokens: Tokens, sentence: tuple[int, int]) -> int:
    last = tokens.doc[sentence[1] - 1]
    return last.idx + len(last)
