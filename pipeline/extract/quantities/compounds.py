"""Quantities written in several units: "5 feet 11 inches", "1h 20m", "two years and three months", "an hour and a half"."""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.numbers.find import Number, find_numbers
from pipeline.extract.numbers.suffixes import multiplier_value
from pipeline.extract.quantities import windows
from pipeline.extract.units.in_use import table
from pipeline.extract.units.matching import UnitMatch, match_after
from pipeline.extract.units.types import Unit

if TYPE_CHECKING:
    from spacy.tokens import Token

_any = partial(lexicons.one_of, "quantity_words")
_JOIN = re.compile(r"(?:,?\s+and\s+|,\s+|\s+|-)?(?=[0-9A-Za-z½¼¾])")
_INCHES_AFTER = re.compile(r"\s?['’′]\s?([0-9]{1,2}(?:\.[0-9]+)?|[0-9]?½)\s?(?:\"|”|″|''|’’)?(?![0-9\w])")
_AND_PART = re.compile(r"[ -]and[ -](?:an?[ -](half|quarter|third)|(three)[ -]quarters)(?![\w-])", re.I)
_PARTS = {
    row["form"]: 1 / int(row["value"])
    for row in lexicons.read("number_words")
    if row["class"] in {"half", "part", "ordinal"}
} | {"three": 0.75}  # "three quarters"
_INCH_PART = re.compile(
    r"""
    [ ,]{0,2}(?:and\ )?([0-9]{1,2}(?:\.[0-9]+)?)[ -]?(?:in|ins)\b(?!\s+(?:the|an?|[12][0-9]{3}|[A-Z]))
    | [- ]([0-9]|1[01])(?=\s*(?:[.,;)!?](?![0-9])|$)|\s(?:and|tall|with)\b)
    """,
    re.VERBOSE,
)
_SCALE_AFTER = re.compile(r"[ ](million|billion|trillion|thousand)(?![^\W_])", re.I)
_CLAUSE_ENDS = re.compile(r"\s*(?:[.,;:)!?](?![0-9])|$)")
_COMPARED = re.compile(rf"\s(?:{_any(rule='more_than_before')}|{_any(rule='less_than_before')})\b", re.I)
_KINDS = frozenset(("length", "duration", "mass"))
_SHORT = {"h": "hour", "m": "minute", "s": "second"}
_SHORT_PART = re.compile(r"\s?([0-9]{1,2}(?:\.[0-9]+)?)\s?([ms])(?![^\W_])")


_HANGS = re.compile(r"[-‐‑](?=,?\s)(?:,?\s(?:and|or|to|through)\s|,\s)(?:an?\s)?")
_EACH = lexicons.words("function_words", role="opens_rate") | {"every"}
_PERIODS = lexicons.words("number_contexts", rule="time_of_one")
_CHAIN = 6  # numbers that share what hangs on the last


def hanging_end(text: str, end: int) -> int | None:
    """Where the number ends whose hyphen a number ending at ``end`` shares: "6- or 9-inch", "three-, four- and six-door".

    None if no hyphen hangs on the number, or the last one has none.
    """
    for _ in range(_CHAIN):
        hangs = _HANGS.match(text, end)
        if hangs is None:
            return None
        found = find_numbers(text, hangs.end(), hangs.end() + windows.NEXT_NUMBER_CHARACTERS)
        if not found or found[0].start != hangs.end():
            return None
        end = found[0].parts[0].end if found[0].parts else found[0].end
        if text[end : end + 1] in "-‐‑" and text[end + 1 : end + 2].isalpha():
            return end
    return None


def find_compound(text: str, number: Number, match: UnitMatch) -> tuple[int, float, Unit] | None:
    """A quantity that goes on in smaller units after its first one.

    Args:
        text: The article.
        number: The number of its first part.
        match: The unit after that number.

    Returns:
        End of the whole, its value in the first unit, and that unit; None if nothing goes on.
    """
    unit, value, end = match.unit, number.value, match.end
    if value is None or (unit.kind not in _KINDS and unit.kind not in ("age", "money")):
        return None
    if unit.kind == "money":
        return _money(text, value, match)
    half = _AND_PART.match(text, end)
    if half is not None:
        return half.end(), value + _PARTS[(half.group(1) or half.group(2)).lower()], unit
    if match.surface in ("'", "’", "′"):
        return _feet_and_inches(text, number, value, unit)
    if number.form not in ("digits", "words", "mixed", "article") or value != int(value):
        return None  # "79.3 metres, three centimetres short of the record"
    total, last, reach = value * unit.factor, unit, end
    while (part := _next_part(text, reach, last)) is not None:
        reach, amount, last = part
        total += amount * last.factor
    if reach == end:
        return None
    return reach, round(total / unit.factor, 9), unit


