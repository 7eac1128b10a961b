"""How sure the text is of a quantity: asserted, planned, estimated, possible, hypothetical or negated."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.grammar import NOUNS, VERBS, inflections, noun_lemma
from pipeline.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

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


@cache
def _cues(pos: str) -> dict[str, Modality]:
    rows = [row for row in lexicons.read("modality_cues") if row["pos"] == pos]
    forms = inflections if pos == "verb" else lambda form: {form}
    return {form: cast(Modality, row["modality"]) for row in rows for form in forms(row["form"])}


def modality(root: Token) -> tuple[Modality, str | None]:
    """Modality of the quantity that ``root`` carries, with the rule that found it.

    The nearest cue upwards in the parse decides: on the noun it belongs to, on its verb (modal, negation, conditional),
    on the verbs and nouns that govern its clause. A statement's own verb ("said") is no cue.
    """
    token = root
    for _ in range(12):
        found = _at(token)
        if found is not None:
            return found
        head = token.head
        if head.i == token.i or token.dep_ not in _LINKS:
            break
        if token.tag_ in VERBS and _finite(token):
            # A finite clause keeps its own modality; only what somebody estimates or plans reaches into its object.
            if token.dep_ != "ccomp" or head.lower_ not in _cues("verb"):
                break
        token = head
    return "asserted", None


def _finite(verb: Token) -> bool:
    """Whether a verb heads a finite clause of its own below another one."""
    if verb.dep_ in ("ccomp", "relcl", "parataxis"):
        return True
    if verb.dep_ in ("advcl", "conj"):
        return verb.tag_ in ("VBD", "VBP", "VBZ", "MD") or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.lefts)
    return False


def _conditional(verb: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ in _cues("mark") for c in verb.lefts)


def _at(token: Token) -> tuple[Modality, str] | None:
    """Cues at one token of the way up."""
    tag = token.tag_
    if tag in VERBS:
        negated = False
        for child in token.lefts:
            if child.dep_ == "neg" or child.lower_ in ("not", "n't", "n’t"):
                negated = True
            elif child.dep_ == "mark" and child.lower_ in _cues("mark"):
                return "hypothetical", "modality:" + child.lower_
        if any(c.dep_ == "advcl" and _conditional(c) for c in token.children):
            return "hypothetical", "modality:if"
        modal = next((c.lower_ for c in token.lefts if c.dep_ == "aux" and c.lower_ in _cues("modal")), None)
        if negated:
            return "negated", "modality:not"
        if modal is not None:
            return _cues("modal")[modal], "modality:" + modal
        cue = _cues("verb").get(token.lower_)
        if cue is not None and _governs(token):
            return cue, "modality:" + token.lower_
        for child in token.children:
            if (
                child.dep_ == "advmod"
                and child.lower_ in _cues("adverb")
                and _cues("adverb")[child.lower_] == "possible"
            ):
                return "possible", "modality:" + child.lower_
            if (
                child.dep_ == "acomp"
                and child.lower_ in _cues("adjective")
                and any(c.dep_ == "xcomp" for c in child.children)
            ):
                return _cues("adjective")[child.lower_], "modality:" + child.lower_
    elif tag in NOUNS:
        cue = _cues("noun").get(noun_lemma(token))
        if cue is not None and any(
            c.dep_ in ("prep", "acl", "relcl", "nummod", "compound", "nmod", "amod", "quantmod") for c in token.children
        ):
            return cue, "modality:" + token.lower_
        for child in token.lefts:
            if child.dep_ == "amod" and child.lower_ in _cues("adjective"):
                return _cues("adjective")[child.lower_], "modality:" + child.lower_
            if child.dep_ in ("det", "neg") and child.lower_ == "no":
                return "negated", "modality:no"
    elif token.dep_ == "acomp" and token.lower_ in _cues("adjective"):
        return _cues("adjective")[token.lower_], "modality:" + token.lower_
    return None


def _governs(verb: Token) -> bool:
    """Whether a cue verb takes the quantity as what it plans or estimates: a clause, or the quantity itself."""
    if verb.lower_ in ("set", "see", "sees", "saw", "seen", "look", "looks", "looked", "looking", "try", "tried"):
        return any(c.dep_ == "xcomp" for c in verb.rights)
    return True
