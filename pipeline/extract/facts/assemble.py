"""Joins everything found in an article: whose quantity, of what, on whose word, when, and how sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.extract.facts.attribution import attribution_of
from pipeline.extract.facts.confidence import Weights, confidence
from pipeline.extract.facts.times import time_of
from pipeline.extract.linking.cascade.continuations import Continuation, continued
from pipeline.extract.linking.cascade.order import link
from pipeline.extract.linking.link import Link
from pipeline.extract.linking.property_names import default_name, property_name
from pipeline.extract.linking.resolve import Antecedents
from pipeline.extract.linking.salience import Salience
from pipeline.extract.modality.classify import modality
from pipeline.extract.modality.scope import in_future
from pipeline.extract.statements.index import StatementIndex
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.parse import VERBS, Tokens
from pipeline.records import Article, Fact, Property, Span, Statement, Time, content_id

if TYPE_CHECKING:
    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.numbers.types import Number
    from pipeline.extract.quantities.draft import QuantityDraft


_AGE_WORD = re.compile(r"\b(aged?)(?: of| at)?[ :]+$", re.I)
_FORESEEN = ("subject:object_forecast", "subject:preposition_forecast")
_INCOMPLETE = ("subject:gapped", *_FORESEEN)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the extractors found in one article: its quantities, entities, times and statements, over its tokens.

    ``refused`` holds the numbers that are no quantities, each with the rule that says so.
    """

    article: Article
    tokens: Tokens
    found: list[QuantityDraft]
    index: EntityIndex
    times: list[Time]
    statements: list[Statement]
    refused: list[tuple[Number, str]]


def facts(parts: Analysis, weights: Weights | None = None) -> list[Fact]:
    """Facts of an article, in text order.

    Args:
        parts: What was found in the article.
        weights: Weights of the confidence; the package's own if None.
    """
    sayings = StatementIndex(parts.statements)
    focus = Salience(parts.tokens.text, parts.index, parts.statements, sayings, parts.article.title)
    antecedents = Antecedents(parts.tokens.text, parts.index, focus, sayings)
    out: list[Fact] = []
    earlier: list[tuple[QuantityDraft, Fact]] = []  # those of the sentence
    for quantity in parts.found:
        if out and quantity.converted:
            out.append(_converted(out[-1], quantity, parts.tokens.text))
            continue
        if earlier and earlier[-1][0].sentence != quantity.sentence:
            earlier.clear()
        quantity.before = earlier[-1][0] if earlier else None
        out.append(_fact(parts, quantity, sayings, focus, antecedents, earlier, out))
        earlier.append((quantity, out[-1]))
    return [replace(fact, confidence=confidence(fact, weights)) for fact in out]


