"""Rules for numbers in words, clock times and dates in figures."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.times import calendar as values
from pipeline.extract.times import windows
from pipeline.extract.times.cascade import Built, Phase, Rule, pick, spanning
from pipeline.extract.times.meaning import Absolute, Expression
from pipeline.extract.times.named import Clock
from pipeline.extract.times.symbols import Node

_any = partial(lexicons.one_of, "time_cues")
_DIGITS = re.compile(r"\d+")
_NUNIT = re.compile(r"([\d.]*\d)\s?(\D+)")
_TIMED = re.compile(rf"\b(?:{_any(cue='timed_by')})\s$", re.IGNORECASE)
_CLOCK_LEAD = re.compile(rf"\b(?:{_any(cue='clock_lead')})\s$", re.IGNORECASE)
_YEAR_LEAD = re.compile(rf"\b(?:{_any(cue='year_lead')})\s$", re.IGNORECASE)
_COUNTS_NONE = re.compile(rf"[.,;:)]|\s(?:{_any(cue='counts_none')})\b|$")
GLUED_UNITS = {"s": "TS", "m": "TM", "h": "TH", "d": "D", "w": "W", "mo": "M", "y": "Y"}
"""Unit of a glued amount ("30min", "2hrs") by its first letter; "mo" is a month."""


def _numeral(parts: list[Node], text: str) -> Built:
    total, current = 0, 0
    for node in parts:
        if node.symbol == "BIGW":
            if node.value == 100 or node.value == 12:
                current = (current or 1) * node.value
            else:
                total, current = total + (current or 1) * node.value, 0
        elif node.symbol in ("NWORD", "TENS"):
            current += node.value
    tens = [n for n in parts if n.symbol in ("TENS", "NWORD")]
    if not pick(parts, "BIGW") and len(tens) == 2 and tens[1].value >= 10:  # "twenty fourteen"
        return _year_in_words(parts, text)
    return spanning("NUM", parts, float(total + current))


def _ordinal(parts: list[Node], text: str) -> Built:
    tens, ones = parts[0].value, parts[-1].value
    ones = 2 if parts[-1].symbol == "SECOND" else ones
    return spanning("ORD", parts, tens + ones) if ones < 10 else None


def _scaled(parts: list[Node], text: str) -> Built:
    number = parts[0].value if parts[0].symbol != "BIGW" else 1
    return spanning("NUM", parts, float(number * parts[-1].value))


def _time(hour: int, minute: int, second: int | None, half: str, zone: str) -> str | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or (second or 0) > 59:
        return None
    return f"T{hour:02}:{minute:02}" + (f":{second:02}" if second is not None else "") + zone


def _figures(node: Node, figures: str) -> list[int]:
    """Hours, minutes and seconds of a number; none of half of something."""
    if node.symbol == "NUM":
        return [int(node.value)]
    if node.symbol == "BNUM" and not figures.isdecimal():
        return []
    found = [int(n) for n in _DIGITS.findall(figures)]
    if node.symbol in ("YNUM", "ZNUM", "BNUM", "SNUM") and len(found) == 1:
        return [found[0] // 100, found[0] % 100]
    return found


def _clock(parts: list[Node], text: str) -> Built:
    """Clock times with figures; those without a.m., p.m. or zone need a preposition or a day (CLKW)."""
    figures = text[parts[0].start : parts[0].end]
    found = _figures(parts[0], figures)
    if len(found) == 3 and parts[0].symbol == "CLOCK":
        if _TIMED.search(text, max(0, parts[0].start - windows.PHRASE_CHARACTERS), parts[0].start):  # "won in 2:04:51"
            return spanning("DUR", parts, tuple(zip(map(float, found), ("TH", "TM", "TS"), strict=True)))
    if not found:
        return None
    marker = pick(parts, "AMPM")
    half = text[marker.start].lower() if marker else ""
    if parts[0].symbol == "CLOCKAP":
        half = re.sub(r"[^apAP]", "", figures)[:1].lower()
    zone = pick(parts, "ZONE")
    daypart = pick(parts, "POD")
    if daypart and not half:
        half = "a" if daypart.value == "MO" else "p"
    value = _time(found[0], found[1] if len(found) > 1 else 0, found[2] if len(found) > 2 else None, half,
                  zone.value if zone else "")  # fmt: skip
    if value is None:
        return None
    sure = half or zone or daypart or pick(parts, "OCLOCK")
    return spanning("CLK" if sure else "CLKW", parts, value)


def _hours(parts: list[Node], text: str) -> Built:
    """ "1430 hours" behind a preposition, "0400hrs": a time of day in four figures and no length of time."""
    figures = _DIGITS.match(text, parts[0].start)
    if figures is None or len(figures.group()) != 4 or (len(parts) > 1 and parts[1].value != "TH"):
        return None
    if len(parts) == 1 and text[figures.end() : figures.end() + 3].strip()[:1].lower() != "h":
        return None
    led = _CLOCK_LEAD.search(text, max(0, parts[0].start - windows.TWO_WORDS_CHARACTERS), parts[0].start)
    if led is None and figures.group()[0] != "0":
        return None
    value = _time(int(figures.group()[:2]), int(figures.group()[2:]), None, "", "")
    return None if value is None else spanning("CLK", parts, value)


def _year_in_words(parts: list[Node], text: str) -> Built:
    """ "nineteen eighty-five": a century and its year."""
    century, year = int(parts[0].value), int(parts[-1].value)
    if (
        not 17 <= century <= 20
        or not 10 <= year <= 99
        or not _YEAR_LEAD.search(text, max(0, parts[0].start - windows.YEAR_LEAD_CHARACTERS), parts[0].start)
    ):
        return None
    return spanning("YEAR", parts, Absolute(values.months("Y", 100 * century + year, 1)))


def _thousand(parts: list[Node], text: str) -> Built:
    """ "in two thousand and eight," where nothing follows that it would count."""
    number = int(parts[0].value)
    led = _YEAR_LEAD.search(text, max(0, parts[0].start - windows.YEAR_LEAD_CHARACTERS), parts[0].start)
    if not 2000 < number <= 2050 or led is None or not _COUNTS_NONE.match(text, parts[0].end):
        return None
    return spanning("YEAR", parts, Absolute(values.months("Y", number, 1)))


def _year_so_many(parts: list[Node], text: str) -> Built:
    """ "the year two thousand"."""
    number = int(parts[-1].value)
    return spanning("YEAR", parts, Absolute(values.months("Y", number, 1))) if 1000 <= number <= 2100 else None


def _clock_range(parts: list[Node], text: str) -> Built:
    """ "9-11am": the first figure shares the second's half of the day."""
    last = _clock(parts[2:], text)
    if not isinstance(last, Node):
        return None
    figures = [int(n) for n in _DIGITS.findall(text[parts[0].start : parts[0].end])]
    hour = figures[0]
    half = "p" if int(last.value[1:3]) >= 12 and hour <= int(last.value[1:3]) % 12 else "a"
    first = _time(hour, figures[1] if len(figures) > 1 else 0, None, half, "")
    return None if first is None else [Node("CLK", parts[0].start, parts[0].end, first), parts[1], last]


