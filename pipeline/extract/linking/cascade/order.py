"""Who or what has a quantity (subject) and what is measured of it (property), through the parse.

A map for the newcomer. Every rule starts from the token that carries the quantity and looks at the arc above it; the
first that fits decides:

    age           "Smith, 44", "the 44-year-old actor"         subject: the person
    explained     "61%: share of workers"                      property: the noun behind; subject: its owner
    labelled      "Storage: 256GB"                             property: the label; subject: the device
    listed        "Harlow (0.5 points)", "Norvane +0.8%"       subject: the name before it
    respective    "Lund and Ek won 40 and 30, respectively"    subject: the one of the same place
    took          "it took the crew nine hours"                subject: those whom it took
    mistagged     "the flat measures 74 square metres"         property: the verb that the tagger took for a noun
    until         "five weeks before the vote"                 property: from when the time is counted
    elided        "the number of songs reached 9 million"      property: what is counted
    held          "the 45,000 users the service had"          subject: the relative clause's
    gapped        "imports grew 5% and exports 8%"             subject: the noun where the verb is left out
    people        "injured two firefighters"                   subject: they themselves
    compared      "10x more power", "20% better sound"         property: what is compared; subject: the verb's
    adjacent      "calls of up to one hour"                    property: the noun before; subject: its owner
    discount      "$50 off a kettle"                           subject: what is had for less
    attributive   "a 20-second advert", "a $9m budget"         property: the noun; subject: its owner
    behind        "$5bn in revenue", "two minutes in length"   property: the noun behind; subject: the verb's
    partitive     "60% of its revenue"                         property: the noun; subject: its owner
    preposition   "revenue of $5bn", "rose to $5bn"            property: what rose; subject: its owner
    copular       "the price is $5"                            property: the verb's subject; subject: its owner
    verbal        "the price doubled"                          property: the verb's subject; subject: its owner
    governed      "has 5 million users", "costs $5"            property: the counted noun or the verb; subject: the verb's
    audience      "5 million users have applied for X"         property: the counted noun; subject: X
    apposed       "a fleet, 30 ships"                          subject: the noun before it
    completed     "40 minutes to clear it", "5 km off shore"   property: the words behind

Those by arc are in :mod:`arcs`, :mod:`verb_arcs` and :mod:`peoples`, those by the order of words in :mod:`neighbours`,
:mod:`patterns` and :mod:`formulas`. What a quantity takes over from the one before it is in :mod:`twins`; :mod:`properties` makes a property
say something, :mod:`complements` adds what stands behind the amount. An owner (:mod:`owners`) is a possessor, an "of" phrase, a name inside the noun phrase, or the subject of the verb the
noun hangs from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.linking.cascade.adjacency import adjacent, compared, discount, mistagged, until
from pipeline.extract.linking.cascade.arcs import apposed, attributive, behind, governed, partitive, preposition
from pipeline.extract.linking.cascade.complements import completed
from pipeline.extract.linking.cascade.counted_people import audience, people
from pipeline.extract.linking.cascade.properties import (
    UNMEASURED,
    informative,
    measure_before,
    predicate,
    with_complement,
    without_quantity,
)
from pipeline.extract.linking.cascade.set_phrases import explained, respective, took
from pipeline.extract.linking.cascade.verb_arcs import copular, verbal
from pipeline.extract.linking.cascade.word_order import gapped, labelled, listed
from pipeline.extract.linking.link import Link, clause_subject, of, outside
from pipeline.extract.linking.possession import owner
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.syntax.inflection import noun_lemma, verb_class
from pipeline.extract.syntax.nouns import is_generic, object_of
from pipeline.extract.syntax.parse import (
    NOUNS,
    VERBS,
    ancestors,
    child,
    core_phrase,
    phrase,
    subject_of,
    token_span,
    tokens_before,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft

# Kinds of what devices and software can do.
TECHNICAL = frozenset({"duration", "resolution", "frame_rate", "aspect_ratio", "data_size", "data_rate", "length"})
TECHNICAL |= {"mass", "frequency", "power", "energy", "speed"}
_TOTALS = frozenset({"total", "maximum", "minimum", "average", "median", "mean", "combined"})


def link(found: QuantityDraft, index: EntityIndex) -> Link:
    """Subject and property of a quantity.

    Args:
        found: The quantity; a noun found for a bare number is noted in it.
        index: The article's entities.
    """
    anchor = _anchor(found)
    for rule in _RULES:
        result = rule(found, anchor, index)
        if result is not None:
            break
    else:
        result = _nearest(found, anchor, index)
    if result.subject is not None and result.subject.tag_ == "WP$":
        result.subject = _antecedent(result.subject)
    subject = result.subject
    if subject is not None and (is_amount(subject) or not outside(subject, found)):
        if found.noun is None or subject.i != found.noun.i:
            result.subject = None
    if result.subject is not None and (result.subject.ent_type_ in ("DATE", "TIME") or _participle(result.subject)):
        result.subject = None
    if found.kind in TECHNICAL:
        result.subject = _product_of(found, result.subject, index)
    if result.property is None and found.noun is not None:
        result.property = core_phrase(found.noun)
    if found.noun is not None and result.property == core_phrase(found.noun):
        result.property = with_complement(found.noun, result.property)
    whole = next((c for c in anchor.lefts if c.tag_ in ("JJ", "VBN") and c.lower_ in _TOTALS), None)
    if found.noun is None and whole is not None and found.kind in TECHNICAL:
        result.property = token_span(whole)  # "five wind farms with a combined 2.7GW"
    if found.noun is None and result.property is not None:
        result.property = without_quantity(found, result.property)
        result.property = informative(found, result.property, anchor)
    if result.property is None and found.kind != "age" and not result.rule.endswith("_forecast"):
        result.property = predicate(found, anchor)
    return completed(found, result, index)


def _participle(token: Token) -> bool:
    """Whether a subject is the participle that opens its sentence: "gone is the old 12-megapixel sensor"."""
    return token.tag_ == "VBN" and token.dep_ in ("nsubj", "csubj", "ROOT")


def considered(found: QuantityDraft, index: EntityIndex) -> list[Link]:
    """What each rule that fits a quantity says of it, in the order in which they are asked; the first decides."""
    links = []
    for rule in (*_RULES, _nearest):
        tried = replace(found, rules=[*found.rules])  # a rule may note a counted noun in it
        result = rule(tried, _anchor(tried), index)
        if result is not None:
            links.append(result)
    return links


def _anchor(found: QuantityDraft) -> Token:
    """The token from which the rules start: that of the amount or of its counted noun, or of the amount it is joined to."""
    noun = found.noun
    anchor = found.root if noun is None or noun.i < found.root.i or noun.idx >= found.end else noun
    if found.hyphened and not outside(anchor.head, found):
        anchor = anchor.head
    for _ in range(3):
        # Coordinated amounts share what the first of them has.
        if (
            noun is None
            and anchor.dep_ in ("conj", "appos")
            and is_amount(anchor.head)
            and anchor.head.i < anchor.i
            and object_of(found.root, "of") is None
        ):
            anchor = anchor.head
    of_sum = anchor.head.dep_ == "prep" and anchor.head.lower_ == "of" and anchor.head.head
    if of_sum and anchor.dep_ == "pobj" and of_sum.lower_ in _TOTALS:
        anchor = of_sum  # "a total of 320 houses"
    return anchor


def _antecedent(relative: Token) -> Token | None:
    """The noun that "whose" stands for: "the firm, whose market value is $212 million"."""
    clause = next((t for t in ancestors(relative) if t.dep_ == "relcl"), None)
    if clause is not None and clause.head.tag_ in NOUNS and clause.head.i < relative.i:
        return clause.head
    before = (t for t in reversed(list(relative.doc[max(0, relative.i - 3) : relative.i])) if t.tag_ in NOUNS)
    return next(before, None)


def _product_of(found: QuantityDraft, subject: Token | None, index: EntityIndex) -> Token | None:
    """ "X released its Y editor, making clips of an hour possible": what a thing can do is the product's."""
    entity = index.at(*token_span(subject)) if subject is not None else None
    if subject is not None and entity is None and subject.dep_ == "dobj":
        maker = subject_of(subject.head)  # "the new version handles clips at 1080p": the version does
        able = index.at(*token_span(maker)) if maker is not None else None
        return maker if able is not None and able.type == "PRODUCT" else subject
    if entity is None or entity.type == "PRODUCT":
        return subject
    for verb in ancestors(found.root):
        thing = child(verb, "dobj") if verb.tag_ in VERBS else None
        if thing is None or thing.i > found.root.i or not outside(thing, found):
            continue
        start, end = phrase(thing)
        other = index.at(start, end)
        if other is not None and other.type == "PRODUCT":
            ends = {other.mentions[number].end for number in index.mentions_at(other, start, end)}
            return next((t for t in thing.subtree if t.idx + len(t) in ends), thing)
    return subject


