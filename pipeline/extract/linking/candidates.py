"""What may have a quantity and what may be measured of it: every candidate with the places where it stands.

Subjects are entities and things: the nouns and names of the sentence, what its pronouns and descriptions stand for, the
nouns and names of the two sentences before, and what the article is about. Properties are the nouns, verbs and adjectives
of the sentence, and what the kind alone says. "Nobody" and "nothing said" compete with them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pipeline.extract import lexicons
from pipeline.extract.linking.appositions import described
from pipeline.extract.linking.property_names import default_name, property_name
from pipeline.extract.linking.sentence import ParsedSentence
from pipeline.extract.syntax.nouns import is_account, is_generic, object_of, tells_of_others
from pipeline.extract.syntax.parse import NOUNS, VERBS
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.units.tokens import is_amount

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.records import Entity

Where = Literal["here", "before", "further before", "article"]
"""In the quantity's sentence, in the one before, in the one before that, or anywhere in the article."""

_INSIDE = frozenset(
    ["compound", "nmod", "amod", "nummod", "quantmod", "npadvmod", "case", "det", "punct", "predet"]
)  # words that are parts of another's phrase
_POINTING = lexicons.words("function_words", role="demonstrative")
_POINTED = frozenset(("nsubj", "nsubjpass", "dobj", "pobj"))
_TOLD = frozenset(["nsubj", "nsubjpass", "dobj", "pobj", "poss", "attr", "ROOT", "conj", "appos", "dep"])
_NUMERIC = frozenset(("DATE", "TIME", "PERCENT", "MONEY", "CARDINAL"))
_UNMEASURED = frozenset(("DATE", "TIME", "PERSON", "GPE"))
_QUALITIES = frozenset(("JJ", "JJR", "RBR"))
_NOMINAL = frozenset(["nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "appos"])
_OPENING = 200  # characters: who is named there, the article is about
_MOST = 4  # entities named most often
NEAREST = 48
"""Candidates of a sentence that are weighed for one quantity: a table without full stops is one sentence of hundreds."""


@dataclass(slots=True)
class Occurrence:
    """A place where a candidate stands: ``token`` heads it, ``pronoun`` is what stands there for it, if anything does."""

    where: Where
    token: Token | None = None
    pronoun: Token | None = None

    @property
    def head(self) -> Token | None:
        """The token that stands in the sentence."""
        return self.pronoun or self.token


@dataclass(slots=True)
class SubjectCandidate:
    """An entity or thing that may have the quantity; ``name`` None: nobody has it."""

    name: str | None
    entity: Entity | None = None
    occurrences: list[Occurrence] = field(default_factory=list)

    @property
    def does_business(self) -> bool:
        """Whether revenue may be its: a firm's, product's or work's, no public body's, as a name shows it."""
        if self.entity is None or self.entity.type not in ("ORG", "PRODUCT", "WORK"):
            return False
        bodies = lexicons.words("entity_heads", group="agency") | lexicons.words("entity_heads", group="government")
        return bodies.isdisjoint(self.entity.name.lower().split())

    @property
    def account(self) -> Token | None:
        """The noun that stands for it, if that names what only a business has: "net income", "the shares"."""
        here = [one.token for one in self.occurrences if one.pronoun is None and one.where == "here"]
        if self.entity is not None or not here or here[0] is None or not is_account(here[0]):
            return None
        return here[0]


@dataclass(slots=True)
class PropertyCandidate:
    """What may be measured: words of the sentence, or what the kind alone says; ``name`` None: nothing is said."""

    name: str | None
    text: str | None = None
    start: int = -1
    end: int = -1
    head: Token | None = None


_Standing = tuple[tuple[str, str], str, "Entity | None", Occurrence]


class SentenceCandidates:
    """The subjects of an article's sentences, each sentence gone through once for all its quantities."""

    def __init__(self, tokens: Tokens, index: EntityIndex, title: str | None) -> None:
        self._tokens = tokens
        self._index = index
        self._parsed: dict[int, ParsedSentence] = {}
        self._here: dict[int, tuple[list[_Standing], list[int]]] = {}
        self._before: dict[int, list[tuple[tuple[str, str], str, Entity | None, Token]]] = {}
        self._measurable: dict[int, list[int]] = {}
        heading = (title or "").lower()
        often = sorted(index.entities, key=lambda e: -len(e.mentions))[:_MOST]
        chosen = {e.id for e in often}
        self._topics = [
            e
            for e in index.entities
            if e.id in chosen or e.mentions[0].start < _OPENING or (heading and e.name.lower() in heading)
        ]

    def parsed(self, sentence: tuple[int, int]) -> ParsedSentence:
        """A sentence (its first token and end) as lists."""
        found = self._parsed.get(sentence[0])
        if found is None:
            found = self._parsed[sentence[0]] = ParsedSentence(self._tokens, *sentence)
        return found

    def subjects(self, found: QuantityDraft) -> list[SubjectCandidate]:
        """Who may have a quantity, those of its sentence first; the last is nobody."""
        groups: dict[tuple[str, str], SubjectCandidate] = {}

        def add(key: tuple[str, str], name: str, entity: Entity | None, occurrence: Occurrence) -> None:
            group = groups.get(key)
            if group is None:
                group = groups[key] = SubjectCandidate(name, entity)
            group.occurrences.append(occurrence)

        noun = found.noun.i if found.noun is not None else -1
        here, places = self._of(found.sentence)
        for key, name, entity, occurrence in here[_nearest(places, found.root.i)]:
            head = occurrence.head
            assert head is not None
            inside = found.bounds.start <= head.idx < found.end
            other = inside or occurrence.pronoun is None and (_counts(head, entity) or tells_of_others(head))
            if head.i != noun and other:
                continue
            add(key, name, entity, occurrence)
        name = self._tokens.text[found.start : found.end]
        if found.kind == "age" and found.root.dep_ in _NOMINAL and not name[-1:].isdigit():  # "a 5-year-old was hurt"
            add(("thing", name.lower()), name, None, Occurrence("here", found.root))
        first = found.sentence[0]
        before: Where
        for before in ("before", "further before"):
            if first <= 0:
                break
            sentence = self._tokens.sentence_of(self._tokens.doc[first - 1])
            for key, name, entity, token in self._told(sentence)[-NEAREST:]:
                add(key, name, entity, Occurrence(before, token))
            first = sentence[0]
        for entity in self._topics:
            add(("entity", entity.id), entity.name, entity, Occurrence("article"))
        return [*groups.values(), SubjectCandidate(None)]

    def _of(self, sentence: tuple[int, int]) -> tuple[list[_Standing], list[int]]:
        """What stands in a sentence that may have a quantity, in the order of the text, and at which tokens."""
        found = self._here.get(sentence[0])
        if found is None:
            here = list(self._standing(sentence))
            found = self._here[sentence[0]] = here, [one[3].head.i for one in here if one[3].head is not None]
        return found

    def _standing(self, sentence: tuple[int, int]) -> Iterator[_Standing]:
        index = self._index
        parsed = self.parsed(sentence)
        apposed = "appos" in parsed.deps
        for token, tag, dep, lower in zip(parsed.tokens, parsed.tags, parsed.deps, parsed.lowers, strict=True):
            if tag in NOUNS:
                entity = index.at(token.idx, token.idx + len(token))
                if entity is None and apposed and dep not in _INSIDE:
                    entity = described(token, index)
                if dep in _INSIDE:
                    head = token.head
                    compound = dep in ("compound", "nmod") and head.tag_ in NOUNS
                    if entity is None and not compound:
                        continue
                    if dep == "compound" and entity is not None and compound:
                        if index.at(head.idx, head.idx + len(head)) is entity:
                            continue
                yield *self._named(token, entity), Occurrence("here", token)
            elif tag in ("PRP", "PRP$") or tag == "DT" and lower in _POINTING and dep in _POINTED:
                yield from self._behind(token)
            elif tag in ("JJ", "CD") or dep in _POINTED and token.text[:1].isupper() and token.i > parsed.first:
                # The tagger knows few titles: "Glasswing" is no verb.
                entity = index.at(token.idx, token.idx + len(token))
                if entity.type != "NORP" if entity is not None else tag not in ("JJ", "CD"):
                    yield *self._named(token, entity), Occurrence("here", token)

    def _behind(self, pronoun: Token) -> Iterator[_Standing]:
        """What a pronoun stands for."""
        index, doc = self._index, self._tokens.doc
        entity = index.at(pronoun.idx, pronoun.idx + len(pronoun))
        stands = index.nouns.get(pronoun.i)
        if entity is not None:
            yield *self._named(pronoun, entity), Occurrence("here", pronoun, pronoun)
        elif stands is not None:
            yield *self._named(doc[stands], self._entity(doc[stands])), Occurrence("here", doc[stands], pronoun)

    def _entity(self, noun: Token) -> Entity | None:
        """The entity that a noun names, or describes beside its name."""
        return self._index.at(noun.idx, noun.idx + len(noun)) or described(noun, self._index)

    def _told(self, sentence: tuple[int, int]) -> list[tuple[tuple[str, str], str, Entity | None, Token]]:
        found = self._before.get(sentence[0])
        if found is None:
            found = self._before[sentence[0]] = list(self._earlier(sentence))
        return found

    def _earlier(self, sentence: tuple[int, int]) -> Iterator[tuple[tuple[str, str], str, Entity | None, Token]]:
        parsed = self.parsed(sentence)
        if not any(parsed.tags):  # no quantity stands in it, so it was not parsed: its names are known all the same
            start, end = self._tokens.characters(sentence)
            for mention, named in self._index.mentions_in(start, end):
                yield ("entity", named.id), named.name, named, self._tokens.at(mention.end - 1)
            return
        apposed = "appos" in parsed.deps
        for token, tag, dep in zip(parsed.tokens, parsed.tags, parsed.deps, strict=True):
            if tag not in NOUNS:
                continue
            entity = self._entity(token) if apposed else self._index.at(token.idx, token.idx + len(token))
            if entity is None and (dep in _INSIDE or dep not in _TOLD or token.ent_type_ in _NUMERIC):
                continue
            if not is_amount(token) and not tells_of_others(token):
                yield *self._named(token, entity), token

    def properties(self, found: QuantityDraft) -> list[PropertyCandidate]:
        """What may be measured, in text order, then what the kind alone says; the last is nothing."""
        noun = found.noun.i if found.noun is not None else -1
        parsed, text = self.parsed(found.sentence), self._tokens.text
        places = self._measured(found.sentence)
        out = []
        for place in places[_nearest(places, found.root.i)]:
            token, tag = parsed.tokens[place - parsed.first], parsed.tags[place - parsed.first]
            noun_like = tag in NOUNS
            if place != noun:
                inside = found.bounds.start <= token.idx < found.end
                if inside and not noun_like or token.ent_type_ in _UNMEASURED or is_amount(token):
                    continue
            start, end = _words(token, self._tokens) if noun_like else (token.idx, token.idx + len(token))
            words = text[start:end]
            name = property_name(words, found.kind, verb=tag in VERBS)
            out.append(PropertyCandidate(name, words, start, end, token))
        unsaid = default_name(found.kind)
        if unsaid is not None:
            out.append(PropertyCandidate(unsaid))
        out.append(PropertyCandidate(None))
        return out

    def _measured(self, sentence: tuple[int, int]) -> list[int]:
        """The tokens of a sentence that may say what is measured."""
        found = self._measurable.get(sentence[0])
        if found is None:
            parsed = self.parsed(sentence)
            found = self._measurable[sentence[0]] = [
                place
                for place, (tag, dep) in enumerate(zip(parsed.tags, parsed.deps, strict=True), parsed.first)
                if dep not in ("aux", "auxpass")
                and (tag in NOUNS and dep != "compound" or tag in VERBS or tag in _QUALITIES)
            ]
        return found

    def _named(self, token: Token, entity: Entity | None) -> tuple[tuple[str, str], str, Entity | None]:
        if entity is not None:
            return ("entity", entity.id), entity.name, entity
        start, end = self._tokens.core_phrase(token) if token.tag_ in NOUNS else (token.idx, token.idx + len(token))
        name = self._tokens.text[start:end]
        return ("thing", name.lower()), name, None


def _counts(token: Token, entity: Entity | None) -> bool:
    """Whether a token is an amount or a time rather than a thing."""
    return entity is None and (is_amount(token) or token.ent_type_ in _NUMERIC)


def _nearest(places: list[int], at: int) -> slice:
    """Where among places in their order the ``NEAREST`` about one lie, as many behind it as before where there are."""
    if len(places) <= NEAREST:
        return slice(0, len(places))
    first = max(0, min(bisect_left(places, at) - NEAREST // 2, len(places) - NEAREST))
    return slice(first, first + NEAREST)


def _words(noun: Token, tokens: Tokens) -> tuple[int, int]:
    """The phrase of a noun; one that is empty by itself with what it is of: "the number of users"."""
    start, end = tokens.core_phrase(noun)
    if is_generic(noun):
        thing = object_of(noun, "of")
        if thing is not None and thing.tag_ in NOUNS and not is_amount(thing) and thing.i - noun.i < 6:
            return start, thing.idx + len(thing)
    return start, end
