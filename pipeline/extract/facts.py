"""Joins everything found in an article: whose quantity, of what, on whose word, when, and how sure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.extract.arcs import Link
from pipeline.extract.attributions import attribution_of
from pipeline.extract.changes import changes
from pipeline.extract.confidence import confidence
from pipeline.extract.fact_times import time_of
from pipeline.extract.focus import Focus
from pipeline.extract.grammar import (
    NOUNS,
    SUBJECTS,
    VERBS,
    TokenIndex,
    child,
    clause_verb,
    core_phrase,
    subject_of,
    verb_class,
)
from pipeline.extract.modality import modality
from pipeline.extract.owners import is_firm, is_measure, needs_owner
from pipeline.extract.subjects import link, span_of
from pipeline.records import (
    Attribution,
    Fact,
    Reference,
    Span,
    Statement,
    Subject,
    Time,
    content_id,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities import EntityIndex
    from pipeline.extract.found import Found
    from pipeline.records import Entity, Mention


def facts(
    tokens: TokenIndex,
    article_id: str,
    found: list[Found],
    index: EntityIndex,
    times: list[Time],
    statements: list[Statement],
    title: str | None = None,
) -> list[Fact]:
    """Facts of an article, in text order.

    Args:
        tokens: Its doc.
        article_id: Its id.
        found: Its quantities (:func:`pipeline.extract.quantities.quantities`); change and role are set here.
        index: Its entities.
        times: Its time expressions.
        statements: Its attributed statements.
        title: Its headline.
    """
    text = tokens.text
    changes(found, text)
    focus = Focus(text, index, statements, title)
    out: list[Fact] = []
    for number, quantity in enumerate(found):
        twin = out[-1] if out and "conversion" in quantity.rules and number else None
        out.append(
            _converted(twin, quantity, text)
            if twin
            else _fact(tokens, article_id, quantity, found, index, focus, times, statements)
        )
    return [replace(fact, confidence=confidence(fact)) for fact in out]


def _fact(
    tokens: TokenIndex,
    article_id: str,
    found: Found,
    others: list[Found],
    index: EntityIndex,
    focus: Focus,
    times: list[Time],
    statements: list[Statement],
) -> Fact:
    text = tokens.text
    first, last = tokens.doc[found.sentence[0]], tokens.doc[found.sentence[1] - 1]
    sentence = _sentence(text, first.idx, last.idx + len(last))
    relation = link(found, index)
    credit = attribution_of(tokens, found, index, statements)
    content = next((s.content for s in statements if credit is not None and s.id == credit.statement_id), None)
    subject = _subject(text, found, relation, index, focus, credit)
    measured = _property(tokens, relation, focus)
    focus.note(found.sentence, subject, measured)
    sureness, cue = modality(found)
    rules = [*found.rules, *found.bounds.rules, relation.rule, *([cue] if cue else [])]
    return Fact(
        id=content_id("f", article_id, found.start, found.end),
        article_id=article_id,
        kind=found.kind,
        quantity=found.record(text),
        property=measured,
        subject=subject,
        modality=sureness,
        attribution=credit,
        time=None if relation.rule == "subject:dimension" else time_of(tokens, found, others, sentence, times, content),
        sentence=sentence,
        confidence=0.0,  # reckoned from the whole fact, by facts()
        rules=tuple(dict.fromkeys(rules)),
        version=__version__,
    )


def _converted(twin: Fact, found: Found, text: str) -> Fact:
    """A conversion in brackets claims the same as the amount before it."""
    record = found.record(text)
    if record.comparator == "=" and record.value is not None:
        comparator = twin.quantity.comparator
        record = replace(
            record,
            comparator=comparator if comparator != "range" else "=",
            approximate=record.approximate or twin.quantity.approximate,
            value_min=record.value if comparator in (">", ">=") else None,
            value_max=record.value if comparator in ("<", "<=") else None,
        )
    return replace(
        twin,
        id=content_id("f", twin.article_id, found.start, found.end),
        kind=found.kind,
        quantity=record,
        rules=tuple(
            dict.fromkeys([*found.rules, *found.bounds.rules, *(r for r in twin.rules if r.startswith("subject:"))])
        ),
    )


def _property(tokens: TokenIndex, relation: Link, focus: Focus) -> Span | None:
    """The property as a span; where the sentence has but a pronoun or an empty verb, that of the claim before."""
    place = relation.property
    if place is None:
        return None
    token = tokens.at(place[0])
    empty = token.tag_ in ("PRP", "DT", "WDT") or (
        relation.rule.endswith("+pronoun") and token.tag_ in VERBS and token.lower_ in verb_class("light")
    )
    if empty and token.idx + len(token) == place[1]:
        return focus.measured
    return Span(tokens.text[place[0] : place[1]], *place)


def _sentence(text: str, start: int, end: int) -> Span:
    """The sentence without the white space around it."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Span(words, start, start + len(words))


