"""Joins everything found in an article: whose quantity, of what, on whose word, when, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.extract.facts.attribution import attribution_of
from pipeline.extract.facts.confidence import Weights, confidence
from pipeline.extract.facts.credits import Credits
from pipeline.extract.facts.times import ChooseTimes, by_weights, fact_times
from pipeline.extract.linking.choose import Choice, choose
from pipeline.extract.linking.reading import QuantityReading, readings
from pipeline.extract.linking.records import property_of, subject_of_choice, told_choice
from pipeline.extract.modality.classify import modality
from pipeline.extract.reader.load import Reader, load_reader
from pipeline.extract.statements.index import StatementIndex
from pipeline.extract.syntax.tokens import Tokens
from pipeline.furniture.spans import Furniture
from pipeline.records import Article, Attribution, Fact, FactTime, Span, Statement, Time, content_id

if TYPE_CHECKING:
    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.numbers.types import Number
    from pipeline.extract.quantities.draft import QuantityDraft


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the extractors found in one article: its quantities, entities, times and statements, over its tokens.

    ``refused`` holds the numbers that are no quantities, each with the rule that says so; nothing found stands in
    ``furniture``.
    """

    article: Article
    tokens: Tokens
    found: list[QuantityDraft]
    index: EntityIndex
    times: list[Time]
    statements: list[Statement]
    refused: list[tuple[Number, str]]
    furniture: Furniture


def facts(parts: Analysis, reader: Reader | None = None, weights: Weights | None = None) -> list[Fact]:
    """Facts of an article, in text order.

    Args:
        parts: What was found in the article.
        reader: Chooses subjects and properties; the package's own if None.
        weights: Weights of the confidence; the reader's own if None.
    """
    reader = load_reader() if reader is None else reader
    sayings = StatementIndex(parts.statements)
    told = [found for found in parts.found if not found.converted]
    every = article_readings(parts, told, sayings)
    choices = choose(parts.tokens, parts.article.title, every, reader.weights, reader.encoder)
    when = article_times(parts, told, [reading.at.credit for reading in every], sayings)
    made = zip(every, choices, when, strict=True)
    chosen = {id(found): one for found, one in zip(told, made, strict=True)}
    out: list[Fact] = []
    for found in parts.found:
        if id(found) in chosen:
            out.append(_fact(parts, found, *chosen[id(found)]))
        elif out:
            out.append(_converted(out[-1], found, parts.tokens.text))
    weights = reader.confidence if weights is None else weights
    return [replace(fact, confidence=confidence(fact, weights)) for fact in out]


def article_readings(
    parts: Analysis, told: Sequence[QuantityDraft], sayings: StatementIndex | None = None
) -> list[QuantityReading]:
    """The candidates of an article's quantities, but for conversions, which have the subject of the amount before them."""
    sayings = StatementIndex(parts.statements) if sayings is None else sayings
    credits = Credits(parts.tokens, parts.index, sayings)
    credited = [attribution_of(credits, found) for found in told]
    return readings(parts.tokens, parts.index, parts.article.title, told, credited)


def article_times(
    parts: Analysis,
    told: Sequence[QuantityDraft],
    credits: Sequence[Attribution | None],
    sayings: StatementIndex,
    choose_times: ChooseTimes = by_weights,
) -> list[FactTime | None]:
    """The time of each quantity of an article, credited as given."""
    said = [sayings.by_id(credit.statement_id) if credit is not None else None for credit in credits]
    return fact_times(parts.tokens, list(zip(told, said, strict=True)), parts.times, parts.article.date, choose_times)


def _fact(
    parts: Analysis, found: QuantityDraft, reading: QuantityReading, choice: Choice, time: FactTime | None
) -> Fact:
    tokens, article_id = parts.tokens, parts.article.id
    credit = reading.at.credit
    sureness, cue = modality(found, credit, time, parts.article.date)
    rules = [*found.rules, *found.bounds.rules, *told_choice(reading, choice), *([cue] if cue else [])]
    return Fact(
        id=content_id("f", article_id, found.start, found.end),
        article_id=article_id,
        kind=found.kind,
        quantity=found.record(tokens.text),
        property=property_of(reading, choice, tokens.text),
        subject=subject_of_choice(reading, choice, tokens.text, parts.index),
        modality=sureness,
        attribution=credit,
        time=time,
        sentence=_sentence(tokens, found),
        confidence=0.0,  # reckoned from the whole fact, by facts()
        rules=tuple(dict.fromkeys(rules)),
        version=__version__,
    )


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
    chosen = (rule for rule in twin.rules if rule.startswith(("subject:", "property:")))
    return replace(
        twin,
        id=content_id("f", twin.article_id, found.start, found.end),
        kind=found.kind,
        quantity=record,
        rules=tuple(dict.fromkeys([*found.rules, *found.bounds.rules, *chosen])),
    )


def _sentence(tokens: Tokens, found: QuantityDraft) -> Span:
    """The quantity's sentence, without the white space around it."""
    first, last = tokens.doc[found.sentence[0]], tokens.doc[found.sentence[1] - 1]
    start = first.idx
    words = tokens.text[start : last.idx + len(last)]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Span(words, start, start + len(words))
