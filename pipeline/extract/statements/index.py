"""An article's statements by place: which hold a quantity, which cues stand in a sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.extract.text.spans import Spans
from pipeline.records import Reference, Statement


class StatementIndex:
    """Statements that somebody is credited with, found by place.

    Args:
        statements: All statements of an article, in the order of their content.
    """

    def __init__(self, statements: Sequence[Statement]) -> None:
        credited = [s for s in statements if s.source is not None]
        self._by_id = {s.id: s for s in statements}
        self._contents = Spans((s.content.start, s.content.end, s) for s in credited)
        cues = sorted((s.cue.start, number) for number, s in enumerate(credited) if s.cue is not None)
        self._cue_starts = [start for start, _ in cues]
        self._cued = [number for _, number in cues]
        self._credited = credited
        spoken = sorted(
            (max(s.content.end, s.cue.end if s.cue else 0), number)
            for number, s in enumerate(credited)
            if s.kind != "indirect"
        )
        self._spoken_ends = [end for end, _ in spoken]
        self._spoken = [number for _, number in spoken]

    def by_id(self, statement_id: str | None) -> Statement | None:
        """The statement of an id."""
        return self._by_id.get(statement_id) if statement_id is not None else None

    def sources(self) -> list[Reference]:
        """Who is credited, in text order."""
        return sorted({s.source for s in self._credited if s.source is not None}, key=lambda one: (one.start, one.end))

    def holding(self, start: int, end: int) -> list[Statement]:
        """Statements whose content holds all of a span, in order."""
        return [s for s in self._contents.at(start) if end <= s.content.end]

    def cued_in(self, start: int, end: int) -> list[Statement]:
        """Statements whose cue begins at ``start`` or behind it and before ``end``, in the order of their contents."""
        low, high = bisect_left(self._cue_starts, start), bisect_left(self._cue_starts, end)
        return [self._credited[number] for number in sorted(self._cued[low:high])]

    def spoken_before(self, place: int) -> Statement | None:
        """The last statement with quoted words that ends, its credit included, at a character or before it."""
        number = bisect_right(self._spoken_ends, place) - 1
        return self._credited[self._spoken[number]] if number >= 0 else None