def _money(text: str, value: float, match: UnitMatch) -> tuple[int, float, Unit] | None:
    """ "twelve dollars and twenty cents", "15 dollars 50", "75 USD million"."""
    unit, end = match.unit, match.end
    if unit.factor != 1:
        return None
    scale = _SCALE_AFTER.match(text, end)
    if scale is not None and value < 1000 and (times := multiplier_value(scale.group(1))) is not None:
        return scale.end(), round(value * times, 6), unit
    join = _JOIN.match(text, end)
    if join is None or join.end() == end:
        return None
    found = find_numbers(text, join.end(), min(len(text), join.end() + windows.NEXT_NUMBER_CHARACTERS))
    if not found or found[0].start != join.end() or found[0].value is None or not 0 < found[0].value < 100:
        return None
    small, behind = found[0].value, match_after(text, found[0].end)
    if behind is not None and behind.unit.name == unit.name and behind.unit.factor == 0.01:
        if value != int(value) or _COMPARED.match(text, behind.end):
            return None  # "3.20 euros, 40 cents more than now"
        return behind.end, round(value + small / 100, 9), unit
    bare = "," not in join.group() and _CLAUSE_ENDS.match(text, found[0].end) is not None
    if bare and behind is None and found[0].form in ("digits", "words") and small >= 10 and small == int(small):
        return found[0].end, round(value + small / 100, 9), unit
    return None


def _next_part(text: str, pos: int, unit: Unit) -> tuple[int, float, Unit] | None:
    """The next part after ``pos``: where it ends, its value and its smaller unit of the same kind."""
    if unit.name == "foot" and (inches := _INCH_PART.match(text, pos)) is not None:
        return inches.end(), float(inches.group(1) or inches.group(2)), table().units["inch"]
    if unit.kind == "duration":
        short = _SHORT_PART.match(text, pos)
        if short is not None and (unit.name == "hour") == (short.group(2) == "m"):
            return short.end(), float(short.group(1)), table().units[_SHORT[short.group(2)]]
    join = _JOIN.match(text, pos)
    if join is None or (pos == join.end() and not text[pos : pos + 1].isdecimal()):
        return None
    found = find_numbers(text, join.end(), min(len(text), join.end() + windows.FOUR_WORDS_CHARACTERS))
    if not found or found[0].start != join.end() or found[0].value is None:
        return None
    first = found[0]
    behind = match_after(text, first.end)
    if behind is None or behind.unit.kind != unit.kind or first.value is None or first.multiplier:
        return None
    ratio = unit.factor / behind.unit.factor
    whole = first.value < ratio if ratio > 1 else False
    # "two hours, 30 minutes" is one length of time, "two days and 400 hours" is not; nor are units far apart
    return (behind.end, first.value, behind.unit) if whole and ratio <= 5300 else None


def _feet_and_inches(text: str, number: Number, value: float, unit: Unit) -> tuple[int, float, Unit] | None:
    inches = _INCHES_AFTER.match(text, number.end)
    if inches is None:
        return None
    amount = inches.group(1)
    extra = float(amount.rstrip("½") or 0) + (0.5 if amount.endswith("½") else 0.0)
    return (inches.end(), round(value + extra / 12, 9), unit) if extra < 12 else None


_NEXT_NUMBER = re.compile(r"[ \u00a0]?[0-9]")
_COUNTRY = re.compile(
    r"""
    [ \u00a0]
    (US|U\.S\.|American|Cdn|CDN|CAN|Canadian|AU|Aus|Australian|NZ|New\ Zealand|HK|Hong\ Kong|Singapore)
    (?=
        \s*(?:[,;:)]|\.(?!\w)|$)
        | [ \u00a0](?:an?|per|in|on|for|to|and|or|from|at|by|last|this|each|is|was|which|more|less)\b
    )
    """,
    re.VERBOSE,
)
_CODES = {row["form"]: row["code"] for row in lexicons.read("dollars") if row["place"] == "behind"}


