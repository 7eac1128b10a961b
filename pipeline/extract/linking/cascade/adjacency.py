"""Rules for subject and property by the words beside a quantity, whatever the parser made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.linking.link import Link, clause_subject, first_token, next_token, of
from pipeline.extract.linking.possession import owner
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import is_measure, is_person
from pipeline.extract.syntax.parse import (
    NOUNS,
    VERBS,
    child,
    clause_verb,
    core_phrase,
    subject_of,
    token_from,
    token_span,
    tokens_before,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft

_DIMENSIONS = frozenset({"wide", "long", "deep", "tall", "high", "thick", "across"})
_EVENT = 6  # words
_LASTING = frozenset({"video", "videos", "clip", "clips", "call", "calls", "film", "films", "song", "songs", "session"})


def compared(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "10x more power than X", "20 percent better performance"."""
    if found.kind not in ("multiple", "percentage"):
        return None
    follow = next_token(found)
    if follow is not None and follow.lower_ == "as" and follow.i + 2 < found.sentence[1]:
        thing = follow.nbor(2)  # "three times as many pears as last year"
        while thing.tag_ == "JJ" and thing.i + 1 < found.sentence[1]:
            thing = thing.nbor(1)
        quality = follow.nbor(1)
        plain = quality.tag_ in ("JJ", "RB") and quality.lower_ not in ("many", "much")
        if plain and quality.nbor(1).lower_ == "as":  # "1.6 times as fast as"
            verb = clause_verb(quality)
            level = subject_of(verb) if verb is not None else None
            if level is not None and is_measure(level):
                return of(level, index, "subject:compared")
            return Link(clause_subject(found, quality, index), token_span(quality), "subject:compared")
        if follow.nbor(1).lower_ in ("many", "much") and thing.tag_ in NOUNS:
            return Link(clause_subject(found, thing, index), core_phrase(thing), "subject:compared")
        return None
    if follow is not None and follow.tag_ in ("VBN", "JJ") and follow.dep_ in ("acomp", "ROOT", "conj"):
        if found.kind == "multiple" and follow.i in (anchor.head.i, anchor.head.head.i):  # "ten times oversubscribed"
            above = follow.head if follow.dep_ == "acomp" else anchor
            return Link(clause_subject(found, above, index), token_span(follow), "subject:compared")
    if follow is None or follow.tag_ not in ("JJR", "RBR") or follow.idx > found.end + 2:
        return None
    thing = follow.head
    if thing.tag_ not in NOUNS or thing.i < follow.i or is_amount(thing):
        return None
    return Link(owner(thing, index) or clause_subject(found, thing, index), core_phrase(thing), "subject:compared")


