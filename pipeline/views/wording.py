"""Quantities and times as a person would write them: "more than 1.4 million subscribers", "$16.99", "March 2025".

The review page says the same in JavaScript (``review/page/wording.js``), since it words what a reviewer mends as well;
``tests/cases/wording.jsonl`` holds both to one another.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline import tables
from pipeline.records import Fact, FactTime, Kind, Quantity

BOUNDS = {">": "more than", ">=": "at least", "<": "under", "<=": "up to"}
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
AS_WRITTEN = frozenset({"ratio", "aspect_ratio", "multiple"})
"""Kinds whose own words are plainer than any number: "a fifth", "16:9", "twice"."""
_VERBS = {"increase": "rise", "decrease": "fall"}
_WAYS = {"delta": "by", "final": "to", "initial": "from", None: "of"}
_SYMBOLS = {"percent": "%", "per mille": "‰"}
_CODE = re.compile(r"[A-Z]{3}\b")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")
_PART = re.compile(r"(\d{4})-([QHW])(\d{1,2})")
_NAMES = {"Q": "quarter", "H": "half"}
_ORDINALS = ("", "first", "second", "third", "fourth")


def amount(quantity: Quantity, kind: Kind | None = None) -> str:
    """A quantity with its bounds, scale and unit, and with its change if it is part of one.

    Args:
        quantity: The quantity.
        kind: The kind of its fact: ages are "old", and parts of a whole stand as they are written.
    """
    told = _bounded(quantity, kind)
    if quantity.change is None or kind == "multiple":
        return told
    return f"{_VERBS[quantity.change]} {_WAYS[quantity.role]} {told}"


def _bounded(q: Quantity, kind: Kind | None) -> str:
    if kind in AS_WRITTEN:
        return q.text
    about = "about " if q.approximate else ""
    old = " old" if kind == "age" else ""
    if q.width and q.height and kind == "resolution":
        return f"{about}{q.width} × {q.height} pixels"
    if q.comparator == "range":
        low, high = (number(v, q.text) if v is not None else "…" for v in (q.value_min, q.value_max))
        return f"{about}{with_unit(f'{low} to {high}', q.unit, plural=True)}{old}"
    if q.value is None:
        return q.text
    bound = BOUNDS.get(q.comparator)
    told = with_unit(number(q.value, q.text), q.unit, plural=abs(q.value) != 1.0)
    return f"{bound + ' ' if bound else ''}{about}{told}{old}"


def number(value: float, text: str = "") -> str:
    """A number with the word for its scale where that leaves at most three decimals: "1.4 million", "1,234,567".

    Args:
        value: The number.
        text: How it was written: of decimals that say nothing ("$16.90") those are kept that stand there.
    """
    sign, value = ("−" if value < 0 else ""), abs(value)
    for scale, name in SCALES:
        scaled = value / scale
        if scaled >= 1 and (value >= 1e15 or abs(round(scaled, 3) - scaled) < 1e-9 * scaled):
            return f"{sign}{_digits(round(scaled, 3), text)} {name}"
    return sign + _digits(value, text)


def _digits(value: float, text: str) -> str:
    written = max((f"{value:,.{n}f}" for n in (1, 2) if f"{value:.{n}f}" in text.replace(",", "")), key=len, default="")
    if written and float(written.replace(",", "")) == value:
        return written
    exact = f"{value:,.12g}"
    return exact if "e" not in exact else f"{value:,.12f}".rstrip("0").rstrip(".")


def with_unit(told: str, unit: str | None, plural: bool) -> str:
    """A number with its unit: a currency's symbol before it, other units behind it."""
    if unit is None:
        return told
    if unit in _SYMBOLS:
        return f"{told} {_SYMBOLS[unit]}"
    if _CODE.match(unit):
        symbol, rest = currency(unit[:3]), unit[3:]
        if told.startswith("−"):
            return f"−{symbol}{told[1:]}{rest}"
        return f"{symbol}{told.replace(' to ', f' to {symbol}')}{rest}"
    return f"{told} {plural_of(unit) if plural else unit}"


@cache
def currency(code: str) -> str:
    """The symbol of a currency by its ISO 4217 code; the code and a blank where it has none."""
    from babel.numbers import get_currency_symbol

    symbol: str = get_currency_symbol(code, "en_US")
    return symbol if not symbol.isalpha() else f"{symbol} "


@cache
def plural_of(unit: str) -> str:
    """The plural of a unit or of a counted noun: "square feet", "kilometres per hour", "degrees Celsius", "people"."""
    head, rest = re.fullmatch(r"(.+?)((?: per | of ).*)?", unit, re.S).groups("")  # type: ignore[union-attr]
    if head.startswith("degree "):
        return f"degrees{unit[6:]}"
    before, _, noun = head.rpartition(" ")
    return f"{before} {_plural(noun)}{rest}".lstrip()


def _plural(noun: str) -> str:
    if known := irregular().get(noun):
        return known
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return noun + "es"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + "s"


@cache
def irregular() -> dict[str, str]:
    """The plurals that no rule gives, by the singular."""
    return {row["singular"]: row["plural"] for row in tables.packaged("pipeline.views", "plurals")}


def when(time: FactTime) -> str:
    """A time as one says it: "4 March 2025", "third quarter of 2024"; what has no such form in the article's words."""
    if day := _DAY.fullmatch(time.value):
        year, month, of_month = day.groups()
        if month and not 1 <= int(month) <= 12:
            return time.text
        return " ".join(
            [*([str(int(of_month))] if of_month else []), *([_MONTHS[int(month) - 1]] if month else []), year]
        )
    if part := _PART.fullmatch(time.value):
        year, sort, place = part[1], part[2], int(part[3])
        if sort == "W":
            return f"week {place} of {year}"
        return f"{_ORDINALS[place]} {_NAMES[sort]} of {year}" if 1 <= place <= 4 else time.text
    return time.text


def measured(fact: Fact) -> str | None:
    """What is measured, unless the unit says it already ("subscribers" of 1.4 million subscribers)."""
    if fact.property is None:
        return None
    unit, name = fact.quantity.unit, fact.property.name
    counted = unit and {unit.rpartition(" ")[2].lower(), plural_of(unit).rpartition(" ")[2].lower()}
    return None if counted and name.rpartition(" ")[2].lower() in counted else name
