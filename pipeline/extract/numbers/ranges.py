"""Neighbouring numbers that are one: ranges ("5 to 10 million", "$5m-$7m", "eight or nine"), ratios ("one in five").

Both ends of a range keep their own spans in ``parts``, for whoever reads "from 5 to 10" as a change.
"""

from __future__ import annotations

import re

from pipeline.extract import lexicons
from pipeline.extract.numbers import windows
from pipeline.extract.numbers.suffixes import multiplier_value
from pipeline.extract.numbers.types import Form, Number
from pipeline.extract.units.matching import UnitMatch, match_after, match_before

_OPENS_RATE = lexicons.words("function_words", role="opens_rate")

_FARTHEST = 60  # characters between the ends of a range: room for units and an approximator
_DASHES = re.compile(r"[-–—−~]")
_JOINERS = lexicons.words("number_contexts", rule="joins_ends")
_DASH = re.compile(r"\s?[-–—−~]\s?|--")
_APPROXIMATE = r"(?:[a-z]+\s+){0,2}"
_TO = re.compile(rf"-?\s+(?:up\s+)?(?:to|through)(?:\s+|-)({_APPROXIMATE})|-to-", re.I)
_AND = re.compile(rf"-?\s+(?:and|to)\s+({_APPROXIMATE})|-and-", re.I)
_OR = re.compile(r"-?\s+or\s+|-or-", re.I)
_OPENING = re.compile(
    rf"\b(?:from\s+)?(between|from|range\s+of)\s+(?P<ages>(?:the\s+)?ages?\s+(?:of\s+)?)?(?P<blur>{_APPROXIMATE})$",
    re.I,
)
_RATIO = re.compile(r"\s+(in|out\s+of)\s+(?:every\s+|each\s+)?|-(in|(?:out-)?of|for)-", re.I)
_NEXT_WORD = re.compile(r"[ -]([a-z]+)", re.I)
_ROUND = frozenset(
    (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 25, 30, 40, 50, 60, 70, 80, 100, 200, 250, 300, 400, 500)
)


def join_numbers(text: str, found: list[Number]) -> list[Number]:
    """Numbers with neighbours joined to ranges, ratios and codes where the text between them says so."""
    out: list[Number] = []
    i = 0
    while i < len(found):
        number = found[i]
        following = found[i + 1] if i + 1 < len(found) else None
        if (
            following is not None
            and following.start - number.end <= _FARTHEST
            and number.form != "other"
            and not _ends_at_range(text, number, found, i + 1)
        ):
            gap = text[number.end : following.start]
            joined = _joined(text, number, following, gap, out[-1] if out else None)
            if joined is not None:
                out.append(joined)
                i += 2
                continue
        out.append(number)
        i += 1
    return out


def _ends_at_range(text: str, number: Number, found: list[Number], i: int) -> bool:
    """Whether the number at ``i`` and the next are one range to which another leads: "from 24 to 33-35 billion"."""
    if i + 1 >= len(found) or text[found[i].end : found[i + 1].start] not in ("-", "–"):
        return False
    gap = text[number.end : found[i].start]
    if gap in ("-", "–") or _TO.fullmatch(gap) is None:
        return False
    return _joined(text, found[i], found[i + 1], text[found[i].end : found[i + 1].start], number) is not None


def _joined(text: str, one: Number, two: Number, gap: str, before: Number | None) -> Number | None:
    if one.ordinal or two.ordinal or one.value is None or two.value is None or two.form == "other":
        return None
    tried = gap in ("-of-", "-for-") and one.form == two.form == "digits"  # "on 6-of-7 shooting"
    if tried or len(gap) < 16 and ("in" in gap or "out" in gap or "IN" in gap):
        return _ratio(text, one, two, gap)
    if gap == " to " and one.value == two.value:
        return None
    if "\n\n" in gap or _DASHES.search(gap) is None and _JOINERS.isdisjoint(gap.lower().split()):
        return None
    return _range(text, one, two, gap, before)