def _subject(
    text: str, found: Found, relation: Link, index: EntityIndex, focus: Focus, credit: Attribution | None
) -> Subject | None:
    """The subject as a record: the mention in this sentence, else the nearest antecedent."""
    token = relation.subject
    if token is not None:
        entity = index.at(token.idx, token.idx + len(token))
        if entity is not None:
            if found.kind == "age" and entity.type not in ("PERSON", "WORK", "PRODUCT"):
                persons = [
                    pair for pair in index.mentions_in(max(0, token.idx - 80), token.idx) if pair[1].type == "PERSON"
                ]
                if persons:
                    return _of_entity(*persons[-1], found, focus)
            return _of_entity(_mention(entity, token), entity, found, focus)
        if token.tag_ in ("PRP", "PRP$"):
            # A pronoun that nothing resolved, inside what somebody says of himself.
            if credit is not None and credit.source is not None and token.lower_ in _THIRD:
                return _of_source(credit.source, index, found, focus)
            actor = _actor(token)
            if actor is not None:
                named = index.at(actor.idx, actor.idx + len(actor))
                return _of_entity(_mention(named, actor), named, found, focus) if named else _of_noun(text, actor)
        elif (apposed := child(token, "appos")) is not None and apposed.tag_ == "NNP":
            named = index.at(apposed.idx, apposed.idx + len(apposed))
            if named is not None:
                return _of_entity(_mention(named, apposed), named, found, focus)
        nominal = token.tag_ in NOUNS or (
            token.tag_ not in ("PRP", "PRP$", "DT", "WDT", "WP") and token.dep_ in SUBJECTS
        )
        if nominal and not (is_measure(token) and needs_owner(token)):
            return _of_noun(text, token)
    if token is not None and is_firm(token) and credit is not None and credit.source is not None:
        spoken = index.at(credit.source.start, credit.source.end)
        if spoken is not None and spoken.type == "ORG":
            relation.rule += "+source"
            return _of_source(credit.source, index, found, focus)
    if token is None or token.tag_ in ("PRP", "PRP$", "WDT", "DT") or needs_owner(token):
        pronoun = token is not None and token.tag_ in ("PRP", "PRP$")
        if token is not None and pronoun and token.lower_ in _THIRD:
            stands = focus.pronoun(token, found.sentence)
            if stands is not None:
                relation.rule += "+pronoun"
                return stands
        earlier = focus.same_sentence(found.sentence)
        if earlier is None and token is not None and not pronoun and not is_firm(token):
            earlier = focus.near(found.sentence)
        if earlier is not None:
            relation.rule += "+same"
            return earlier
        place = focus.at(found.start)
        if place is not None:
            relation.rule += "+focus"
            return _of_entity(place[0], place[1], found, focus)
    token = token if token is not None and token.tag_ in NOUNS else found.noun
    return _of_noun(text, token) if token is not None else None


def _actor(pronoun: Token) -> Token | None:
    """The common noun that a possessive in its own clause stands for: "the library raised its fee"."""
    verb = clause_verb(pronoun)
    subject = subject_of(verb) if verb is not None else None
    possessive = pronoun.tag_ == "PRP$" and subject is not None and subject.i < pronoun.i
    return subject if possessive and subject is not None and subject.tag_ in NOUNS else None


_THIRD = frozenset({"it", "its", "they", "their", "he", "she", "his", "her", "itself", "themselves"})


def _of_entity(mention: Mention, entity: Entity, found: Found, focus: Focus) -> Subject:
    focus.claimed(found.start, entity)
    return Subject(mention.text, mention.start, mention.end, entity.name, entity.id, entity.type)


def _of_source(source: Reference, index: EntityIndex, found: Found, focus: Focus) -> Subject:
    entity = index.at(source.start, source.end)
    if entity is not None:
        focus.claimed(found.start, entity)
    name = source.name or source.text
    return Subject(source.text, source.start, source.end, name, source.entity_id, entity.type if entity else None)


def _of_noun(text: str, token: Token) -> Subject:
    start, end = span_of(token)
    low, high = core_phrase(token)
    return Subject(text[start:end], start, end, text[low:high], None, None)


def _mention(entity: Entity, token: Token) -> Mention:
    for mention in entity.mentions:
        if mention.start < token.idx + len(token) and token.idx < mention.end:
            return mention
    return entity.mentions[0]