def _fact(
    parts: Analysis,
    found: QuantityDraft,
    sayings: StatementIndex,
    focus: Salience,
    antecedents: Antecedents,
    earlier: list[tuple[QuantityDraft, Fact]],
    said_before: list[Fact],
) -> Fact:
    tokens, article_id = parts.tokens, parts.article.id
    sentence = _sentence(tokens, found)
    relation = link(found, parts.index)
    same, model = _twin(earlier, found, tokens.text)
    whole = _whole(said_before, found) if model is None else None
    credit = attribution_of(tokens, found, parts.index, sayings)
    said = sayings.by_id(credit.statement_id) if credit is not None else None
    if relation.rule == "subject:age_apposed" and said is not None and said.kind == "indirect":
        credit = said = None  # who a speaker speaks of is introduced by the writer
    if same is not None and model is not None:
        relation = Link(same.subject, same.property, f"subject:{same.rule}")
    subject = antecedents.subject(found, relation, credit) if relation.subject is not None or model is None else None
    measured = _property(tokens, found, relation, focus)
    if model is None and relation.property is None and relation.rule.startswith(_INCOMPLETE) and earlier:
        model = earlier[-1][1] if earlier[-1][0].kind == found.kind else None
    if model is not None:
        subject = subject or model.subject
        measured = measured or (model.property if model.kind != "age" else None)
    if whole is not None:
        subject, measured = whole.subject or subject, whole.property
    last = said_before[-1] if said_before else None
    if measured is None and relation.rule.startswith(_FORESEEN) and last is not None and last.kind == found.kind:
        subject, measured = (
            subject or last.subject,
            last.property,
        )  # "Revenue rose to $4.9bn. Analysts had expected $4.7bn."
    focus.note(found.sentence, subject, measured)
    sureness, cue = modality(found, credit)
    time = time_of(tokens, found, parts.found, relation.rule, sentence, parts.times, said, parts.article.date)
    if sureness == "asserted" and found.role != "initial" and in_future(found, time, parts.article.date):
        sureness, cue = "planned", "modality:ahead"
    rules = [*found.rules, *found.bounds.rules, relation.rule, *([cue] if cue else [])]
    return Fact(
        id=content_id("f", article_id, found.start, found.end),
        article_id=article_id,
        kind=found.kind,
        quantity=found.record(tokens.text),
        property=measured or _unsaid(tokens.text, found),
        subject=subject,
        modality=sureness,
        attribution=credit,
        time=time,
        sentence=sentence,
        confidence=0.0,  # reckoned from the whole fact, by facts()
        rules=tuple(dict.fromkeys(rules)),
        version=__version__,
    )


def _whole(facts: list[Fact], found: QuantityDraft) -> Fact | None:
    """ "About 70 nurses came. Two of them were ill": the claim of the sentence before that a quantity is a part of."""
    part_of = found.part_of
    return None if part_of is None else next((f for f in facts if f.quantity.start == part_of.start), None)


def _twin(
    earlier: list[tuple[QuantityDraft, Fact]], found: QuantityDraft, text: str
) -> tuple[Continuation | None, Fact | None]:
    """The claim in the same sentence that a quantity belongs to: the one before it, or the one before its duration."""
    for before, fact in reversed(earlier[-2:]):
        same = continued(before, found, text) if fact.subject is not None else None
        if same is not None:
            return same, fact
        if before.kind != "duration":
            break
    return None, None


def _converted(twin: Fact, found: QuantityDraft, text: str) -> Fact:
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
    subject = (rule for rule in twin.rules if rule.startswith("subject:"))
    return replace(
        twin,
        id=content_id("f", twin.article_id, found.start, found.end),
        kind=found.kind,
        quantity=record,
        rules=tuple(dict.fromkeys([*found.rules, *found.bounds.rules, *subject])),
    )


def _property(tokens: Tokens, found: QuantityDraft, relation: Link, focus: Salience) -> Property | None:
    """The property; where the sentence has but a pronoun or an empty verb, that of the claim before."""
    place = relation.property
    if place is None:
        return None
    token = tokens.at(place[0])
    empty = token.tag_ in ("PRP", "DT", "WDT") or (
        relation.rule.endswith("+pronoun") and token.tag_ in VERBS and token.lower_ in verb_class("light")
    )
    if empty and token.idx + len(token) == place[1]:
        return focus.measured
    words = tokens.text[place[0] : place[1]]
    return Property(words, *place, property_name(words, found.kind, verb=token.tag_ in VERBS))


def _unsaid(text: str, found: QuantityDraft) -> Property | None:
    """What the kind alone says is measured; for an age with the word before the number ("aged 81", "at the age of 40")."""
    name = default_name(found.kind)
    if name is None:
        return None
    named = _AGE_WORD.search(text, max(0, found.start - 16), found.start) if found.kind == "age" else None
    return Property(named.group(1), *named.span(1), name) if named is not None else Property(None, None, None, name)


def _sentence(tokens: Tokens, found: QuantityDraft) -> Span:
    """The quantity's sentence, without the white space around it."""
    first, last = tokens.doc[found.sentence[0]], tokens.doc[found.sentence[1] - 1]
    start = first.idx
    words = tokens.text[start : last.idx + len(last)]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Span(words, start, start + len(words))
