"""Words and complements that make a quantity planned, estimated, possible, hypothetical or negated."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.syntax.inflection import inflections, noun_lemma
from pipeline.extract.syntax.nouns import is_forecaster, is_measure, object_of
from pipeline.extract.syntax.parse import NOUNS, child
from pipeline.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

_BE = lexicons.words("function_words", role="be")

_INVERTED = frozenset({"should", "had", "were"})
_LIKE = frozenset({"like", "love", "prefer"})
_COMMIT = inflections("commit")
_RECORDS = lexicons.words("entity_context_words", role="evidence")
DENY = inflections("deny") | {"denying"}
HEARSAY = lexicons.words("entity_context_words", role="hearsay")


@cache
def cues(pos: str) -> dict[str, Modality]:
    rows = [row for row in lexicons.read("modality_cues") if row["pos"] == pos]
    forms = inflections if pos == "verb" else lambda form: {form}
    return {form: cast(Modality, row["modality"]) for row in rows for form in forms(row["form"])}


@cache
def clausal() -> frozenset[str]:
    rows = [row for row in lexicons.read("modality_cues") if row["pos"] == "verb" and row["frame"] == "to"]
    return frozenset(form for row in rows for form in inflections(row["form"]))


@cache
def change_nouns() -> frozenset[str]:
    return frozenset(lexicons.words("change_nouns"))


def to_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def conditional(verb: Token) -> bool:
    first = verb.left_edge
    if first.lower_ in _INVERTED and first.head.i == verb.i and first.dep_ == "aux":
        return True  # "should the wind turn, they have 40 minutes"
    return any(c.dep_ == "mark" and c.lower_ in cues("mark") for c in verb.lefts)


def puts_at(verb: Token) -> bool:
    """ "police put the crowd at 300,000": an estimate."""
    if verb.lower_ not in ("put", "putting") or child(verb, "dobj") is None and verb.dep_ != "relcl":
        return False
    subject = child(verb, "nsubj")
    if subject is not None and noun_lemma(subject).lower() in _RECORDS:
        return False  # "the results put turnout at 60 percent"
    return any(c.dep_ == "prep" and c.lower_ == "at" for c in verb.rights)


def arranged(verb: Token) -> bool:
    """ "the ship is to return", "they are going to build": a plan in the words of the verb alone."""
    passive = verb.tag_ == "VBN" and any(c.dep_ == "auxpass" and c.tag_ == "VB" for c in verb.lefts)
    if verb.dep_ != "xcomp" or verb.tag_ != "VB" and not passive:
        return False
    head = verb.head
    if head.lower_ in _BE:
        return child(head, "nsubj") is not None and child(head, "acomp", "attr") is None
    return head.lower_ == "going" and any(c.dep_ == "aux" for c in head.lefts)


def progressive(verb: Token) -> Token | None:
    """The form of "be" of a clause in the progressive: "is closing nine branches", "nine branches are being closed"."""
    if verb.tag_ == "VBN" and any(left.dep_ == "auxpass" and left.lower_ == "being" for left in verb.lefts):
        return next((left for left in verb.lefts if left.dep_ == "aux" and left.lower_ in _BE), None)
    if verb.tag_ != "VBG" or verb.lower_ in cues("verb") or verb.lower_ == "going" and child(verb, "xcomp") is not None:
        return None
    return next((left for left in verb.lefts if left.dep_ == "aux" and left.lower_ in _BE), None)


def wished_by_people(verb: Token) -> bool:
    """ "Readers who want to keep more than 30 articles": a clause that tells which people are meant plans nothing."""
    who = child(verb, "nsubj")
    return verb.dep_ == "relcl" and who is not None and who.lower_ == "who" and verb.tag_ in ("VBP", "VBZ")


def headline(verb: Token) -> bool:
    """ "Brask to cut 200 jobs": a name and an infinitive are the whole line."""
    head = verb.head
    return (
        verb.dep_ in ("advcl", "acl", "relcl")
        and head.dep_ == "ROOT"
        and head.tag_ in NOUNS
        and not verb.doc[head.left_edge.i : head.i].text.lower().startswith(("a ", "an ", "the "))
    )


def foreseen(verb: Token, below: Token) -> tuple[Modality, str] | None:
    """Verbs that look ahead only with some complements: "sees it averaging 2%", "sees a profit of $2m", "guided for 5%", "face a 5% rise"."""
    lower = verb.lower_
    if lower in ("sees", "see") and verb.tag_ in ("VBZ", "VBP"):
        return ("estimated", lower) if _is_foreseen(verb, below) else None
    if lower in ("has", "have") and verb.tag_ in ("VBZ", "VBP"):
        return ("estimated", lower) if _sees_growing(verb, below) else None  # "the bank has the market growing 8%"
    if lower in ("looking", "looked") and below.dep_ == "prep" and below.lower_ == "for":
        subject = child(verb, "nsubj")
        return ("estimated", lower) if subject is not None and is_forecaster(subject) else None
    if lower in ("guided", "guiding", "guides") and below.dep_ == "prep" and below.lower_ in ("for", "to"):
        return "planned", lower
    if lower in ("face", "faces", "facing") and below.dep_ == "dobj" and noun_lemma(below) in change_nouns():
        return "planned", lower
    return None


def _is_foreseen(verb: Token, below: Token) -> bool:
    """Whether what somebody "sees" is to come: a measure with its amount, or what a forecaster or firm sees grow."""
    if below.dep_ == "dobj" and is_measure(below) and object_of(below, "of") is not None:
        return True
    return _sees_growing(verb, below) or (_looks_ahead(verb) and below.dep_ == "prep" and below.lower_ == "at")


def _looks_ahead(verb: Token) -> bool:
    """Whether a verb's subject is a forecaster or a firm."""
    subject = child(verb, "nsubj")
    return subject is not None and (is_forecaster(subject) or subject.ent_type_ == "ORG" or is_body(subject))


