"""Who or what has a quantity (subject) and what is measured of it (property), through the parse.

A map for the newcomer. Every rule starts from the token that carries the quantity and looks at the arc above it:

    attributive   "a 16-second video", "a $5bn valuation"     property: the noun; subject: its owner
    of            "revenue of $5bn", "60% of its revenue"      property: the noun; subject: its owner
    in            "$5bn in revenue", "two minutes in length"   property: the noun behind; subject: the verb's
    copular       "the price is $5", "90 miles wide"           property: subject noun or adjective
    object        "has 5 million users", "costs $5"            property: the counted noun or the verb; subject: the verb's
    preposition   "rose to $5bn", "valued at $5bn"             property: what rose; subject: its owner
    subject       "5 million users have applied for X"         property: the counted noun; subject: X
    apposition    "Smith, 44", "a fleet, 30 ships"             subject: the noun before it

An owner is a possessor, an "of" phrase, a name inside the noun phrase, or the subject of the verb the noun hangs from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.grammar import (
    NOUNS,
    VERBS,
    ancestors,
    child,
    clause_verb,
    core_phrase,
    inflections,
    noun_lemma,
    phrase,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities import EntityIndex
    from pipeline.extract.quantities import Found

_MODIFIER = frozenset({"compound", "nmod", "amod", "nummod", "npadvmod", "quantmod", "advmod", "poss"})
_COPULAS = frozenset(
    "be is are was were been being 's 're remain remains remained stand stands stood become became equal equals equaled total totals totaled totalled".split()
)
# With these the people are somebody's: his staff, members, guests.
_KEEPS = frozenset(
    form
    for verb in "have employ hire serve own lead comprise include host attract count house hold seat carry train teach treat draw recruit lose".split()
    for form in inflections(verb)
)
_EMPTY_VERBS = _COPULAS | frozenset(
    "have has had having 've reach reached reaches reaching hit hits hitting top tops topped get gets got do did does see sees saw seen come comes came go goes went include includes included including offer offers offered feature features featured give gave make makes made take takes took show shows showed".split()
)
# "The attack brings the toll to 12", "the deal values the firm at $5bn": the subject causes, the object has it.
_CAUSES = frozenset(
    form for verb in ("bring", "take", "push", "send", "put", "value", "price", "drive") for form in inflections(verb)
)
# Kinds of what devices and software can do.
_TECHNICAL = frozenset(
    {
        "duration",
        "resolution",
        "frame_rate",
        "aspect_ratio",
        "data_size",
        "data_rate",
        "length",
        "mass",
        "frequency",
        "power",
        "energy",
        "speed",
    }
)
_GENERIC = frozenset(
    {
        "number",
        "total",
        "amount",
        "figure",
        "count",
        "percentage",
        "proportion",
        "share",
        "rate",
        "level",
        "majority",
        "sum",
        "ratio",
        "average",
    }
)
_PRONOUNS = frozenset("it he she they its his her their this that these those who which we i you".split())
_OWNER_PREPOSITIONS = frozenset({"of", "for", "at", "in", "from", "by", "on", "with", "to", "among"})


@dataclass(slots=True)
class Link:
    """What a rule found: tokens that head the subject and the property, and the rule's name."""

    subject: Token | None
    property: tuple[int, int] | None
    rule: str


@cache
def measures() -> frozenset[str]:
    return lexicons.words("measure_nouns")


def is_measure(noun: Token) -> bool:
    """Whether a noun names what is measured rather than who has it."""
    return noun.tag_ in NOUNS and (noun_lemma(noun).lower() in measures() or noun.lower_ in measures())


def is_firm(noun: Token) -> bool:
    """Whether a noun names what a business has, even if the sentence does not say which."""
    return noun.tag_ in NOUNS and noun_lemma(noun).lower() in lexicons.words("measure_nouns", owner="firm")


def link(found: Found, index: EntityIndex) -> Link:
    """Subject and property of a quantity."""
    carrier = (
        found.noun
        if found.noun is not None and found.noun.i >= found.root.i and found.noun.idx < found.end
        else found.root
    )
    for _ in range(3):
        # Coordinated amounts and conversions share what the first of them has.
        if (
            carrier.dep_ in ("conj", "appos")
            and _is_amount(carrier.head)
            and carrier.head.i < carrier.i
            and found.noun is None
        ):
            carrier = carrier.head
    for rule in (
        _age,
        _adjacent,
        _attributive,
        _behind,
        _partitive,
        _by_preposition,
        _copular,
        _object,
        _as_subject,
        _apposed,
    ):
        result = rule(found, carrier, index)
        if result is not None:
            break
    else:
        result = _nearest(found, carrier, index)
    if result.subject is not None and (_is_amount(result.subject) or not _outside(result.subject, found)):
        if found.noun is None or result.subject.i != found.noun.i:
            result.subject = None
    if found.kind in _TECHNICAL and result.subject is not None:
        result.subject = _product_of(found, result, index)
    if result.property is None and found.noun is not None:
        result.property = core_phrase(found.noun)
    return result


