"""The entities of an article: every name, with the pronouns and descriptions that stand for it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, cast

from pipeline.extract import references, speakers
from pipeline.extract.coreference import Group, group
from pipeline.extract.name_appositions import nationals
from pipeline.extract.name_search import find, places_inside
from pipeline.extract.tokens import Tokens
from pipeline.records import Entity, EntityType, Mention, MentionForm, Reference, content_id

if TYPE_CHECKING:
    from spacy.tokens import Doc


_PLACES = frozenset({"GPE", "LOC", "NORP", "LANGUAGE"})
_WITHIN = re.compile(r"\w\s(?:of|in|from|at|on|for|near|across|outside)\s(?:the\s)?$")
_SPEAKS_FOR = re.compile(
    r"(?:['’]s?)?\s(?:[\w-]+\s){0,2}?(?:governments?|administration|cabinet|officials?|authorities|state|side|regime|people|officers?"
    r"|leaders?(?:hip)?|delegation|spokes\w+|diplomats?|lawmakers|parliament|ministers?|ministry|embassy)\b"
)


class EntityIndex:
    """An article's entities, found by place.

    Attributes:
        entities: In order of first mention; each with its mentions in text order.
    """

    def __init__(self, entities: tuple[Entity, ...]) -> None:
        self.entities = entities
        self._places = sorted(
            ((mention, entity) for entity in entities for mention in entity.mentions),
            key=lambda pair: (pair[0].start, -pair[0].end),
        )
        self._outer = self._outermost()
        self._starts = [mention.start for mention, _ in self._places]
        self._longest = max((m.end - m.start for m, _ in self._places), default=0)

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
        low, high = bisect_left(self._starts, start - self._longest), bisect_right(self._starts, end)
        best: tuple[bool, int, int] | None = None
        found: Entity | None = None
        for mention, entity in self._places[low:high]:
            inside = start <= mention.start and mention.end <= end
            if not inside and not (mention.start <= start and end <= mention.end):
                continue
            overlap = min(end, mention.end) - max(start, mention.start)
            rank = (mention.end == end, overlap, mention.start)
            if overlap > 0 and (best is None or rank > best):
                best, found = rank, entity
        return found

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
        mention = next((m for m in entity.mentions if start <= m.start and m.end <= end), None)
        if mention is None:
            return True
        if mention.end == end:
            return _WITHIN.search(text, start, mention.start) is None
        return _SPEAKS_FOR.match(text, mention.end, end) is not None


def entities(doc: Doc, article_id: str, title: str | None = None) -> EntityIndex:
    """Find the entities of an article and everything that stands for them.

    Args:
        doc: The article with named entities everywhere and tags and heads in some sentences, as
            :meth:`pipeline.extract.language.Language.docs` gives it.
        article_id: The article's id, a part of the entities' ids.
        title: Its headline, where that is no part of the text.
    """
    if not len(doc):
        return EntityIndex(())
    tokens = Tokens(doc)
    names = find(tokens)
    groups = group(tokens, names)
    mentions: list[list[tuple[int, int, MentionForm]]] = [
        [(name.first, name.last, "name") for name in one.names] for one in groups
    ]
    places = {
        tuple(form.split(" ")): number for number, one in enumerate(groups) if one.type == "GPE" for form in one.forms
    }
    others = [name for one in groups if one.type != "GPE" for name in one.names]
    for name, number in places_inside(tokens, places, others):
        mentions[number].append((name.first, name.last, "name"))
    found_references = references.resolve(tokens, groups)
    found_references += speakers.resolve(tokens, groups, found_references, title)
    renamed = {found.last for found in found_references if tokens.lowers[found.last - 1] in nationals()}
    for found in found_references:
        mentions[found.entity].append((found.first, found.last, found.form))
    return EntityIndex(
        tuple(
            _entity(tokens, article_id, one, places)
            for one, places in zip(groups, (_other(places, renamed) for places in mentions), strict=True)
            if any(form == "name" for _, _, form in places)
        )
    )


def _other(places: list[tuple[int, int, MentionForm]], renamed: set[int]) -> list[tuple[int, int, MentionForm]]:
    """Mentions without the names that end a description of someone else: "the 26-year-old Norwegian"."""
    return [place for place in places if place[2] != "name" or place[1] not in renamed]


def _entity(tokens: Tokens, article_id: str, one: Group, places: list[tuple[int, int, MentionForm]]) -> Entity:
    found = tuple(
        Mention(tokens.span(first, last), tokens.starts[first], tokens.ends[last - 1], form)
        for first, last, form in sorted(places)
    )
    names = [mention for mention in found if mention.form == "name"]
    forms = [" ".join(mention.text.split()) for mention in names]
    # A full stop at the end is the sentence's, where the name also stands without it.
    whole = [form for form in forms if not (form.endswith(".") and form[:-1] in forms)]
    name = max(whole, key=lambda form: (len(form.split()), len(form)))
    aliases = dict.fromkeys(forms)
    aliases.pop(name, None)
    return Entity(
        content_id("e", article_id, found[0].start, name),
        article_id,
        name,
        cast(EntityType, one.type),
        tuple(aliases),
        found,
    )
