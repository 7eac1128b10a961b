"""The furniture of an article's text, by the form of its lines and sentences and by a table of shared ones."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from pipeline.furniture.lines import is_furniture, is_offer, is_pointer, marks
from pipeline.furniture.pieces import pieces
from pipeline.furniture.prompts import is_prompt
from pipeline.furniture.repeated import Shared


class Furniture:
    """The spans of one text that are furniture.

    Args:
        text: The article's text.
        publisher: As `publisher_of` gives it.
        shared: The sentences that its publisher's articles share, if a table was given.
    """

    def __init__(self, text: str, publisher: str = "", shared: Shared | None = None) -> None:
        self._spans: list[tuple[int, int]] = []
        for start, end in sorted([*_by_form(text), *marks(text), *(shared.spans(text, publisher) if shared else ())]):
            if self._spans and start <= self._spans[-1][1]:
                start, end = self._spans[-1][0], max(end, self._spans.pop()[1])
            self._spans.append((start, end))

    def touches(self, start: int, end: int) -> bool:
        """Whether any of a place of the text is furniture."""
        return self._within(start, end) > 0

    def covers(self, start: int, end: int) -> bool:
        """Whether half of a place of the text or more is furniture."""
        return 2 * self._within(start, end) >= end - start

    def _within(self, start: int, end: int) -> int:
        """Characters of a place that are furniture."""
        if not self._spans:
            return 0
        at = max(0, bisect_right(self._spans, (start, start)) - 1)
        length = 0
        while at < len(self._spans) and self._spans[at][0] < end:
            length += max(0, min(end, self._spans[at][1]) - max(start, self._spans[at][0]))
            at += 1
        return length


def furniture_of(text: str) -> Iterator[str]:
    """The lines and sentences of a text that are furniture by their form."""
    return (text[start:end] for start, end in sorted([*_by_form(text), *marks(text)]))


def _by_form(text: str) -> Iterator[tuple[int, int]]:
    for piece in pieces(text):
        line = " ".join(piece.text.split())
        if (is_furniture(line) and not is_offer(line)) or is_pointer(line) or is_prompt(line):
            yield piece.start, piece.end
