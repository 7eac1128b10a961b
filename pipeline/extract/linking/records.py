"""A reader's choice as records: the subject's mention and name, the property's words and name, and what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.syntax.parse import NOUNS, span_of
from pipeline.records import Property, Subject

if TYPE_CHECKING:
    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.linking.candidates import Occurrence, SubjectCandidate
    from pipeline.extract.linking.choose import Choice
    from pipeline.extract.linking.reading import QuantityReading

_STEPS = (0.98, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)


def subject_of_choice(reading: QuantityReading, choice: Choice, text: str, index: EntityIndex) -> Subject | None:
    """The chosen subject: as it stands in the quantity's sentence or, if it does not, where it stood last before it.

    Args:
        reading: The quantity with its candidates.
        choice: What was chosen.
        text: The article's text.
        index: Its entities.
    """
    chosen = reading.subjects[choice.subject]
    if chosen.name is None:
        return None
    here = _here(reading, chosen)
    entity = chosen.entity
    if entity is None:
        occurrence = here or next(one for one in chosen.occurrences if one.token is not None)
        token = occurrence.head
        assert token is not None
        start, end = span_of(token) if token.tag_ in NOUNS else (token.idx, token.idx + len(token))
        return Subject(text[start:end], start, end, chosen.name, None, None)
    head = here.head if here is not None else None
    place = next(index.mentions_at(entity, head.idx, head.idx + len(head)), None) if head is not None else None
    if place is None:
        before = [n for n, m in enumerate(entity.mentions) if m.end <= reading.at.found.start]
        place = before[-1] if before else 0
    mention = entity.mentions[place]
    return Subject(mention.text, mention.start, mention.end, entity.name, entity.id, entity.type)


def _here(reading: QuantityReading, chosen: SubjectCandidate) -> Occurrence | None:
    """Where a candidate stands in the quantity's sentence, the place nearest to it; a name before a pronoun."""
    places = [one for one in chosen.occurrences if one.where == "here" and one.head is not None]
    carrier = reading.at.carrier
    return min(places, key=lambda o: (o.pronoun is not None, abs(o.head.i - carrier) if o.head else 0), default=None)


def property_of(reading: QuantityReading, choice: Choice, text: str) -> Property | None:
    """The chosen property: its words and its name, or its name alone where no word says it."""
    chosen = reading.properties[choice.property]
    if chosen.name is None:
        return None
    if chosen.head is None:
        return Property(None, None, None, chosen.name)
    return Property(text[chosen.start : chosen.end], chosen.start, chosen.end, chosen.name)


def told_choice(reading: QuantityReading, choice: Choice) -> list[str]:
    """Where the subject and the property were found, and how likely each is, as names for a fact's ``rules``."""
    subject = reading.subjects[choice.subject]
    here = _here(reading, subject)
    if subject.name is None:
        where = "nobody"
    elif here is not None:
        where = "pronoun" if here.pronoun is not None else "here"
    else:
        where = "before" if any(one.where != "article" for one in subject.occurrences) else "article"
    measured = reading.properties[choice.property]
    said = "nothing" if measured.name is None else "kind" if measured.head is None else "word"
    return [
        f"subject:{where}",
        f"subject:chance:{step(choice.subject_chance)}",
        f"property:{said}",
        f"property:chance:{step(choice.property_chance)}",
    ]


def step(chance: float) -> str:
    """A probability, made coarse: "0.9" for 0.9 to 0.95."""
    return next((f"{least:g}" for least in _STEPS if round(chance, 6) >= least), "0")
