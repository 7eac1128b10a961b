"""Quantities that are compared: with what was before, which is a change, or with something else, which is none."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.change_pairs import set_change

if TYPE_CHECKING:
    from pipeline.extract.quantities.draft import QuantityDraft

_any = partial(lexicons.one_of, "quantity_words")
_LAST_TIME = re.compile(
    r"(?:the|its|their|last year[’']s)\s[^,;.]{0,30}?(?:in \d{4}|before|earlier|ago|last year|previous)", re.I
)
_THAN = re.compile(r"\s(?:less|more|fewer)\s+than\b")
_THAN_EARLIER = re.compile(
    rf"""
    \s({_any(rule="more_than_before")}|{_any(rule="less_than_before")})(?:\s[\w-]+){{0,5}}?\sthan
    (?:\s(?:{_any(rule="than_in")}))?(?:\s(?:{_any(rule="determines")}))?\s(?:{_any(rule="earlier_time")}|\d{{4}})\b
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
    if quantity.kind != "multiple" or _LAST_TIME.match(text, quantity.end + 1) is None:
        return False
    set_change(quantity, "increase", "delta", "change:last_time")
    return True


def than_earlier(quantity: QuantityDraft, text: str) -> bool:
    """How far something lies from what it was before: "600 fewer than last year", "30% more students than in May"."""
    if quantity.kind in ("duration", "multiple", "age"):
        return False
    than = _THAN_EARLIER.match(text, quantity.end) or _THAN_EARLIER.match(text, quantity.number.end)
    if than is None:
        return False
    less = than.group(1).lower() in lexicons.words("quantity_words", rule="less_than_before")
    set_change(quantity, "decrease" if less else "increase", "delta", "change:than_earlier")
    return True


def compared(quantity: QuantityDraft, text: str) -> bool:
    """ "Three times as many as", "12 mph less than the limit": no change but a difference."""
    if quantity.kind == "multiple":
        return quantity.role is None and _AS.match(text, quantity.end) is not None
    return quantity.kind not in ("percentage", "ratio") and _THAN.match(text, quantity.end) is not None