def _sees_growing(verb: Token, below: Token) -> bool:
    """Whether a forecaster or firm says by a verb that something grows or falls."""
    growing = below.dep_ == "ccomp" and below.tag_ == "VBG" or below.dep_ == "dobj" and growing_object(below)
    return growing and _looks_ahead(verb)


def contracted_would(verb: Token) -> bool:
    """ "they'd lose a seat", "we'd have paid more"; "'d lost" and "'d been" are past."""
    return any(left.dep_ == "aux" and left.lower_ in ("'d", "’d") for left in verb.lefts) and (
        verb.tag_ == "VB" or any(left.lower_ == "have" for left in verb.lefts)
    )


def tentative(verb: Token, modal: str | None) -> Modality | None:
    """What "would" says is hypothetical if it does not tell a plan: "would have cost", "they say it would cost".

    Behind a verb of saying in the past, "would" is what "will" was when it was said.
    """
    if modal not in (None, "would") or any(left.lower_ in _LIKE for left in (verb,)):
        return None
    said = verb.head if verb.dep_ == "ccomp" else None
    indirect = said is not None and said.i < verb.i
    if verb.tag_ == "VBN" and any(left.lower_ == "have" for left in verb.lefts):
        return "hypothetical"
    if indirect:
        return "hypothetical" if said is not None and said.tag_ in ("VBP", "VBZ") else None
    return "hypothetical" if modal is None else None


def due_by(verb: Token, below: Token) -> bool:
    """ "results are due within a week", "the rent falls due on Friday"."""
    due = child(verb, "acomp")
    return due is not None and due.lower_ == "due" and below.dep_ == "prep" and below.lower_ != "to"


def governs(verb: Token, below: Token, cue: Modality) -> bool:
    """Whether a cue verb takes the quantity as what it plans, estimates or denies: a clause, or the quantity itself."""
    if verb.lower_ in _COMMIT and below.dep_ == "dobj" and below.ent_type_ != "MONEY":
        return any(c.lower_ == "to" for c in (*verb.rights, *below.rights))  # "committed 22 errors" is done
    if cue == "negated":
        return below.dep_ in ("xcomp", "ccomp") or (verb.lower_ in DENY and below.lower_ in HEARSAY)
    return verb.lower_ not in clausal() or below.dep_ == "xcomp"


def compared(adjective: Token) -> bool:
    """Whether it is measured how likely something is: "18% less likely to"."""
    return any(c.lower_ in ("less", "more") for c in adjective.lefts)


def because(adjective: Token) -> bool:
    """Whether "due" gives a reason ("due to problems") and plans nothing."""
    follow = adjective.nbor(1) if adjective.i + 1 < len(adjective.doc) else adjective
    return adjective.lower_ == "due" and follow.lower_ == "to" and follow.tag_ == "IN"


def anyone(noun: Token) -> bool:
    return noun.lower_.endswith(("one", "body"))


def growing_object(noun: Token) -> bool:
    """ "exports falling 3%", which the parse takes for an object and its participle."""
    return any(c.dep_ == "acl" and c.tag_ == "VBG" for c in noun.rights)


def is_body(noun: Token) -> bool:
    return noun_lemma(noun).lower() in lexicons.words("entity_heads", type="ORG")


def has_child(token: Token, label: str, word: str) -> bool:
    return any(c.dep_ == label and c.lower_ == word for c in token.children)
