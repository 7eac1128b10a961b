"""Whether the sentence says that a quantity changed, which way, and whether it is the change, its end or its start."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.grammar import NOUNS, VERBS, child, noun_lemma, verb_class, verb_forms
from pipeline.records import Change, Role

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.found import Found

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
def _verbs() -> dict[str, str]:
    return {form: direction for form, direction in verb_forms("change_verbs").items() if " " not in form}


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
    return cast("Change | None", _verbs().get(lower))


def noun_direction(noun: Token) -> Change | None:
    """The direction that a noun of change names."""
    return cast("Change | None", _nouns().get(noun_lemma(noun).lower())) if noun.tag_ in NOUNS else None


def changes(found: list[Found], text: str) -> None:
    """Set ``change`` and ``role`` of the quantities of an article, in place."""
    for quantity in found:
        if quantity.role is None:
            _one(quantity, text)
    for left, right in pairwise(found):
        _beside(left, right, text)
    for left, right in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        _pair(left, right, text)
    for left, right in pairwise(found):
        if right.role is None and "conversion" in right.rules:
            right.change, right.role = left.change, left.role


def _set(quantity: Found, change: Change | None, role: Role | None, rule: str) -> None:
    quantity.change, quantity.role = change, role
    quantity.rules.append(rule)


def _one(quantity: Found, text: str) -> None:
    if quantity.kind in ("age", "resolution"):
        return
    begin = quantity.bounds.start
    adverb = _UP_DOWN.search(text, max(0, begin - 14), begin)
    if adverb is not None and not _is_particle(quantity, adverb.group(1)):
        role: Role = "initial" if (adverb.group(2) or "").lower() == "from" else "delta"
        _set(quantity, _DIRECTION[adverb.group(1).lower()], role, "change:adverb")
        return
    if quantity.kind in ("percentage", "money", "length", "other", "multiple", "count"):
        behind = _HIGHER_LOWER.match(text, quantity.end)
        if behind is not None and (
            quantity.kind in ("percentage", "multiple") or behind.group(1) not in ("up", "down")
        ):
            _set(quantity, _DIRECTION[behind.group(1).lower()], "delta", "change:behind")
            return
    named = _NOUN_OF.search(text, max(0, begin - 40), begin)
    if named is not None and quantity.kind != "duration":
        _set(quantity, _DIRECTION[named.group(1).lower()], "delta", "change:noun_of")
        return
    if quantity.kind == "multiple" and _LAST_TIME.match(text, quantity.end + 1):
        _set(quantity, "increase", "delta", "change:last_time")
        return
    if quantity.kind == "multiple" and re.match(r"\s+as\b", text[quantity.end : quantity.end + 4]):
        return  # "three times as many as": a comparison
    root = quantity.root
    noun = quantity.noun
    if noun is not None and noun.i > root.i and noun.idx < quantity.end:
        root = noun
    before = _PREPOSITION.search(text, max(0, begin - 6), begin)
    preposition = before.group(1).lower() if before is not None else None
    token = root
    for _ in range(6):
        head = token.head
        if head.i == token.i:
            return
        if token.dep_ == "prep" and head.tag_ in VERBS | NOUNS | {"RB", "RP", "IN"} and preposition is None:
            preposition = token.lower_
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
            if direction is not None and (preposition in (None, "of", "by", "to", "from") or preposition == "at"):
                role = "delta" if preposition in (None, "of", "by", "at") else _ROLE_OF_PREPOSITION[preposition]
                if (
                    quantity.kind in ("duration", "count", "user_count")
                    and preposition is None
                    and quantity.kind == "duration"
                ):
                    return
                _set(quantity, direction, role, "change:noun")
                return
        if preposition == "to" and head.lower_ in verb_class("total") and child(head, "dobj") is not None:
            _set(quantity, "increase", "final", "change:total")
            return
        direction = verb_direction(head)
        if direction is not None:
            _by_verb(quantity, head, token, direction, preposition)
            return
        if head.tag_ in VERBS or token.dep_ not in _COMPANIONS:
            return
        token = head


def _is_particle(quantity: Found, word: str) -> bool:
    """Whether the "up" or "down" before a quantity belongs to a verb ("gave up 500 yards")."""
    token = quantity.root.doc[max(0, quantity.root.left_edge.i - 1)]
    return token.lower_ == word.lower() and token.dep_ == "prt" and verb_direction(token.head) is None


def _by_verb(quantity: Found, verb: Token, token: Token, direction: Change, preposition: str | None) -> None:
    """Role of a quantity that hangs from a verb of change through ``token``."""
    share = quantity.kind in ("percentage", "multiple")
    if token.dep_ in ("nsubj", "nsubjpass", "csubj", "agent"):
        return
    if preposition is not None:
        if preposition == "at" and not share or preposition not in _ROLE_OF_PREPOSITION or preposition == "of":
            return
        if quantity.kind == "duration" and preposition not in ("by", "to", "from"):
            return
        _set(
            quantity,
            direction,
            "delta" if preposition == "at" else _ROLE_OF_PREPOSITION[preposition],
            "change:verb_preposition",
        )
    elif token.dep_ in ("dobj", "npadvmod", "attr", "advmod", "nummod", "oprd", "acomp", "dep", "pobj"):
        counts = quantity.kind in ("count", "user_count")
        if quantity.kind == "duration" or (not share and not counts and verb.lower_ in verb_class("transitive")):
            return
        if quantity.kind in ("count", "user_count") and verb.lower_ not in verb_class("gain"):
            return
        _set(quantity, direction, "delta", "change:verb_object")


def _beside(left: Found, right: Found, text: str) -> None:
    """Conversions in brackets and coordinated amounts share the change of what stands before them."""
    between = text[left.end : right.start]
    if (
        re.fullmatch(r"\s?[(\[]\s?(?:or |about |around |approximately |some )?", between)
        and left.kind == right.kind
        and left.unit != right.unit
    ):
        right.change, right.role = left.change, left.role
        right.rules.append("conversion")
    elif (
        left.role
        and right.role is None
        and re.fullmatch(r"\s?,?\s?(?:and|or|,)\s", between)
        and left.kind == right.kind
    ):
        right.change, right.role = left.change, left.role


_AMOUNT_THEN = re.compile(
    r"[^,;.]{0,45}(?:,|--|–|—|\()\s?(?:which (?:was|is) |or )?(?:(\w+ing)|up|down|(?:an? |the )?(?:increase|decrease|rise|fall|drop|gain|jump|decline|growth) of|an?|the)?\s?(?:by |from )?(?:an? )?",
    re.I,
)
_CHANGE_THEN = re.compile(
    r"[\s,(]*(?:higher |lower |increase |rise |drop |year on year |on the year )?\s*(?:to|at)\s+(?:a record )?", re.I
)
_FROM_TO = re.compile(r"[^,;.]{0,30}\bto\s*")
_LAST_TIME = re.compile(
    r"(?:the|its|their|last year[’']s)\s[^,;.]{0,30}?(?:in \d{4}|before|earlier|ago|last year|previous)", re.I
)


def _pair(left: Found, right: Found, text: str) -> None:
    """An amount beside its change: "$3.36bn, up 27%", "to $7bn from $5bn", "reached 5 million, rising 8%"."""
    between = text[left.end : right.bounds.start]
    if len(between) > 80 or re.search(r"[.;]\s", between):
        return
    same = left.kind == right.kind and left.unit == right.unit
    free = left.role is None and "conversion" not in right.rules
    then = _AMOUNT_THEN.fullmatch(between) if free and right.role in ("delta", "initial") else None
    if (
        then is not None
        and (right.role == "initial" or left.unit != "percent" or right.unit != "percent")
        and left.kind not in ("duration", "age")
    ):
        participle = (then.group(1) or "").lower()
        if not participle or participle in _verbs():
            _set(left, right.change, "final", "change:amount_before")
    elif left.role == "delta" and right.role is None and right.kind != "percentage":
        if left.kind in ("percentage", "multiple", right.kind) and _CHANGE_THEN.fullmatch(between):
            _set(right, left.change, "final", "change:amount_behind")
    if same and right.role is None and left.role == "final" and re.search(r"\bfrom\s*$", between):
        _set(right, left.change, "initial", "change:from")
    if same and left.role is None and right.role is None and left.value is not None and right.value is not None:
        start = text[max(0, left.bounds.start - 6) : left.bounds.start].lower()
        if start.endswith("from ") and _FROM_TO.fullmatch(between):
            direction: Change | None = None
            if right.value != left.value:
                direction = "increase" if right.value > left.value else "decrease"
            _set(left, direction, "initial", "change:from_to")
            _set(right, direction, "final", "change:from_to")
