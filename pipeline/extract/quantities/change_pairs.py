"""Neighbouring quantities of one change: an amount and its change, its two ends, gapped clauses, conversions."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons, units
from pipeline.extract.numbers.suffixes import multiplier_value
from pipeline.extract.quantities import windows
from pipeline.extract.quantities.change_words import begins_clause
from pipeline.extract.syntax.inflection import verb_forms
from pipeline.extract.syntax.parse import VERBS
from pipeline.records import Change, Role

if TYPE_CHECKING:
    from pipeline.extract.quantities.draft import QuantityDraft


_any = partial(lexicons.one_of, "quantity_words")


@cache
def change_verbs() -> dict[str, str]:
    """Every form of the single verbs that say something changes, with its direction."""
    return {form: direction for form, direction in verb_forms("change_verbs").items() if " " not in form}


def set_change(quantity: QuantityDraft, change: Change | None, role: Role | None, rule: str) -> None:
    """Note the change of a quantity and the rule that found it, in place."""
    quantity.change, quantity.role = change, role
    quantity.rules.append(rule)


def beside(left: QuantityDraft, right: QuantityDraft, text: str) -> None:
    """Conversions in brackets and coordinated amounts share the change of what stands before them."""
    between = text[left.end : right.start]
    if (
        (_OPENS.fullmatch(between) or (left.converted and _NEXT_IN_BRACKET.fullmatch(between)))
        and (left.kind == right.kind or _same_rate(left, right))
        and left.unit != right.unit
    ):
        right.change, right.role = left.change, left.role
        right.converted = True
        right.rules.append("conversion")
    elif (
        left.role
        and right.role is None
        and re.fullmatch(r"\s?,?\s?(?:and|or|,)\s", between)
        and left.kind == right.kind
        and not begins_clause(text, left.bounds.start, right.noun)
    ):
        right.change, right.role = left.change, left.role
    elif left.role == "delta" and right.role is None and _RESTATED.match(between) and _restates(left, right, between):
        set_change(right, left.change, "delta", "change:restated")  # "down $4, or 2 percent"
    elif left.role == "delta" and right.role is None and (left.unit == right.unit or right.counts_bare):
        if _GAPPED.fullmatch(between) or _is_gapped(left, right, text):
            set_change(right, left.change, "delta", "change:gapped")  # "Lorvex was down 2.3%, Burbank by 2.6%"
    elif left.role == "delta" and right.role is None and _FROM_LEVEL.fullmatch(between):
        if left.unit in _POINTS | {"percent"} and right.kind not in ("duration", "age", "percentage"):
            set_change(right, left.change, "initial", "change:from")  # "up 8.1% from 9.26bn euros"


_FROM_LEVEL = re.compile(r"\s(?:[\w’'-]+\s){0,3}?from\s(?:an?\s|the\s|about\s|around\s)?(?:\w+\s){0,3}", re.I)
_IN_PLACE = re.compile(rf"\s(?:{_any(rule='in_place')})\b")
_ELSEWHERE_THEN = re.compile(r"[^,;.]{1,40},?\s(?:and|but|while)\s(?:by\s|an?\s|about\s|around\s|some\s|nearly\s)*")
_GAPPED = re.compile(r",?\s(?:and\s|while\s)?(?:the\s)?[A-Z][^,;.]{0,40}\sby\s")
_AMOUNT_THEN = re.compile(
    r"""
    [^,;.]{0,45}(?:,|--|–|—|\()\s?(?:which\ (?:was|is)\ |or\ )?
    (?:
        (\w+ing)|up|down|(?:an?\ |the\ )?(?:increase|decrease|rise|fall|drop|gain|jump|decline|growth)\ of
        | an?|the
    )?\s?(?:by\ |from\ )?(?:an?\ )?
    """,
    re.VERBOSE | re.I,
)
_CHANGE_THEN = re.compile(
    r"""
    [\s,(]*(?:(?:higher|lower|increase|rise|drop|year\ on\ year|on\ the\ year)\s+)?
    (?:
        to|at|to\ (?:end|close|finish|settle)(?:\ the\ day|\ the\ week|\ the\ session)?\ at
        | to\ a\ (?:close|low|high)\ of
    )\s+(?:a\ record\ )?
    """,
    re.VERBOSE | re.I,
)
_RESTATED = re.compile(r"\s?,?\s?or\b")
_OPENS = re.compile(r"\s?[(\[]\s?(?:or |about |around |approximately |some )?")
_NEXT_IN_BRACKET = re.compile(r"\s?[/;,]\s?(?:or |about )?")


def _same_rate(left: QuantityDraft, right: QuantityDraft) -> bool:
    """Let a conversion be per what the amount before it is per: "£15 ($19) a month", "300 km (186 miles) per hour"."""
    name, per, of = (left.unit or "").partition(" per ")
    if not per or not right.unit or right.kind == left.kind or right.unit == name:
        return False
    one, two = units.unit(name), units.unit(right.unit)
    if one is None or two is None or one.kind != two.kind:
        return False
    right.kind, right.unit = left.kind, f"{right.unit} per {of}"
    right.rules.append("unit:rate")
    return True


_CONJUNCT = frozenset({"and", "but", "while"})


def _restates(left: QuantityDraft, right: QuantityDraft, between: str) -> bool:
    """Whether "or" says a change again in another unit, one of the two as a share."""
    return left.kind != right.kind and "percentage" in (left.kind, right.kind) and len(between) < 24


def _is_gapped(left: QuantityDraft, right: QuantityDraft, text: str) -> bool:
    """Whether a change is said of another thing without its verb: "grew 12% in Asia and 19% in Europe"."""
    if left.kind != "percentage" or left.sentence != right.sentence:
        return False
    between = text[left.end : right.bounds.start]
    placed = _IN_PLACE.match(text, left.end) and _IN_PLACE.match(text, right.end)
    if placed and _ELSEWHERE_THEN.fullmatch(between):
        return True
    doc = left.root.doc
    words = [t for t in doc[left.root.i + 1 : right.root.i] if t.idx >= left.end and t.idx < right.bounds.start]
    joined = words and words[0].text == "," and len(words) > 1
    first = words[1] if joined else words[0] if words else None
    if first is None or first.lower_ not in _CONJUNCT or not 2 < len(words) <= 7:
        return False
    verbless = not any(t.tag_ in VERBS or t.tag_ == "IN" or t.is_punct for t in words if t.i > first.i)
    return verbless and not text.startswith(" of ", right.end)


_UP_FROM = re.compile(r"\b(up|down) from (?:about |around |some |just |only )?$", re.I)
_SENTENCE_ENDS = re.compile(r"[.;]\s")
_POINTS = frozenset({"basis point", "percentage point"})
_FROM_TO = re.compile(r"[^,;.]{0,30}\bto\s*")


def plausible(left: QuantityDraft, right: QuantityDraft, between: str) -> bool:
    """Whether an amount can be what it is "up from": "8,000 shops in three towns, up from 5,000" is no rise of towns."""
    way = _UP_FROM.search(between)
    one, two = left.value if left.value is not None else left.high, right.value
    if right.unit is None and right.number.multiplier is None and left.number.value is not None:
        one = left.number.value / (
            multiplier_value(left.number.multiplier or "") or 1
        )  # "$30m, down from 45", "68 cents, up from 66"
    if way is None or one is None or two is None:
        return True
    return one > two if way.group(1).lower() == "up" else one < two


def risen_from(before: list[QuantityDraft], right: QuantityDraft, text: str) -> None:
    """The amount that is "up from" another, where something else stands between: "900 shops in 4 towns, up from 300"."""
    if _UP_FROM.search(text, before[-1].end, right.bounds.start) is None or before[-1].role is not None:
        return
    left = next((b for b in reversed(before) if b.unit == right.unit and b.sentence == right.sentence), None)
    if left is not None and left.role is None and plausible(left, right, text[left.end : right.bounds.start]):
        set_change(left, right.change, "final", "change:amount_before")


def pair(left: QuantityDraft, right: QuantityDraft, text: str) -> None:
    """An amount beside its change: "$3.36bn, up 27%", "to $7bn from $5bn", "reached 5 million, rising 8%"."""
    between = text[left.end : right.bounds.start]
    if len(between) > windows.LINE_CHARACTERS or _SENTENCE_ENDS.search(between):
        return
    then = _AMOUNT_THEN.fullmatch(between) if _may_lead(left, right) else None
    if then is not None:
        if not _amount_before(left, right, text, then):
            return
    elif left.role == "delta" and right.role is None:
        shares = left.unit in _POINTS and right.unit == "percent"
        like = left.kind in ("percentage", "multiple", right.kind)
        if like and (right.kind != "percentage" or shares) and _CHANGE_THEN.fullmatch(between):
            set_change(right, left.change, "final", "change:amount_behind")
    if left.kind == right.kind and left.unit == right.unit and right.role is None:
        _two_ends(left, right, text, between)


def _may_lead(left: QuantityDraft, right: QuantityDraft) -> bool:
    """Whether an amount may be what the change or start behind it leads to."""
    if left.role is not None or right.converted or right.role not in ("delta", "initial"):
        return False
    both_shares = left.unit == "percent" and right.unit == "percent"
    return (right.role == "initial" or not both_shares) and left.kind not in ("duration", "age")


def _amount_before(left: QuantityDraft, right: QuantityDraft, text: str, then: re.Match[str]) -> bool:
    """Set the change of an amount by the one behind it, in place; whether anything else may still be said of the two."""
    participle = (then.group(1) or "").lower()
    if right.kind == "percentage" and right.role == "delta" and _RESTATED.match(then.group()):
        if not text[max(0, left.bounds.start - 3) : left.bounds.start].lower().endswith(("to ", "at ")):
            set_change(left, right.change, "delta", "change:restated")  # "shed 90 points, or 2 percent"
            return False
    if not plausible(left, right, then.group()):
        return False
    if not participle or participle in change_verbs():
        set_change(left, right.change, "final", "change:amount_before")
    return True


def _two_ends(left: QuantityDraft, right: QuantityDraft, text: str, between: str) -> None:
    """The start behind an end ("to $7bn from $5bn"), and both ends behind "from", in place."""
    if left.role == "final" and re.search(r"\bfrom\s*$", between):
        set_change(right, left.change, "initial", "change:from")
    if left.role is not None or right.role is not None or left.value is None or right.value is None:
        return
    start = text[max(0, left.bounds.start - windows.PREPOSITION_CHARACTERS) : left.bounds.start].lower()
    if start.endswith("from ") and _FROM_TO.fullmatch(between):
        direction: Change | None = None
        if right.value != left.value:
            direction = "increase" if right.value > left.value else "decrease"
        set_change(left, direction, "initial", "change:from_to")
        set_change(right, direction, "final", "change:from_to")
