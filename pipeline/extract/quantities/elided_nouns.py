"""What a number without a noun counts: the subject or object of the verb of change it hangs from, or people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.bare import is_vote
from pipeline.extract.quantities.kinds import kind_of
from pipeline.extract.syntax.change_words import noun_direction, verb_direction
from pipeline.extract.syntax.inflection import noun_lemma, singular, verb_class
from pipeline.extract.syntax.nouns import is_generic, is_person, object_of
from pipeline.extract.syntax.parse import VERBS, child, clause_verb, subject_of, tokens_before

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_TOLD_OF = frozenset({"dobj", "attr", "npadvmod", "pobj"})
_PREPOSITIONS = lexicons.words("function_words", role="by_to_from_at")
_COUNTED = lexicons.words("quantity_words", rule="counts_change")
_UNCOUNTED = lexicons.words("quantity_words", rule="uncounted")
MONEYS = lexicons.words("measure_nouns", money="yes") | lexicons.words("quantity_words", rule="money_noun")
"""Nouns of sums of money, which count nothing."""
_SUMS = lexicons.words("quantity_words", rule="numbered_by")
_PEOPLE = lexicons.words("collective_nouns", people="yes") | lexicons.words("quantity_words", rule="people_noun")
_OF_PERSONS = lexicons.words("quantity_words", rule="people") | lexicons.words("quantity_words", rule="people_noun")
_PEAKS = lexicons.words("quantity_words", rule="sum")
_OF_PEOPLE = frozenset({"who", "whom", "aboard"})
_POPULATION = re.compile(r"[(,]\s?(?:population|pop\.)[:,]?\s$", re.I)
_ATTENDED = re.compile(r"\b(?:attendance|turnout)(?:\s(?:was|of))?:?\s$", re.I)
_HOME_TO = re.compile(r"\bhome to\s$", re.I)
_PARENTS = lexicons.words("quantity_words", rule="parent")
_FIGURES = lexicons.words("quantity_words", rule="figure")
_WAYS = lexicons.words("change_ways")


def name_elided(found: list[QuantityDraft], text: str) -> None:
    """Give bare whole numbers the plural that grows or shrinks by or to them, in place.

    "Applications from nurses dropped by 6,100", "student numbers edged up to 211,000", "cut its outlets to 90".
    """
    for quantity in found:
        if quantity.noun is None and (quantity.unit or "").startswith("per "):
            _name_rate(quantity)
        if quantity.counts_bare and quantity.value and quantity.value == int(quantity.value) and quantity.value > 1:
            number = quantity.number
            if "." in text[number.start : number.end] and not number.multiplier:
                continue
            noun, rule = _numbered(quantity, text), "count:elided"
            if noun is None:
                noun, rule = _of_base(quantity.root), "count:base"
            if noun is None:
                noun, rule = _changed(quantity.root), "count:changed"
            lemma = None if noun is None else noun_lemma(noun).lower() if rule == "count:base" else _what(noun)
            if lemma is not None:
                quantity.noun, quantity.unit = noun if noun is not None and noun.lower_ != "toll" else None, lemma
                quantity.kind = kind_of(text, quantity.start, quantity.end, lemma)
                quantity.rules.append(rule)


def _name_rate(quantity: QuantityDraft) -> None:
    """Give a bare rate the plural that is its subject, in place: "admissions averaged 2,924 a day"."""
    root = quantity.root
    verb = root.head.head if root.dep_ == "pobj" and root.head.lower_ in _PREPOSITIONS else root.head
    subject = subject_of(verb) if verb.tag_ in VERBS and root.dep_ in _TOLD_OF else None
    lemma = _what(subject) if subject is not None and not is_person(subject) else None
    if lemma is not None:
        quantity.noun, quantity.unit = subject, f"{lemma} {quantity.unit}"
        quantity.rules.append("count:changed")


def count_audiences(found: list[QuantityDraft]) -> None:
    """Make counts of people who use something with a name counts of users, in place: "6 million people use Wanderpost"."""
    for quantity in found:
        noun = quantity.noun
        if quantity.kind != "count" or noun is None or noun.dep_ != "nsubj" or not is_person(noun):
            continue
        thing = child(noun.head, "dobj") if noun.head.lower_ in verb_class("use") else None
        if thing is not None and thing.tag_ in ("NNP", "NNPS"):
            quantity.kind = "user_count"


def name_counted(bare: QuantityDraft, text: str) -> bool:
    """Give a bare number what its own clause says it counts, in place; whether that settles it.

    "The number of clips has passed 7 million", "a crew of five", "a vote of 52 to 47", "Of the victims, 50 were".
    """
    named = numbered(bare.root)
    if named is not None:
        if named.tag_ == "NNS" and noun_lemma(named) not in MONEYS:
            bare.unit, bare.noun = noun_lemma(named), named
            bare.kind = kind_of(text, bare.start, bare.end, bare.unit)
            bare.rules.append("count:numbered")
        return True
    if _numbers_children(bare):
        bare.unit, rule = "child", "count:people"
    elif numbers_people(bare, text):
        bare.unit, rule = "person", "count:people"
    elif is_vote(text, bare.bounds.start):
        bare.unit, rule = "vote", "count:vote"
    elif (among := _among(bare)) is not None:
        bare.unit, bare.noun, rule = noun_lemma(among), among, "count:among"
    else:
        return False
    bare.rules.append(rule)
    return True


def _among(bare: QuantityDraft) -> Token | None:
    """The plural at the head of a sentence that a number before a verb or place is a part of: "Of the victims, 50 were"."""
    doc = bare.root.doc
    first = doc[bare.sentence[0]]
    behind = doc[bare.root.i + 1] if bare.root.i + 1 < len(doc) else bare.root
    if first.lower_ == "out" and first.i + 1 < len(doc) and first.nbor(1).lower_ == "of":
        first = first.nbor(1)  # "Out of the top 30 ports, twelve have"
    if first.lower_ not in ("of", "among") or not (behind.tag_ in VERBS or behind.tag_ in ("MD", "IN")):
        return None
    thing = child(first, "pobj")
    if thing is None or thing.tag_ != "NNS" or thing.i > bare.root.i:
        return None
    between = doc[thing.i + 1 : bare.root.i]
    return thing if not len(between) or any(t.text == "," for t in between) else None


def _number_before(quantity: QuantityDraft, text: str) -> Token | None:
    """The noun "number" before a quantity in its sentence, where the parser lost it."""
    root, first = quantity.root, quantity.sentence[0]
    if "number" not in text[root.doc[first].idx : root.idx].lower():
        return None
    window = tokens_before(root, max(first, root.i - windows.NUMBER_OF_TOKENS))
    return next((t for t in window if t.lower_ == "number" and t.tag_ == "NN"), None)


def _numbered(quantity: QuantityDraft, text: str) -> Token | None:
    """The plural of "the number of …" that is the subject or object of the verb a number hangs from, or stands before it."""
    root = quantity.root
    verb = root.head.head if root.dep_ == "pobj" else root.head
    if verb.tag_ not in VERBS:
        return None
    for noun in (subject_of(verb), child(verb, "dobj"), _number_before(quantity, text)):
        thing = object_of(noun, "of") if noun is not None and noun.tag_ == "NN" and is_generic(noun) else None
        if thing is not None and thing.tag_ == "NNS":
            return thing
    return None


def _of_base(root: Token) -> Token | None:
    """Who make up the base that a number tells the size of: "a subscriber base of 3 million", "its user base hit 40,000"."""
    of = root.head
    verb = of.head if root.dep_ == "pobj" else of
    owned = [of.head] if root.dep_ == "pobj" and of.lower_ == "of" else []
    if verb.tag_ not in VERBS and verb.head.tag_ in VERBS:
        verb = verb.head  # "bringing its user base down to 3 million"
    if not owned and verb.tag_ in VERBS:
        owned = [noun for noun in (child(verb, "dobj"), subject_of(verb)) if noun is not None]
    base = next((noun for noun in owned if noun.lower_ == "base"), None)
    if base is None:
        return None
    named = (c for c in base.lefts if c.dep_ in ("compound", "nmod"))
    return next((c for c in named if is_person(c) or noun_lemma(c) in lexicons.words("audience_nouns")), None)


def _changed(root: Token) -> Token | None:
    """What is changed by or to a number, or stands at one: "vacancies fell to 90", "arrivals totalled 40,000".

    A number may stand behind what it is of all: "arrivals rose to a new high of 39".
    """
    root = _at_peak(root)
    preposition = root.head
    if root.dep_ in ("dobj", "attr"):
        told = preposition.lower_ in verb_class("amounts") or preposition.lower_ in verb_class("reaches")
        subject = subject_of(preposition) if told else None
        return subject if subject is not None and subject.tag_ == "NNS" else None
    if root.dep_ != "pobj" or preposition.lower_ not in _PREPOSITIONS:
        return None
    if preposition.lower_ == "at" and preposition.head.lower_ in verb_class("put_at"):
        put = child(preposition.head, "dobj")
        return subject_of(preposition.head) if put is None else put if put.lower_ == "toll" else None
    verb = preposition.head
    if verb.dep_ == "prep" and verb.lower_ in _PREPOSITIONS:
        verb = verb.head  # "rose from 90 to 120"
    if noun_direction(verb) is not None:
        return object_of(verb, "in") or object_of(verb, "of")  # "a reduction in seats from 108 to 90"
    if verb.tag_ not in VERBS or verb_direction(verb) is None:
        return None
    return child(verb, "dobj") or subject_of(verb)


def _at_peak(root: Token) -> Token:
    """The noun that a number tells the height of, or the number itself: "a new high of 39"."""
    told = root.dep_ == "pobj" and root.head.lower_ == "of" and noun_lemma(root.head.head) in _PEAKS
    return root.head.head if told else root


def _what(noun: Token) -> str | None:
    """The singular of what a plural counts, "person" of a population, "death" of a toll; None for measures such as "sales"."""
    if noun.tag_ == "NN" and noun.lower_ in _OF_PERSONS:
        return "person"
    if noun.tag_ == "NN" and noun.lower_ == "toll":
        return "death"
    if noun.tag_ != "NNS" or noun.ent_type_ in ("PERCENT", "MONEY", "CARDINAL"):
        return None
    lemma = noun_lemma(noun).lower()
    if lemma == "number":
        before = noun.nbor(-1) if noun.i else noun
        common = before.tag_ in ("NN", "NNS") or before.is_sent_start
        return (
            singular(before.lower_) if before is not noun and common and before.dep_ in ("compound", "amod") else None
        )
    if lemma not in _COUNTED and (lemma in _UNCOUNTED or lemma in lexicons.words("measure_nouns")):
        return None
    return lemma


def numbered(root: Token) -> Token | None:
    """What a number counts as the object or complement of "the number of clips": "has passed 7 million"."""
    if root.head.lower_ in _FIGURES and root.dep_ in ("nummod", "compound"):
        root = root.head  # "has passed the 7 million mark"
    root = _at_peak(root)
    if root.dep_ == "appos":  # "a record number of passports — 22 million — were issued"
        told = root.head.head.head if root.head.dep_ == "pobj" else root.head
        return object_of(told, "of") if noun_lemma(told) in _SUMS else None
    verb = root.head.head if root.dep_ == "pobj" and root.head.lower_ in ("at", "to") else root.head
    if verb.lower_ in _WAYS:
        verb = verb.head  # "took the number of shops up to 90"
    if root.dep_ not in ("dobj", "attr", "pobj") or verb.tag_ not in VERBS:
        return None
    subject = subject_of(verb)
    if verb.lower_ in verb_class("number"):
        relative = subject is not None and subject.tag_ == "WDT" and verb.dep_ == "relcl"
        return verb.head if relative else subject
    joined = [] if subject is None else [subject, *(right for right in subject.rights if right.dep_ == "conj")]
    moved = child(verb, "dobj")
    if moved is not None and moved.i != root.i:
        joined.append(moved)
    number = next((noun for noun in joined if noun_lemma(noun) in _SUMS), None)
    return object_of(number, "of") if number is not None else None


def _numbers_children(bare: QuantityDraft) -> bool:
    """ "A mother of two"."""
    root = bare.root
    of_parent = root.dep_ == "pobj" and root.head.lower_ == "of" and root.head.head.lower_ in _PARENTS
    return of_parent and bare.value == int(bare.value or 0)


def numbers_people(bare: QuantityDraft, text: str) -> bool:
    """ "a crew of five", "a 90-strong workforce", "the town (population 4,000)"."""
    if bare.value != int(bare.value or 0):
        return False
    if "count:strong" in bare.rules:
        return bare.root.head.lower_ in _PEOPLE or any(t.lower_ in _PEOPLE for t in bare.root.doc[bare.root.i :][:5])
    if windows.before(_ATTENDED, text, bare.bounds.start, windows.LEAD_CHARACTERS):
        return True
    if windows.before(_HOME_TO, text, bare.bounds.start, windows.LEAD_CHARACTERS) and bare.number.multiplier:
        return True
    if windows.before(_POPULATION, text, bare.start, windows.LEAD_CHARACTERS):
        return True
    root = bare.root
    return root.dep_ == "pobj" and root.head.lower_ == "of" and root.head.head.lower_ in _PEOPLE


def are_people(root: Token) -> bool:
    """Whether those counted are called people: "the two who were ejected", "18 of those arrested", "all seven aboard"."""
    doc = root.doc
    behind = root.nbor(1) if root.i + 1 < len(doc) else root
    if behind.lower_ in _OF_PEOPLE or behind.tag_ in ("VBN", "VBD", "NN") and behind.lower_ in verb_class("harm"):
        return True
    if behind.lower_ != "of":
        return False
    for token in doc[behind.i + 1 : behind.i + windows.CLAUSE_TOKENS]:
        if token.is_sent_start or token.is_punct:
            return False
        if token.lower_ in _OF_PEOPLE or token.tag_ == "VBN" and token.lower_ in verb_class("harm"):
            return True
    return False


def are_harmed(noun: Token) -> bool:
    """Whether something is done to what is counted that is done to people: "250 others were wounded"."""
    verb = noun.head
    return noun.dep_ in ("nsubjpass", "dobj") and verb.tag_ in VERBS and verb.lower_ in verb_class("harm")


def name_levels(found: list[QuantityDraft]) -> None:
    """Make bare numbers what an index stands at, in place: "the Nasdaq gained 0.4% to 21,879"; they count nothing."""
    for quantity in found:
        if quantity.counts_bare and quantity.kind == "count":
            verb = clause_verb(quantity.root)
            subject = subject_of(verb) if verb is not None else None
            if subject is not None and subject.i < quantity.root.i and _is_index(subject):
                quantity.kind = "other"
                quantity.rules.append("kind:index")


def _is_index(noun: Token) -> bool:
    """Whether a noun names an index of prices or moods, by its head or by the name before or behind it."""
    if noun_lemma(noun).lower() == "index":
        return True
    names = lexicons.words("quantity_words", rule="index")
    return noun.tag_ in ("NNP", "NNPS", "CD") and any(t.lower_ in names for t in (noun, *noun.lefts))
