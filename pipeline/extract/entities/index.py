"""An article's entities by place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate

from pipeline.extract.text.spans import Spans
from pipeline.records import Entity, Mention, Reference

_PLACES = frozenset({"GPE", "LOC", "NORP", "LANGUAGE"})

_WITHIN = re.compile(r"\w\s(?:of|in|from|at|on|for|near|across|outside)\s(?:the\s)?$")

_SPEAKS_FOR = re.compile(
    r"""
    (?:['’]s?)?\s(?:[\w-]+\s){0,2}?
    (?:
        governments?|administration|cabinet|officials?|authorities|state|side|regime|people|officers?
        | leaders?(?:hip)?|delegation|spokes\w+|diplomats?|lawmakers|parliament|ministers?|ministry|embassy
    )\b
    """,
    re.VERBOSE,
)


def speaks_for_place(noun: str) -> bool:
    """Whether a noun behind a place's name speaks for the place: "government", "officials"."""
    return _SPEAKS_FOR.match(f" {noun}") is not None


class EntityIndex:
    """An article's entities, found by place.

    Attributes:
        entities: In order of first mention; each with its mentions in text order.
        nouns: For pronouns of things the head of the name or common noun that they most likely stand for, as indexes
            of tokens.
    """

    def __init__(self, entities: tuple[Entity, ...], nouns: Mapping[int, int] | None = None) -> None:
        self.entities = entities
        self.nouns = nouns or {}
        self._places = sorted(
            ((mention, entity) for entity in entities for mention in entity.mentions),
            key=lambda pair: (pair[0].start, -pair[0].end),
        )
        self._outer = self._outermost()
        self._starts = [mention.start for mention, _ in self._places]
        self._spans = Spans((pair[0].start, pair[0].end, pair) for pair in self._places)
        self._reached: dict[str, list[int]] = {}
        self._at: dict[tuple[int, int], Entity | None] = {}

    def _outermost(self) -> list[bool]:
        out = []
        reached = -1
        for mention, _ in self._places:
            out.append(mention.end > reached)
            reached = max(reached, mention.end)
        return out

    def mentions_in(self, start: int, end: int) -> list[tuple[Mention, Entity]]:
        """The mentions wholly inside a span of the article's text, in text order.

        Names inside longer names ("Oslo" of "University of Oslo") are left out.
        """
        low, high = bisect_left(self._starts, start), bisect_right(self._starts, end)
        return [self._places[i] for i in range(low, high) if self._outer[i] and self._places[i][0].end <= end]

    def at(self, start: int, end: int) -> Entity | None:
        """The entity that a span of the article's text stands for, if any.

        Of the mentions that cover the span or lie in it, the one that ends where the span ends, which holds its head
        word, is preferred; then the largest overlap, then the last.
        """
        span = (start, end)
        if span not in self._at:
            self._at[span] = self._best(start, end)
        return self._at[span]

    def _best(self, start: int, end: int) -> Entity | None:
        best: tuple[bool, int, int] | None = None
        found: Entity | None = None
        for _, _, (mention, entity) in self._spans.touching(start, end):
            inside = start <= mention.start and mention.end <= end
            if not inside and not (mention.start <= start and end <= mention.end):
                continue
            overlap = min(end, mention.end) - max(start, mention.start)
            rank = (mention.end == end, overlap, mention.start)
            if best is None or rank > best:
                best, found = rank, entity
        return found

    def mentions_at(self, entity: Entity, start: int, end: int) -> Iterator[int]:
        """Which of an entity's mentions share a character with a span, as indices in text order."""
        reached = self._reached.get(entity.id)
        if reached is None:  # how far the mentions reach up to each: they may overlap
            reached = self._reached[entity.id] = list(accumulate((m.end for m in entity.mentions), max))
        for number in range(bisect_right(reached, start), len(reached)):
            mention = entity.mentions[number]
            if mention.start >= end:
                break
            if start < mention.end:
                yield number

    def reference(self, text: str, start: int, end: int) -> Reference:
        """A span of the article as a record: with the name and id of the entity it stands for, null if it is none.

        Args:
            text: The article's text, of which the span is a part.
            start, end: The span.
        """
        entity = self.at(start, end)
        if entity is not None and entity.type in _PLACES and not self._is_that_place(text, start, end, entity):
            entity = None
        return Reference(text[start:end], start, end, entity.name if entity else None, entity.id if entity else None)

    def _is_that_place(self, text: str, start: int, end: int, entity: Entity) -> bool:
        """Whether a noun phrase speaks for the place or people in it: "China", "Chinese officials", "the Oslo government".

        "An Austrian doctor", "the Oslo-based monitor" and "a judge in Ohio" are somebody else.
        """
        inside = (entity.mentions[number] for number in self.mentions_at(entity, start, end))
        mention = next((m for m in inside if start <= m.start and m.end <= end), None)
        if mention is None:
            return True
        if mention.end == end:
            return _WITHIN.search(text, start, mention.start) is None
        return _SPEAKS_FOR.match(text, mention.end, end) is not None
