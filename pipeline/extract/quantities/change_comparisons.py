"""Changes by comparison with what was before ("600 fewer than last year") and by nouns of change ("the rise was 3%")."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, cast

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.change_pairs import set_change
from pipeline.extract.syntax.change_words import change_nouns, noun_direction
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.parse import child, token_at
from pipeline.records import Change

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft

_any = partial(lexicons.one_of, "quantity_words")
_LAST_TIME = re.compile(
    r"(?:the|its|their|last year[’']s)\s[^,;.]{0,30}?(?:in \d{4}|before|earlier|ago|last year|previous)", re.I
)
_THAN = re.compile(r"\s(?:less|more|fewer)\s+than\b")
_THAN_EARLIER = re.compile(
    rf"""
    \s({_any(rule="more_than_before")}|{_any(rule="less_than_before")})(?:\s[\w-]+){{0,5}}?\sthan
    (?:\s(?:{_any(rule="than_in")}))?(?:\s(?:{_any(rule="determines")}))?\s
    (?:{_any(rule="earlier_time")}|(?:{_any(rule="earlier")})\s(?:\w+\s)?(?:{_any(rule="told_again")})|\d{{4}})\b
    """,
    re.VERBOSE | re.I,
)
_UP_FROM = re.compile(
    rf"""
    \b(up|down)\sfrom\s
    (?:{_any(rule="determines")}|last|[A-Za-z]+['’]s?)\s(?:[\w’'-]+\s){{0,4}}$
    """,
    re.VERBOSE | re.I,
)
_CHANGE_NOUN = re.compile(
    rf"[ \u00a0-](?:[a-z][\w-]*\s){{0,3}}?({lexicons.alternatives(lexicons.words('change_nouns'))})(?![\w-])", re.I
)
_DETERMINED = re.compile(rf"\b(?:{_any(rule='determines')})\s(?:[a-z]+\s)?$", re.I)
_MODIFIES = frozenset({"JJ", "JJS", "NN", "NNS", "NNP", "HYPH", "VBN", "RB", ":"})
_PREDICATES = frozenset({"attr", "dobj", "npadvmod", "acomp", "nummod", "prep", "advmod"})
_AS = re.compile(r"\s+as\b")


def up_from(quantity: QuantityDraft, text: str) -> bool:
    """What it was before, named between "up from" and the amount: "down from the year-earlier profit of $5m"."""
    if quantity.kind in ("duration", "age"):
        return False
    found = windows.before(_UP_FROM, text, quantity.bounds.start, windows.LINE_CHARACTERS, "from")
    if found is None:
        return False
    set_change(quantity, "increase" if found.group(1).lower() == "up" else "decrease", "initial", "change:adverb")
    return True


def last_time(quantity: QuantityDraft, text: str) -> bool:
    """How many times as much as before: "three times the number in 2019"."""
    if quantity.kind != "multiple" or _LAST_TIME.match(text, quantity.end + 1) is None:
        return False
    set_change(quantity, "increase", "delta", "change:last_time")
    return True


def than_earlier(quantity: QuantityDraft, text: str) -> bool:
    """How far something lies from what it was before: "600 fewer than last year", "4% higher than in May"."""
    if quantity.kind in ("duration", "multiple", "age"):
        return False
    than = _THAN_EARLIER.match(text, quantity.end) or _THAN_EARLIER.match(text, quantity.number.end)
    if than is None:
        return False
    way = than.group(1).lower()
    less = way in lexicons.words("quantity_words", rule="less_than_before")
    if quantity.kind == "percentage" and not less and way != "higher":
        return False  # annotators take "76 percent more than last year" for a comparison, "4% higher" for a rise
    set_change(quantity, "decrease" if less else "increase", "delta", "change:than_earlier")
    return True


def compared(quantity: QuantityDraft, text: str) -> bool:
    """ "Three times as many as", "12 mph less than the limit": no change but a difference."""
    if quantity.kind == "multiple":
        return quantity.role is None and _AS.match(text, quantity.end) is not None
    return quantity.kind not in ("percentage", "ratio") and _THAN.match(text, quantity.end) is not None


def of_noun(quantity: QuantityDraft, text: str) -> bool:
    """A noun of change behind a sum or a share, whatever the parser took it for: "a £4.5m cut", "20% annual growth"."""
    single = quantity.value is not None and quantity.kind in ("money", "percentage")
    found = _CHANGE_NOUN.match(text, quantity.end) if single else None
    if found is None:
        return False
    if quantity.kind == "money" and not windows.before(
        _DETERMINED, text, quantity.bounds.start, windows.THREE_WORDS_CHARACTERS
    ):
        return False
    noun = token_near(quantity, found.start(1))
    if noun is None or noun.tag_ == "NNS" or names_a_thing(quantity, found.start(1)):
        return False
    between = (t for t in noun.doc[quantity.root.i + 1 : noun.i] if t.idx >= quantity.end)
    if any(t.tag_ not in _MODIFIES and t.lower_ != "over" for t in between):
        return False  # "20% year-over-year growth"
    set_change(quantity, cast(Change, change_nouns()[found.group(1).lower()]), "delta", "change:behind")
    return True


def token_near(quantity: QuantityDraft, start: int) -> Token | None:
    """The token that begins at an offset near a quantity."""
    return token_at(quantity.root, start, windows.MEASURED_TOKENS, windows.MEASURED_TOKENS)


def names_a_thing(quantity: QuantityDraft, start: int) -> bool:
    """Whether the noun of change that begins at ``start`` only tells which thing is meant: "a $30m growth fund"."""
    noun = token_near(quantity, start)
    behind = noun.nbor(1) if noun is not None and noun.i + 1 < len(noun.doc) else None
    return behind is not None and behind.tag_ in ("NN", "NNS") and not behind.is_sent_start


def is_change(quantity: QuantityDraft, verb: Token, link: str) -> bool:
    """ "The gain was just 0.1%", "annual growth averaged 11%": what the subject names changed by so much."""
    told = quantity.kind in ("percentage", "money") and link in _PREDICATES
    subject = child(verb, "nsubj") if told else None
    amounts = verb.lower_ in verb_class("copula") or verb.lower_ in verb_class("amounts")
    direction = noun_direction(subject) if subject is not None and amounts and subject.i < verb.i else None
    if direction is None:
        return False
    set_change(quantity, direction, "delta", "change:noun")
    return True
