"""What the rules for subject and property give, and what they share: owners of nouns, subjects of clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.linking.possession import owner
from pipeline.extract.quantities.amounts import is_amount
from pipeline.extract.quantities.change_words import noun_direction
from pipeline.extract.syntax.nouns import is_generic, is_measure, object_of
from pipeline.extract.syntax.parse import NOUNS, clause_verb, core_phrase, subject_of, token_from

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.extract.quantities.draft import QuantityDraft


_BRACKET = 18  # tokens of a bracket with conversions, at most


@dataclass(slots=True)
class Link:
    """What a rule found: the token that heads the subject, the property's span, and the rule's name."""

    subject: Token | None
    property: tuple[int, int] | None
    rule: str


def outside(token: Token, found: QuantityDraft) -> bool:
    """Whether a token is no part of the quantity itself or of its bounds."""
    return not found.bounds.start <= token.idx < found.end


def first_token(found: QuantityDraft) -> Token | None:
    """The first token of a quantity with its bounds."""
    return token_from(found.root, found.bounds.start, *found.sentence)


def next_token(found: QuantityDraft) -> Token | None:
    """The first token of its sentence behind a quantity and its root."""
    return token_from(found.root, found.end, found.root.i, found.sentence[1])


def behind_conversion(found: QuantityDraft) -> Token | None:
    """The first token behind a quantity and what it comes to in brackets: "$14 trillion (12 trillion euros) in assets"."""
    follow = next_token(found)
    if follow is None or follow.text != "(":
        return follow
    inside = follow.doc[follow.i + 1 : min(follow.i + _BRACKET, found.sentence[1] - 1)]
    if not len(inside) or not any(t.text[:1].isdigit() for t in inside):
        return follow
    closing = next((t for t in inside if t.text == ")"), None)
    return closing.nbor(1) if closing is not None else follow


def of(noun: Token, index: EntityIndex, rule: str) -> Link:
    """A property noun with its owner; a noun that measures nothing and has no owner is the subject itself."""
    thing = object_of(noun, "of") if is_generic(noun) else None
    if thing is not None and thing.tag_ in NOUNS and not is_amount(thing):
        return Link(owner(thing, index) or thing, (noun.idx, thing.idx + len(thing)), rule)
    changed = _changed(noun) if noun_direction(noun) is not None else None
    if changed is not None:
        mine = owner(changed, index, origin=noun) if is_measure(changed) else None
        return Link(mine or changed, (noun.idx, changed.idx + len(changed)), rule + "_change")
    return Link(owner(noun, index) or noun, core_phrase(noun), rule)


def _changed(noun: Token) -> Token | None:
    """What a noun of change says changed: "a rise in exports", "the dip in profit"."""
    for preposition in ("in", "of"):
        thing = object_of(noun, preposition)
        if thing is not None and thing.tag_ in ("NN", "NNS") and not thing.ent_type_ and not is_amount(thing):
            return thing
    return None


def clause_subject(found: QuantityDraft, token: Token, index: EntityIndex) -> Token | None:
    """The subject of the clause a token stands in; the owner of it if it is a measure."""
    verb = clause_verb(token)
    subject = subject_of(verb) if verb is not None else None
    if subject is None or not outside(subject, found):
        return None
    return (owner(subject, index) or subject) if is_measure(subject) else subject