def _ratio(text: str, one: Number, two: Number, gap: str) -> Number | None:
    match = _RATIO.fullmatch(gap)
    if match is None or one.value is None or two.value is None or one.form not in ("digits", "words"):
        return None
    out_of = (match.group(1) or match.group(2)).lower().startswith(("out", "of", "for"))
    if one.value != int(one.value) or not 0 < one.value <= two.value:
        return None
    if not out_of:
        word = _NEXT_WORD.match(text, two.end)
        counted = word is not None and word.group(1).lower() in lexicons.words("number_contexts", rule="ratio_not_next")
        year = text[two.start : two.end].isdecimal() and 1500 <= two.value <= 2100
        allowed = two.value in _ROUND or (not year and (one.value == 1 or two.value % 1000 == 0))
        if counted or not allowed or one.value == two.value or text[two.end : two.end + 1] in ("%", ":"):
            return None
    parts = (one.as_part(1), two.as_part(2))
    return Number(one.start, two.end, one.value / two.value, None, None, "ratio", parts=parts)


def _hyphen_code(text: str, one: Number, two: Number, gap: str) -> bool:
    """Whether digits with a dash between them are a score, a season or a vote: "3-1", "2019-20", "6-6"."""
    if gap.strip() not in ("-", "–", "−") or len(gap) > 1 or one.form != "digits" or two.form != "digits":
        return False
    assert one.value is not None and two.value is not None
    # a percentage sign, unit or currency after it would make it a range
    return one.value >= two.value and match_after(text, two.end) is None


def _range(text: str, one: Number, two: Number, gap: str, before: Number | None) -> Number | None:
    currency = match_before(text, two.start, dollar="USD")
    rest_end = two.start
    if currency is not None and currency.start >= one.end:
        rest_end = currency.start
    elif currency is not None:
        currency = None
    rest, unit = text[one.end : rest_end], None
    left_money = match_before(text, one.start, dollar="USD")
    opening = _opening(text, one.start if left_money is None else left_money.start)
    joiner = _joiner(rest, opening)
    if joiner is None:
        unit = match_after(text, one.end)
        if unit is None or unit.end > rest_end or unit.end == one.end:
            return None
        rest = text[unit.end : rest_end]
        joiner = _joiner(rest, opening)
        if joiner is None:
            return None
    if joiner == "dash" and unit is None and currency is None and _hyphen_code(text, one, two, rest):
        return Number(one.start, two.end, None, None, None, "other")
    if not _compatible(text, one, two, joiner, opening):
        return None
    if joiner == "or" and (
        unit is not None
        or (before is not None and before.parts is None and text[before.end : one.start] in (", ", ","))
    ):
        return None
    shared = _shared_unit(text, one, two, unit, left_money, currency, joiner, opening)
    if shared is None:
        return None
    start = one.start
    if opening is not None and not opening.group("ages") and not _names_range(opening):
        start = opening.start()
    return _make(text, one, two, start, shared, joiner, opening is not None, unit is not None)


def _opening(text: str, at: int) -> re.Match[str] | None:
    """The "between" or "from" before the first end or its currency, which stands at ``at``."""
    opening = _OPENING.search(text, max(0, at - windows.OPENING_CHARACTERS), at)
    return opening if opening is not None and _approximators(opening.group("blur").split()) else None


def _names_range(opening: re.Match[str]) -> bool:
    """Whether the word before a range is "range" itself: "in the range of $3m and $4m"."""
    return opening.group(1).lower().startswith("range")


def _approximators(words: list[str]) -> bool:
    return all(word.lower() in _allowed() for word in words)


def _allowed() -> frozenset[str]:
    return lexicons.words("number_contexts", rule="approximator")


def _joiner(rest: str, opening: re.Match[str] | None) -> str | None:
    """What joins two ends: "dash", "to", "or", "and"; None if the text between them is more than that."""
    if _DASH.fullmatch(rest):
        return "dash"
    match = _TO.fullmatch(rest)
    if match is not None and (not match.group(1) or (opening is not None and _approximators(match.group(1).split()))):
        return "to"
    if _OR.fullmatch(rest):
        return "or"
    if opening is not None and (opening.group(1).lower() == "between" or _names_range(opening)):
        match = _AND.fullmatch(rest)
        if match is not None and _approximators((match.group(1) or "").split()):
            return "and"
    return None


_RANGE_FORMS = frozenset(("digits", "words", "mixed", "fraction", "half", "article"))
_DIGIT_FORMS = frozenset(("digits", "fraction", "mixed"))