def until(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "five weeks before the vote", "eight minutes after launch", "three months ago": from when a time is counted."""
    if found.kind != "duration":
        return None
    follow = next_token(found)
    if follow is None or follow.idx > found.end + 1:
        return None
    if follow.lower_ == "ago":
        return Link(clause_subject(found, anchor, index), token_span(follow), "subject:until")
    if anchor.dep_ == "pobj" and anchor.head.lower_ in ("for", "in", "within"):
        return None  # "jailed for eight years after a trial"
    event = follow.head if follow.lower_ in ("before", "after") and follow.dep_ == "mark" else None
    if event is not None and event.tag_ in VERBS and event.dep_ == "advcl" and event.i - follow.i < _EVENT:
        above = subject_of(event.head) if event.head.tag_ in VERBS else None
        what = child(event, "dobj")
        last = what if what is not None and event.i < what.i < follow.i + 2 * _EVENT else event
        return Link(above, (follow.idx, last.idx + len(last)), "subject:until")  # "six months after it was sold"
    thing = child(follow, "pobj") if follow.lower_ in ("before", "after", "inside", "into") else None
    if thing is None or thing.tag_ not in NOUNS or thing.ent_type_ in ("DATE", "TIME") or is_amount(thing):
        return None
    start, end = core_phrase(thing)
    place = (follow.idx, end) if thing.i - follow.i < 4 else (start, end)
    return Link(clause_subject(found, anchor, index) or thing, place, "subject:until")


def mistagged(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "The flat measures 74 square metres", where the parser reads a noun phrase."""
    begin = found.sentence[0]
    first = first_token(found)
    verb = first.nbor(-1) if first is not None and first.i > begin + 1 else None
    if verb is None or verb.lower_ not in verb_class("measure"):
        return None
    if verb.tag_ != "NNS" and not (verb.tag_ == "VBZ" and verb.dep_ in ("nmod", "amod", "compound")):
        return None
    before = child(verb, "nsubj") or verb.nbor(-1)
    if before.tag_ not in NOUNS and not (before.tag_ == "JJ" and before.i > begin and before.nbor(-1).tag_ == "DT"):
        return None
    counted = core_phrase(found.noun) if found.noun is not None else token_span(verb)
    return Link(before, counted, "subject:mistagged_verb")


def adjacent(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "calls up to an hour in length", "a ditch 3 metres wide", "population about 12,000".

    The noun right before the quantity and its bounds, whatever the parser made of them.
    """
    begin, end = found.sentence
    first, last = first_token(found), token_from(found.root, found.end, begin, end)
    while last is not None and last.is_space:
        last = last.nbor(1) if last.i + 1 < end else None
    if first is None or first.i == begin:
        return None
    before = first.nbor(-1)
    if before.is_quote and before.i > begin:
        before = before.nbor(-1)
    if found.noun is not None or found.change is not None or found.kind in ("percentage", "age"):
        return None
    if before.lower_ == "worth":
        return _worth(before, begin) if before.i > begin else None
    if is_amount(before) or (found.kind == "duration" and not is_measure(before) and before.lower_ not in _LASTING):
        return None  # "by 2 million over four years": the preposition is no bound of the noun before it
    if before.tag_ not in ("NN", "NNS") or before.ent_type_ in ("DATE", "TIME"):
        return None
    if found.kind == "length" and last is not None and last.lower_ in _DIMENSIONS:
        return Link(before, token_span(last), "subject:dimension")
    named = before.nbor(-2) if before.i > begin + 1 and before.nbor(-1).text == "," else None
    if is_measure(before) and named is not None and named.tag_ in ("NNP", "NNPS"):
        return Link(named, core_phrase(before), "subject:adjacent_measure")  # "Dunmore, population 12,000"
    if is_measure(before) and found.bounds.rules:
        return of(before, index, "subject:adjacent_measure")
    if found.bounds.comparator == "=" and not (found.kind == "duration" and last is not None and last.lower_ == "long"):
        return None
    result = of(before, index, "subject:adjacent")
    if last is not None and last.lower_ == "in" and last.i + 1 < end and is_measure(last.nbor(1)):
        result.property = core_phrase(last.nbor(1))
    return result


def _worth(word: Token, begin: int) -> Link:
    """ "a subsidy worth up to $3 million", "the deal is worth $3bn": what is worth it is what is measured."""
    near = word.nbor(-1)
    while near.i > begin and near.tag_ in ("RB", "RBR"):
        near = near.nbor(-1)
    thing: Token | None = near if near.tag_ in NOUNS else None
    if thing is None and word.head.tag_ in NOUNS | VERBS:
        thing = word.head if word.head.tag_ in NOUNS else subject_of(word.head)
        while thing is not None and is_person(thing) and thing.dep_ == "pobj" and thing.head.head.tag_ in NOUNS:
            thing = thing.head.head  # "a package for its director, which is worth"
    if thing is None:
        thing = next((t for t in tokens_before(word, begin) if t.tag_ in NOUNS), None)
    beside = thing is not None and thing.i == word.i - 1 and thing.tag_ in ("NN", "NNS")
    start = core_phrase(thing)[0] if thing is not None and beside else word.idx
    return Link(thing, (start, word.idx + len(word)), "subject:worth")  # "a contract worth £110,000": contract worth


def discount(found: QuantityDraft, anchor: Token, index: EntityIndex) -> Link | None:
    """ "$550 off a laptop": what is had for less."""
    word = next_token(found)
    if word is None or word.lower_ != "off" or found.kind not in ("money", "percentage"):
        return None
    thing = child(word, "pobj")
    if thing is None or thing.tag_ not in NOUNS:
        return None
    return Link(owner(thing, index) if is_measure(thing) else thing, core_phrase(thing), "subject:discount")
