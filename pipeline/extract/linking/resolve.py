"""From the word that a rule found to the entity or thing it stands for: the subject of a fact as a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.linking.populations import population
from pipeline.extract.linking.unnamed_ages import nobody_else
from pipeline.extract.modality.classify import modality
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.syntax.nouns import is_firm, is_measure, needs_owner
from pipeline.extract.syntax.parse import NOUNS, SUBJECTS, child, clause_verb, core_phrase, span_of, subject_of
from pipeline.records import Attribution, Reference, Span, Subject

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.linking.link import Link
    from pipeline.extract.linking.salience import Salience
    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.extract.statements.index import StatementIndex
    from pipeline.records import Entity, Mention

_THIRD = frozenset({"it", "its", "they", "their", "he", "she", "his", "her", "itself", "themselves"})
_I = frozenset({"i", "me", "my", "mine", "myself"})
_WE = frozenset({"we", "us", "our", "ours", "ourselves"})
_POINTERS = frozenset({"PRP", "PRP$", "DT", "WDT", "WP"})
_AGELESS = frozenset({"ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW", "LANGUAGE"})
_RECKONED = frozenset({"estimates", "estimated", "estimate", "forecasts", "predicts", "predicted", "reckons"})
_MARKS = frozenset('"“”')
_TOLD = 4  # tokens from "those" to the verb that says whom it means
_NEAR = 80  # characters from an age back to the person


class Antecedents:
    """Resolves subjects: the mention as it stands in the sentence or, if there is none in it, the nearest antecedent.

    Args:
        text: The article.
        index: Its entities.
        focus: What it is about, place by place; told of every subject found.
        sayings: Its statements.
    """

    def __init__(self, text: str, index: EntityIndex, focus: Salience, sayings: StatementIndex) -> None:
        self._sayings = sayings
        self._text = text
        self._index = index
        self._focus = focus

    def subject(self, found: QuantityDraft, relation: Link, credit: Attribution | None) -> Subject | None:
        """The subject of a quantity; how it was found is added to ``relation.rule``.

        In this order: the entity that the word is a mention of; for a pronoun that is none, who speaks of himself, or
        the subject of its clause; the thing that a common noun names; for a measure that a business has, the business
        that reports it; then the subject of the claim before, and what the article is about.
        """
        people = population(found, relation.rule, self._sayings)
        if people is not None:
            relation.rule += "+population"
            return self._named(people, found) or self._thing(people)
        alone = nobody_else(found)
        if alone is not None:
            relation.rule, (start, end) = "subject:age_alone", alone
            return Subject(self._text[start:end], start, end, self._text[found.start : end], None, None)
        if found.kind == "age":
            named = self._index.at(found.start, found.end)
            if named is not None and named.type == "PERSON":  # "the 31-year-old"
                mention = next(self._index.mentions_at(named, found.start, found.end))
                return self._entity(named.mentions[mention], named, found)
        token = relation.subject
        result = self._in_place(token, found, credit) if token is not None else None
        if result is not None:
            return result
        source = credit.source if credit is not None else None
        if token is not None and source is not None and is_firm(token):
            speaker = self._index.at(source.start, source.end)
            # Who is only heard on another firm foretells that firm's sales, and reports its own.
            foretold = speaker is not None and self._focus.only_speaks(speaker) and modality(found)[0] != "asserted"
            if speaker is not None and speaker.type == "ORG" and not foretold:
                relation.rule += "+source"
                return self._speaker(source, found)
        if token is None or token.tag_ in _POINTERS or needs_owner(token):
            result = self._before(token, found, relation)
            if result is not None:
                return result
        if token is not None and token.lower_ in _WE and source is not None:
            return self._speaker(source, found)
        noun = token if token is not None and token.tag_ in NOUNS else found.noun
        return self._thing(noun) if noun is not None else None

    def _in_place(self, token: Token, found: QuantityDraft, credit: Attribution | None) -> Subject | None:
        entity = self._index.at(token.idx, token.idx + len(token))
        if entity is not None:
            if found.kind == "age" and entity.type in _AGELESS:
                near = self._index.mentions_in(max(0, token.idx - _NEAR), token.idx)
                persons = [pair for pair in near if pair[1].type == "PERSON"]
                if persons:
                    return self._entity(*persons[-1], found)
            return self._entity(self._mention(entity, token), entity, found)
        if token.tag_ in ("PRP", "PRP$"):
            if credit is not None and credit.source is not None and self._can_be(token, credit.source, credit.cue):
                return self._speaker(credit.source, found)
            if token.lower_ in _I | _WE:
                speaker = self._quoted(token, found)
                if speaker is not None or token.lower_ in _I:
                    return speaker
            actor = _actor(token)
            return self._named(actor, found) or self._thing(actor) if actor is not None else None
        if token.lower_ == "those":
            told = child(token, "acl", "relcl")
            if told is not None and 0 < told.i - token.i < _TOLD:
                end = told.idx + len(told)  # "those treated", "those who walked"
                words = self._text[token.idx : end]
                return Subject(words, token.idx, end, words, None, None)
        apposed = child(token, "appos")
        if apposed is not None and apposed.tag_ == "NNP" and _beside(token, apposed):
            named = self._named(apposed, found)
            if named is not None:
                return named
        nominal = token.tag_ in NOUNS or (token.tag_ not in _POINTERS and token.dep_ in SUBJECTS)
        return self._thing(token) if nominal and not (is_measure(token) and needs_owner(token)) else None

    def _can_be(self, pronoun: Token, source: Reference, cue: Span | None) -> bool:
        """Whether a speaker may mean himself by a pronoun: "it" is no person, "she" no firm."""
        entity = self._index.at(source.start, source.end)
        person = entity is not None and entity.type == "PERSON"
        if pronoun.lower_ in ("they", "their") and source.start > pronoun.idx and _several_before(pronoun):
            return False  # "investors may get all the shares they ask for, Nordlys reported"
        if pronoun.lower_ not in _THIRD:
            return pronoun.lower_ in _I and (entity is None or person)
        if source.start > pronoun.idx and entity is not None and entity.mentions[0].start >= source.start:
            return False  # "It takes up no room, the builder Kestrel said": who is named only now is not meant
        if pronoun.lower_ in ("it", "its", "itself"):
            reckoned = cue is not None and cue.text.lower() in _RECKONED and source.start > pronoun.idx
            return not reckoned and (entity is None or not person)
        return entity is None or person != (pronoun.lower_ in ("they", "their", "themselves"))

    def _quoted(self, token: Token, found: QuantityDraft) -> Subject | None:
        """Who says "I" in a quotation that goes on without its cue; "we" of a firm is what the article is about."""
        doc = token.doc
        words = self._text[doc[found.sentence[0]].idx : doc[found.sentence[1] - 1].idx + 1]
        if not any(mark in words for mark in _MARKS):
            return None
        speaker = self._focus.speaker(token.idx)
        entity = self._index.at(speaker.start, speaker.end) if speaker is not None else None
        if speaker is None or (entity is not None and (entity.type == "PERSON") != (token.lower_ in _I)):
            return None
        return self._speaker(speaker, found)

    def _before(self, token: Token | None, found: QuantityDraft, relation: Link) -> Subject | None:
        pronoun = token is not None and token.tag_ in ("PRP", "PRP$")
        if token is not None and pronoun and token.lower_ in _THIRD:
            stands = self._focus.pronoun(token, found.sentence)
            if stands is not None:
                relation.rule += "+pronoun"
                return stands
        earlier = self._focus.same_sentence(found.sentence)
        if earlier is None and token is not None and not pronoun and not is_firm(token):
            earlier = self._focus.near(found.sentence)
        if earlier is not None:
            relation.rule += "+same"
            return earlier
        place = self._focus.at(found.start)
        if place is not None and (token is None or not pronoun or _agrees(token, place[1])):
            relation.rule += "+focus"
            return self._entity(*place, found)
        return None

    def _named(self, token: Token, found: QuantityDraft) -> Subject | None:
        entity = self._index.at(token.idx, token.idx + len(token))
        return self._entity(self._mention(entity, token), entity, found) if entity is not None else None

    def _mention(self, entity: Entity, token: Token) -> Mention:
        """The mention of an entity that a token is part of, else its first; the name, where it follows its description."""
        number = next(self._index.mentions_at(entity, token.idx, token.idx + len(token)), None)
        if number is None:
            return entity.mentions[0]
        mention, follow = entity.mentions[number], entity.mentions[number + 1 : number + 2]
        if mention.form == "description" and follow and follow[0].form == "name":
            if follow[0].start == mention.end + 1:  # "music service Larkwave"
                return follow[0]
        return mention

    def _entity(self, mention: Mention, entity: Entity, found: QuantityDraft) -> Subject:
        self._focus.claimed(found.start, entity)
        return Subject(mention.text, mention.start, mention.end, entity.name, entity.id, entity.type)

    def _speaker(self, source: Reference, found: QuantityDraft) -> Subject:
        entity = self._index.at(source.start, source.end)
        if entity is not None:
            self._focus.claimed(found.start, entity)
        kind = entity.type if entity is not None else None
        return Subject(source.text, source.start, source.end, source.name or source.text, source.entity_id, kind)

    def _thing(self, token: Token) -> Subject:
        (start, end), (low, high) = span_of(token), core_phrase(token)
        return Subject(self._text[start:end], start, end, self._text[low:high], None, None)


def _beside(noun: Token, apposed: Token) -> bool:
    """Whether an apposition stands at its noun or behind a mark, as one that the parser found far off does not."""
    first = apposed.left_edge
    return first.i <= noun.i + 1 or first.nbor(-1).is_punct


def _several_before(pronoun: Token) -> bool:
    """Whether a plural noun is a subject before a pronoun in its sentence."""
    window = pronoun.doc[pronoun.sent.start : pronoun.i]
    return any(t.tag_ == "NNS" and t.dep_ in SUBJECTS for t in window)


def _actor(pronoun: Token) -> Token | None:
    """The common noun that a possessive in its own clause stands for: "the library raised its fee"."""
    verb = clause_verb(pronoun) if pronoun.tag_ == "PRP$" else None
    subject = subject_of(verb) if verb is not None else None
    if subject is None or subject.i > pronoun.i or subject.tag_ not in NOUNS or is_amount(subject):
        return None
    return subject if pronoun.lower_ in _THIRD else None


def _agrees(pronoun: Token, entity: Entity) -> bool:
    """Whether a pronoun can stand for an entity: "she" for persons alone, "it" and "they" for no person."""
    lower = pronoun.lower_
    if lower in ("he", "she", "his", "her", "him", "hers", "himself", "herself"):
        return entity.type == "PERSON"
    return lower not in _I and entity.type != "PERSON"