def _product_of(found: Found, result: Link, index: EntityIndex) -> Token | None:
    """ "X updated its Y model, enabling videos of three minutes": what a thing can do is the product's, not the firm's."""
    subject = result.subject
    entity = index.at(subject.idx, subject.idx + len(subject)) if subject is not None else None
    if entity is None or entity.type == "PRODUCT":
        return subject
    for verb in ancestors(found.root):
        thing = child(verb, "dobj") if verb.tag_ in VERBS else None
        if thing is not None and thing.i < found.root.i and _outside(thing, found):
            other = index.at(*phrase(thing))
            if other is not None and other.type == "PRODUCT":
                mention = next(m for m in other.mentions if m.start < phrase(thing)[1] and m.end > phrase(thing)[0])
                return next((t for t in thing.subtree if t.idx + len(t) == mention.end), thing)
    return subject


def owner(noun: Token, index: EntityIndex, depth: int = 0, origin: Token | None = None) -> Token | None:
    """Who has what ``noun`` names: possessor, prepositional phrase, name inside the phrase, or the clause's subject."""
    possessor = child(noun, "poss")
    if possessor is not None:
        return possessor
    for other in noun.rights:
        if other.dep_ == "prep" and other.lower_ in _OWNER_PREPOSITIONS:
            thing = child(other, "pobj")
            if (
                thing is not None
                and (origin is None or thing.i != origin.i)
                and thing.tag_ in NOUNS | {"PRP", "DT"}
                and not _is_amount(thing)
            ):
                if is_measure(thing) and depth < 3:
                    return owner(thing, index, depth + 1) or thing
                if (
                    other.lower_ in ("of", "for", "at", "among")
                    or index.at(thing.idx, thing.idx + len(thing)) is not None
                ):
                    return thing
    for other in reversed(list(noun.lefts)):
        if (
            other.dep_ in ("compound", "nmod", "amod")
            and other.tag_ in ("NNP", "NNPS")
            and index.at(other.idx, other.idx + len(other)) is not None
        ):
            return other
    if depth > 3:
        return None
    if noun.dep_ in ("dobj", "pobj", "attr", "oprd", "conj", "appos", "dative"):
        head = noun.head
        if noun.dep_ == "dobj" and head.lower_ in _CAUSES and child(head, "prep") is not None:
            return None
        if noun.dep_ in ("conj", "appos") and head.tag_ in NOUNS:
            return owner(head, index, depth + 1, noun)
        while head.dep_ in ("prep", "agent", "pcomp") and head.head.i != head.i:
            head = head.head
        if head.tag_ in NOUNS:
            return owner(head, index, depth + 1, noun) or (head if not is_measure(head) else None)
        if head.tag_ in VERBS:
            found = subject_of(head)
            if found is not None and found.i != noun.i:
                return owner(found, index, depth + 1) or found if is_measure(found) else found
    for other in reversed(list(noun.lefts)):
        if other.dep_ in ("compound", "nmod") and other.tag_ in NOUNS and not is_measure(other):
            return other
    return None


def _is_amount(token: Token) -> bool:
    return token.tag_ in ("CD", "$") or token.text in ("%",) or any(c.tag_ in ("CD", "$") for c in token.lefts)


def _outside(token: Token, found: Found) -> bool:
    return not found.bounds.start <= token.idx < found.end


def _of(noun: Token, index: EntityIndex, rule: str) -> Link:
    """A property noun with its owner; a noun that measures nothing and has no owner is the subject itself."""
    subject = owner(noun, index)
    if noun_lemma(noun).lower() in _GENERIC:
        for other in noun.rights:
            thing = child(other, "pobj") if other.dep_ == "prep" and other.lower_ == "of" else None
            if thing is not None and thing.tag_ in NOUNS and not _is_amount(thing):
                return Link(owner(thing, index) or thing, (noun.idx, thing.idx + len(thing)), rule)
    return Link(subject if subject is not None else noun, core_phrase(noun), rule)


