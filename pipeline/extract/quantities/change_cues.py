"""Changes that the words right beside a quantity tell: "up 5%", "5% higher", "a rise of", "tenfold"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.change_comparisons import (
    compared,
    last_time,
    names_a_thing,
    of_noun,
    than_earlier,
    token_near,
    up_from,
)
from pipeline.extract.quantities.change_pairs import set_change
from pipeline.extract.quantities.draft import COUNTS
from pipeline.extract.syntax.change_words import change_verbs, verb_direction
from pipeline.extract.syntax.inflection import verb_class, verb_forms
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.syntax.parse import VERBS, child, tokens_before
from pipeline.records import Change, Role

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_any = partial(lexicons.one_of, "quantity_words")
_UP_DOWN = re.compile(r"\b(up|down|ahead)(?:\s+(by|from))?\s*$", re.I)
_HIGHER_BY = re.compile(r"\b(higher|lower|upwards?|downwards?)\s+by\s*$", re.I)
_WAY_TO = re.compile(rf"\b({lexicons.alternatives(lexicons.words('change_ways') - {'ahead'})})\s+to\s+$", re.I)
_BEHIND = re.compile(rf"[ \u00a0]({_any(rule='change_behind')})\b(?!\s+than)", re.I)
_WARD = ("ward", "wards")  # which no bound and no particle ends with: no verb has to vouch for them
_LOSS = re.compile(r"[ \u00a0-]loss\b")
_PAID_DOWN = re.compile(r"\s+(?:payment|on\s+(?:an?|your|his|her|their)\b|deposit)", re.I)
_PAYS = re.compile(rf"\b(?:(?:{_any(rule='pays')})\s(?:\w+\s)?|with\s)$", re.I)
_OFF = re.compile(rf"\b(?:{_any(rule='closed')})\soff\s(?:about\s|nearly\s|almost\s)?$", re.I)
_EXTRA = re.compile(r"\bextra\s$", re.I)
_PRICE_OFF = re.compile(r"\soff\b")
_HIGHER = frozenset({"higher", "lower"})
_ADDS_UP = re.compile(r"\badd(?:s|ed|ing)?\sup\sto\s(?:\w+\s)?$", re.I)
_DIRECTION = cast(
    "dict[str, Change]",
    {row["form"]: row["direction"] for name in ("change_ways", "change_nouns") for row in lexicons.read(name)},
)
_LOSS_OF = re.compile(r"\bloss(?:es)? of $", re.I)
_POSTS = lexicons.words("quantity_words", rule="post")
_NOUN_OF = re.compile(
    rf"""
    \b
    (?:
        ({_any(rule="change_of")})s?
        | (upward|downward)\s(?:{_any(rule="change_move")})
    )\s?of\s+$
    """,
    re.VERBOSE | re.I,
)
_CAN = frozenset({"can", "could", "may"})
_NO_CLAUSE = frozenset({"amod", "acl", "aux", "auxpass", "dobj", "pobj"})  # the last two: nouns taken for verbs
_SHARES = frozenset({"percentage", "multiple"})
_KNOWN = lexicons.words("function_words", role="known")
_COMPARED = frozenset({"percentage", "money", "length", "other", "multiple", "count"})

Cue = Callable[["QuantityDraft", str], bool]
"""Sets the change of a quantity, or only says that it has none; whether it decides."""


def _adverb(quantity: QuantityDraft, text: str) -> bool:
    begin = quantity.bounds.start
    adverb = windows.before(_UP_DOWN, text, begin, windows.ADVERB_CHARACTERS)
    if adverb is None or _is_particle(quantity, adverb.group(1)):
        return False
    if adverb.group(1).lower() == "ahead" and quantity.kind not in _SHARES:
        return False
    role: Role = "initial" if (adverb.group(2) or "").lower() == "from" else "delta"
    set_change(quantity, _DIRECTION[adverb.group(1).lower()], role, "change:adverb")
    return True


def _off(quantity: QuantityDraft, text: str) -> bool:
    """ "Was off 3 percent" is a fall, and so is "$109 ($20 off)"; a price is not: "was off $5"."""
    fell = quantity.kind == "percentage" and windows.before(_OFF, text, quantity.start, windows.DISCOUNT_CHARACTERS)
    cheaper = (
        quantity.kind == "money" and text[quantity.bounds.start - 1] == "(" and _PRICE_OFF.match(text, quantity.end)
    )
    if not fell and not cheaper:
        return False
    set_change(quantity, "decrease", "delta", "change:adverb")
    return True


def _adds_up(quantity: QuantityDraft, text: str) -> bool:
    """ "Adds up to $1,300" tells a sum and no change."""
    if "add" not in text[max(0, quantity.start - windows.THREE_WORDS_CHARACTERS) : quantity.start].lower():
        return False
    return windows.before(_ADDS_UP, text, quantity.start, windows.THREE_WORDS_CHARACTERS) is not None


def _higher_by(quantity: QuantityDraft, text: str) -> bool:
    begin = quantity.bounds.start
    found = windows.before(_HIGHER_BY, text, begin, windows.PHRASE_CHARACTERS)
    if found is None or quantity.kind == "duration":
        return False
    set_change(quantity, _DIRECTION[found.group(1).lower()], "delta", "change:adverb")
    return True


def _way_to(quantity: QuantityDraft, text: str) -> bool:
    """What something was brought to: "got the weight down to 9 kg", "revised upward to 2 percent"."""
    begin, start = quantity.bounds.start, quantity.start  # "down to about $9", and "up to", which is no bound here
    found = windows.before(_WAY_TO, text, begin, windows.PHRASE_CHARACTERS, "to")
    if found is None and begin != start:
        found = windows.before(_WAY_TO, text, start, windows.PHRASE_CHARACTERS, "to")
    way = None if found is None else token_near(quantity, found.start(1))
    if found is None or way is None or quantity.kind == "duration":
        return False
    if (quantity.kind == "length" or not way.lower_.endswith(_WARD)) and _caused(way, quantity) is None:
        return False
    if way.lower_ == "up":
        quantity.bounds = quantity.bounds._replace(comparator="=", start=quantity.start)
    set_change(quantity, _DIRECTION[way.lower_], "final", "change:way_to")
    return True


def _caused(way: Token, quantity: QuantityDraft) -> Token | None:
    """The verb before "down to" or "up to" that brings something there, its object or subject between or before."""
    for verb in tokens_before(way, max(quantity.sentence[0], way.i - windows.CLAUSE_TOKENS)):
        if verb.is_punct and verb.text not in "-'’\"":
            return None
        if verb.tag_ not in VERBS or verb.dep_ in _NO_CLAUSE:
            continue
        return verb if _brings(verb, way, quantity) else None
    return None


def _is_at(be: Token, way: Token) -> bool:
    """Whether something is "down to" or "now up to" a level; "is up to" and "is worth up to" it are bounds."""
    between = be.doc[be.i + 1 : way.i]
    return all(t.tag_ == "RB" for t in between) and (way.lower_ == "down" or len(between) > 0)


def _goes(verb: Token, way: Token, known: bool) -> bool:
    """Whether what a verb is said of goes "down" or "up" to a level by itself, or is brought there."""
    if verb.lower_ in verb_class("copula"):
        return _is_at(verb, way)
    if child(verb, "nsubjpass") is not None:
        return known or way.lower_ not in ("up", "down")
    bound = way.nbor(-1).lower_ == "by" or any(left.lower_ in _CAN for left in verb.lefts)
    return known and not bound  # "will rise by up to 4%", "can go up to 200 km/h"


def _brings(verb: Token, way: Token, quantity: QuantityDraft) -> bool:
    """Whether a verb before "down" or "up" brings what it is said of to a quantity behind it."""
    thing, lower = child(verb, "dobj"), way.lower_
    known = f"{verb.lower_} {lower}" in verb_forms("change_verbs") or verb.lower_ in verb_class("shift")
    if thing is None or thing.i > way.i:  # "go up to 437 MW", where the amount is the object
        return _goes(verb, way, known)
    if not verb.i < thing.i < way.i:
        return False
    if verb.lower_ in verb_class("has"):
        return lower == "down" and is_measure(thing)  # "the report has the unemployment rate down to 4.8%"
    told = is_measure(thing) or quantity.kind not in COUNTS
    if lower == "up":
        voted = is_measure(thing) and verb_direction(verb) is None and any(t.lower_ in _KNOWN for t in thing.lefts)
        return told and (known or voted or verb.lower_ in verb_class("total"))
    owned = any(left.dep_ in ("det", "poss") for left in thing.lefts)
    return known or told and (owned or is_measure(thing))


def _behind(quantity: QuantityDraft, text: str) -> bool:
    behind = _BEHIND.match(text, quantity.end) if quantity.kind in _COMPARED else None
    if behind is None:
        if quantity.kind != "percentage" or _LOSS.match(text, quantity.end) is None:
            return False
        set_change(quantity, "decrease", "delta", "change:behind")  # of money a loss is none: "a $5m loss"
        return True
    word = behind.group(1).lower()
    if word in ("up", "down") and quantity.kind not in _SHARES:
        return False
    if word == "down" and (_PAID_DOWN.match(text, behind.end()) or _PAYS.search(text, 0, quantity.bounds.start)):
        return False  # "20% down on a house"
    if quantity.kind not in _SHARES and names_a_thing(quantity, behind.start(1)):
        return True  # "a $30m growth fund"
    if word in _HIGHER and _is_of_a_noun(quantity, behind.start(1)):
        return True  # "a 40% lower risk of dying" compares those who have it with others
    set_change(quantity, _DIRECTION[word], "delta", "change:behind")
    return True


def _is_of_a_noun(quantity: QuantityDraft, start: int) -> bool:
    """Whether the comparative that begins at ``start`` belongs to a common noun behind it, and not to a time."""
    way = token_near(quantity, start)
    noun = way.head if way is not None and way.dep_ == "amod" else None
    return noun is not None and noun.i > quantity.root.i and noun.tag_ in ("NN", "NNS") and noun.ent_type_ != "DATE"


def _noun_of(quantity: QuantityDraft, text: str) -> bool:
    begin = quantity.bounds.start
    named = windows.before(_NOUN_OF, text, begin, windows.FOUR_WORDS_CHARACTERS)
    lost = quantity.kind == "percentage" or quantity.unit in _POSTS  # of money a loss is none
    if lost and windows.before(_LOSS_OF, text, begin, windows.FOUR_WORDS_CHARACTERS) is not None:
        set_change(quantity, "decrease", "delta", "change:noun_of")
        return True
    if named is None or quantity.kind == "duration":
        return False
    set_change(quantity, _DIRECTION[(named.group(1) or named.group(2)).lower()], "delta", "change:noun_of")
    return True


def _extra(quantity: QuantityDraft, text: str) -> bool:
    """What is paid again and again beside what was paid before: "would cost an extra $50 a month"."""
    paid = quantity.kind == "rate" and (quantity.unit or "")[:3].isupper()
    if not paid or windows.before(_EXTRA, text, quantity.bounds.start, windows.TWO_WORDS_CHARACTERS) is None:
        return False
    set_change(quantity, "increase", "delta", "change:extra")
    return True


def _fold(quantity: QuantityDraft, text: str) -> bool:
    """By how much something changed, with a verb that does not say which way: "leaped twelvefold", "has moved 3x"."""
    if not text[quantity.bounds.start : quantity.end].lower().endswith("fold"):
        return False
    before = quantity.root.nbor(-1) if quantity.root.i else quantity.root
    if (way := verb_direction(before)) is not None:
        set_change(quantity, way, "delta", "change:fold")  # "jumped fivefold year on year"
        return True
    if quantity.kind != "multiple" or not _folds(quantity.root):
        return False
    set_change(quantity, "increase", "delta", "change:fold")
    return True


_CUES: tuple[Cue, ...] = (
    _adds_up,
    _way_to,
    _adverb,
    up_from,
    _off,
    _higher_by,
    _behind,
    of_noun,
    _noun_of,
    _extra,
    last_time,
    than_earlier,
    compared,
    _fold,
)
"""In the order they are asked; the first that decides ends the search."""
_LED = frozenset((_adverb, _higher_by, _noun_of))  # cues of a word right before the quantity or its bounds
_LEADS = tuple(lexicons.words("change_ways") | lexicons.words("change_prepositions"))  # those words
_OTHERS = tuple(cue for cue in _CUES if cue not in _LED)


def told_beside(quantity: QuantityDraft, text: str) -> bool:
    """Set the change of a quantity that the words beside it tell, in place; whether they decide."""
    begin = quantity.bounds.start
    led = text[max(0, begin - windows.ADVERB_CHARACTERS) : begin].rstrip().lower().endswith(_LEADS)
    return any(cue(quantity, text) for cue in (_CUES if led else _OTHERS))


def _folds(token: Token) -> bool:
    verb = token.head
    if token.dep_ not in ("advmod", "npadvmod", "dobj", "acomp", "attr") or verb.tag_ not in VERBS:
        return False
    return verb_direction(verb) is None and verb.lower_ not in verb_class("copula")


def _is_particle(quantity: QuantityDraft, word: str) -> bool:
    """Whether the "up" or "down" before a quantity belongs to a verb: "gave up 500 yards", "make up 40 percent".

    Before a share it does so only with verbs of taking and making; all else is a change, whatever the verb.
    """
    token = quantity.root.doc[max(0, quantity.root.left_edge.i - 1)]
    if token.lower_ != word.lower():
        token = token.nbor(-1) if token.i and token.nbor(-1).lower_ == word.lower() else token
    verb = token.nbor(-1) if token.i else token
    if quantity.kind in _SHARES:
        return word.lower() == "up" and verb.lower_ in verb_class("fills")
    if token.lower_ != word.lower():
        return False
    if token.i and verb.lower_ in verb_class("phrasal"):
        return True
    if token.dep_ == "advmod" and quantity.kind == "count" and _takes_down(verb):
        return True  # "shot down 41 of 52 drones"
    if token.dep_ != "prt":
        return False
    return verb_direction(token.head) is None or token.head.lower_ not in change_verbs()


def _takes_down(verb: Token) -> bool:
    """Whether a verb right before "down" does something to things, and tells neither a level nor a change."""
    return (
        verb.tag_ in VERBS
        and verb.text.isalpha()
        and not any(verb.lower_ in words for words in (verb_class("level"), verb_class("copula"), change_verbs()))
    )
