"""Classes of nouns: what measures, who is a person, a firm, a group, a forecaster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import noun_lemma, verb_class, verb_lemma
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


def is_account(noun: Token) -> bool:
    """Whether a noun names what only a business has: revenue, net income, its shares."""
    if noun.tag_ not in NOUNS:
        return False
    if any(noun.lower_ in lexicons.words("function_words", role=role) for role in ("account", "security")):
        return True
    netted = lexicons.words("function_words", role="netted")
    return is_firm(noun) and any(other.lower_ in netted for other in noun.lefts)


def account_owner(noun: Token) -> Token | None:
    """Whose an account is by the words at it, "Acorn's sales", "shares in Acorn"; the noun itself if they do not say.

    The nearest says it: "Acorn's phone sales" are those of phones. None if they say something else: "retail sales".
    """
    for other in reversed(list(noun.lefts)):
        if other.dep_ == "poss" or other.dep_ in ("compound", "nmod") and not is_measure(other):
            return other
        plain = other.dep_ in ("det", "nummod", "punct") or other.tag_ in ("CD", "NNP") or is_measure(other)
        if not plain and other.lower_ not in lexicons.words("function_words", role="kept"):
            return None
    if object_of(noun, "from") is not None:
        return None  # where it comes from may be who pays it
    for preposition in sorted(lexicons.words("function_words", role="owned_by")):
        thing = object_of(noun, preposition)
        if thing is not None and thing.tag_ in NOUNS and not any(c.tag_ in ("CD", "$") for c in thing.children):
            return thing
    # "Shares fell" may be told of a market, and is a thing told of: nobody is put in their place.
    return None if noun.lower_ in lexicons.words("function_words", role="security") else noun


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


def is_people(noun: Token) -> bool:
    """Whether a noun names people, or whoever may be of some age: "seniors", "motorists"."""
    return is_person(noun) or noun.lower_ in lexicons.words("quantity_words", rule="anybody")


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


def tells_of_others(noun: Token) -> bool:
    """Whether amounts told of a noun are others': analysts, and whoever foresees them ("the Street was expecting 52 cents")."""
    if not is_forecaster(noun):
        return False
    verb = noun.head
    # "The market saw a rise of 4%", "researchers hope to recruit 40": those are theirs.
    own = _seen(verb) or child(verb, "xcomp") is not None
    foreseeing = verb.lower_ in verb_class("forecast") and subject_of(verb) == noun
    return foreseeing and not own or noun_lemma(noun).lower() in lexicons.words("forecasters", only="yes")


def lived_through(verb: Token) -> bool:
    """Whether a verb tells what its subject has had itself: "the city saw 40 fires", but "analysts had seen 3% growth"."""
    subject = subject_of(verb)
    return _seen(verb) and not (subject is not None and is_forecaster(subject))


def _seen(verb: Token) -> bool:
    """Whether "see" looks at what is there: in the past, or at people ("the clinic sees 90 patients daily")."""
    if verb_lemma(verb.lower_) != "see":
        return False
    seen = child(verb, "dobj")
    return verb.tag_ not in ("VBZ", "VBP") or (seen is not None and is_person(seen))


def object_of(noun: Token, preposition: str) -> Token | None:
    """What a preposition behind a noun governs."""
    for other in noun.rights:
        if other.dep_ == "prep" and other.lower_ == preposition:
            return child(other, "pobj")
    return None
