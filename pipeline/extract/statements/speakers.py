"""Who a source is: the entity of its head word, or whom an unresolved pronoun takes up among those who spoke before."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.extract.syntax.nouns import is_person
from pipeline.records import Reference

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.records import Entity

REACH = 1500
"""Characters back to a speaker whom a pronoun may take up."""
_NEAR = 300
"""Characters back in which the only organisation is what "it" stands for."""
_PLACES = frozenset(("GPE", "LOC", "NORP", "LANGUAGE"))
_TAKES_UP = {
    form: kind
    for kind in ("person", "body", "people", "")
    for form in lexicons.words("function_words", role=f"source {kind}".strip())
}


class Speakers:
    """The sources of an article, resolved in text order.

    Args:
        index: The article's entities.
        doc: Its parse.
        text: Its text.
    """

    def __init__(self, index: EntityIndex, doc: Doc, text: str) -> None:
        self._index, self._doc, self._text = index, doc, text
        self._heard: list[tuple[str, Reference]] = []

    def reference(self, start: int, end: int) -> Reference:
        """A source as a record: who speaks is the head of its phrase, of "Ann Lee of the Polar Institute" Ann Lee."""
        whole = self._index.reference(self._text, start, end)
        head = self._head(start, end)
        if head is None:
            return whole
        if head.tag_ == "PRP":
            return self._of_pronoun(whole, head)
        entity = self._index.at(head.idx, head.idx + len(head))
        named = entity is not None or whole.entity_id is None or self._type(whole) in _PLACES
        if not named and not self._apposed(whole, head):
            whole = replace(whole, name=None, entity_id=None)
        if entity is not None and entity.type not in _PLACES:
            whole = replace(whole, name=entity.name, entity_id=entity.id)
        return self._fitting(whole, head)

    def hear(self, source: Reference) -> None:
        """Note who has spoken."""
        head = self._head(source.start, source.end)
        kind = self._kind(source, head)
        if kind:
            self._heard.append((kind, source))

    def _head(self, start: int, end: int) -> Token | None:
        span = self._doc.char_span(start, end, alignment_mode="expand")
        if span is None or not span[0].tag_:
            return None
        root = span.root
        if root.tag_ in ("NN", "NNS", "NNP", "NNPS", "PRP"):
            return root
        return next((t for t in reversed(span) if t.tag_ in ("NN", "NNS", "NNP", "NNPS", "PRP")), None)

    def _apposed(self, source: Reference, head: Token) -> bool:
        """Whether a name stands behind a comma at the end of a description: "the head of the clinic, Ann Lee"."""
        near = self._index.mentions_in(head.idx, source.end)
        return bool(near) and self._text[: near[-1][0].start].rstrip().endswith(",") and near[-1][0].end == source.end

    def _type(self, source: Reference) -> str:
        entity = self._entity(source)
        return entity.type if entity is not None else ""

    def _entity(self, source: Reference) -> Entity | None:
        if source.entity_id is None:
            return None
        return next((e for e in self._index.entities if e.id == source.entity_id), None)

    def _fitting(self, source: Reference, head: Token) -> Reference:
        """A description only stands for what its noun can be: "the company" for no person and no product."""
        if source.entity_id is None or head.tag_ in ("NNP", "NNPS"):
            return source
        kind, type_ = described_type(head), self._type(source)
        unfit = (kind == "ORG" and type_ in ("PERSON", "PRODUCT", "WORK")) or (kind == "PERSON" and type_ != "PERSON")
        if kind == "ORG" and type_ in _PLACES:
            unfit = False
        return replace(source, name=None, entity_id=None) if unfit else source

    def _of_pronoun(self, source: Reference, head: Token) -> Reference:
        kind = _TAKES_UP.get(head.lower_, "")
        type_ = self._type(source)
        if type_ and not (kind == "body" and type_ in ("PRODUCT", "WORK", "PERSON", "EVENT", "FAC")):
            return source
        for heard, speaker in reversed(self._heard):
            if speaker.start < source.start - REACH:
                break
            if heard == kind and speaker.start < source.start:
                return replace(source, name=speaker.name or speaker.text, entity_id=speaker.entity_id)
        if kind == "body":
            near = self._index.mentions_in(max(0, source.start - _NEAR), source.start)
            bodies = {e.id: e for _, e in near if e.type == "ORG"}
            if len(bodies) == 1:
                (body,) = bodies.values()
                return replace(source, name=body.name, entity_id=body.id)
        return source

    def _kind(self, source: Reference, head: Token | None) -> str:
        type_ = self._type(source)
        if head is not None and head.tag_ == "PRP":
            return _TAKES_UP.get(head.lower_, "") if source.name else ""
        if type_ == "PERSON":
            return "person"
        if type_ in ("ORG", "GPE", "NORP"):
            return "body"
        if head is None:
            return ""
        if head.tag_ in ("NNS", "NNPS"):
            return "people"
        if is_person(head):
            return "person"
        return "body" if described_type(head) == "ORG" else ""


@cache
def _types() -> dict[str, str]:
    return {row["form"]: row["type"] for row in lexicons.read("entity_heads")}


def described_type(head: Token) -> str:
    """What kind of thing a noun names: the type in the lexicon of head nouns, empty if it is not there."""
    return "PERSON" if is_person(head) else _types().get(noun_lemma(head).lower(), "")
