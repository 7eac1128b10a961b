"""What a description stands for whose name stands beside it: "her challenger, Tomas Okafor", "the founder of Velo, Ana Ruiz"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.names.evidence import heads
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.syntax.parse import child

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.entities.index import EntityIndex
    from pipeline.records import Entity

_PROPER = frozenset(("NNP", "NNPS"))
_ACTORS = frozenset(("PERSON", "ORG"))
_NAMED = frozenset(("PERSON", "ORG", "PRODUCT", "WORK", "FAC"))
"""The types that may have a noun of no known type for a description, between commas."""
_CLOSERS = frozenset((",", ".", ")", "–", "—", "-"))
_OWNERS = frozenset(("det", "poss"))


def described(noun: Token, index: EntityIndex) -> Entity | None:
    """The entity that a common noun describes beside its name, the one in apposition to the other.

    Args:
        noun: A noun that is no part of an entity's name.
        index: The article's entities.
    """
    if noun.tag_ != "NN" or is_measure(noun):
        return None
    if noun.dep_ == "appos":
        return _named(noun, noun.head, index)
    beside = child(noun, "appos")
    if beside is not None:
        return _named(noun, beside, index)
    for other in noun.rights:
        inner = child(other, "pobj") if other.dep_ == "prep" else None
        beside = child(inner, "appos") if inner is not None else None
        if inner is not None and beside is not None:  # "the founder of Velo, Ana Ruiz": it hangs from the noun before
            whole = _named(noun, beside, index)
            if whole is not None and whole is not _at(inner, index):
                return whole
    return None


def _named(noun: Token, name: Token, index: EntityIndex) -> Entity | None:
    """The entity of a name beside a noun, if the noun can say what it is."""
    entity = _at(name, index)
    if entity is None or name.tag_ not in _PROPER or child(name, "conj") is not None or child(noun, "conj") is not None:
        return None
    known, _, _ = heads().get(noun_lemma(noun).lower(), (None, "", ""))
    if known is None:
        return entity if entity.type in _NAMED and _set_off(noun, name) else None
    return entity if known == entity.type or {known, entity.type} <= _ACTORS and _set_off(noun, name) else None


def _set_off(noun: Token, name: Token) -> bool:
    """Whether punctuation parts a noun phrase with its own article or owner from a name, and closes behind the second."""
    first, second = sorted((noun, name), key=lambda t: t.i)
    last = second.right_edge
    closed = last.i + 1 >= len(last.doc) or last.nbor(1).text in _CLOSERS or last.text in _CLOSERS
    opened = second.left_edge.i > 0 and second.left_edge.nbor(-1).text in _CLOSERS
    return closed and opened and first.i < second.left_edge.i and any(t.dep_ in _OWNERS for t in noun.lefts)


def _at(token: Token, index: EntityIndex) -> Entity | None:
    return index.at(token.idx, token.idx + len(token))