def _hour_of_daypart(parts: list[Node], text: str) -> Built:
    """ "at 3 in the morning": an hour behind a preposition."""
    if not _CLOCK_LEAD.search(text, max(0, parts[0].start - windows.TWO_WORDS_CHARACTERS), parts[0].start):
        return None
    return _clock(parts, text)


def _half_past(parts: list[Node], text: str) -> Built:
    return spanning("CLK", parts, f"T{int(parts[-1].value):02}:30") if parts[-1].value <= 12 else None


def _minutes_past(parts: list[Node], text: str) -> Built:
    """ "quarter past nine", "ten minutes to six", "20 past eight"."""
    hour = int(parts[-1].value)
    minutes = 15 if pick(parts[:-1], "QTR") else int(parts[0].value)
    before = pick(parts, "TO", "BEFORE") is not None
    if not 1 <= hour <= 24 or not 1 <= minutes < 60:
        return None
    total = hour * 60 + (-minutes if before else minutes)
    return spanning("CLKW", parts, f"T{total // 60:02}:{total % 60:02}")


def _noon(parts: list[Node], text: str) -> Built:
    zone = pick(parts, "ZONE")
    if parts[0].symbol != "NOON":
        if parts[0].value != 12:
            return [parts[0], spanning("CLK", parts[1:], parts[1].value + (zone.value if zone else ""))]
        return spanning("CLK", parts, parts[1].value + (zone.value if zone else ""))
    return spanning("CLK", parts, parts[0].value + (zone.value if zone else ""))