@cache
def _dollars() -> frozenset[str]:
    """Codes of all currencies that are called dollar."""
    from babel import Locale

    return frozenset(code for code, name in Locale("en").currencies.items() if "dollar" in name.lower())


def currency_behind(text: str, end: int, before: UnitMatch) -> tuple[int, Unit] | None:
    """End and currency of an amount that ends at ``end``, where what follows repeats or names its currency.

    A symbol that stands before another number belongs to that one: "rmb 10 usd 20".
    """
    named = _COUNTRY.match(text, end) if before.surface == "$" else None
    if named is not None:
        return named.end(), Unit(_CODES.get(named.group(1), "CAD"), "money", 1.0)
    behind = match_after(text, end)
    if behind is None or behind.unit.kind != "money" or behind.unit.factor != 1 or _NEXT_NUMBER.match(text, behind.end):
        return None
    if behind.unit.name == before.unit.name or (before.surface == "$" and behind.unit.name in _dollars()):
        return behind.end, behind.unit
    return None


def hyphen_joins(token: Token) -> bool:
    """Whether a word hangs on a hyphen: the "in" of "built-in", the "the" of "round-the-world"."""
    if token.i == 0 or token.i + 1 >= len(token.doc):
        return False
    before, behind = token.nbor(-1), token.nbor(1)
    return before.text == "-" and not before.whitespace_ or behind.text == "-" and not token.whitespace_


def is_paced(verb: Token) -> bool:
    """Whether what the tagger took for a verb is counted, by the parse or by the time: "handles 60 claims each month"."""
    doc, first = verb.doc, verb.i + 1
    if verb.dep_ == "dobj" and any(left.dep_ == "nummod" for left in verb.lefts):
        return True  # the parser knows better
    behind = [token.lower_ for token in doc[first : first + 4]]
    if behind[:2] == ["on", "a"] and behind[3:] == ["basis"]:
        return True
    return first + 1 < len(doc) and doc[first].lower_ in _EACH and doc[first + 1].lower_ in _PERIODS


def links(token: Token) -> bool:
    """Whether "and" or "for" joins what stands before one plural: "paid and free downloads", "Pixie for Schools licences"."""
    before, behind = token.nbor(-1), token.nbor(1) if token.i + 1 < len(token.doc) else token
    if token.tag_ == "CC":
        goes_on = behind.tag_ in ("JJ", "NN", "VBN", "VBG", "NNP", "HYPH") or hyphen_joins(behind)
        return goes_on and before.tag_ in ("JJ", "NN", "VBN", "NNP")
    return token.lower_ == "for" and before.tag_ == "NNP" and behind.tag_ in ("NNP", "NNPS")


def is_paid(token: Token, last: Token) -> bool:
    """Whether what the tagger took for a past is the participle before a name, or beside another counted plural.

    "2 million paid Pixie for Schools licences", "60 million listeners and 15 million paid subscribers".
    """
    behind = token.nbor(1) if token.i + 1 < len(token.doc) else token
    if token.i != last.i + 1 or token.tag_ != "VBD" or token.dep_ == "ROOT":
        return False
    return behind.tag_ == "NNP" or behind.tag_ == "NNS" and last.dep_ == "conj" and last.head.tag_ == "NNS"


def names_kind(token: Token) -> bool:
    """Whether a plural says of which kind the noun right behind it is: "40 graphics cores", "one media firm"."""
    return token.tag_ == "NNS" and token.dep_ == "compound" and token.head.i == token.i + 1


def is_measured_row(text: str, between: list[Token]) -> bool:
    """Whether the last of a row of numbers has a unit, and so all: "3, 6 and 12kg sacks"."""
    row = list(takewhile(lambda t: t.tag_ in ("CD", ",", "CC"), between))
    if not row or row[0].tag_ == "CD" or row[-1].tag_ != "CD":
        return False
    return match_after(text, row[-1].idx + len(row[-1])) is not None
