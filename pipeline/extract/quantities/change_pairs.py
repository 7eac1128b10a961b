"""Neighbouring quantities of one change: an amount and its change, its two ends, gapped clauses, conversions."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from pipeline.extract import lexicons, units
from pipeline.extract.numbers.suffixes import multiplier_value
from pipeline.extract.quantities import windows
from pipeline.extract.syntax.change_words import change_verbs
from pipeline.extract.syntax.noun_phrases import begins_clause
from pipeline.extract.syntax.parse import NOUNS, SUBJECTS, VERBS
from pipeline.records import Change, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from pipeline.extract.quantities.draft import QuantityDraft


_any = partial(lexicons.one_of, "quantity_words")


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
        and not _told_of(right)
    ):
        right.change, right.role = left.change, left.role
    elif right.role == "delta" and left.role is None and left.borrowed and between == " and ":
        left.change, left.role = right.change, right.role  # "increased by 53 and 51 per cent"
    elif left.role == "delta" and right.role is None and _RESTATED.match(between) and _restates(left, right, between):
        set_change(right, left.change, "delta", "change:restated")  # "down $4, or 2 percent"
    elif _may_gap(left, right):
        gapped(left, left.end, right, text)
    elif left.role == "initial" and right.role is None and left.unit == right.unit and _THEN_FROM.fullmatch(between):
        set_change(right, left.change, "initial", "change:from")  # "down from 7% in May and 9% a year before"
    elif left.role == "delta" and right.role is None and _FROM_LEVEL.fullmatch(between):
        if left.unit in _POINTS | {"percent"} and right.kind not in ("duration", "age", "percentage"):
            set_change(right, left.change, "initial", "change:from")  # "up 8.1% from 9.26bn euros"


def gapped(left: QuantityDraft, after: int, right: QuantityDraft, text: str) -> None:
    """Gives a change to what another is said of without its verb, in place: "Lorvex was down 2.3%, Burbank by 2.6%".

    Args:
        left: The change that has a verb.
        after: Where what belongs to it ends.
        right: The one that may have none.
        text: The article's text.
    """
    if not _may_gap(left, right) or _told_of(right):
        return
    if _GAPPED.fullmatch(text, after, right.start) or _is_gapped(left, after, right, text):
        set_change(right, left.change, "delta", "change:gapped")


def _may_gap(left: QuantityDraft, right: QuantityDraft) -> bool:
    """Whether the one is a change and the other, of its unit or none, has no part in any yet."""
    return left.role == "delta" and right.role is None and (left.unit == right.unit or right.counts_bare)


def _told_of(quantity: QuantityDraft) -> bool:
    """Whether a verb behind a quantity tells something of it: "grew 5% and 40% of them went to Asia"."""
    return quantity.root.dep_ in SUBJECTS and quantity.root.head.i > quantity.root.i


_FROM_LEVEL = re.compile(
    r"\s(?:[\w’'-]+\s){0,3}?(?:from|on\sthe|over\sthe)\s(?:an?\s|the\s|about\s|around\s)?(?:\w+\s){0,3}", re.I
)
_PERIOD = lexicons.one_of("number_contexts", rule="time_of_one")
_THEN_FROM = re.compile(rf"(?:\s(?:in|at)\s[^,;.]{{2,20}}|\s[a-z]+ (?:{_PERIOD})\b[^,;.]{{0,12}})?,?\sand\s(?:from\s)?")
_IN_PLACE = re.compile(rf"\s(?:{_any(rule='in_place')})\b")
_ELSEWHERE_THEN = re.compile(r"[^,;.]{1,40},?\s(?:and|but|while)\s(?:by\s|an?\s|about\s|around\s|some\s|nearly\s)*")
_GAPPED = re.compile(
    r",?\s(?:and\s|while\s)?(?:the\s)?[A-Z][^,;.]{0,40}\sby\s"
    rf"|\s(?:{_any(rule='of_then')})\s[^,;.]{{2,24}}\sand\s(?:by\s)?"
)
_AMOUNT_THEN = re.compile(
    r"""
    [^,;.]{0,60}(?:,|--|–|—|\s-\s|\()\s?(?:which\ (?:was|is)\ |or\ )?
    (?:
        (\w+ing)(?:\ an?)?|up|down|(?:an?\ |the\ )?(?:[a-z-]+\ )?(?:increase|decrease|rise|fall|drop|gain|jump|decline|growth)\ of
        | an?|the
    )?\s?(?:by\ |from\ )?(?:an?\ |only\ |just\ )?
    """,
    re.VERBOSE | re.I,
)
_CHANGE_THEN = re.compile(
    r"""
    [\s,(]*(?:(?:higher|lower|increase|rise|drop|year\ on\ year|on\ the\ year)\s+)?
    (?:
        to|at|to\ (?:end|close|finish|settle)(?:\ the\ day|\ the\ week|\ the\ session)?\ at
        | [–—-]?\s?to\ (?:an?|the|its)\ (?:[\w-]+\ ){1,4}of
    )\s+(?:a\ record\ )?
    """,
    re.VERBOSE | re.I,
)
_CLOSED_AT = re.compile(
    rf"(?:\b(?:{_any(rule='closing')})\sat|,\s(?:{_any(rule='reaching')}))\s(?:an?\s(?:new\s)?record\s)?$", re.I
)
_ALONG_TO = re.compile(r"(?:\s[\w’'/-]+){1,7}\sto\s")
_RISING_TO = re.compile(r",?\s(\w+ing)\sto\s(?:an?\s)?(?:\w+\s)?")
_DOUBLED_TO = re.compile(r"(?:\s[\w’'-]+){1,8}\sto\s")
_AMOUNTING = lexicons.words("quantity_words", rule="amounting")
_AGAINST = re.compile(rf"\b(?:{_any(rule='set_against')})\s$", re.I)
_RESTATED = re.compile(r"\s?,?\s?or\b")
_ASIDE = re.compile(r"[.;()]")
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
_GAP_WORDS, _CONJUNCTION_AND_WORD = 7, 2  # words between two gapped shares, at most and at least


def _restates(left: QuantityDraft, right: QuantityDraft, between: str) -> bool:
    """Whether "or" says a change again in another unit, one of the two as a share."""
    return left.kind != right.kind and "percentage" in (left.kind, right.kind) and len(between) < 24


def _is_gapped(left: QuantityDraft, after: int, right: QuantityDraft, text: str) -> bool:
    """Whether a change is said of another thing without its verb: "grew 12% in Asia and 19% in Europe"."""
    if left.kind != "percentage" or left.sentence != right.sentence:
        return False
    between = text[after : right.bounds.start]
    placed = _IN_PLACE.match(text, after) and _IN_PLACE.match(text, right.end)
    if placed and _ELSEWHERE_THEN.fullmatch(between):
        return True
    doc = left.root.doc
    words = [t for t in doc[left.root.i + 1 : right.root.i] if t.idx >= after and t.idx < right.bounds.start]
    if words and words[0].text == "," and len(words) > 1:
        words = words[1:]
    if not words or words[0].lower_ not in _CONJUNCT or not 1 < len(words) <= _GAP_WORDS:
        return False
    named = len(words) > _CONJUNCTION_AND_WORD or words[1].tag_ in NOUNS  # "and imports 3 percent", not "and about 3"
    return named and _verbless(words[1:]) and not text.startswith(" of ", right.end)


def _verbless(words: Sequence[Token]) -> bool:
    """Whether words name a thing, "of" others or "in" a time or place: "those of Acme", "in April"."""
    prepositions = [n for n, t in enumerate(words) if t.tag_ == "IN"]
    free = [n for n in prepositions if n > 0 and words[n].lower_ != "of"]
    return not free and not any(t.tag_ in VERBS or t.is_punct for t in words)


_UP_FROM = re.compile(r"\b(up|down) from (?:about |around |some |just |only )?$", re.I)
_SENTENCE_ENDS = re.compile(r"[.;]\s")
_POINTS = frozenset({"basis point", "percentage point"})
_FROM_TO = re.compile(r"[^,;.]{0,30}\bto\s*(?:just\s|only\s)?")
_COMPARED_TO = re.compile(
    rf"(?:\s(?:in|for|during)\s[^,;.]{{2,40}})?,?\s(?:{_any(rule='set_against')})\s(?:just\s|only\s)?", re.I
)


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
    elif left.kind == "multiple" and left.role == "delta" and right.role is None and _DOUBLED_TO.fullmatch(between):
        set_change(right, left.change, "final", "change:amount_behind")  # "double the number of its shops to 500"
    elif _leads_on(left, right, text, between):
        set_change(right, left.change, "final", "change:amount_behind")
    if left.kind == right.kind and left.unit == right.unit and (right.role is None or left.role is None):
        _two_ends(left, right, text, between)


def _leads_on(left: QuantityDraft, right: QuantityDraft, text: str, between: str) -> bool:
    """Whether the amount behind a change is what it led to."""
    if left.role != "delta" or right.role is not None:
        return False
    shares = left.unit in _POINTS and right.unit == "percent"
    if right.kind == "percentage" and not shares:
        return False
    points = left.unit == "point" and (right.counts_bare or right.kind == "other")
    like = points or left.kind in ("percentage", "multiple", right.kind)
    if not like:
        return False
    return bool(_CHANGE_THEN.fullmatch(between)) or _went_to(left, right, text) or _closed_at(left, right, text)


def _went_to(left: QuantityDraft, right: QuantityDraft, text: str) -> bool:
    """Whether words without a verb stand between a change and "to": "rose 18% year over year to $3.0 billion"."""
    if not _ALONG_TO.fullmatch(text, left.end, right.bounds.start):
        return False
    words = (t for t in left.root.doc[left.root.i + 1 : right.root.i] if t.idx >= left.end)
    return not any(t.tag_ in VERBS for t in words)


def _closed_at(left: QuantityDraft, right: QuantityDraft, text: str) -> bool:
    """Whether a clause behind a change says where it led: "gained 1.2% on Wednesday, closing at 5,308"."""
    apart = windows.before(_CLOSED_AT, text, right.bounds.start, windows.THREE_WORDS_CHARACTERS)
    return apart is not None and apart.start() >= left.end and not _ASIDE.search(text, left.end, apart.start())


def _may_lead(left: QuantityDraft, right: QuantityDraft) -> bool:
    """Whether an amount may be what the change or start behind it leads to."""
    if left.role is not None or right.converted or right.role not in ("delta", "initial"):
        return False
    if "change:than_earlier" in right.rules:
        return False  # "sold 6,100 cars, 700 fewer than last year" tells no change of the 6,100 by itself
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
    if not participle or participle in change_verbs() or participle in _AMOUNTING:
        before = windows.before(_AGAINST, text, left.bounds.start, windows.THREE_WORDS_CHARACTERS)
        set_change(left, right.change, "final" if before is None else "initial", "change:amount_before")
    return True


def _two_ends(left: QuantityDraft, right: QuantityDraft, text: str, between: str) -> None:
    """The start behind an end ("to $7bn from $5bn"), and both ends behind "from", in place."""
    if (
        left.role == "final"
        and right.role is None
        and (re.search(r"\bfrom\s*$", between) or _COMPARED_TO.fullmatch(between))
    ):
        set_change(right, left.change, "initial", "change:from")  # "rose to $40m, compared with $31m"
    rising = _RISING_TO.fullmatch(between) if left.role is None and right.role == "final" else None
    if rising is not None and rising.group(1).lower() in change_verbs():
        set_change(left, right.change, "initial", "change:from_to")  # "£100m, rising to £116m"
    if left.role is not None or right.role is not None or left.value is None or right.value is None:
        return
    start = text[max(0, left.bounds.start - windows.PREPOSITION_CHARACTERS) : left.bounds.start].lower()
    ends = (left, right) if start.endswith("from ") and _FROM_TO.fullmatch(between) else ()
    if start.endswith(" to ") and between == " from ":
        ends = (right, left)  # "cut down the number of steps it takes to five from 12"
    if ends:
        direction: Change | None = None
        if right.value != left.value:
            direction = "increase" if (right.value > left.value) == (ends[0] is left) else "decrease"
        set_change(ends[0], direction, "initial", "change:from_to")
        set_change(ends[1], direction, "final", "change:from_to")