def _iso(parts: list[Node], text: str) -> Built:
    token = str(parts[0].value).replace("/", "-")
    day = date.fromisoformat(token[:10])
    meaning: Expression = Absolute(values.containing("D", day))
    if len(token) > 10:
        clock = re.match(r"\d\d:\d\d(?::\d\d)?", token[11:])
        zone = "Z" if token.endswith("Z") else ""
        return spanning("TIME", parts, Clock("T" + (clock.group() if clock else "") + zone, meaning))
    return spanning("DATE", parts, meaning)


def _slash(parts: list[Node], text: str) -> Built:
    """Month first, as in the United States, unless only the other order makes a date."""
    first, second, third = (int(n) for n in _DIGITS.findall(str(parts[0].value)))
    year = values.full_year(third) if third < 100 else third
    dotted = "." in str(parts[0].value)
    if dotted and year < 1900:
        return None
    month, day = (second, first) if (dotted and second <= 12) or first > 12 else (first, second)
    return spanning("DATE", parts, Absolute(values.containing("D", date(year, month, day))))


def _glued(parts: list[Node], text: str) -> Built:
    """ "30min", "2hrs"."""
    if (hours := _hours(parts, text)) is not None:
        return hours
    match = _NUNIT.match(str(parts[0].value))
    if match is None:
        return None
    word = match.group(2)
    code = GLUED_UNITS["mo" if word.startswith("mo") else word[0]]
    return spanning("DUR", parts, ((float(match.group(1)), code),))


PHASES = (
    (
        Rule("ordinal", "TENS HYP? (?:ORD|SECOND)", _ordinal),
        Rule("numeral", "NW (?:HYP? BIGW (?:AND? NW)?)*", _numeral),
        Rule("scaled", "A? BIGW | (?:DNUM|SNUM|BNUM|YNUM) HYP? BIGW", _scaled),
        Rule("iso date", "ISO", _iso),
        Rule("numeric date", "SLASH", _slash),
    ),
    (
        Rule("clock range", "(?:DNUM|CLOCK) (?:HYP|DASH|TO|AND) CLOCKAP ZONE?", _clock_range),
        Rule("half past", "HALF PAST (?:NUM|DNUM)", _half_past),
        Rule("quarter past", "A? QTR (?:PAST|TO) (?:NUM|DNUM)(?!HYP|BIGW|UNITS)", _minutes_past),
        Rule("minutes past", "(?:NUM|DNUM|SNUM) UNITS? (?:PAST) (?:NUM|DNUM)(?!HYP|BIGW|UNITS)", _minutes_past),
        Rule("oclock", "(?:DNUM|NUM) OCLOCK (?:IN THE POD | AT POD | AMPM)? ZONE?", _clock),
        Rule("clock", "CLOCKAP ZONE? | (?:DNUM|NUM|CLOCK|BNUM) AMPM ZONE? | CLOCK (?:IN THE POD)? ZONE?", _clock),
        Rule("hour of a daypart", "(?:NUM|DNUM) IN THE POD ZONE?", _hour_of_daypart),
        Rule("military time", "(?:YNUM|ZNUM|BNUM) ZONE", _clock),
        Rule("hours of the day", "(?:YNUM|ZNUM|BNUM) UNITS", _hours),
        Rule("year in words", "NUM NUM", _year_in_words),
        Rule("thousand and so many", "NUM(?!UNITS|UNITX|BIGW|HYP|COUNT)", _thousand),
        Rule("year so many", "THE? YEARW NUM", _year_so_many),
        Rule("noon", "(?:DNUM|NUM)? NOON ZONE?", _noon),
        Rule("glued", "NUNIT", _glued),
    ),
)


def phases() -> list[Phase]:
    """The compiled phases of this module, in order."""
    return [Phase.of(rules) for rules in PHASES]
