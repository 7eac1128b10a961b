"""People of whom nothing but the age is said: "a 5-year-old was hurt", "two boys, a 3-year-old and a 7-year-old"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.parse import NOUNS, SUBJECTS, VERBS

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_ANYONE = frozenset({"a", "an", "another"})
_PLACED = SUBJECTS | {"dobj", "pobj", "attr"}
_ADDED = frozenset({"including", "among", "with"})


def nobody_else(found: QuantityDraft) -> tuple[int, int] | None:
    """The place of an age that is itself the noun for somebody not named: with "a", or among others ("including the …").

    None where a noun follows ("a 5-year-old girl"), where somebody is said to be that old ("he is a 30-year-old from
    Leeds") or where it stands for a name beside it.
    """
    if found.kind != "age":
        return None
    doc = found.root.doc
    span = doc.char_span(found.start, found.end, alignment_mode="expand")
    if span is None or span.start == 0 or span[-1].lower_ not in ("old", "olds"):
        return None
    follow = doc[span.end] if span.end < len(doc) else None
    if follow is not None and (follow.tag_ in NOUNS or follow.tag_ == "JJ" or follow.text == "-"):
        return None
    determiner = doc[span.start - 1]
    head = _first(span[-1])
    if head.dep_ not in _PLACED or (head.dep_ == "pobj" and head.head.lower_ == "as"):
        return None
    added = head.dep_ == "pobj" and head.head.lower_ in _ADDED
    if determiner.lower_ not in _ANYONE and not (determiner.lower_ == "the" and added):
        return None
    if head.dep_ == "attr" and head.head.tag_ in VERBS and head.head.lower_ in verb_class("copula"):
        if any(child.dep_ in SUBJECTS and child.i < head.i for child in head.head.children):
            return None
    return determiner.idx, found.end


def _first(token: Token) -> Token:
    """The first of coordinated words: it says what all of them are in the sentence."""
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head
    return token
