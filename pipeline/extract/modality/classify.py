"""How sure the text is of a quantity: asserted, planned, estimated, possible, hypothetical or negated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.modality.cues import (
    DENY,
    HEARSAY,
    change_nouns,
    cues,
    to_infinitive,
)
from pipeline.extract.modality.scope import (
    adjunct_before,
    compares,
    conjoined,
    contrasted,
    done,
    known_total,
    own_clause,
)
from pipeline.extract.modality.token_cues import cue_at
from pipeline.extract.syntax.inflection import inflections, noun_lemma
from pipeline.extract.syntax.nouns import foresees, is_firm, is_measure
from pipeline.extract.syntax.parse import NOUNS, VERBS, child
from pipeline.records import Attribution, Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

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


_EXPECT = inflections("expect") | inflections("anticipate")
_WANT = inflections("want")
_FUTURE = frozenset({"modality:will", "modality:would", "modality:'ll", "modality:wo"})
_TENSED = frozenset({"VBZ", "VBP", "VBD", "MD"})
_ESTIMATED = frozenset({"bound:an estimated", "bound:estimated"})
_LONGEST = 8  # tokens from a quantity's root to its hyphen
_SAME_PAST = frozenset({"cut", "put", "set", "hit", "cost", "let", "shut", "split", "shed", "spread", "bid", "cast"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my"})


def modality(found: QuantityDraft, credit: Attribution | None = None) -> tuple[Modality, str | None]:
    """Modality of a quantity, with the rule that found it.

    The nearest cue upwards in the parse decides: on the noun it belongs to, on its verb (modal, negation, conditional),
    on the verbs and nouns that govern its clause. A statement's own verb ("said") is no cue; but what is planned on the
    word of somebody who reckons is his estimate.

    Args:
        found: The quantity.
        credit: On whose word it stands.
    """
    sureness, rule = _in_its_clause(found)
    cue = credit.cue if credit is not None else None
    if cue is not None and cues("verb").get(cue.text.lower()) == "estimated" and cue.text.lower() not in _EXPECT:
        closing = cue.start > found.end and sureness == "asserted" and found.role != "initial" and found.kind != "age"
        if closing or (sureness == "planned" and rule in _FUTURE):
            return "estimated", "modality:" + cue.text.lower()
    return sureness, rule


def _in_its_clause(found: QuantityDraft) -> tuple[Modality, str | None]:
    if found.role == "initial" or found.kind == "age":
        return "asserted", None
    if _ESTIMATED.intersection(found.bounds.rules):
        return "estimated", "modality:estimated"
    if _describes(found) or known_total(found):
        return "asserted", None
    if contrasted(found):
        return "negated", "modality:not"
    token = below = found.root
    for _ in range(12):
        inside = token is found.noun or found.start <= token.idx < found.end
        cue = cue_at(token, below) if token.tag_ in VERBS or not inside else None
        if cue is not None and below.dep_ == "nsubj" and cue[1] == "modality:" + token.lower_:
            cue = None  # "two in three plan to": who plans is counted
        if cue is not None and (compares(token, found) or _demanded(token, below, found)):
            cue = None
        if cue is not None and not _of_the_subject(found, below, cue):
            return _overruled(token, below, cue)
        below = token
        head = conjoined(token)
        if head.i == token.i or token.dep_ not in _LINKS or token.lower_ == "according":
            break  # "it may rain, according to 20 experts": the credit is as it is
        if done(token) or own_clause(token):
            break
        if token.tag_ in VERBS and _finite(token):
            # A finite clause keeps its own modality; only what somebody estimates or plans reaches into its object.
            joined = token.dep_ == "conj" and head.i != token.head.i
            if not joined and not _denied(token) and (token.dep_ != "ccomp" or head.lower_ not in cues("verb")):
                break
        token = head
    return "asserted", None


def _describes(found: QuantityDraft) -> bool:
    """Whether a quantity only describes a known thing: "the 40-year-old bridge will close", "its two-metre wall"."""
    root = found.root
    if not found.measured and not found.hyphened:
        return False
    noun = root if root.tag_ in NOUNS and root.idx >= found.end else root.head
    if noun.tag_ not in NOUNS or noun.idx < found.end or is_measure(noun) or noun_lemma(noun) in change_nouns():
        return False
    if not any(c.lower_ in _DEFINITE for c in noun.lefts):
        return False
    near = root.doc[max(root.i - _LONGEST, 0) : root.i + _LONGEST]
    return any("-" in t.text for t in near if found.start <= t.idx < found.end)


def _demanded(token: Token, below: Token, found: QuantityDraft) -> bool:
    """Whether somebody asks for a sum: "they want $5m" plans nothing."""
    return token.lower_ in _WANT and below.dep_ == "dobj" and found.kind in ("money", "multiple")


def _denied(verb: Token) -> bool:
    """Whether a clause is what reports say that somebody denies."""
    noun = verb.head
    clause = verb.dep_ in ("acl", "ccomp", "relcl") and noun.lower_ in HEARSAY
    return clause and noun.dep_ == "dobj" and noun.head.lower_ in DENY


def _of_the_subject(found: QuantityDraft, below: Token, cue: tuple[Modality, str]) -> bool:
    """Whether a cue on the verb leaves a quantity of its subject alone.

    A condition does with what only describes the subject ("a tank of 40 litres"), a negation with what counts it
    ("30 people did not vote").
    """
    if cue[0] == "negated" and (below.dep_ == "nsubj" or adjunct_before(below, below.head)):
        return True
    if cue[0] != "hypothetical" or below.dep_ != "nsubj" or below.i == found.root.i:
        return False
    return found.noun is None or below.i != found.noun.i


def _overruled(token: Token, below: Token, cue: tuple[Modality, str]) -> tuple[Modality, str]:
    """What somebody expects of himself is planned; what somebody estimates will happen is estimated."""
    if cue[1][9:] in _EXPECT and below.dep_ == "dobj" and is_firm(below) and not foresees(token):
        return "planned", cue[1]  # "the company expects revenue of $12bn"
    if cue[1][9:] in _EXPECT and below.dep_ == "ccomp" and to_infinitive(below) and not foresees(token):
        due = child(below, "nsubj")
        if due is not None and is_firm(due) and child(token, "nsubj") is not None:
            return "planned", cue[1]  # "it expects sales to rise 5%"
    if cue[0] == "negated" and below.dep_ == "acomp" and below.tag_ == "JJR":
        return "asserted", "modality:bound"  # "did not get warmer than 38 degrees"
    if cue[1] == "modality:supposed" and below.dep_ == "xcomp":
        return "planned", cue[1]  # "the plant was supposed to open in May"
    passive = below.dep_ == "xcomp" and any(c.dep_ == "auxpass" for c in below.lefts)
    if passive and cue[1][9:] in _EXPECT:
        return "planned", cue[1]  # "is expected to be finished by May": somebody means to do it
    if cue[0] == "estimated" and below.dep_ == "xcomp" and not any(c.dep_ == "auxpass" for c in token.lefts):
        return ("planned", cue[1]) if child(token, "nsubj") is not None and child(token, "dobj") is None else cue
    if cue[0] == "planned" and token.dep_ == "ccomp" and cues("verb").get(token.head.lower_) == "estimated":
        return "estimated", "modality:" + token.head.lower_
    return cue


def _finite(verb: Token) -> bool:
    """Whether a verb heads a finite clause of its own below another one."""
    if verb.dep_ in ("ccomp", "relcl", "parataxis"):
        return not (verb.dep_ == "ccomp" and to_infinitive(verb))  # "allowing them to buy 5%"
    if verb.dep_ == "conj" and verb.lower_ in _SAME_PAST and any(c.tag_ == "MD" for c in verb.head.lefts):
        return any(
            c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.lefts
        )  # "will open in May and cut the journey"
    if verb.dep_ in ("advcl", "conj"):
        tensed = verb.tag_ in ("VBD", "VBP", "VBZ", "MD") or any(
            c.dep_ == "aux" and c.tag_ in _TENSED for c in verb.lefts
        )
        return tensed or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.lefts)
    return False
