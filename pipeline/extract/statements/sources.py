"""Whose word it is: the noun phrase that a reporting verb's statement is credited to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.statements.cues import verbs
from pipeline.extract.syntax.inflection import noun_lemma
from pipeline.extract.syntax.nouns import is_person
from pipeline.extract.syntax.parse import RELATIVES, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLIMB = frozenset({"xcomp", "conj", "advcl", "pcomp", "prep", "ccomp", "csubj", "dep"})
_LOOSE = frozenset({"relcl", "acl", "appos", "advcl", "punct", "parataxis"})
_NAMES = ("NNP", "NNPS")
_NEAR = 9  # tokens from a description to the name behind it


def before(token: Token) -> str:
    """The token in front of another, empty at the start of a doc."""
    return token.doc[token.i - 1].text if token.i > 0 else ""


def is_passive(verb: Token, subject: Token | None) -> bool:
    """Whether the verb is passive, a reduced relative clause ("remarks published on Monday") included."""
    if subject is not None and subject.dep_ == "nsubjpass":
        return True
    if any(c.dep_ == "auxpass" for c in verb.children):
        return True
    return subject is None and verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children)


def source_of(verb: Token, subject: Token | None, passive: bool) -> Token | None:
    """Head of the source's noun phrase: subject, agent of a passive, or the subject that a clause inherits."""
    if passive:
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        if agent is not None:
            return next((c for c in agent.children if c.dep_ == "pobj"), None)
        return _revealing(verb)
    if subject is None:
        subject = _inherited(verb)
        return None if subject is None else _owner(subject, verb)
    if subject.dep_ == "expl":
        return None
    if subject.tag_ in RELATIVES:
        return _antecedent(subject)
    return subject


def _revealing(verb: Token) -> Token | None:
    """The document in which something was said: "it was revealed in a report that"."""
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ in ("in", "by"):
            within = next((c for c in child.children if c.dep_ == "pobj"), None)
            if within is not None and noun_lemma(within).lower() in documents():
                return within
    return None


@cache
def documents() -> frozenset[str]:
    """Nouns of what is issued or reckoned, in the singular and plural as they stand in the tables."""
    return _issued() | lexicons.words("reporting_headlines") | lexicons.words("reckoning_nouns")


def _antecedent(relative: Token) -> Token:
    """The noun that "who" or "which" stands for."""
    node = relative.head
    for _ in range(6):
        if node.dep_ in ("relcl", "acl"):
            return node.head
        if node.head.i == node.i:
            break
        node = node.head
    return relative


def _inherited(verb: Token) -> Token | None:
    """Subject of the clause that a participle, an infinitive or a coordinate verb belongs to."""
    beside = verb.doc[verb.left_edge.i - 1] if verb.tag_ == "VBG" and verb.left_edge.i > 0 else None
    if beside is not None and beside.dep_ == "pobj" and beside.head.lower_ in ("with", "despite"):
        return beside  # "despite its founder suggesting that …"
    node = verb
    for _ in range(8):
        if node.dep_ in ("acl", "relcl"):
            return node.head
        if node.dep_ not in _CLIMB or node.head.i == node.i:
            return None
        node = node.head
        if node.tag_[:2] == "VB":
            found = own_subject(node)
            if found is not None and found.i != verb.i:
                if verb.tag_ == "VBG" and before(verb) == ",":
                    found = _reporter(node) or found
                if found.dep_ == "expl":
                    return None
                return _antecedent(found) if found.tag_ in RELATIVES else found
    return None


def _reporter(node: Token) -> Token | None:
    """Subject of the reporting verb over a clause: in "Lee said sales had risen, adding that …" Lee adds."""
    known = verbs()
    while node.dep_ in ("ccomp", "conj", "xcomp", "advcl") and node.head.tag_[:2] == "VB":
        node = node.head
        entry = known.get(node.lower_)
        if entry is not None and entry.group == "speech":
            return own_subject(node)
    return None


def _owner(noun: Token, verb: Token) -> Token:
    """Who issued the document that speaks: "the firm released a statement saying" is the firm's word."""
    if verb.dep_ == "acl" and noun.dep_ in ("dobj", "pobj") and noun.lower_ in _issued():
        node = noun.head
        while node.dep_ in ("prep", "dobj", "pobj") and node.head.i != node.i:
            node = node.head
        if node.tag_[:2] == "VB":
            return own_subject(node) or _inherited(node) or noun
    return noun


@cache
def _issued() -> frozenset[str]:
    nouns = lexicons.words("reporting_nouns", "noun", issued="yes")
    return nouns | {noun + "s" for noun in nouns}


def _is_name(noun: Token) -> bool:
    """Whether an apposition names somebody: an entity, or a first name and a surname."""
    named = any(c.dep_ == "compound" and c.tag_ == "NNP" for c in noun.lefts)
    return (noun.tag_ in _NAMES and bool(noun.ent_type_)) or (named and not noun.text.islower())


def noun_phrase(head: Token) -> tuple[int, int]:
    """A source's noun phrase as characters: up to relative clauses, participles and appositions.

    Of a description with a name in apposition ("the coach, Ann Lee") the name is kept.
    """
    first, last = head.left_edge, head
    described = head.tag_ not in _NAMES or is_person(head)
    name = next((c for c in head.rights if c.dep_ == "appos"), None) if described else None
    if name is not None and _is_name(name) and name.left_edge.i - head.i < _NEAR:
        return name.left_edge.idx, name.idx + len(name)
    for child in head.children:
        if child.i < head.i:
            continue
        if child.dep_ in _LOOSE:
            break
        last = child.right_edge
    while last.i > head.i and last.is_punct and last.text not in (")", "]"):
        last = last.nbor(-1)
    return first.idx, last.idx + len(last)