def _age(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    if found.kind != "age":
        return None
    token = found.root
    if token.dep_ == "appos" and outside(token.head, found):
        who = token.head
        while who.ent_type_ != "PERSON" and who.dep_ == "pobj" and who.head.head.tag_ in ("NNP", "NNPS"):
            who = who.head.head  # "Mara Tinley of the Kiso Institute, 44"
        return Link(who, None, "subject:age_apposed")
    for above in ancestors(token):
        if not outside(above, found):
            continue
        if above.lower_ in ("age", "ages") and above.dep_ != "pobj":
            return of(above, index, "subject:age_measure")  # "the average age of the players is 27"
        if above.tag_ in VERBS and above.lower_ in verb_class("copula"):
            subject = subject_of(above)
            if subject is not None and subject.lower_ in ("age", "ages"):
                return of(subject, index, "subject:age_measure")
        if above.tag_ in NOUNS:
            apposition = above.dep_ == "appos" and above.head.tag_ in NOUNS
            return Link(above.head if apposition else above, None, "subject:age_noun")
        if above.tag_ in VERBS:
            subject = subject_of(above)
            if subject is not None and outside(subject, found):
                return Link(subject, None, "subject:age_verb")
            break
    before = token.doc[max(0, token.i - 1)]
    if before.text in (",", "(") and token.i > 1 and before.nbor(-1).tag_ in NOUNS:
        return Link(before.nbor(-1), None, "subject:age_before")
    return None


def _elided(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """What a bare number counts; an absolute phrase ("with the number of songs reaching 9 million") has no owner."""
    verb = anchor.head.head if anchor.head.dep_ == "prep" else anchor.head
    if not found.counts_bare or verb.tag_ not in VERBS:
        return None
    subject = subject_of(verb)
    above = subject.head.head if subject is not None and subject.dep_ == "pobj" else None
    for noun in (subject, above, _number_before(found)):
        thing = object_of(noun, "of") if noun is not None and is_generic(noun) else None
        if thing is not None and thing.tag_ in ("NNS", "NNPS"):
            found.noun, found.unit = thing, noun_lemma(thing)
            found.kind = "user_count" if found.unit in lexicons.words("audience_nouns") else "count"
            found.rules.append("count:elided")
            mine = owner(thing, index, within=True)
            if mine is None and noun is not None and noun.dep_ == "dobj":
                mine = clause_subject(found, anchor, index)  # "plans to raise the number of clerks to 900"
            return Link(mine, core_phrase(thing), "subject:elided")
    return None


def _number_before(found: QuantityDraft) -> Token | None:
    """The "number" of "the number of songs ... stands at 9 million", where the parser lost it."""
    first = found.sentence[0]
    window = tokens_before(found.root, max(first, found.root.i - 16))
    return next((t for t in window if t.lower_ == "number" and t.tag_ == "NN"), None)


def _held(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "the 45,000 users the service had": a relative clause says whose they are."""
    noun = found.noun or anchor
    clause = next((c for c in noun.rights if c.dep_ == "relcl" and c.tag_ in VERBS), None)
    if clause is None and noun.i + 1 < found.sentence[1]:
        clause = _clause_behind(noun)
    holder = child(clause, "nsubj") if clause is not None else None
    if clause is None or holder is None or holder.tag_ in ("WDT", "WP", "DT") or is_amount(holder):
        return None
    if found.noun is None and holder.tag_ == "PRP" or found.partitive:
        return None
    if clause.lower_ not in verb_class("keep") and clause.lower_ not in verb_class("transitive"):
        return None
    return Link(holder, core_phrase(noun) if found.noun is not None else token_span(clause), "subject:held")


def _clause_behind(noun: Token) -> Token | None:
    """A relative clause without its pronoun right behind a noun, which the parser gave to a noun further up."""
    nominal = next((t for t in noun.doc[noun.i + 1 : noun.i + 4] if t.dep_ == "nsubj"), None)
    if nominal is None or nominal.left_edge.i != noun.i + 1 or nominal.head.dep_ != "relcl":
        return None
    clause = nominal.head
    return clause if clause.head.i < noun.i and clause.left_edge.i == noun.i + 1 else None


_RULES = (
    _age,
    explained,
    labelled,
    listed,
    respective,
    took,
    mistagged,
    until,
    _elided,
    _held,
    gapped,
    people,
    compared,
    adjacent,
    discount,
    attributive,
    behind,
    partitive,
    preposition,
    copular,
    verbal,
    governed,
    audience,
    apposed,
)


def _nearest(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link:
    """No rule fits: the clause's subject, else the counted noun itself, else the nearest noun before."""
    counted = core_phrase(found.noun) if found.noun is not None else None
    measure = measure_before(found, anchor) if counted is None and found.kind not in UNMEASURED else None
    if measure is not None:
        return of(measure, index, "subject:measure_before")
    subject = clause_subject(found, anchor, index)
    if subject is not None:
        return Link(subject, counted, "subject:clause")
    if found.noun is not None:
        return Link(owner(found.noun, index) or found.noun, counted, "subject:itself")
    for token in tokens_before(anchor, found.sentence[0]):
        if token.tag_ in NOUNS and outside(token, found) and not is_amount(token):
            return of(token, index, "subject:nearest")
    return Link(None, None, "subject:none")
