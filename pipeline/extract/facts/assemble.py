"""Joins everything found in an article: whose quantity, of what, on whose word, when, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.extract.facts.attribution import attribution_of
from pipeline.extract.facts.confidence import Weights, confidence
from pipeline.extract.facts.credits import Credits
from pipeline.extract.facts.times import TimeChoice, fact_times, time_choices
from pipeline.extract.linking.choose import Choice, beside, by_features
from pipeline.extract.linking.reading import QuantityReading, readings
from pipeline.extract.linking.records import property_of, subject_of_choice, told_choice
from pipeline.extract.modality.classify import modality
from pipeline.extract.reader.encoder import TIME
from pipeline.extract.reader.load import Reader, load_reader
from pipeline.extract.reader.stretches import stretches
from pipeline.extract.statements.index import StatementIndex
from pipeline.extract.syntax.tokens import Tokens
from pipeline.furniture.spans import Furniture
from pipeline.records import Article, Fact, FactTime, Span, Statement, Time, content_id

if TYPE_CHECKING:
    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.numbers.types import Number
    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.extract.reader.encoder import Encoder, ReadText
    from pipeline.extract.reader.weights import ReaderWeights


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
    choices = fact_choices(parts, reader)
    when = fact_times([one.time for one in choices])
    chosen = {id(one.found): (one, time) for one, time in zip(choices, when, strict=True)}
    out: list[Fact] = []
    for found in parts.found:
        if id(found) in chosen:
            out.append(_fact(parts, *chosen[id(found)]))
        elif out:
            out.append(_converted(out[-1], found, parts.tokens.text))
    weights = reader.confidence if weights is None else weights
    return [replace(fact, confidence=confidence(fact, weights)) for fact in out]


@dataclass(slots=True)
class FactChoices:
    """What is chosen for a quantity: by features, and where these leave doubt by what the encoder reads as well.

    Attributes:
        reading: The quantity with its candidate subjects and properties.
        link: Its subject and property.
        time: When it holds; None where its sentence names no time.
    """

    reading: QuantityReading
    link: Choice
    time: TimeChoice | None

    @property
    def found(self) -> QuantityDraft:
        """The quantity."""
        return self.reading.at.found

    def time_in_doubt(self) -> bool:
        """Whether features leave doubt of its time."""
        return self.time is not None and self.time.weighed.in_doubt()

    def add(self, seen: ReadText, tokens: Tokens, weights: ReaderWeights) -> None:
        """Chooses what is in doubt by the text that was read around the quantity as well."""
        if self.link.in_doubt():
            self.link = beside(self.reading, tokens, weights, seen)
        if self.time is not None and self.time_in_doubt():
            self.time.weighed.add(seen.scores(TIME, (self.found.start, self.found.end), self.time.spots))


def fact_choices(parts: Analysis, reader: Reader) -> list[FactChoices]:
    """The choices of an article's quantities, but for conversions, which have those of the amount before them."""
    sayings = StatementIndex(parts.statements)
    every = article_readings(parts, sayings)
    times = article_times(parts, every, sayings)
    out = [FactChoices(*one) for one in zip(every, by_features(every, reader.weights), times, strict=True)]
    if reader.encoder is not None:
        linked = [one for one in out if one.link.in_doubt()]
        timed = [one for one in out if one.time_in_doubt() and not one.link.in_doubt()]
        for some in (linked, timed):  # apart, so that the stretches of the first are cut without regard to the second
            _read(parts, some, reader.weights, reader.encoder)
    return out


def article_readings(parts: Analysis, sayings: StatementIndex | None = None) -> list[QuantityReading]:
    """The quantities of an article, but for conversions, each with its candidates and on whose word it stands."""
    told = [found for found in parts.found if not found.converted]
    sayings = StatementIndex(parts.statements) if sayings is None else sayings
    credits = Credits(parts.tokens, parts.index, sayings)
    credited = [attribution_of(credits, found) for found in told]
    return readings(parts.tokens, parts.index, parts.article.title, told, credited)


def article_times(
    parts: Analysis, every: Sequence[QuantityReading], sayings: StatementIndex | None = None
) -> list[TimeChoice | None]:
    """The choice of the time of each quantity, by features."""
    sayings = StatementIndex(parts.statements) if sayings is None else sayings
    credits = (reading.at.credit for reading in every)
    said = [sayings.by_id(credit.statement_id) if credit is not None else None for credit in credits]
    told = [(reading.at.found, statement) for reading, statement in zip(every, said, strict=True)]
    return time_choices(parts.tokens, told, parts.times, parts.article.date)


def _read(parts: Analysis, doubtful: Sequence[FactChoices], weights: ReaderWeights, encoder: Encoder) -> None:
    """Has the encoder read around the quantities in doubt."""
    for stretch in stretches(parts.tokens, [one.reading for one in doubtful], parts.article.title):
        seen = encoder.read(stretch, parts.tokens.text)
        for one in doubtful[stretch.first : stretch.last]:
            one.add(seen, parts.tokens, weights)


def _fact(parts: Analysis, chosen: FactChoices, time: FactTime | None) -> Fact:
    tokens, article_id = parts.tokens, parts.article.id
    found, reading, choice = chosen.found, chosen.reading, chosen.link
    sureness, cue = modality(found, reading.at.credit, time, parts.article.date)
    rules = [*found.rules, *found.bounds.rules, *told_choice(reading, choice), *([cue] if cue else [])]
    return Fact(
        id=content_id("f", article_id, found.start, found.end),
        article_id=article_id,
        kind=found.kind,
        quantity=found.record(tokens.text),
        property=property_of(reading, choice, tokens.text),
        subject=subject_of_choice(reading, choice, tokens.text, parts.index),
        modality=sureness,
        attribution=reading.at.credit,
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