def _age(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "Smith, 44", "the 44-year-old actor", "Jones, a 31-year-old": the person."""
    if found.kind != "age":
        return None
    token = found.root
    if token.dep_ == "appos" and _outside(token.head, found):
        return Link(token.head, None, "subject:age_apposed")
    for above in ancestors(token):
        if not _outside(above, found):
            continue
        if above.tag_ in NOUNS:
            if above.dep_ == "appos" and above.head.tag_ in NOUNS:
                return Link(above.head, None, "subject:age_apposed")
            return Link(above, None, "subject:age_attributive")
        if above.tag_ in VERBS:
            subject = subject_of(above)
            if subject is not None and _outside(subject, found):
                return Link(subject, None, "subject:age_verb")
            break
    before = token.doc[max(0, token.i - 1)]
    if before.text in (",", "(") and token.i > 1 and before.nbor(-1).tag_ in NOUNS:
        return Link(before.nbor(-1), None, "subject:age_before")
    return None


def _attributive(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "a 16-second video", "1080p resolution", "a $5bn valuation"."""
    token = carrier
    if token.dep_ not in _MODIFIER or found.noun is not None and not (found.rules and "count:hyphen" in found.rules):
        return None
    head = token.head
    while (
        head.dep_ in ("compound", "amod", "nmod", "npadvmod")
        and head.head.tag_ in NOUNS
        and (not _outside(head, found) or head.tag_ not in NOUNS or head.i < token.i)
    ):
        head = head.head
    if head.tag_ not in NOUNS or not _outside(head, found) or head.i < token.i:
        if head.tag_ in ("JJ", "JJR", "RB", "RBR", "VBN", "IN") and _outside(head, found):
            return _measured_adjective(found, head, index)
        return None
    entity = index.at(head.idx, head.idx + len(head))
    if entity is not None and not is_measure(head):
        return Link(head, None, "subject:attributive_name")
    return _of(head, index, "subject:attributive")


def _measured_adjective(found: Found, adjective: Token, index: EntityIndex) -> Link | None:
    """ "90 miles wide", "two minutes long", "20 percent faster"."""
    spot = (adjective.idx, adjective.idx + len(adjective))
    for above in ancestors(adjective):
        if above.tag_ in NOUNS and _outside(above, found):
            mine = owner(above, index)
            if mine is not None:
                return Link(mine, (core_phrase(above)[0], above.idx + len(above)), "subject:adjective_of")
            return Link(above, spot, "subject:adjective")
        if above.tag_ in VERBS:
            subject = subject_of(above)
            if subject is not None and _outside(subject, found):
                if is_measure(subject):
                    return Link(owner(subject, index) or subject, core_phrase(subject), "subject:adjective_verb")
                thing = child(above, "dobj")
                if (
                    thing is not None
                    and above.lower_ not in _COPULAS
                    and thing.i != adjective.i
                    and _outside(thing, found)
                ):
                    return Link(subject, core_phrase(thing), "subject:adjective_object")
                return Link(subject, spot, "subject:adjective_verb")
            break
    return None


def is_person(noun: Token) -> bool:
    """Whether a noun names people: by the lexicon of head nouns, or as a plural of a nationality or group."""
    lemma = noun_lemma(noun)
    return (
        lemma.lower() in lexicons.words("entity_heads", type="PERSON")
        or lemma in ("person", "child")
        or noun.tag_ == "NNPS"
        and noun.ent_type_ == "NORP"
        or lemma.endswith(("man", "woman"))
    )


def _people(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "killed three gunmen", "including 865 Palestinians": people that something befalls are themselves the subject."""
    noun = found.noun
    if noun is None or found.kind != "count" or not is_person(noun) or "count:hyphen" in found.rules:
        return None
    head = noun.head
    if noun.dep_ == "dobj" and head.tag_ in VERBS and head.lower_ not in _KEEPS:
        return Link(noun, core_phrase(noun), "subject:people")
    if (
        noun.dep_ == "pobj"
        and head.lower_ in ("including", "among", "to")
        or noun.dep_ == "conj"
        and noun.head.dep_ == "pobj"
    ):
        return Link(noun, core_phrase(noun), "subject:people")
    return None


def _adjacent(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "videos up to three minutes in length", "clips up to two minutes long": the noun right before the bound."""
    if not found.bounds.rules or found.noun is not None or found.bounds.comparator == "=" or found.change is not None:
        return None
    first = next((t for t in found.root.sent if t.idx >= found.bounds.start), None)
    before = first.nbor(-1) if first is not None and first.i > found.root.sent.start else None
    if before is None or before.tag_ not in ("NN", "NNS") or before.ent_type_ in ("DATE", "TIME"):
        return None
    result = _of(before, index, "subject:adjacent")
    last = next((t for t in before.doc[found.root.i : found.root.sent.end] if t.idx >= found.end), None)
    if last is not None and last.lower_ == "in" and last.i + 1 < len(last.doc) and is_measure(last.nbor(1)):
        result.property = core_phrase(last.nbor(1))
    return result


def _behind(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "$300 million in annual revenue", "three minutes in length", "275 pound-feet of torque"."""
    for other in carrier.rights:
        if other.dep_ != "prep" or other.lower_ not in ("in", "of", "for") or other.idx < found.end - 1:
            continue
        thing = child(other, "pobj")
        if (
            thing is None
            or thing.tag_ not in NOUNS
            or thing.ent_type_ in ("DATE", "TIME", "GPE", "LOC", "PERSON", "ORG", "NORP")
        ):
            continue
        if found.kind in ("percentage", "ratio", "count", "user_count", "multiple") or other.lower_ == "for":
            continue
        if not (is_measure(thing) or other.lower_ == "of" or found.kind == "money"):
            continue
        subject = owner(thing, index) if child(thing, "poss") is not None else None
        if subject is None:
            subject = _clause_subject(found, carrier, index)
        return Link(subject if subject is not None else thing, core_phrase(thing), "subject:behind")
    return None


def _partitive(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "60 per cent of its revenue", "a third of adults", "200 million of its shares"."""
    if found.kind not in ("percentage", "ratio", "count", "user_count"):
        return None
    for other in carrier.rights:
        thing = child(other, "pobj") if other.dep_ == "prep" and other.lower_ == "of" else None
        if thing is None or other.idx < found.end - 1:
            continue
        if child(thing, "poss") is not None:
            return Link(child(thing, "poss"), core_phrase(thing), "subject:partitive")
        mine = owner(thing, index) if is_measure(thing) else None
        return Link(mine if mine is not None else thing, core_phrase(thing), "subject:partitive")
    return None


def _clause_subject(found: Found, token: Token, index: EntityIndex) -> Token | None:
    verb = clause_verb(token)
    if verb is None:
        return None
    subject = subject_of(verb)
    if subject is None or not _outside(subject, found):
        return None
    if is_measure(subject):
        return owner(subject, index) or subject
    return subject


def _by_preposition(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "revenue of $5bn", "rose to $5bn", "valued at $24bn", "videos up to three minutes"."""
    token = carrier
    if token.dep_ not in ("pobj", "pcomp") or token.head.dep_ not in ("prep", "agent", "quantmod", "advmod", "dative"):
        if not (token.dep_ == "pobj" and token.head.tag_ in ("IN", "TO")):
            return None
    preposition = token.head
    head = preposition.head
    steps = 0
    while (
        head.dep_ in ("prep", "pobj")
        and (head.tag_ not in NOUNS or _is_amount(head))
        and steps < 4
        and head.head.i != head.i
    ):
        head, steps = head.head, steps + 1
    if head.tag_ in NOUNS and not _is_amount(head) and _outside(head, found):
        if preposition.lower_ in ("with", "at", "in", "for") and not is_measure(head):
            measured = child(carrier, "amod", "compound")
            spot = (
                core_phrase(carrier)
                if found.noun is not None
                else (measured.idx, measured.idx + len(measured))
                if measured is not None and _outside(measured, found)
                else core_phrase(head)
            )
            return Link(
                head if index.at(head.idx, head.idx + len(head)) is not None else owner(head, index) or head,
                spot,
                "subject:noun_preposition",
            )
        return _of(head, index, "subject:of")
    if head.tag_ not in VERBS and head.tag_ not in ("JJ", "RB", "JJR", "RBR"):
        return None
    return _by_verb(found, head, carrier, index, "subject:preposition")


def _by_verb(found: Found, verb: Token, carrier: Token, index: EntityIndex, rule: str) -> Link | None:
    """Subject and property of a quantity that a verb governs."""
    if verb.tag_ not in VERBS:
        above = clause_verb(verb)
        if above is None:
            return None
        verb = above
    thing = child(verb, "dobj")
    subject = subject_of(verb)
    if subject is not None and not _outside(subject, found):
        subject = None
    if thing is not None and _outside(thing, found) and not _is_amount(thing) and thing.i != carrier.i:
        mine = owner(thing, index)
        if is_measure(thing) or child(thing, "poss") is not None:
            return Link(mine if mine is not None else subject, core_phrase(thing), rule + "_object")
        return Link(
            subject if subject is not None else thing,
            core_phrase(found.noun) if found.noun is not None else core_phrase(thing),
            rule + "_object",
        )
    if subject is None:
        return None
    if subject.tag_ in NOUNS and is_measure(subject):
        return Link(owner(subject, index) or subject, core_phrase(subject), rule)
    if found.noun is not None:
        return Link(subject, core_phrase(found.noun), rule)
    possessed = child(subject, "poss") if subject.tag_ in NOUNS else None
    if possessed is not None and index.at(subject.idx, subject.idx + len(subject)) is None:
        return Link(possessed, core_phrase(subject), rule)
    return Link(subject, (verb.idx, verb.idx + len(verb)), rule)


def _copular(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "The price is $5", "the number of users is 5 million"."""
    token = carrier
    if token.dep_ not in ("attr", "acomp", "oprd") or token.head.tag_ not in VERBS:
        return None
    subject = subject_of(token.head)
    if subject is None or not _outside(subject, found):
        return None
    if subject.tag_ in NOUNS and (is_measure(subject) or found.noun is None):
        return _of(subject, index, "subject:copular")
    return Link(subject, core_phrase(found.noun) if found.noun is not None else None, "subject:copular")


def _object(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "has 200 million users", "costs $5", "rose 5%", "raised $22 million"."""
    token = carrier
    if token.dep_ in ("conj", "appos") and _is_amount(token.head) and token.head.i != token.i:
        token = token.head
    if token.dep_ not in (
        "dobj",
        "npadvmod",
        "advmod",
        "dative",
        "ccomp",
        "xcomp",
        "dep",
        "nummod",
        "quantmod",
        "intj",
    ):
        return None
    verb = token.head
    if verb.tag_ not in VERBS:
        if verb.tag_ in ("RB", "IN", "RP", "JJ", "JJR", "RBR") and verb.head.i != verb.i:
            adjective = _measured_adjective(found, verb, index) if verb.tag_ in ("JJ", "JJR", "RBR") else None
            if adjective is not None:
                return adjective
            above = clause_verb(verb)
            if above is None:
                return None
            verb = above
        else:
            return None
    result = _by_verb(found, verb, token, index, "subject:object")
    if result is not None and found.kind == "user_count" and result.subject is not None and is_measure(result.subject):
        result.subject = owner(result.subject, index) or result.subject
    return result


def _as_subject(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "Over 500,000 users have applied for access to X", "Eleven people were arrested"."""
    if carrier.dep_ not in ("nsubj", "nsubjpass"):
        return None
    noun = found.noun or carrier
    spot = core_phrase(noun) if noun.tag_ in NOUNS else None
    if found.kind == "user_count":
        verb = carrier.head
        low, high = verb.idx, max(t.idx + len(t) for t in (verb.right_edge, verb))
        for mention, entity in index.mentions_in(low, high):
            if entity.type in ("PRODUCT", "ORG", "WORK", "FAC"):
                return Link(
                    carrier.doc.char_span(mention.start, mention.end, alignment_mode="expand").root,
                    spot,
                    "subject:audience_of",
                )
    mine = owner(noun, index) if noun.tag_ in NOUNS else None
    if mine is not None and (is_measure(noun) or found.kind == "user_count"):
        return Link(mine, spot, "subject:subject")
    return Link(noun, spot, "subject:subject")


def _apposed(found: Found, carrier: Token, index: EntityIndex) -> Link | None:
    """ "net worth, $5bn", "(140 km/h)", coordinated amounts: what stands before them has them."""
    if carrier.dep_ not in ("appos", "conj", "npadvmod", "dep") or carrier.head.i == carrier.i:
        return None
    head = carrier.head
    if head.tag_ in NOUNS and not _is_amount(head) and _outside(head, found):
        if found.noun is not None and carrier.dep_ == "conj":
            return Link(owner(head, index) or found.noun, core_phrase(found.noun), "subject:conjunct")
        return _of(head, index, "subject:apposed")
    return None


def _nearest(found: Found, carrier: Token, index: EntityIndex) -> Link:
    """No rule fits: the clause's subject, else the counted noun itself, else the nearest noun before."""
    subject = _clause_subject(found, carrier, index)
    if subject is not None:
        return Link(subject, core_phrase(found.noun) if found.noun is not None else None, "subject:clause")
    if found.noun is not None:
        return Link(owner(found.noun, index) or found.noun, core_phrase(found.noun), "subject:itself")
    sentence = carrier.sent
    for token in reversed(list(carrier.doc[sentence.start : carrier.i])):
        if token.tag_ in NOUNS and _outside(token, found) and not _is_amount(token):
            return _of(token, index, "subject:nearest")
    return Link(None, None, "subject:none")


def span_of(token: Token) -> tuple[int, int]:
    """Characters of a subject: its base noun phrase, or the pronoun."""
    return phrase(token) if token.tag_ in NOUNS else (token.idx, token.idx + len(token))
