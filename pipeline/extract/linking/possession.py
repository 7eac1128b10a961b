"""Who has what a noun names: the nouns that name measures, and the way from such a noun to its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.syntax.inflection import noun_lemma, verb_class
from pipeline.extract.syntax.nouns import foresees, is_firm, is_forecaster, is_measure, object_of
from pipeline.extract.syntax.parse import NOUNS, VERBS, child, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex

_PREPOSITIONS = frozenset({"of", "for", "at", "in", "from", "by", "on", "with", "to", "among"})
_ALWAYS_OWNED = frozenset({"of", "for", "at", "among"})  # behind other prepositions only a name is an owner
_ON = frozenset({"discount", "tax", "tariff", "duty", "levy", "limit", "cap", "price"})
_WHERE = frozenset({"on", "from", "to"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_TO = frozenset({"loss", "cost", "damage", "harm", "benefit"})
_ACTIONS = ("tion", "sion", "ment", "ing")  # "the creation of videos": who has them is who acts
_DEEPEST = 3
_OF_THE_OBJECT = frozenset({"depth", "height", "altitude", "price", "cost", "temperature", "resolution", "discount"})


def owner(
    noun: Token, index: EntityIndex, depth: int = 0, origin: Token | None = None, within: bool = False
) -> Token | None:
    """Who has what ``noun`` names.

    In this order: a possessor; what a preposition behind it governs; a name inside its phrase; the noun it belongs to
    in turn; the subject of the verb whose object it is; a common noun inside its phrase.

    Args:
        noun: What is had.
        index: The article's entities.
        depth: How many nouns were passed on the way.
        origin: The noun the way came from, which cannot be the owner.
        within: Look only into the noun's own phrase.

    Returns:
        The token that heads the owner, None if the sentence names none.
    """
    possessor = child(noun, "poss")
    if possessor is not None and possessor.ent_type_ not in ("DATE", "TIME") and not is_forecaster(possessor):
        return possessor
    return (
        _behind(noun, index, depth, origin)
        or _inside(noun, index)
        or (_above(noun, index, depth, origin) if depth <= _DEEPEST and not within else None)
        or (_compound(noun) if _bears(noun) else None)
    )


def _behind(noun: Token, index: EntityIndex, depth: int, origin: Token | None) -> Token | None:
    for other in noun.rights:
        if other.dep_ != "prep" or other.lower_ not in _PREPOSITIONS:
            continue
        thing = child(other, "pobj")
        if thing is not None and is_amount(thing) and thing.tag_ in NOUNS:
            thing = object_of(thing, "of")  # "the cost of 10 days of the strike"
        if thing is None or thing.tag_ not in NOUNS | {"PRP", "DT"} or is_amount(thing):
            continue
        if thing.ent_type_ in ("DATE", "TIME"):
            continue
        if origin is not None and thing.i == origin.i:
            continue
        if is_measure(thing) and other.lower_ == "with":
            continue  # "with a power of 4 kW and panels with an area of 11 m²"
        if is_measure(thing) and depth < _DEEPEST:
            found = owner(thing, index, depth + 1, noun)
            if found is not None or other.lower_ == "of":
                return found or thing
            continue
        named = index.at(thing.idx, thing.idx + len(thing))
        where = other.lower_ in _WHERE or (
            other.lower_ in _PREPOSITIONS and named is not None and named.type in _PLACES
        )
        if named is not None and not is_measure(noun) and where and other.lower_ not in ("of", "for", "by", "among"):
            continue  # "a terrace on Mill Lane", "flights from Perth"
        if other.lower_ in _ALWAYS_OWNED or named is not None:
            return thing
        if other.lower_ == "on" and noun_lemma(noun) in _ON or other.lower_ == "to" and noun_lemma(noun) in _TO:
            return thing
    return None


def _inside(noun: Token, index: EntityIndex) -> Token | None:
    for other in reversed(list(noun.lefts)):
        if other.dep_ in ("compound", "nmod", "amod") and other.tag_ in ("NNP", "NNPS"):
            entity = index.at(other.idx, other.idx + len(other))
            if entity is not None and entity.type not in ("NORP", "LANGUAGE"):
                return other
    return None


def _above(noun: Token, index: EntityIndex, depth: int, origin: Token | None = None) -> Token | None:
    if noun.dep_ not in ("dobj", "pobj", "attr", "oprd", "conj", "appos", "dative"):
        return None
    head = noun.head
    if noun.dep_ == "dobj" and head.lower_ in verb_class("cause") and child(head, "prep") is not None:
        return None
    if noun.dep_ in ("conj", "appos"):
        if is_amount(head):
            holder = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
            return _above(holder, index, depth + 1)  # "a battery of 52 kWh, a motor of 115 kW"
        if head.tag_ in NOUNS:
            if is_measure(head) or noun.dep_ == "appos":
                return owner(head, index, depth + 1, noun)
            return _above(head, index, depth + 1)  # "a motor of 115 kW and a range of 405 km"
    if head.lower_ == "with" and head.i and head.nbor(-1).tag_ in NOUNS and head.nbor(-1).i != head.head.i:
        return head.nbor(-1) if not is_amount(head.nbor(-1)) else None  # "and panels with an area of 11 m²"
    at = head.lower_ == "at" and noun_lemma(noun).lower() in _OF_THE_OBJECT
    while head.dep_ in ("prep", "agent", "pcomp") and head.head.i != head.i:
        head = head.head
    if head.dep_ == "advmod" and head.lower_ in ("up", "down") and head.head.tag_ in VERBS:
        head = head.head  # "slid to an end of day at 8,120 points"
    if origin is not None and head.i == origin.i:
        return None
    if head.tag_ in NOUNS and not is_amount(head):
        if is_measure(head) or noun_lemma(head).lower().endswith(_ACTIONS):
            return owner(head, index, depth + 1, noun)
        return owner(head, index, depth + 1, noun, within=True) or head
    if head.tag_ in VERBS:
        if foresees(head):
            return None
        thing = child(head, "dobj") if at else None
        if thing is not None and thing.i < noun.i and not is_amount(thing) and not is_measure(thing):
            return thing  # "mapped a reef at depths of 300 metres"
        found = subject_of(head)
        if found is not None and found.i != noun.i and found.tag_ != "DT":
            return (owner(found, index, depth + 1) or found) if is_measure(found) else found
    return None


def _bears(noun: Token) -> bool:
    """Whether the noun before a noun is its owner: that of a measure, or a subject whose verb was read as a noun."""
    return (is_measure(noun) or noun.tag_ == "NNS" and noun.dep_ in ("ROOT", "nsubj")) and not is_firm(noun)


def _compound(noun: Token) -> Token | None:
    for other in reversed(list(noun.lefts)):
        hyphened = other.i > 0 and other.nbor(-1).text == "-"  # "a three-person crew"
        if other.dep_ in ("compound", "nmod") and other.tag_ in NOUNS and not (is_measure(other) or is_amount(other)):
            return None if hyphened else other
    return None