def _compatible(text: str, one: Number, two: Number, joiner: str, opening: re.Match[str] | None) -> bool:
    """Whether the forms of two numbers allow a range."""
    if two.form == "multiple":
        alike = one.form == "digits" or one.form == "multiple" and text[one.end - 1] in "x×"
        return alike and text[two.end - 1] in "x×" and joiner in ("dash", "to", "or")
    if one.form not in _RANGE_FORMS or two.form not in _RANGE_FORMS:
        return False
    if joiner == "dash":
        spaced = text[one.end : two.start].strip() != text[one.end : two.start]
        if (one.form in _DIGIT_FORMS) != (two.form in _DIGIT_FORMS):
            return False
        if spaced and (one.form == "words" or two.form == "words"):
            return False
    if joiner == "or" and opening is None:
        assert one.value is not None and two.value is not None
        scaled = (one.bare or one).value if two.multiplier and not one.multiplier else None
        return scaled is not None or one.value < two.value <= 10 * max(one.value, 1)
    return True


def _shared_unit(
    text: str,
    one: Number,
    two: Number,
    unit: UnitMatch | None,
    money: UnitMatch | None,
    currency: UnitMatch | None,
    joiner: str,
    opening: re.Match[str] | None,
) -> float | None:
    """What the first end is multiplied with to be in the unit of the second; None if the units make no range."""
    if money is None and currency is not None:
        return None
    if money is not None and currency is not None and money.unit.name != currency.unit.name:
        return None
    if money is not None and currency is None and joiner in ("to", "or") and opening is None:
        word = _NEXT_WORD.match(text, two.end)
        if word is not None and not two.multiplier and word.group(1).lower() not in _OPENS_RATE:
            return None
    if unit is None:
        return 1.0
    behind = match_after(text, two.end)
    if unit.unit.kind == "money":
        return 1.0 if currency is not None or (behind is not None and behind.unit.name == unit.unit.name) else None
    if behind is not None and behind.unit.name.startswith(f"{unit.unit.name} per "):
        return 1.0  # "1% to 2% a month"
    if behind is None or behind.unit.kind != unit.unit.kind:
        return None
    if behind.unit.name == unit.unit.name:
        return 1.0
    return unit.unit.factor / behind.unit.factor if behind.unit.offset == 0 and behind.unit.base else None


def _elided_thousands(text: str, one: Number, two: Number) -> bool:
    """Whether "13 to 14,000" leaves out the thousands of its first end."""
    if not text[two.start : two.end].endswith(",000") or one.form != "digits" or one.value is None or two.value is None:
        return False
    return two.value / 10_000 <= one.value < two.value / 1000


def _make(
    text: str, one: Number, two: Number, start: int, ratio: float, joiner: str, opened: bool, has_unit: bool
) -> Number | None:
    if not has_unit:
        one = _in_the_scale_of(text, one, two)
    assert one.value is not None and two.value is not None
    low, high = (one.value if ratio == 1 else float(f"{one.value * ratio:.12g}")), two.value
    if low == high or (low > high and not opened and not ((low < 0 and high < 0) or one.value < 0)):
        return None
    form: Form = one.form if one.form == two.form and one.form not in ("article", "half", "fraction") else "mixed"
    form = "multiple" if two.form == "multiple" else form
    parts = (one.as_part(1), two.as_part(2))
    bare = _bare_range(one, two, start)
    return Number(start, two.end, None, min(low, high), max(low, high), form, False, two.multiplier, 0, bare, parts)


def _in_the_scale_of(text: str, one: Number, two: Number) -> Number:
    """The first end with the multiplier that stands at the second alone: "5 to 10 million", not "500 to 3 million"."""
    assert one.value is not None and two.value is not None
    if two.multiplier and not one.multiplier and one.form in ("digits", "words", "fraction"):
        plain = two.bare.value if two.bare is not None else _without_multiplier(two)
        if plain and abs(one.value) < abs(plain) and abs(one.value) < 1000:
            one = one._replace(value=round(one.value * (two.value / plain), 6), multiplier=two.multiplier)
    if one.value is not None and _elided_thousands(text, one, two):
        one = one._replace(value=one.value * 1000)
    return one


def _bare_range(one: Number, two: Number, start: int) -> Number | None:
    """The range of the digits alone, where an ambiguous suffix may be a unit."""
    if two.bare is None or two.bare.value is None or not two.value or one.value is None:
        return None
    if one.bare is not None:
        low = one.bare.value
    elif one.multiplier == two.multiplier:
        low = one.value * two.bare.value / two.value
    else:
        return None
    if low is None or low >= two.bare.value:
        return None
    return Number(start, two.bare.end, None, low, two.bare.value, "digits")


def _without_multiplier(number: Number) -> float | None:
    """Value of the digits or words before the multiplier."""
    scale = multiplier_value(number.multiplier or "")
    return number.value / scale if scale and number.value is not None else None
