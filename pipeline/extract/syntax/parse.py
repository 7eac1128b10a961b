"""What rules ask of a parsed sentence: spans to tokens, noun phrases, heads, and the lemmas of the few words they read.

Labels are those of the English models of spaCy (ClearNLP dependencies, Penn Treebank tags).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import verb_class

if TYPE_CHECKING:
    from spacy.tokens import Token

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})
FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
RELATIVES = frozenset({"WDT", "WP"})
_PHRASE_LEFT = frozenset(
    {
        "det",
        "amod",
        "compound",
        "nummod",
        "poss",
        "nmod",
        "predet",
        "quantmod",
        "advmod",
        "case",
        "punct",
        "npadvmod",
        "hmod",
        "hyph",
        "intj",
    }
)
_CONTROLLED = frozenset({"conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "dep", "parataxis"})
_FURTHEST_CONTROL = 6  # verbs up from one whose subject is asked for
_CLAUSES = frozenset({"ROOT", "conj", "ccomp", "relcl", "advcl", "parataxis"})
_RELATIVE = frozenset({"that", "which", "who"})
_SCALES = lexicons.words("quantity_words", rule="letter_scale")
_SCALED = re.compile(rf"[0-9][0-9.,]*(?:{lexicons.alternatives(_SCALES)})")


def tokens_before(token: Token, first: int) -> Iterator[Token]:
    """The tokens before a token, the nearest first, back to the one of index ``first``."""
    doc = token.doc
    for i in range(token.i - 1, first - 1, -1):
        yield doc[i]


def token_at(near: Token, start: int, back: int, ahead: int) -> Token | None:
    """The token that begins at an offset, at most so many tokens before or behind another."""
    tokens = near.doc[max(0, near.i - back) : near.i + ahead]
    return next((token for token in tokens if token.idx == start), None)


def phrase(noun: Token) -> tuple[int, int]:
    """Character span of the base noun phrase of a noun: its left modifiers and itself (spaCy's own needs ``pos_``)."""
    first = noun
    for child in noun.lefts:
        if child.dep_ in _PHRASE_LEFT and child.dep_ != "punct":
            first = child.left_edge
            break
    return first.idx, noun.idx + len(noun)


def core_phrase(noun: Token) -> tuple[int, int]:
    """Like :func:`phrase`, but without determiners, possessors, numbers and what stands before them."""
    if not noun.n_lefts:
        return noun.idx, noun.idx + len(noun)
    first = noun.i
    for child in reversed(list(noun.lefts)):
        if child.dep_ not in ("compound", "amod", "nmod", "npadvmod", "hmod") and not (
            child.dep_ == "punct" and child.text == "-"
        ):
            break
        if child.tag_ in ("CD", "JJR", "JJS") and child.dep_ != "compound":
            break
        if child.left_edge.tag_ == "CD" or child.dep_ == "punct" and child.i and child.nbor(-1).left_edge.tag_ == "CD":
            break  # "a 300-page report": a quantity is no part of the name
        if _ends_amount(child):
            break  # "its planned £20bn cut", "40k sellers"
        first = child.left_edge.i
    token = noun.doc[first]
    return token.idx, noun.idx + len(noun)


def _ends_amount(token: Token) -> bool:
    """Whether the last word before a noun's own is a sum of money or a number with a letter for its multiplier."""
    before = token.nbor(-1) if token.i else token
    if before.tag_ == "$" or any(left.tag_ == "$" for left in token.lefts) or _SCALED.fullmatch(token.text):
        return True
    return token.text.rstrip(".") in _SCALES and before.text[-1:].isdecimal()


def ancestors(token: Token) -> Iterator[Token]:
    """The token's head, its head's head and so on to the root."""
    while token.head.i != token.i:
        token = token.head
        yield token


def heads_clause(token: Token) -> bool:
    """Whether a word is a verb, or was tagged as a noun but has the subject of a clause ("the office projects that …")."""
    if token.tag_ in VERBS:
        return True
    return token.tag_ in ("NN", "NNS") and token.dep_ in _CLAUSES and child(token, "nsubj", "nsubjpass") is not None


def child(token: Token, *labels: str) -> Token | None:
    """The first child with one of the labels."""
    for other in token.children:
        if other.dep_ in labels:
            return other
    return None


def clause_verb(token: Token) -> Token | None:
    """The verb (or copula) of the clause that holds the token."""
    if token.tag_ in VERBS and token.dep_ not in ("amod", "compound", "aux", "auxpass"):
        return token
    for above in ancestors(token):
        if above.tag_ in VERBS and above.dep_ not in ("amod", "compound", "aux", "auxpass"):
            return above
    return None


def subject_of(verb: Token) -> Token | None:
    """The grammatical subject of a verb, taken from the verb it is coordinated with or controlled by if it has none."""
    for _ in range(_FURTHEST_CONTROL):
        found = _meant_subject(verb) or _borrowed_subject(verb)
        if found is not None:
            return found
        controlled = verb.dep_ in _CONTROLLED or _is_purpose(verb)
        above = next((token for token in ancestors(verb) if token.tag_ in VERBS), None)
        if above is None or not controlled:
            return None
        verb = above
    return None


def own_subject(verb: Token) -> Token | None:
    """The subject that hangs from the verb itself; of several (a parse of "which experts say") the one nearest to it."""
    found = [c for c in verb.children if c.dep_ in SUBJECTS and c.text[0].isalnum()]
    if not found:
        return None
    spoken = [c for c in found if c.tag_ not in RELATIVES] or found
    return min(spoken, key=lambda c: abs(c.i - verb.i))


def _meant_subject(verb: Token) -> Token | None:
    """The verb's own subject; what a relative pronoun stands for in its place, nothing for "there"."""
    found = own_subject(verb)
    if found is None or found.dep_ == "expl":
        return None
    if found.lower_ in _RELATIVE and verb.dep_ == "ccomp" and verb.head.dep_ == "relcl":
        return verb.head.head  # "a battery that the maker says lasts 17 hours"
    return verb.head if found.tag_ in RELATIVES and verb.dep_ == "relcl" else found


def _borrowed_subject(verb: Token) -> Token | None:
    """The noun that a verb without a subject hangs from, stands beside, or that its head directs ("asked her to leave")."""
    if verb.dep_ == "advcl":
        return _apposed(verb)
    if verb.dep_ in ("relcl", "acl"):
        return None if _is_purpose(verb) else verb.head
    if verb.dep_ == "xcomp" and verb.tag_ in ("VB", "VBG") and verb.head.lower_ in verb_class("direct"):
        thing = child(verb.head, "dobj")
        return thing if thing is not None and thing.i < verb.i else None
    return None


def _is_purpose(verb: Token) -> bool:
    """Whether a noun's infinitive has the subject of the clause: "a plan to raise money": who plans raises."""
    return verb.dep_ in ("acl", "relcl") and verb.tag_ == "VB" and verb.left_edge.lower_ == "to"


def _apposed(verb: Token) -> Token | None:
    """Whose a participle behind a comma or dash is, if not the main clause's subject.

    The noun beside it for what is planned or valued ("its payout - scheduled to rise to"); the subject of the phrase with
    "with" before it ("with profit having beaten forecasts, reaching $5m").
    """
    if verb.i < 2 or verb.head.i > verb.i:
        return None
    mark, noun = verb.nbor(-1), verb.nbor(-2)
    if verb.tag_ == "VBN" and mark.is_punct and noun.tag_ in NOUNS and verb.lower_ in verb_class("rated"):
        return noun
    if verb.tag_ == "VBG" and mark.text == ",":
        for other in verb.head.rights:
            within = child(other, "pcomp") if other.dep_ == "prep" and other.lower_ == "with" else None
            own = child(within, "nsubj") if within is not None and within.i < verb.i else None
            if own is not None:
                return own
    return None


def span_of(token: Token) -> tuple[int, int]:
    """Characters of a subject: its base noun phrase, or the pronoun."""
    return phrase(token) if token.tag_ in NOUNS else token_span(token)


def token_span(token: Token) -> tuple[int, int]:
    """A token's own characters."""
    return token.idx, token.idx + len(token)
