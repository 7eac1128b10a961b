"""Word pieces of a stretch, with the places of the article that they stand for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST = 256
"""Pieces of a stretch; what follows is not read."""
_BAR = " | "


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces' numbers, and the offsets in the article at which each begins and ends, those of the title before 0."""

    ids: list[int]
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The first piece of a span of the article and the end of its last; None where it is not read."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return (first, last) if first < last else None


def pieces_of(tokenizer: Tokenizer, heading: str, text: str, start: int, end: int) -> Pieces:
    """The pieces of a stretch of an article behind its title.

    Args:
        tokenizer: Of the reader's weights.
        heading: The title, or as much of it as is read.
        text: The article's text.
        start, end: The stretch.
    """
    before = heading + _BAR
    found = tokenizer.encode(before + text[start:end])
    shift = start - len(before)
    places: list[tuple[int, int]] = []
    first = len(before)
    outside = (-first - 1, -first - 1)  # the mark that opens a stretch and the title stand before the article
    for (low, high), special in zip(found.offsets[:MOST], found.special_tokens_mask[:MOST], strict=True):
        if special or low < first:
            places.append(outside)
        else:
            places.append((low + shift, high + shift))
            outside = (end, end)  # and the mark that closes it behind
    return Pieces(found.ids[:MOST], [low for low, _ in places], [high for _, high in places])
