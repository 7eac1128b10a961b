"""Classes of nouns: what measures, who is a person, a firm, a group, a forecaster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import noun_lemma, verb_class
from pipeline.extract.syntax.parse import NOUNS, child, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token


def is_measure(noun: Token) -> bool:
    """Whether a noun names what is measured rather than who has it."""
    known = lexicons.words("measure_nouns")
    return noun.tag_ in NOUNS and (noun_lemma(noun).lower() in known or noun.lower_ in known)


def is_firm(noun: Token) -> bool:
    """Whether a noun names what a business has, even if the sentence does not say which."""
    known = lexicons.words("measure_nouns", owner="firm")
    return noun.tag_ in NOUNS and (noun_lemma(noun).lower() in known or noun.lower_ in known)


def is_generic(noun: Token) -> bool:
    """Whether a noun is empty without its "of" phrase: "the number of users"."""
    return noun_lemma(noun).lower() in lexicons.words("measure_nouns", owner="generic")


def is_person(noun: Token) -> bool:
    """Whether a noun names people: by the lexicon of head nouns, or as the plural of a nationality or group."""
    lemma = noun_lemma(noun)
    return (
        lemma.lower() in lexicons.words("entity_heads", type="PERSON")
        or (noun.tag_ == "NNPS" and noun.ent_type_ == "NORP")
        or lemma.endswith(("man", "woman"))
    )


def is_collective(noun: Token) -> bool:
    """Whether a noun names a group or place that has the people its "of" phrase counts."""
    return noun.tag_ in NOUNS and noun_lemma(noun).lower() in lexicons.words("collective_nouns", member="")


def is_forecaster(noun: Token) -> bool:
    """Whether a noun names those who say what others will have: analysts, a brokerage, a survey."""
    return noun.tag_ in NOUNS and noun_lemma(noun).lower() in lexicons.words("forecasters")


def foresees(verb: Token) -> bool:
    """Whether a verb says what its subject expects of others: its subject is a forecaster."""
    subject = subject_of(verb) if verb.lower_ in verb_class("forecast") else None
    return subject is not None and any(is_forecaster(t) for t in (subject, *subject.children))


def object_of(noun: Token, preposition: str) -> Token | None:
    """What a preposition behind a noun governs."""
    for other in noun.rights:
        if other.dep_ == "prep" and other.lower_ == preposition:
            return child(other, "pobj")
    return None
