"""Who a source is: the entity of its head word, or whom an unresolved pronoun takes up among those who spoke before."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.entities.index import speaks_for_place
from pipeline.extract.statements.sources import documents, is_document
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import SUBJECTS, clause_verb, own_subject, span_of, subject_of
from pipeline.records import Reference

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.records import Entity

REACH = 1500
"""Characters back to a speaker whom a pronoun may take up."""
_NEAR = 300
"""Characters back in which the only organisation is what "it" stands for."""
_PLACES = frozenset(("GPE", "LOC", "NORP", "LANGUAGE"))
_INDEFINITE = lexicons.words("function_words", role="indefinite")
_ARTICLES = _INDEFINITE | lexicons.words("function_words", role="definite")
_IT = frozenset(("it", "its"))
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
        entity = self._introduced(head) or self._index.at(head.idx, head.idx + len(head))
        if self._is_somebody_else(whole, head) or (entity is None and self._is_place_of(whole, head)):
            return replace(whole, name=None, entity_id=None)
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
        if root.tag_ == "NNP" and span[-1].tag_ == "NN" and is_person(span[-1]):
            return span[-1]  # "a Church of Norvik spokeswoman", whatever the parse hung from what
        if root.tag_ in ("NN", "NNS", "NNP", "NNPS", "PRP"):
            return root
        return next((t for t in reversed(span) if t.tag_ in ("NN", "NNS", "NNP", "NNPS", "PRP")), None)

    def _introduced(self, head: Token) -> Entity | None:
        """Whom a sentence named right behind the same noun: "mobile operator Kelnet …, the operator said"."""
        if head.tag_ != "NN" or not any(c.lower_ == "the" for c in head.lefts):
            return None
        for mention, entity in reversed(self._index.mentions_in(head.sent.start_char, head.idx)):
            if mention.form == "name" and self._text[: mention.start].endswith(f" {head.text} "):
                return entity
        return None

    def _is_somebody_else(self, source: Reference, head: Token) -> bool:
        """Whether a description brings in somebody new ("a spokesman"), or is not of the place it was put to.

        "The US military" is not Afghanistan, whatever was told of the military there.
        """
        if source.entity_id is None or head.tag_ in ("NNP", "NNPS") or self._apposed(source, head):
            return False
        first = self._doc.char_span(source.start, source.end, alignment_mode="expand")
        if first is not None and first[0].lower_ in _INDEFINITE:
            return True
        if self._type(source) not in _PLACES:
            return False
        named = (self._index.at(c.idx, c.idx + len(c)) for c in head.lefts if c.tag_ == "NNP")
        return any(entity is not None and entity.id != source.entity_id for entity in named)

    def _is_place_of(self, source: Reference, head: Token) -> bool:
        """Whether a phrase was put to a place that only stands behind the name of who speaks: "Ann Lee of the Oslo police"."""
        if source.entity_id is None or head.tag_ not in ("NNP", "NNPS") or self._type(source) not in _PLACES:
            return False
        within = self._index.mentions_in(source.start, source.end)
        places = [mention.start for mention, entity in within if entity.id == source.entity_id]
        return bool(places) and min(places) > head.idx and not speaks_for_place(head.text)

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
        if type_ == "NORP":
            return replace(source, name=None, entity_id=None)  # "Russian authorities" are more than "Russian"
        unfit = (kind == "ORG" and type_ in ("PERSON", "PRODUCT", "WORK")) or (kind == "PERSON" and type_ != "PERSON")
        if kind == "ORG" and type_ in _PLACES:
            unfit = not speaks_for_place(head.text)  # "the company" is no town, though "the government" is a country
        if is_document(head):
            unfit = type_ not in ("PRODUCT", "WORK")  # "the report" is no firm
        return replace(source, name=None, entity_id=None) if unfit else source

    def _of_pronoun(self, source: Reference, head: Token) -> Reference:
        kind = _TAKES_UP.get(head.lower_, "")
        type_ = self._type(source)
        maker = self._maker(source, head)
        if maker is not None:
            return replace(source, name=maker.name, entity_id=maker.id)
        opening = self._opening(head) if kind == "body" else None
        if opening is not None and opening.id != source.entity_id:
            return replace(source, name=opening.name, entity_id=opening.id)
        if type_ and not (kind == "body" and type_ in ("PRODUCT", "WORK", "PERSON", "EVENT", "FAC", "GPE", "LOC")):
            return self._last_heard(source, kind) or source
        told = self._told_before(source, head, kind)
        if told is not None:
            return told
        for heard, speaker in reversed(self._heard):
            if speaker.start < source.start - REACH:
                break
            if heard == kind and speaker.start < source.start:
                return replace(source, name=speaker.name or speaker.text, entity_id=speaker.entity_id)
        body = self._body_near(source, head) if kind == "body" else None
        return replace(source, name=body.name, entity_id=body.id) if body is not None else source

    def _opening(self, head: Token) -> Entity | None:
        """The organisation that a sentence begins to tell of by a pronoun and "it" ends: "It sells lamps in Peru, it says"."""
        first = head.sent[0]
        if first.i >= head.i or first.lower_ not in _IT:
            return None
        entity = self._index.at(first.idx, first.idx + len(first))
        return entity if entity is not None and entity.type == "ORG" else None

    def _body_near(self, source: Reference, head: Token) -> Entity | None:
        """The only organisation just before "it", or else the one the text is about; its own sentence aside if that opens so."""
        opens = head.sent[0].lower_ in _IT and head.sent.start < head.i
        end = head.sent.start_char if opens else source.start
        bodies = {e.id: e for _, e in self._index.mentions_in(max(0, source.start - _NEAR), end) if e.type == "ORG"}
        if len(bodies) == 1:
            return next(iter(bodies.values()))
        return None if bodies else self._foremost(source.start)

    def _foremost(self, end: int) -> Entity | None:
        """The organisation that the text up to a place is about: named there more than twice as often as any other."""
        counts = Counter(e.id for _, e in self._index.mentions_in(0, end) if e.type == "ORG")
        ranked = counts.most_common(2)
        if not ranked or len(ranked) == 2 and ranked[0][1] <= 2 * ranked[1][1]:
            return None
        return next(e for e in self._index.entities if e.id == ranked[0][0])

    def _told_before(self, source: Reference, head: Token, kind: str) -> Reference | None:
        """The subject of the sentence before, for a pronoun that stands for nobody yet: "The study … . It found …".

        Not where somebody speaks in that sentence.
        """
        first = head.sent.start
        if first == 0 or kind not in ("body", "people"):
            return None
        sentence = self._doc[first - 1].sent
        if any(sentence.start_char <= speaker.start < sentence.end_char for _, speaker in self._heard):
            return None
        if not sentence.root.tag_ and kind == "body":
            named = self._named_first(sentence)
            if named is not None:
                return replace(source, name=named.name, entity_id=named.id)
        subject = own_subject(sentence.root) if sentence.root.tag_ else _first_noun(sentence)
        if subject is None or subject.tag_ == "PRP":
            return None
        entity = self._index.at(subject.idx, subject.idx + len(subject))
        if entity is not None:
            fits = kind == "body" and entity.type == "ORG"
        else:
            fits = subject.lower_ in documents() if kind == "body" else is_person(subject) and subject.text[-1] == "s"
        if not fits:
            return None
        name = entity.name if entity is not None else self._text[slice(*span_of(subject))]
        return replace(source, name=name, entity_id=entity.id if entity is not None else None)

    def _named_first(self, sentence: Span) -> Entity | None:
        """The organisation whose name a sentence without a parse begins with."""
        within = self._index.mentions_in(sentence.start_char, sentence.end_char)
        if not within or within[0][1].type != "ORG":
            return None
        ahead = self._text[sentence.start_char : within[0][0].start].strip().lower()
        return within[0][1] if not ahead or ahead in _ARTICLES else None

    def _maker(self, source: Reference, head: Token) -> Entity | None:
        """Who acts in the clause above, where a pronoun was put to the very noun that its clause tells of.

        "Quire released Mirage, a model that it says can sing": it is Quire.
        """
        verb = head.head
        while verb.dep_ in ("ccomp", "conj", "xcomp") and verb.head.i != verb.i:
            verb = verb.head
        if verb.dep_ != "relcl":
            return None
        noun = verb.head if verb.head.dep_ != "appos" else verb.head.head
        entity = self._index.at(noun.idx, noun.idx + len(noun))
        above = clause_verb(noun)
        subject = subject_of(above) if above is not None else None
        if entity is None or subject is None or entity.id != source.entity_id or subject.i >= noun.i:
            return None
        return self._index.at(subject.idx, subject.idx + len(subject))

    def _last_heard(self, source: Reference, kind: str) -> Reference | None:
        """Who spoke just before, for a pronoun that was put to somebody who has not spoken."""
        if kind not in ("person", "body") or any(one.entity_id == source.entity_id for _, one in self._heard):
            return None
        if self._told_of(source):
            return None
        for heard, speaker in reversed(self._heard):
            if speaker.start < source.start - _NEAR:
                return None
            if heard == kind and speaker.start < source.start:
                return replace(source, name=speaker.name or speaker.text, entity_id=speaker.entity_id)
        return None

    def _told_of(self, source: Reference) -> bool:
        """Whether the last sentence that names somebody is told of him, or has no parse to say so."""
        entity = self._entity(source)
        before = [m for m in entity.mentions if m.end <= source.start] if entity is not None else []
        span = self._doc.char_span(before[-1].start, before[-1].end, alignment_mode="expand") if before else None
        if span is None or not span[0].tag_:
            return True
        root = span.root
        return root.dep_ in SUBJECTS and root.head.dep_ == "ROOT"

    def _kind(self, source: Reference, head: Token | None) -> str:
        type_ = self._type(source)
        if head is not None and head.tag_ == "PRP":
            return _TAKES_UP.get(head.lower_, "") if source.name else ""
        if type_ == "PERSON":
            return "person"
        if type_ in ("GPE", "NORP") and head is not None and head.tag_ == "NNS":
            return "people"  # "Russian authorities"
        if type_ in ("ORG", "GPE", "NORP"):
            return "body"
        if head is None:
            return ""
        if head.tag_ in ("NNS", "NNPS"):
            return "people"
        if is_person(head):
            return "person"
        return "body" if described_type(head) == "ORG" else ""


def _first_noun(sentence: Span) -> Token | None:
    """The noun that a sentence without a parse begins with, behind an article: "The study was …"."""
    if sentence[0].lower_ not in _ARTICLES:
        return None
    return next((token for token in sentence[1:4] if token.lower_ in documents() or is_person(token)), None)


@cache
def _types() -> dict[str, str]:
    return {row["form"]: row["type"] for row in lexicons.read("entity_heads")}


def described_type(head: Token) -> str:
    """What kind of thing a noun names: the type in the lexicon of head nouns, empty if it is not there."""
    return "PERSON" if is_person(head) else _types().get(noun_lemma(head).lower(), "")
