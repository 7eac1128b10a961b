"""The words that name what is measured: a property made to say something, and the nearest measure before a quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import is_measure, object_of
from pipeline.extract.syntax.parse import (
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

    from pipeline.extract.quantities.draft import QuantityDraft

_EMPTY_TAGS = frozenset({"IN", "RP", "RB", "TO", "CC", "MD", "DT", "WDT", "WRB", "RBR"})
_TELLING = frozenset(
    {"ago", "away", "ahead", "apart", "behind", "high", "long", "deep", "wide", "fast", "above", "faster"}
)
_TELLING |= {"longer", "deeper", "worth", "across", "far", "further", "overtime", "that", "this", "it"}
UNMEASURED = frozenset({"duration", "age", "count", "multiple", "rate"})
_REACH = 12  # tokens


def without_quantity(found: QuantityDraft, place: tuple[int, int]) -> tuple[int, int] | None:
    """A property without the quantity's own words ("5 percent market share": market share)."""
    start, end = place
    if start < found.end and found.start < end:
        start = found.end
        text = found.root.doc.char_span(start, end, alignment_mode="contract")
        words = [t for t in text or () if not t.is_punct and not t.is_space]
        return (words[0].idx, end) if words else None
    return place


def informative(found: QuantityDraft, place: tuple[int, int] | None, anchor: Token) -> tuple[int, int] | None:
    """A property that says something: no preposition, adverb or empty verb, but the measure before it, if there is one."""
    if place is None:
        return None
    word = token_from(found.root, place[0], *found.sentence)
    if word is None or (word.idx, word.idx + len(word)) != place:
        return place
    empty = word.tag_ in _EMPTY_TAGS and word.lower_ not in _TELLING
    if not empty and not (word.tag_ in VERBS and word.lower_ in verb_class("empty")):
        return place
    measure = measure_before(found, anchor) if found.kind not in UNMEASURED else None
    if measure is not None:
        return core_phrase(measure)
    verb = word if word.tag_ in VERBS else clause_verb(word)
    if verb is None or verb.i < found.sentence[0] or found.start <= verb.idx < found.end:
        return None
    if verb.lower_ in verb_class("auxiliary"):
        state = child(verb, "acomp", "advmod") if verb.lower_ in verb_class("copula") else None
        stated = state is not None and state.idx < found.start and state.i == verb.i + 1
        return token_span(state) if state is not None and stated else None  # "could be online within 18 months"
    return token_span(verb)


def with_complement(noun: Token, place: tuple[int, int]) -> tuple[int, int]:
    """ "two cases of cholera", "a count of fraud": what a noun counts belongs to the property if it follows at once."""
    if noun.i + 1 >= len(noun.doc) or noun.nbor(1).lower_ != "of":
        return place
    thing = object_of(noun, "of")
    if thing is None or thing.tag_ not in ("NN", "NNS") or thing.ent_type_ or thing.i - noun.i > 4:
        return place
    if child(thing, "det", "poss", "nummod") is not None or is_amount(thing):
        return place
    return place[0], thing.idx + len(thing)


def measure_before(found: QuantityDraft, anchor: Token) -> Token | None:
    """The nearest measure before a quantity in its clause: "its top speed is limited to 150 km/h"."""
    first = max(found.sentence[0], anchor.i - _REACH)
    for token in tokens_before(anchor, first):
        if token.idx >= found.start:
            continue
        if is_amount(token) or token.text in (";", ":") or token.tag_ == "WDT":
            return None
        if is_measure(token) and token.dep_ != "compound":
            return token
    return None


def predicate(found: QuantityDraft, anchor: Token) -> tuple[int, int] | None:
    """What the clause says of a quantity that nothing else names: its verb, or what its copula leads to."""
    verb = clause_verb(anchor)
    if verb is None or not found.sentence[0] <= verb.i < found.sentence[1] or found.start <= verb.idx < found.end:
        return None
    if verb.lower_ in verb_class("auxiliary"):
        state = child(verb, "acomp", "oprd")
        stated = state is not None and not found.start <= state.idx < found.end and not is_amount(state)
        return token_span(state) if state is not None and stated else None
    thing = child(verb, "dobj")
    if thing is not None and is_measure(thing) and thing.idx < found.start:
        return core_phrase(thing)  # "raises the risk of stroke fivefold"
    subject = subject_of(verb)
    if found.change is not None and subject is not None and subject.tag_ in ("NN", "NNS") and subject.idx < found.start:
        return core_phrase(subject)  # "gold inched up $4"
    return None if verb.lower_ in verb_class("empty") else token_span(verb)
