"""Spans found by place: what stands at a character of a text as long as a book, without looking at all that was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")

_BLOCK = 9
"""Places are looked up by blocks of 2**9 characters, some three sentences."""


class Spans(Generic[T]):
    """Things that stand somewhere in a text, of any length, nested and overlapping as they like.

    Each is noted in the blocks of text that it touches, so that a look-up costs what stands near, however many there
    are, and memory grows with the text that they cover.

    Args:
        items: The things with their spans, in the order in which they are to be given back.
    """

    __slots__ = ("_blocks", "_items")

    def __init__(self, items: Iterable[tuple[int, int, T]] = ()) -> None:
        self._items: list[tuple[int, int, T]] = []
        self._blocks: dict[int, list[int]] = {}
        for start, end, item in items:
            self.add(start, end, item)

    def add(self, start: int, end: int, item: T) -> None:
        """Notes one more, behind all others in order."""
        number = len(self._items)
        self._items.append((start, end, item))
        for block in range(start >> _BLOCK, (max(start, end - 1) >> _BLOCK) + 1):
            self._blocks.setdefault(block, []).append(number)

    def at(self, place: int) -> list[T]:
        """The things that hold a character, in order."""
        items = self._items
        near = [items[number] for number in self._blocks.get(place >> _BLOCK, ())]
        return [item for start, end, item in near if start <= place < end]

    def holds(self, place: int) -> bool:
        """Whether any holds a character."""
        items = self._items
        for number in self._blocks.get(place >> _BLOCK, ()):
            start, end, _ = items[number]
            if start <= place < end:
                return True
        return False

    def touching(self, start: int, end: int) -> list[tuple[int, int, T]]:
        """The things that share a character with a span of at least one character, with their spans, in order."""
        first, last = start >> _BLOCK, (end - 1) >> _BLOCK
        numbers: Iterable[int] = self._blocks.get(first, ())
        if first != last:
            several = (self._blocks.get(block, ()) for block in range(first, last + 1))
            numbers = sorted({number for some in several for number in some})
        near = [self._items[number] for number in numbers]
        return [found for found in near if found[0] < end and start < found[1]]
