"""Annotated articles as cases for fitting a reader: candidates, features, the words around, and which are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.evaluate.gold import GoldArticle, GoldMention
from pipeline.evaluate.judge import right_words, same_name, same_value
from pipeline.extract.extractor import parts_of, wanted
from pipeline.extract.facts.assemble import article_readings
from pipeline.extract.linking.choose import candidate_places
from pipeline.extract.linking.property_names import property_name
from pipeline.extract.linking.reading import ClaimOutline, QuantityReading
from pipeline.extract.model.language import Language
from pipeline.extract.reader.stretches import Stretch, stretches
from pipeline.extract.syntax.tokens import Tokens
from pipeline.extract.text.plain import plain


@dataclass(slots=True)
class ReadingCase:
    """One quantity with its candidates' features, spans and truth.

    ``subject_right`` and ``property_right`` say of each candidate whether it is right; None where nothing can be
    learnt: the quantity is not annotated, or all candidates are right, or none.
    """

    mention: GoldMention | None
    subject_features: list[list[str]]
    property_features: list[list[str]]
    pairs: dict[tuple[int, int], list[str]]
    quantity_span: tuple[int, int]
    subject_spans: list[list[tuple[int, int]]]
    property_spans: list[list[tuple[int, int]]]
    subject_right: list[bool] | None
    property_right: list[bool] | None
    outline: ClaimOutline


@dataclass(slots=True)
class ReadingArticle:
    """An annotated article's cases in order, and the stretches of text that hold them."""

    key: str
    cases: list[ReadingCase]
    stretches: list[Stretch]
    text: str


def reading_articles(gold: Sequence[GoldArticle], language: Language) -> Iterator[ReadingArticle]:
    """The cases of annotated articles, parsed one by one."""
    for row in gold:
        (doc,) = language.docs([plain(row.text)], wanted)
        parts = parts_of(row.article, doc)
        every = article_readings(parts)
        text = parts.tokens.text
        paired = paired_mentions(row.mentions, every, text)
        cases = [_case(parts.tokens, reading, paired.get(number)) for number, reading in enumerate(every)]
        yield ReadingArticle(row.key, cases, list(stretches(parts.tokens, every, row.article.title)), text)


def paired_mentions(
    mentions: Iterable[GoldMention], every: Sequence[QuantityReading], text: str
) -> dict[int, GoldMention]:
    """The annotated mention of each reading that has one, by number: of equal value, the one that overlaps most."""
    options = []
    for number, reading in enumerate(every):
        record = reading.at.found.record(text)
        for place, mention in enumerate(mentions):
            overlap = min(record.end, mention.end) - max(record.start, mention.start)
            if overlap > 0 and same_value(mention, record):
                options.append((-overlap, number, place, mention))
    out: dict[int, GoldMention] = {}
    taken = set()
    for _, number, place, mention in sorted(options, key=lambda o: o[:3]):
        if number not in out and place not in taken:
            out[number] = mention
            taken.add(place)
    return out


def _case(tokens: Tokens, reading: QuantityReading, mention: GoldMention | None) -> ReadingCase:
    subject_right = property_right = None
    if mention is not None:
        subject_right = _learnable([same_name(mention.subject, one.name) for one in reading.subjects])
        unit = reading.at.found.unit
        said = [_property_right(mention, one.name, one.text, None) for one in reading.properties]
        if not any(said):
            said = [_property_right(mention, one.name, one.text, unit) for one in reading.properties]
        property_right = _learnable(said)
    quantity, subjects, measured = candidate_places(reading, tokens)
    pairs = {
        (s, p): sorted(found)
        for s in range(len(reading.subjects))
        for p in range(len(reading.properties))
        if (found := reading.pair(s, p))
    }
    return ReadingCase(
        mention,
        [sorted(one) for one in reading.subject_features],
        [sorted(one) for one in reading.property_features],
        pairs,
        quantity,
        subjects,
        measured,
        subject_right,
        property_right,
        reading.outline(),
    )


def _property_right(mention: GoldMention, name: str | None, text: str | None, unit: str | None) -> bool:
    heads = mention.property_heads
    if not heads:
        return name is None
    if name is not None and any(property_name(head, mention.kind) == name for head in heads):
        return True
    return right_words(heads, (text, name, unit))


def _learnable(right: list[bool]) -> list[bool] | None:
    return right if any(right) and not all(right) else None
