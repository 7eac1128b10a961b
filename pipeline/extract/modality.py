"""How sure the text is of a quantity: asserted, planned, estimated, possible, hypothetical or negated."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.grammar import NOUNS, VERBS, child, inflections, noun_lemma
from pipeline.extract.owners import foresees, is_firm, is_person
from pipeline.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.found import Found

_LINKS = frozenset(
    {
        "xcomp",
        "ccomp",
        "acl",
        "relcl",
        "advcl",
        "conj",
        "pcomp",
        "prep",
        "dobj",
        "pobj",
        "attr",
        "acomp",
        "appos",
        "nsubj",
        "nsubjpass",
        "npadvmod",
        "oprd",
        "dep",
        "amod",
        "compound",
        "nummod",
        "nmod",
        "quantmod",
        "parataxis",
        "agent",
        "poss",
        "advmod",
        "dative",
    }
)
_CLAUSAL = frozenset({"ccomp", "advcl", "relcl", "parataxis"})


_EXPECT = inflections("expect") | inflections("anticipate")
_TENSED = frozenset({"VBZ", "VBP", "VBD", "MD"})
_INVERTED = frozenset({"should", "had", "were"})
_ESTIMATED = frozenset({"bound:an estimated", "bound:estimated"})


@cache
def _cues(pos: str) -> dict[str, Modality]:
    rows = [row for row in lexicons.read("modality_cues") if row["pos"] == pos]
    forms = inflections if pos == "verb" else lambda form: {form}
    return {form: cast(Modality, row["modality"]) for row in rows for form in forms(row["form"])}


def modality(found: Found) -> tuple[Modality, str | None]:
    """Modality of a quantity, with the rule that found it.

    The nearest cue upwards in the parse decides: on the noun it belongs to, on its verb (modal, negation, conditional),
    on the verbs and nouns that govern its clause. A statement's own verb ("said") is no cue.
    """
    if found.role == "initial" or found.kind == "age":
        return "asserted", None
    if _ESTIMATED.intersection(found.bounds.rules):
        return "estimated", "modality:estimated"
    token = below = found.root
    for _ in range(12):
        cue = _at(token) if token is not found.noun and not found.start <= token.idx < found.end else None
        cue = cue or (_at(token) if token.tag_ in VERBS else None)
        if cue is not None and below.dep_ == "nsubj" and _cues("verb").get(token.lower_) == cue[0] != "negated":
            cue = None if cue[1] == "modality:" + token.lower_ else cue  # "two in three plan to": who plans is counted
        if cue is not None and not _of_the_subject(found, below, cue):
            return _overruled(token, below, cue)
        below = token
        head = token.head
        if head.i == token.i or token.dep_ not in _LINKS:
            break
        if token.tag_ in VERBS and _finite(token):
            # A finite clause keeps its own modality; only what somebody estimates or plans reaches into its object.
            if token.dep_ != "ccomp" or head.lower_ not in _cues("verb"):
                break
        token = head
    return "asserted", None


def _of_the_subject(found: Found, below: Token, cue: tuple[Modality, str]) -> bool:
    """Whether a condition on the verb leaves a quantity alone that only describes its subject: "a tank of 40 litres"."""
    if cue[0] != "hypothetical" or below.dep_ != "nsubj" or below.i == found.root.i:
        return False
    return found.noun is None or below.i != found.noun.i


def _overruled(token: Token, below: Token, cue: tuple[Modality, str]) -> tuple[Modality, str]:
    """What somebody expects of himself is planned; what somebody estimates will happen is estimated."""
    if cue[1][9:] in _EXPECT and below.dep_ == "dobj" and is_firm(below) and not foresees(token):
        return "planned", cue[1]  # "the company expects revenue of $12bn"
    if cue[0] == "negated" and below.dep_ == "acomp" and below.tag_ == "JJR":
        return "asserted", "modality:bound"  # "did not get warmer than 38 degrees"
    passive = below.dep_ == "xcomp" and any(c.dep_ == "auxpass" for c in below.lefts)
    if passive and cue[1][9:] in _EXPECT:
        return "planned", cue[1]  # "is expected to be finished by May": somebody means to do it
    if cue[0] == "estimated" and below.dep_ == "xcomp" and not any(c.dep_ == "auxpass" for c in token.lefts):
        return ("planned", cue[1]) if child(token, "nsubj") is not None and child(token, "dobj") is None else cue
    if cue[0] == "planned" and token.dep_ == "ccomp" and _cues("verb").get(token.head.lower_) == "estimated":
        return "estimated", "modality:" + token.head.lower_
    return cue


def _finite(verb: Token) -> bool:
    """Whether a verb heads a finite clause of its own below another one."""
    if verb.dep_ in ("ccomp", "relcl", "parataxis"):
        return True
    if verb.dep_ in ("advcl", "conj"):
        tensed = verb.tag_ in ("VBD", "VBP", "VBZ", "MD") or any(
            c.dep_ == "aux" and c.tag_ in _TENSED for c in verb.lefts
        )
        return tensed or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.lefts)
    return False


def _conditional(verb: Token) -> bool:
    first = verb.left_edge
    if first.lower_ in _INVERTED and first.head.i == verb.i and first.dep_ == "aux":
        return True  # "should the wind turn, they have 40 minutes"
    return any(c.dep_ == "mark" and c.lower_ in _cues("mark") for c in verb.lefts)


def _puts_at(verb: Token) -> bool:
    """ "police put the crowd at 300,000": an estimate."""
    if verb.lower_ not in ("put", "putting") or child(verb, "dobj") is None and verb.dep_ != "relcl":
        return False
    return any(c.dep_ == "prep" and c.lower_ == "at" for c in verb.rights)


def _arranged(verb: Token) -> bool:
    """ "the ship is to return", "they are going to build": a plan in the words of the verb alone."""
    if verb.dep_ != "xcomp" or verb.tag_ != "VB":
        return False
    head = verb.head
    if head.lower_ in ("is", "are", "was", "were"):
        return child(head, "nsubj") is not None and child(head, "acomp", "attr") is None
    return head.lower_ == "going" and any(c.dep_ == "aux" for c in head.lefts)


def _at(token: Token) -> tuple[Modality, str] | None:
    """Cues at one token of the way up."""
    tag = token.tag_
    if tag in VERBS:
        negated = False
        for other in token.lefts:
            if other.dep_ == "neg" or other.lower_ in ("not", "n't", "n’t"):
                negated = True
            elif other.dep_ == "mark" and other.lower_ in _cues("mark"):
                return "hypothetical", "modality:" + other.lower_
        if any(c.dep_ == "advcl" and _conditional(c) for c in token.children):
            return "hypothetical", "modality:if"
        modal = next((c.lower_ for c in token.lefts if c.dep_ == "aux" and c.lower_ in _cues("modal")), None)
        if negated:
            return "negated", "modality:not"
        for other in token.children:
            if other.dep_ == "advmod" and _cues("adverb").get(other.lower_) == "possible":
                return "possible", "modality:" + other.lower_
        if modal is None and any(c.dep_ == "aux" and c.lower_ == "should" for c in token.lefts):
            subject = child(token, "nsubj")
            if subject is not None and subject.tag_ in NOUNS and not (is_person(subject) or _anyone(subject)):
                return "estimated", "modality:should"
        if modal is not None:
            return _cues("modal")[modal], "modality:" + modal
        if token.dep_ == "ROOT" and tag == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in token.lefts):
            return "planned", "modality:headline"
        if _puts_at(token):
            return "estimated", "modality:put"
        if _arranged(token):
            return "planned", "modality:to"
        cue = _cues("verb").get(token.lower_)
        if cue is not None and _governs(token):
            return cue, "modality:" + token.lower_
        for other in token.children:
            complement = other.dep_ == "acomp" and child(other, "xcomp") is not None
            if complement and other.lower_ in _cues("adjective"):
                return _cues("adjective")[other.lower_], "modality:" + other.lower_
    elif tag in NOUNS:
        cue = _cues("noun").get(noun_lemma(token))
        if cue is not None and any(
            c.dep_ in ("prep", "acl", "relcl", "nummod", "compound", "nmod", "amod", "quantmod") for c in token.children
        ):
            return cue, "modality:" + token.lower_
        for other in token.lefts:
            if other.dep_ == "amod" and other.lower_ in _cues("adjective"):
                return _cues("adjective")[other.lower_], "modality:" + other.lower_
            if other.dep_ in ("det", "neg") and other.lower_ == "no":
                return "negated", "modality:no"
    elif token.dep_ == "acomp" and token.lower_ in _cues("adjective") and not _because(token):
        return _cues("adjective")[token.lower_], "modality:" + token.lower_
    return None


def _anyone(noun: Token) -> bool:
    return noun.lower_.endswith(("one", "body"))


def _because(adjective: Token) -> bool:
    """Whether "due" gives a reason ("due to problems") and plans nothing."""
    follow = adjective.nbor(1) if adjective.i + 1 < len(adjective.doc) else adjective
    return adjective.lower_ == "due" and follow.lower_ == "to" and follow.tag_ == "IN"


def _governs(verb: Token) -> bool:
    """Whether a cue verb takes the quantity as what it plans or estimates: a clause, or the quantity itself."""
    if verb.lower_ in (
        "set",
        "see",
        "sees",
        "saw",
        "seen",
        "look",
        "looks",
        "looked",
        "looking",
        "try",
        "tried",
        "agree",
        "agrees",
        "agreed",
    ):
        return any(c.dep_ == "xcomp" for c in verb.rights)
    return True
