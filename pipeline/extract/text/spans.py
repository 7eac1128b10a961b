"""Spans found by place: what stands at a character of a text as long as a book, without looking at all that was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")

_BLOCK = 9
"""Places are looked up by blocks of 2**9 characters, some three sentences."""
_FEW = 24  # that are all looked at


class Spans(Generic[T]):
    """Things that stand somewhere in a text, of any length, nested and overlapping as they like.

    Where they are many, each is noted in the blocks of text that it touches, so that a look-up costs what stands near
    and memory grows with the text that they cover.

    Args:
        items: The things with their spans, in the order in which they are to be given back.
    """

    __slots__ = ("_blocks", "_items")

    def __init__(self, items: Iterable[tuple[int, int, T]] = ()) -> None:
        self._items: list[tuple[int, int, T]] = list(items)
        self._blocks: dict[int, list[int]] | None = None

    def add(self, start: int, end: int, item: T) -> None:
        """Notes one more, behind all others in order."""
        self._items.append((start, end, item))
        if self._blocks is not None:
            self._note(self._blocks, len(self._items) - 1)

    def at(self, place: int) -> list[T]:
        """The things that hold a character, in order."""
        return [item for start, end, item in self._near(place, place) if start <= place < end]

    def holds(self, place: int) -> bool:
        """Whether any holds a character."""
        return any(start <= place < end for start, end, _ in self._near(place, place))

    def touching(self, start: int, end: int) -> list[tuple[int, int, T]]:
        """The things that share a character with a span of at least one character, with their spans, in order."""
        return [found for found in self._near(start, end - 1) if found[0] < end and start < found[1]]

    def _near(self, first: int, last: int) -> list[tuple[int, int, T]]:
        """All that can hold one of the characters from ``first`` to ``last``."""
        items = self._items
        if len(items) <= _FEW:
            return items
        if self._blocks is None:
            self._blocks = {}
            for number in range(len(items)):
                self._note(self._blocks, number)
        low, high = first >> _BLOCK, last >> _BLOCK
        if low == high:
            return [items[number] for number in self._blocks.get(low, ())]
        several = (self._blocks.get(block, ()) for block in range(low, high + 1))
        return [items[number] for number in sorted({number for some in several for number in some})]

    def _note(self, blocks: dict[int, list[int]], number: int) -> None:
        start, end, _ = self._items[number]
        for block in range(start >> _BLOCK, (max(start, end - 1) >> _BLOCK) + 1):
            blocks.setdefault(block, []).append(number)
