"""What a fact might have been and is not: the numbers refused beside it, and the subjects, sources and dates that lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.extractor import Extractor, parts_of, wanted
from pipeline.extract.facts.assemble import Analysis
from pipeline.extract.linking.cascade.order import considered
from pipeline.extract.syntax.parse import span_of
from pipeline.extract.text.plain import plain
from pipeline.records import Article, Fact

if TYPE_CHECKING:
    from pipeline.extract.quantities.draft import QuantityDraft
    from pipeline.extract.units.types import AddedUnits


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words of the article that could have filled a field, and the rule that spoke for them or against them."""

    field: str
    text: str
    start: int
    end: int
    rule: str


def alternatives(
    article: Article, fact: Fact, model: str | None = None, added: AddedUnits | None = None
) -> list[Alternative]:
    """What was considered for a fact and not taken; its article is read again.

    Args:
        article: The fact's article, with its text.
        fact: A fact of it.
        model: The spaCy pipeline that the fact was found with; the package's own weights if None.
        added: The user's units that it was found with.

    Raises:
        ValueError: The pipeline cannot be used, or it finds no such quantity: the fact is of another version or model.
    """
    extractor = Extractor(model, added)
    with extractor.settings.in_use():
        (doc,) = extractor.language.docs([plain(article.text or "")], wanted)
        parts = parts_of(article, doc)
    place = (fact.quantity.start, fact.quantity.end)
    found = next((f for f in parts.found if (f.start, f.end) == place), None)
    if found is None:
        raise ValueError(
            f"fact {fact.id} is not found again in its article: was it made by another version, model or table of units?"
        )
    return [
        *_numbers(parts, fact),
        *_subjects(parts, found, fact),
        *_sources(parts, fact),
        *_times(parts, fact),
    ]


def _numbers(parts: Analysis, fact: Fact) -> Iterator[Alternative]:
    for number, rule in parts.refused:
        if fact.sentence.start <= number.start and number.end <= fact.sentence.end:
            yield Alternative("quantity", parts.tokens.text[number.start : number.end], number.start, number.end, rule)


def _subjects(parts: Analysis, found: QuantityDraft, fact: Fact) -> Iterator[Alternative]:
    """The subjects and properties of the rules that were not asked any more, each place once."""
    text = parts.tokens.text
    subject, measured = fact.subject, fact.property
    seen = {
        ("subject", subject and (subject.start, subject.end)),
        ("property", measured and (measured.start, measured.end)),
    }
    for link in considered(found, parts.index):
        places = {
            "subject": span_of(link.subject) if link.subject is not None else None,
            "property": link.property,
        }
        for field, place in places.items():
            if place is not None and (field, place) not in seen:
                seen.add((field, place))
                yield Alternative(field, text[place[0] : place[1]], *place, link.rule)


def _sources(parts: Analysis, fact: Fact) -> Iterator[Alternative]:
    """Sources of the statements that hold the quantity, but for the one that was taken."""
    taken = fact.attribution.statement_id if fact.attribution else None
    for said in parts.statements:
        holds = said.content.start <= fact.quantity.start and fact.quantity.end <= said.content.end
        if holds and said.source is not None and said.id != taken:
            yield Alternative(
                "attribution", said.source.text, said.source.start, said.source.end, f"in {said.kind} speech"
            )


def _times(parts: Analysis, fact: Fact) -> Iterator[Alternative]:
    """The other dates of the sentence."""
    taken = fact.time.time_id if fact.time else None
    for time in parts.times:
        inside = fact.sentence.start <= time.start and time.end <= fact.sentence.end
        if inside and time.id != taken and time.type in ("DATE", "TIME"):
            yield Alternative("time", time.text, time.start, time.end, f"{time.type} {time.value}")
