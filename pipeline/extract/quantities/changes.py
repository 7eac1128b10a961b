"""Whether the sentence says that a quantity changed, which way, and whether it is the change, its end or its start."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.quantities.change_pairs import beside, change_verbs, pair, risen_from, set_change
from pipeline.extract.syntax.inflection import noun_lemma, verb_class, verb_forms
from pipeline.extract.syntax.parse import NOUNS, VERBS, child
from pipeline.records import Change, Role

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_ROLE_OF_PREPOSITION: dict[str, Role] = {"by": "delta", "to": "final", "from": "initial", "of": "delta", "at": "final"}
_UP_DOWN = re.compile(r"\b(up|down)(?:\s+(by|from))?\s*$", re.I)
_HIGHER_LOWER = re.compile(
    r"[ \u00a0](higher|lower|up|down|increase|decrease|rise|drop|fall|gain|jump|growth|decline)\b(?!\s+than)", re.I
)
_DIRECTION: dict[str, Change] = {
    "up": "increase", "higher": "increase", "increase": "increase", "rise": "increase", "gain": "increase",
    "jump": "increase", "growth": "increase", "down": "decrease", "lower": "decrease", "decrease": "decrease",
    "drop": "decrease", "fall": "decrease", "decline": "decrease",
}  # fmt: skip
_NOUN_OF = re.compile(r"\b(increase|decrease|rise|drop|fall|decline|gain|jump)\s+of\s+$", re.I)
_PREPOSITION = re.compile(r"\b(to|by|from|of|at)\s+$", re.I)
_CUT_BEFORE = re.compile(
    r"\b(?:cuts?|falls?|drops?|declines?|decreases?|reductions?|lower\w*|fell|dropped)\b[^.;]*$", re.I
)
_LAST_TIME = re.compile(
    r"(?:the|its|their|last year[’']s)\s[^,;.]{0,30}?(?:in \d{4}|before|earlier|ago|last year|previous)", re.I
)
_WHEN = frozenset({"previous", "last", "past", "next", "first", "following"})
_POSTS = frozenset({"job", "member", "employee", "worker", "seat"})
_COMPANIONS = frozenset(
    {
        "npadvmod",
        "appos",
        "conj",
        "prep",
        "pobj",
        "dobj",
        "pcomp",
        "advmod",
        "attr",
        "nummod",
        "quantmod",
        "compound",
        "advcl",
        "dep",
        "oprd",
    }
)


@cache
def _particles() -> dict[str, str]:
    return {form: direction for form, direction in verb_forms("change_verbs").items() if " " in form}


@cache
def _nouns() -> dict[str, str]:
    return {row["form"]: row["direction"] for row in lexicons.read("change_nouns")}


def verb_direction(verb: Token) -> Change | None:
    """The direction in which a verb says something changes, None if it says no such thing."""
    if verb.tag_ not in VERBS:
        return None
    lower = verb.lower_
    for other in verb.rights:
        if other.dep_ in ("prt", "advmod"):
            found = _particles().get(f"{lower} {other.lower_}")
            if found is not None:
                return cast(Change, found)
    return cast("Change | None", change_verbs().get(lower))


def noun_direction(noun: Token) -> Change | None:
    """The direction that a noun of change names."""
    return cast("Change | None", _nouns().get(noun_lemma(noun).lower())) if noun.tag_ in NOUNS else None


def changes(found: list[QuantityDraft], text: str) -> None:
    """Set ``change`` and ``role`` of the quantities of an article, in place."""
    for quantity in found:
        if quantity.role is None:
            _one(quantity, text)
    for left, right in pairwise(found):
        beside(left, right, text)
    for left, right in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        pair(left, right, text)
    for place, right in enumerate(found):
        if right.role == "initial" and place > 1:
            risen_from(found[max(0, place - 4) : place], right, text)
    for left, right in pairwise(found):
        if right.role is None and right.converted:
            right.change, right.role = left.change, left.role


def _one(quantity: QuantityDraft, text: str) -> None:
    if quantity.kind in ("age", "resolution"):
        return
    begin = quantity.bounds.start
    adverb = _UP_DOWN.search(text, max(0, begin - 14), begin)
    if adverb is not None and not _is_particle(quantity, adverb.group(1)):
        role: Role = "initial" if (adverb.group(2) or "").lower() == "from" else "delta"
        set_change(quantity, _DIRECTION[adverb.group(1).lower()], role, "change:adverb")
        return
    if quantity.kind in ("percentage", "money", "length", "other", "multiple", "count"):
        behind = _HIGHER_LOWER.match(text, quantity.end)
        if behind is not None and (
            quantity.kind in ("percentage", "multiple") or behind.group(1) not in ("up", "down")
        ):
            set_change(quantity, _DIRECTION[behind.group(1).lower()], "delta", "change:behind")
            return
    named = _NOUN_OF.search(text, max(0, begin - 40), begin)
    if named is not None and quantity.kind != "duration":
        set_change(quantity, _DIRECTION[named.group(1).lower()], "delta", "change:noun_of")
        return
    if quantity.kind == "multiple" and _LAST_TIME.match(text, quantity.end + 1):
        set_change(quantity, "increase", "delta", "change:last_time")
        return
    if quantity.kind == "multiple" and re.match(r"\s+as\b", text[quantity.end : quantity.end + 4]):
        return  # "three times as many as": a comparison
    if text[begin : quantity.end].lower().endswith("fold") and _folds(quantity.root):
        set_change(quantity, "increase", "delta", "change:fold")
        return
    root = quantity.root
    noun = quantity.noun
    if noun is not None and noun.i > root.i and noun.idx < quantity.end:
        root = noun
    before = _PREPOSITION.search(text, max(0, begin - 6), begin)
    preposition = before.group(1).lower() if before is not None else None
    token, level = root, False
    for _ in range(6):
        head = token.head
        if head.i == token.i:
            return
        if token.dep_ == "prep" and head.tag_ in VERBS | NOUNS | {"RB", "RP", "IN"} and preposition is None:
            preposition = token.lower_
        if token.dep_ == "prep" and token.lower_ == "of" and head.tag_ in NOUNS and noun_direction(head) is None:
            preposition, level = None, True  # "to a record high of $5": what counts is the preposition before it
        if head.tag_ in NOUNS and token.dep_ in (
            "amod",
            "compound",
            "nmod",
            "nummod",
            "npadvmod",
            "prep",
            "poss",
            "quantmod",
            "acl",
        ):
            direction = noun_direction(head)
            attributive = token is root and token.dep_ != "prep" and quantity.noun is None
            if direction is None and attributive and head.idx >= quantity.end and not _right_behind_verb(quantity):
                return  # "dropped a 2,300 kilogram load": the amount is a property of the thing
            if direction is not None and (level and preposition is None or _apart(quantity, head, text)):
                return
            if preposition == "from" and _period(quantity):
                return
            if direction is not None and (preposition in (None, "of", "by", "to", "from") or preposition == "at"):
                role = "delta" if preposition in (None, "of", "by", "at") else _ROLE_OF_PREPOSITION[preposition]
                if (
                    quantity.kind in ("duration", "count", "user_count")
                    and preposition is None
                    and quantity.kind == "duration"
                ):
                    return
                set_change(quantity, direction, role, "change:noun")
                return
        if preposition == "to" and head.lower_ in verb_class("total") and child(head, "dobj") is not None:
            cut = _CUT_BEFORE.search(text, max(0, head.idx - 80), head.idx)
            set_change(quantity, "decrease" if cut else "increase", "final", "change:total")
            return
        direction = verb_direction(head)
        if direction is not None and not (level and preposition is None):
            if quantity.kind == "speed" and head.lower_.startswith("accelerat"):
                return  # what a car can do
            _by_verb(quantity, head, token, direction, preposition)
            return
        if head.tag_ in VERBS or token.dep_ not in _COMPANIONS:
            return
        token = head


def _folds(token: Token) -> bool:
    """Whether "twelvefold" says by how much something changed, with a verb that does not say which way."""
    verb = token.head
    if token.dep_ not in ("advmod", "npadvmod", "dobj", "acomp", "attr") or verb.tag_ not in VERBS:
        return False
    return verb_direction(verb) is None and verb.lower_ not in verb_class("copula")


def _is_particle(quantity: QuantityDraft, word: str) -> bool:
    """Whether the "up" or "down" before a quantity belongs to a verb: "gave up 500 yards", "picked up two wickets"."""
    token = quantity.root.doc[max(0, quantity.root.left_edge.i - 1)]
    if token.lower_ != word.lower():
        return False
    if token.i and token.nbor(-1).lower_ in verb_class("phrasal") and quantity.kind not in ("percentage", "multiple"):
        return True
    if token.dep_ != "prt":
        return False
    return verb_direction(token.head) is None or (
        token.head.lower_ not in change_verbs() and quantity.kind not in ("percentage", "multiple")
    )


def _by_verb(quantity: QuantityDraft, verb: Token, token: Token, direction: Change, preposition: str | None) -> None:
    """Role of a quantity that hangs from a verb of change through ``token``."""
    share = quantity.kind in ("percentage", "multiple", "ratio")
    if preposition == "between" and share:
        preposition = None  # "to rise between 5% and 7%"
    if token.dep_ in ("nsubj", "nsubjpass", "csubj") or token.dep_ == "agent" and quantity.noun is not None:
        return
    if preposition is not None:
        if preposition == "at" and not share or preposition not in _ROLE_OF_PREPOSITION or preposition == "of":
            return
        if quantity.kind == "duration" and preposition not in ("by", "to", "from"):
            return
        set_change(
            quantity,
            direction,
            "delta" if preposition == "at" else _ROLE_OF_PREPOSITION[preposition],
            "change:verb_preposition",
        )
    elif token.dep_ in ("dobj", "npadvmod", "attr", "advmod", "nummod", "oprd", "acomp", "dep", "pobj", "prep"):
        counts = quantity.kind in ("count", "user_count")
        if quantity.kind == "duration" or (not share and not counts and verb.lower_ in verb_class("transitive")):
            return
        lost = verb.lower_ in verb_class("loses") and (quantity.kind == "user_count" or quantity.unit in _POSTS)
        if counts and not lost and verb.lower_ not in verb_class("gain"):
            return
        set_change(quantity, direction, "delta", "change:verb_object")


def _right_behind_verb(quantity: QuantityDraft) -> bool:
    """Whether a percentage stands right behind a verb of change, wherever the parser hung it: "rising 5 percent"."""
    first = quantity.root.left_edge
    return quantity.kind == "percentage" and first.i > 0 and first.nbor(-1).lower_ in change_verbs()


def _apart(quantity: QuantityDraft, noun: Token, text: str) -> bool:
    """Whether a dash or comma parts a quantity from the noun of change behind it: "$690 - a jump on last year"."""
    return quantity.end < noun.idx and re.search(r"\s[-–—]\s|,", text[quantity.end : noun.idx]) is not None


def _period(quantity: QuantityDraft) -> bool:
    """Whether a count is one of periods: "gains from the previous two sessions"."""
    if quantity.kind != "count" or quantity.noun is None:
        return False
    return any(token.lower_ in _WHEN for token in quantity.noun.lefts)
