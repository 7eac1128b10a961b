"""Named features of the modalities that a quantity can have, each with the class that it speaks for or against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.modality.candidates import ModalityCandidate
from pipeline.extract.modality.cues import change_nouns, progressive, to_infinitive
from pipeline.extract.modality.scope import When, adjunct_before, compares, known_total
from pipeline.extract.syntax.inflection import noun_lemma, reporting_forms, verb_class, verb_forms
from pipeline.extract.syntax.nouns import foresees, is_account, is_firm, is_measure, is_person
from pipeline.extract.syntax.parse import NOUNS, VERBS, child, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_PLAIN_PRONOUNS = lexicons.words("function_words", role="plain_pronoun")

_DEFINITE = lexicons.words("function_words", role="known")
_PAST = frozenset({"was", "were"})
_NEARNESS = lexicons.words("function_words", role="which_time") | {"coming", "this"}
_LONGEST = 8  # tokens from a quantity's root to its hyphen
_UP = 8  # arcs up to the verb of a quantity's clause
_STOPS = frozenset({"done", "own", "credit", "ccomp", "relcl", "advcl", "conj", "parataxis"})
"""Borders that most cues do not reach over."""


def features(found: QuantityDraft, every: Sequence[ModalityCandidate]) -> list[list[str]]:
    """The features of each candidate of a quantity."""
    about = [*_about(found)]
    return [[*_features(found, one, about)] for one in every]


def _features(found: QuantityDraft, one: ModalityCandidate, about: Sequence[str]) -> Iterator[str]:
    name = one.modality
    yield name
    for each in about:
        yield f"{name} {each}"
    if one.cue is None:
        return
    told = name if one.cue == name else f"{name} for {one.cue}"
    if told != name:
        yield told
    yield f"{told} by {one.scope}"
    yield f"{told} word {one.word}"
    yield f"{name} rank {min(one.rank, 2)}"
    for border in one.borders:
        yield f"border {border}"
        yield f"{name} border {border}"
    first = one.borders[0] if one.borders else "none"
    yield f"{one.scope} border {first}"
    if one.cue == name:
        yield "own"
        yield f"own {one.scope}"
        if not _STOPS.intersection(one.borders):
            yield "own reached"
            if one.rank == 0:
                yield "own reached first"
                yield f"own {one.scope} reached first"
    if len(one.borders) > 1:
        yield "borders"
    if one.token is None or one.below is None:
        return
    for each in _at(found, one, one.token, one.below):
        yield f"{told} {each}"
        yield f"{one.scope} {each}"


def _about(found: QuantityDraft) -> Iterator[str]:
    """What a quantity is by itself."""
    if found.role is not None:
        yield f"role {found.role}"
    if found.kind == "age":
        yield "age"
    if _describes(found):
        yield "describes"
    if known_total(found):
        yield "known total"
    noun = _noun(found)
    if noun is not None:
        if any(left.lower_ in _DEFINITE or left.dep_ == "poss" for left in noun.lefts):
            yield "definite"
    verb = _verb(found.root)
    if verb is not None:
        yield f"verb {verb.tag_}"


def _noun(found: QuantityDraft) -> Token | None:
    """The noun that a quantity counts or stands before."""
    if found.noun is not None:
        return found.noun
    root = found.root
    return root if root.tag_ in NOUNS else root.head if root.head.tag_ in NOUNS and root.head.i > root.i else None


def _verb(token: Token) -> Token | None:
    for _ in range(_UP):
        if token.tag_ in VERBS:
            return token
        if token.head.i == token.i:
            return None
        token = token.head
    return None


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


def _at(found: QuantityDraft, one: ModalityCandidate, token: Token, below: Token) -> Iterator[str]:
    """How a cue and the quantity are tied to each other."""
    if below.dep_ == "nsubj" and one.word == token.lower_:
        yield "of its subject"  # "two in three plan to": who plans is counted
    if below.dep_ in ("nsubj", "nsubjpass"):
        counted = below.i == found.root.i or (found.noun is not None and below.i == found.noun.i)
        yield "counts the subject" if counted else "in the subject"
    if adjunct_before(below, token):
        yield "before its clause"
    if compares(token, found):
        yield "compares"
    if below.dep_ == "acomp" and below.tag_ == "JJR":
        yield "comparative"
    if one.scope == "infinitive":
        yield f"to {token.dep_} of {token.head.tag_[:2]}"
        return
    if token.tag_ not in VERBS:
        return
    yield from _at_verb(found, token, below)
    be = progressive(token) if one.scope == "progressive" else None
    if be is not None:
        yield from _going_on(found, token, below, be, one.time)


def _going_on(found: QuantityDraft, verb: Token, below: Token, be: Token, time: When) -> Iterator[str]:
    """What tells a progressive that is a plan from what goes on, or went on."""
    said = verb.head if verb.dep_ in ("ccomp", "conj", "parataxis") else None
    said = said.head if said is not None and verb.dep_ == "conj" and said.dep_ == "ccomp" else said
    past = be.lower_ in _PAST
    told = said is not None and said.tag_ in VERBS and said.lower_ in reporting_forms()
    tense = ("told past" if told else "past") if past else "present"
    sort = (
        "step"
        if verb.lower_ in verb_class("step")
        else "rises"
        if below.dep_ != "dobj" and verb.lower_ in verb_forms("change_verbs")
        else "other"
    )
    pace = " per " in (found.unit or "")
    yield tense
    yield sort
    yield f"time {time}"
    yield f"{tense} {sort}"
    yield f"{tense} time {time}"
    yield f"{tense} {sort} time {time}"
    if pace:
        yield "pace"
    for word in _dated(verb):
        yield f"dated {word}"
    yield f"quantity {below.dep_}"
    yield f"{tense} {sort} {below.dep_}"


def _dated(verb: Token) -> Iterator[str]:
    """The words that lead a time that hangs from a verb: "by", "from", "in the coming", "next"."""
    for right in verb.rights:
        noun = child(right, "pobj") if right.dep_ == "prep" else right if right.dep_ == "npadvmod" else None
        if noun is None or noun.ent_type_ not in ("DATE", "TIME"):
            continue
        if right.dep_ == "prep":
            yield right.lower_
        yield from (word.lower_ for word in noun.lefts if word.lower_ in _NEARNESS)


def _at_verb(found: QuantityDraft, token: Token, below: Token) -> Iterator[str]:
    """How a verb that is or holds a cue has the quantity: as its object, in a complement, said of whom."""
    yield f"tag {token.tag_}"
    passive = any(left.dep_ == "auxpass" for left in token.lefts)
    if passive:
        yield "passive cue"
    subject = subject_of(token)
    yield f"said of {_who(subject)}"
    if foresees(token):
        yield "foreseer"
    if below.dep_ == "dobj":
        yield f"object {'firm' if is_firm(below) else found.kind}"
    elif below.dep_ in ("ccomp", "xcomp"):
        yield "infinitive" if to_infinitive(below) else "finite complement"
        due = child(below, "nsubj")
        if due is not None:
            yield f"what {_who(due)} does"
        if any(left.dep_ == "auxpass" for left in below.lefts):
            yield "what is done"
    beside = child(below, "pobj") if below.lower_ == "on" else None  # "a profit of $2m on revenue of $9m"
    if child(token, "dobj") is not None and below.dep_ != "dobj" and not (beside is not None and is_account(beside)):
        yield "with an object"


def _who(noun: Token | None) -> str:
    """What sort of subject a verb has."""
    if noun is None:
        return "none"
    if noun.tag_ == "PRP":
        return noun.lower_ if noun.lower_ in _PLAIN_PRONOUNS else "pronoun"
    if is_firm(noun) or noun.ent_type_ == "ORG":
        return "firm"
    if noun.ent_type_ == "PERSON" or is_person(noun):
        return "person"
    return "measure" if is_measure(noun) else "thing"
