"""An article's statements by place: which hold a quantity, which cues stand in a sentence, who was heard last."""

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
        self._sources = Spans((s.source.start, s.source.end, s) for s in credited if s.source is not None)
        cues = sorted((s.cue.start, number) for number, s in enumerate(credited) if s.cue is not None)
        self._cue_starts = [start for start, _ in cues]
        self._cued = [number for _, number in cues]
        self._credited = credited
        spoken = sorted((s.content.end, n) for n, s in enumerate(credited) if s.kind != "indirect")
        self._ends = [end for end, _ in spoken]
        self._last: list[int] = []  # up to each end, the one that stands last in the order of contents
        for _, number in spoken:
            self._last.append(max(number, self._last[-1]) if self._last else number)

    def by_id(self, statement_id: str | None) -> Statement | None:
        """The statement of an id."""
        return self._by_id.get(statement_id) if statement_id is not None else None

    def holding(self, start: int, end: int) -> list[Statement]:
        """Statements whose content holds all of a span, in order."""
        return [s for s in self._contents.at(start) if end <= s.content.end]

    def cued_in(self, start: int, end: int) -> list[Statement]:
        """Statements whose cue begins at ``start`` or behind it and before ``end``, in the order of their contents."""
        low, high = bisect_left(self._cue_starts, start), bisect_left(self._cue_starts, end)
        return [self._credited[number] for number in sorted(self._cued[low:high])]

    def names_source(self, place: int) -> bool:
        """Whether a character is part of a source's name or description."""
        return self._sources.holds(place)

    def heard_before(self, place: int) -> tuple[int, Reference] | None:
        """Where the quotation before a place ends, and whose it is."""
        count = bisect_right(self._ends, place)
        if not count:
            return None
        said = self._credited[self._last[count - 1]]
        return (said.content.end, said.source) if said.source is not None else None
