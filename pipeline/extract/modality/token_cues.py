"""Cues of modality at one token, by scope: each scope is a function that names what it saw, asked in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.modality.cues import (
    anyone,
    arranged,
    because,
    compared,
    conditional,
    contracted_would,
    cues,
    due_by,
    foreseen,
    governs,
    has_child,
    headline,
    progressive,
    puts_at,
    tentative,
    to_infinitive,
    wished_by_people,
)
from pipeline.extract.modality.scope import conditions
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import NOUNS, child, heads_clause
from pipeline.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

_BOUNDING = lexicons.words("function_words", role="bounding")
_BE = lexicons.words("function_words", role="be")
_ATTRIBUTIVE = frozenset({"nummod", "compound", "nmod", "amod", "quantmod"})
_COMPLEMENTS = frozenset({"xcomp", "acl", "ccomp", "relcl", "advcl", "pcomp"})
_BESIDE = frozenset({"in", "with"})
_HOLDS = frozenset({"prep", "acl", "relcl", "nummod", "compound", "nmod", "amod", "quantmod"})


Cue = tuple[Modality, str]
"""A class and the word that says it."""


def cues_at(token: Token, below: Token) -> Iterator[tuple[Modality, str, str]]:
    """Cues at one token of the way up, which was reached from ``below``: class, word and scope."""
    scopes = _OF_VERBS if heads_clause(token) else _OF_NOUNS if token.tag_ in NOUNS else _OF_OTHERS
    for name, scope in scopes:
        cue = scope(token, below)
        if cue is not None:
            yield cue[0], cue[1], name


def _condition_or_denial(token: Token, below: Token) -> Cue | None:
    """Negation, a mark ("if"), a condition before or behind the clause."""
    negated = False
    for other in token.children if token.lower_ in _BE else token.lefts:
        if other.dep_ == "neg" or other.lower_ in ("not", "n't", "n’t"):
            negated = other.i < token.i or other.nbor(1).lower_ not in _BOUNDING  # "is not less than 6 metres"
        elif other.dep_ == "mark" and other.lower_ in cues("mark"):
            return "hypothetical", other.lower_
    if token.dep_ == "advcl" and conditional(token):
        return "hypothetical", token.left_edge.lower_
    if conditions(token, below):
        return "hypothetical", "if"
    return ("negated", "not") if negated else None


def _by_modal(token: Token, below: Token) -> Cue | None:
    """Adverbs of chance, "should", modals and "'d"."""
    modal = next((c.lower_ for c in token.lefts if c.dep_ == "aux" and c.lower_ in cues("modal")), None)
    for other in token.children:
        if other.dep_ == "advmod" and cues("adverb").get(other.lower_) == "possible":
            return "possible", other.lower_
    if modal is None and any(c.dep_ == "aux" and c.lower_ == "should" for c in token.lefts):
        subject = child(token, "nsubj")
        if subject is not None and token.left_edge.lower_ == "should":
            return "hypothetical", "should"
        if subject is not None and subject.tag_ in NOUNS and not (is_person(subject) or anyone(subject)):
            return "estimated", "should"
    if modal is not None or contracted_would(token):
        return tentative(token, modal) or cues("modal")[modal or "would"], (modal or "would")
    return None


def _by_form(token: Token, below: Token) -> Cue | None:
    """Infinitives of headlines, "has yet to", what a target is said to be."""
    if to_infinitive(token) and (token.dep_ == "ROOT" or headline(token)):
        return "planned", "headline"
    if below.dep_ == "xcomp" and token.lower_ in ("has", "have", "had") and has_child(token, "advmod", "yet"):
        return "negated", "yet"
    subject = child(token, "nsubj") if below.dep_ == "attr" else None
    equated = cues("noun_is").get(noun_lemma(subject)) if subject is not None else None
    return None if subject is None or equated is None else (equated, subject.lower_)


def _by_infinitive(token: Token, below: Token) -> Cue | None:
    """An infinitive with "to" that a verb, noun or adjective takes: "asked them to cut", "a pact to build"."""
    if not to_infinitive(token) or token.dep_ not in _COMPLEMENTS or token.head.lower_ in cues("verb"):
        return None
    return "planned", token.head.lower_


def _by_outlook(token: Token, below: Token) -> Cue | None:
    """Verbs that look ahead with some complements only."""
    outlook = foreseen(token, below)
    if outlook is not None:
        return outlook
    if puts_at(token):
        return "estimated", "put"
    if arranged(token):
        denied = any(c.dep_ == "neg" for c in token.head.children)
        return ("negated", "not") if denied else ("planned", "to")
    return ("planned", "due") if due_by(token, below) else None


def _by_progressive(token: Token, below: Token) -> Cue | None:
    """A progressive, which tells what goes on or what is arranged: "is closing nine branches next year"."""
    return ("planned", "progressive") if progressive(token) is not None else None


def _by_verb(token: Token, below: Token) -> Cue | None:
    """The verb itself, or the adjective that completes it: "is likely to"."""
    cue = cues("verb").get(token.lower_)
    if cue is not None and below.dep_ == "nsubj" and cue != "negated":
        return None  # "six in ten think that": who thinks is counted
    if cue is None and token.tag_ == "VBN" and below.dep_ == "xcomp":
        cue = cues("adjective").get(token.lower_)  # "is poised to", which the parse takes for a passive
    if cue is not None and governs(token, below, cue) and not wished_by_people(token):
        return cue, token.lower_
    for other in token.children:
        complement = other.dep_ == "acomp" and child(other, "xcomp") is not None and not compared(other)
        if complement and other.lower_ in cues("adjective"):
            return cues("adjective")[other.lower_], other.lower_
    return None


def _by_noun(token: Token, below: Token) -> Cue | None:
    """The noun itself: "a target of", "an agreement to"."""
    lemma = noun_lemma(token)
    within = "noun_of" if below.dep_ in _ATTRIBUTIVE else "noun"
    cue = cues(within).get(lemma) if below.dep_ in _HOLDS and below.lower_ not in _BESIDE else None
    if cue is None and below.dep_ in ("acl", "relcl") and to_infinitive(below):
        cue = cues("noun_to").get(lemma)
    return None if cue is None else (cue, token.lower_)


def _by_modifier(token: Token, below: Token) -> Cue | None:
    """The adjectives of a noun, and "no"."""
    for other in token.lefts:
        if other.dep_ == "amod" and other.lower_ in cues("adjective"):
            return cues("adjective")[other.lower_], other.lower_
        if other.dep_ in ("det", "neg") and other.lower_ == "no":
            return "negated", "no"
    return None


def _by_adjective(token: Token, below: Token) -> Cue | None:
    """An adjective that is said of the subject: "is due in May"."""
    if token.dep_ != "acomp" or token.lower_ not in cues("adjective") or because(token) or compared(token):
        return None
    return cues("adjective")[token.lower_], token.lower_


_OF_VERBS = (
    ("condition", _condition_or_denial),
    ("modal", _by_modal),
    ("form", _by_form),
    ("outlook", _by_outlook),
    ("progressive", _by_progressive),
    ("verb", _by_verb),
    ("infinitive", _by_infinitive),
)
_OF_NOUNS = (("noun", _by_noun), ("modifier", _by_modifier))
_OF_OTHERS = (("adjective", _by_adjective),)
