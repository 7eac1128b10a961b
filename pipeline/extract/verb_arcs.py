"""Rules for subject and property of a quantity that a verb governs, or that is itself a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.changes import verb_direction
from pipeline.extract.grammar import NOUNS, VERBS, child, clause_verb, core_phrase, subject_of, verb_class
from pipeline.extract.links import Link, of, outside, spot
from pipeline.extract.owners import is_amount, is_measure, owner

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities import EntityIndex
    from pipeline.extract.found import Found


def by_verb(found: Found, verb: Token, carrier: Token, index: EntityIndex, rule: str) -> Link | None:
    """Subject and property of a quantity that a verb governs."""
    if verb.tag_ not in VERBS:
        above = clause_verb(verb)
        if above is None:
            return None
        verb = above
    counted = core_phrase(found.noun) if found.noun is not None else None
    subject = subject_of(verb)
    if subject is not None and not outside(subject, found):
        subject = None
    thing = child(verb, "dobj")
    if thing is not None and outside(thing, found) and not is_amount(thing) and thing.i != carrier.i:
        if verb.lower_ in verb_class("cause") and carrier.head.lower_ in ("to", "at", "past", "above"):
            mine = owner(thing, index) or thing
            valued = mine.i == thing.i and index.at(*spot(thing)) is not None
            return Link(mine, spot(verb) if valued else core_phrase(thing), rule + "_cause")
        if is_measure(thing) or child(thing, "poss") is not None:
            return Link(owner(thing, index) or subject, core_phrase(thing), rule + "_object")
        return Link(subject or thing, counted or core_phrase(thing), rule + "_object")
    if subject is None:
        return None
    if is_measure(subject):
        return Link(owner(subject, index) or subject, core_phrase(subject), rule)
    if counted is not None:
        return Link(subject, counted, rule)
    possessor = child(subject, "poss") if subject.tag_ in NOUNS else None
    if possessor is not None and index.at(*spot(subject)) is None:
        return Link(possessor, core_phrase(subject), rule)
    if subject.tag_ in ("NN", "NNS") and (verb.lower_ in verb_class("light") or verb_direction(verb) is not None):
        if index.at(*spot(subject)) is None:
            return Link(subject, core_phrase(subject), rule)  # "the delay stays under 200 ms"
    return Link(subject, spot(verb), rule)


def verbal(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "The price of copper doubled": the quantity is the verb."""
    if carrier.tag_ not in VERBS:
        return None
    subject = subject_of(carrier)
    if subject is None:
        return None
    thing = child(carrier, "dobj")
    if thing is not None and outside(thing, found) and not is_amount(thing):
        return Link(owner(thing, index) or subject, core_phrase(thing), "subject:verbal_object")
    if is_measure(subject):
        return Link(owner(subject, index) or subject, core_phrase(subject), "subject:verbal")
    return Link(subject, spot(carrier), "subject:verbal")


def copular(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "The price is $5", "the number of users is 5 million"."""
    if carrier.dep_ not in ("attr", "acomp", "oprd") or carrier.head.tag_ not in VERBS:
        return None
    subject = subject_of(carrier.head)
    if subject is None or not outside(subject, found):
        return None
    if subject.tag_ in NOUNS and (is_measure(subject) or found.noun is None):
        return of(subject, index, "subject:copular")
    return Link(subject, core_phrase(found.noun) if found.noun is not None else None, "subject:copular")
