"""The two ends of a change where no single word says so: ends inside noun phrases, of one verb, and units said at one end."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.change_pairs import set_change
from pipeline.extract.quantities.draft import COUNTS, QuantityDraft
from pipeline.extract.quantities.ends import changing
from pipeline.extract.quantities.rates import as_rate
from pipeline.extract.syntax.change_words import verb_direction
from pipeline.extract.syntax.inflection import verb_class
from pipeline.extract.syntax.nouns import is_measure
from pipeline.extract.syntax.parse import NOUNS, SUBJECTS, VERBS
from pipeline.records import Change

if TYPE_CHECKING:
    from spacy.tokens import Token


_FROM_A = re.compile(r"\bfrom(?: an?| the| its| his| their)? $", re.I)
_TO_A = re.compile(r"[^.;,]{0,30}\bto(?: an?| the| its)? ")
_TO = re.compile(r"\sto\s")
_BY_TO = re.compile(rf"\sto\s(?:(?:{lexicons.one_of('quantity_words', rule='before_end')})\s)?")
_AND = re.compile(r",?\sand\s")
_OR = re.compile(r",?\s(?:or|and|but)\s(?:[a-z]+\s)?")
_PRICES = frozenset({"money", "rate"})
_GAP_TO = re.compile(r"\s[\w-]+(?:\s[\w-]+)?\sto\s")
_ATTRIBUTIVE = frozenset({"nummod", "compound", "amod", "npadvmod", "nmod"})
_LEVELS = frozenset({"initial", "final"})
_POINTS = frozenset({"basis point", "percentage point", "percent"})
_CONTRAST = re.compile(r"\b(?:and|but|while|whereas|compared|against)\b")
_ROW = re.compile(r",\s|,?\s(?:and|or)\s")
_LIKE = 10.0  # how many times as large one of two amounts of one rate may be
_NEXT_TIMES = 50.0  # how many times as large one of two like changes may be


def compare_ends(found: list[QuantityDraft], text: str) -> None:
    """Set both ends of a change whose direction only their values tell, in place."""
    for place, left in enumerate(found):
        for right in found[place + 1 : place + windows.NEAR_QUANTITIES]:
            if right.sentence != left.sentence:
                break
            rate = left.unit is not None and right.unit is not None and left.unit.startswith(f"{right.unit} per ")
            like = (
                rate or (left.kind == right.kind and left.unit == right.unit) or right.counts_bare or left.counts_bare
            )
            if like and _are_ends(left, right, text):
                direction = left.change or right.change or _direction(left, right)
                if left.role is None:
                    set_change(left, direction, "initial", "change:from_to")
                if right.role is None:
                    set_change(right, direction, "final", "change:from_to")
                break
    for one, two, three, four in zip(found, found[1:], found[2:], found[3:], strict=False):
        again = three.unit == four.unit and _AND.fullmatch(text, two.end, three.start)
        if one.role == "initial" and two.role == "final" and again and _GAP_TO.fullmatch(text, three.end, four.start):
            three.change, three.role = one.change, "initial"  # "cans cut to 300ml and 500ml bottles to 440ml"
            four.change, four.role = two.change, "final"


def _direction(left: QuantityDraft, right: QuantityDraft) -> Change | None:
    one, two = _size(left), _size(right)
    if one is None or two is None or one == two:
        return None
    return "increase" if two > one else "decrease"


def _size(quantity: QuantityDraft) -> float | None:
    return quantity.value if quantity.value is not None else quantity.high


def _are_ends(left: QuantityDraft, right: QuantityDraft, text: str) -> bool:
    if left.role not in (None, "initial") or right.role not in (None, "final") or left.role and right.role:
        return False
    begin = left.bounds.start
    opening = windows.before(_FROM_A, text, begin, windows.TWO_WORDS_CHARACTERS)
    if opening is not None and _TO_A.fullmatch(text, left.end, right.bounds.start):
        return left.role is not None or right.role is not None or changing(text, opening.start())
    return _of_one_verb(left.root, right.root) or _became(left.root, right.root) or _thing_and_end(left, right)


def _of_one_verb(left: Token, right: Token) -> bool:
    """ "Went from under 15% in 2024, when it came out, to 72.5%": both hang from one verb of change."""
    one, two = left.head, right.head
    if left.dep_ != "pobj" or right.dep_ != "pobj" or one.lower_ != "from" or two.lower_ != "to":
        return False
    verb = one.head
    shifts = verb.tag_ in VERBS and (verb.lower_ in verb_class("shift") or verb_direction(verb) is not None)
    return shifts and two.head.i in (verb.i, one.i)


def _thing(root: Token) -> Token | None:
    """The noun whose property a quantity is: the "tub" of "the 500-gram tub"."""
    while root.dep_ in _ATTRIBUTIVE and root.head.i > root.i:
        root = root.head
        if root.tag_ in NOUNS and root.dep_ not in _ATTRIBUTIVE:
            return root
    return None


def _became(left: Token, right: Token) -> bool:
    """ "The 500-gram tub has become a 450-gram tub"."""
    one, two = _thing(left), _thing(right)
    if one is None or two is None or one.dep_ not in SUBJECTS:
        return False
    verb = one.head
    return verb.lower_ in verb_class("become") and verb.i in (two.head.i, two.head.head.i) and two.i > verb.i


def _thing_and_end(left: QuantityDraft, right: QuantityDraft) -> bool:
    """ "330ml cans cut to 300ml": the first end describes what the verb of change is said of."""
    thing = _thing(left.root)
    if thing is None or right.role != "final" or right.root.dep_ != "pobj":
        return False
    if is_measure(thing) or thing.lower_ in lexicons.words("quantity_words", rule="sum"):
        return False  # "the four-week average rose to 419,500"
    verb = right.root.head.head
    return verb.tag_ in VERBS and (verb.head.i == thing.i or thing.head.i == verb.i) and verb.i > thing.i


def lend_by_role(found: list[QuantityDraft], text: str) -> None:
    """Give the ends of a change the unit that stands at one of them only, in place.

    A change in money, points or a rate is in the unit of the level it leads to ("fell 310 points to 38,412"); a share
    is not. The two levels have one unit whatever it is ("from $88 per barrel to 63"). Then shares said once ("rose by
    3 percent but those of cars fell by 2") and what a rate is of ("40 patients a day, up from 28 a day").
    """
    for left, right in pairwise(found):
        if left.sentence != right.sentence or left.role is None or right.role is None or left.converted:
            continue
        if left.change == right.change:
            _lend(left, right, text)
            _lend(right, left, text)
            _share_rate(left, right)
            _share_rate(right, left)
    for place, poor in enumerate(found):
        if poor.counts_bare and poor.role == "delta":
            rich = next((f for f in reversed(found[max(0, place - 3) : place]) if f.role == "delta" and f.unit), None)
            if rich is not None and rich.unit == "percent" and _like_shares(rich, poor, text):
                _take(poor, rich, text)
        if (poor.unit or "").startswith("per "):
            _name_rate(poor, found[max(0, place - 3) : place], text)


def _lend(rich: QuantityDraft, poor: QuantityDraft, text: str) -> None:
    """Lend a unit from one end of a change to another, where their roles allow it."""
    if not poor.counts_bare or not rich.unit:
        return
    levels = rich.role in _LEVELS and poor.role in _LEVELS
    levels = levels or rich.kind in COUNTS and _BY_TO.fullmatch(text, poor.end, rich.start) is not None
    if levels or (rich.unit not in _POINTS and rich.kind not in ("count", "user_count", "multiple", "ratio")):
        _take(poor, rich, text)


def _take(poor: QuantityDraft, rich: QuantityDraft, text: str) -> None:
    poor.kind, poor.unit, poor.noun, poor.borrowed = rich.kind, rich.unit, rich.noun, True
    poor.rules.append("unit:role")
    if poor.kind == "money":
        as_rate(poor, text)  # "advanced $55 to 8,940 a tonne"


def _share_rate(rich: QuantityDraft, poor: QuantityDraft) -> None:
    """The "per" of two levels that only one of them says: "from $88 per barrel to $63"."""
    levels = rich.role in _LEVELS and poor.role in _LEVELS and poor.kind != "duration"
    if levels and _lacks_rate(poor, rich):
        poor.kind, poor.unit, poor.borrowed = rich.kind, rich.unit, True
        poor.rules.append("unit:role")


def _lacks_rate(poor: QuantityDraft, rich: QuantityDraft) -> bool:
    """Whether an amount is of a rate's size and unit, but for what the rate is per."""
    unit = rich.unit if rich.kind == "rate" and poor.unit else None
    return unit is not None and unit.startswith(f"{poor.unit} per ") and 1 / _LIKE < _ratio(rich, poor) < _LIKE


def _ratio(rich: QuantityDraft, poor: QuantityDraft) -> float:
    one, two = _size(rich), _size(poor)
    return two / one if one and two else 0.0


def _like_shares(rich: QuantityDraft, poor: QuantityDraft, text: str) -> bool:
    """Whether two changes of one sentence are set beside each other and of like size."""
    between = text[rich.end : poor.start]
    like = 1 / _NEXT_TIMES < _ratio(rich, poor) < _NEXT_TIMES
    return rich.sentence == poor.sentence and like and len(between) < 80 and _CONTRAST.search(between) is not None


def _name_rate(poor: QuantityDraft, before: list[QuantityDraft], text: str) -> None:
    """What a bare "28 a day" counts: the same as the rate, or the number, that it is set beside."""
    for rich in reversed(before):
        unit = rich.unit or ""
        if rich.sentence != poor.sentence or not unit:
            continue
        if unit.endswith(f" {poor.unit}"):
            poor.unit, poor.borrowed = unit, True
        elif rich.kind in _PRICES and _OR.fullmatch(text, rich.end, poor.start):
            poor.unit, poor.kind, poor.borrowed = f"{unit.split(' per ')[0]} {poor.unit}", "rate", True
        elif rich.kind in COUNTS and poor.role in _LEVELS and rich.role in _LEVELS:
            poor.unit, poor.borrowed = f"{unit} {poor.unit}", True
        else:
            continue
        poor.rules.append("unit:role")
        return


def share_rates(found: list[QuantityDraft], text: str) -> None:
    """Let a row of prices be per what the last one is, in place: "£6.50, £6 and £6.25 a share"."""
    for left, right in reversed(list(pairwise(found))):
        single = left.kind == "money" and left.value is not None and right.value is not None
        if single and _ROW.fullmatch(text, left.end, right.start) and _lacks_rate(left, right):
            left.kind, left.unit = right.kind, right.unit
            left.rules.append("unit:shared")
