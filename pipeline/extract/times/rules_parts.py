"""Rules for parts and places in longer periods: "the end of March", "early 2009", "Friday night", "9 a.m. on Sunday"."""

from __future__ import annotations

import re

from pipeline.extract.times import calendar as values
from pipeline.extract.times import windows
from pipeline.extract.times.cascade import Built, Phase, Rule, pick, spanning
from pipeline.extract.times.meaning import Anaphor
from pipeline.extract.times.named import Clock, Nth
from pipeline.extract.times.rules_basic import over_a_span
from pipeline.extract.times.rules_dates import YEARX, weekday, year_within
from pipeline.extract.times.symbols import Node

_HALF = re.compile(r"[ap]\.?\s?m\b|noon|midday|midnight|\b0", re.IGNORECASE)
_AT = re.compile(r"\b(?:at|about|around|by|until|since|after|before|from)\s$", re.IGNORECASE)
_FOUR_FIGURES = re.compile(r"(\d\d?)[.:]?([0-5]\d)")
_WHOLE = "(?:DATE|MON|AMON|BMON|PER|YR|YEAR|RYR|SEAS|ASEAS|QUARTER|HALFYEAR|DECADE2|THEU)"


def _nth(parts: list[Node], text: str) -> Built:
    """ "the last week of August", "the second Monday of June"."""
    nth, whole = next(n for n in parts if n.symbol != "THE"), parts[-1]
    unit = next(n for n in parts[1:] if n.symbol in ("UNIT", "YEARW", "WKND", "DATE", "WDAY"))
    count = 2 if nth.symbol == "SECOND" else int(nth.value)
    if unit.symbol == "WDAY":
        return spanning("DATE", parts, Nth(count, "D", unit.value, whole.value))
    if unit.value in values.CLOCK_UNITS:
        return None
    return spanning("DATE" if unit.value == "D" else "PER", parts, Nth(count, unit.value, 0, whole.value))


def _nth_of_each(parts: list[Node], text: str) -> Built:
    """ "the first Monday of each month": a set."""
    return spanning("SET", parts, parts[-1].value) if parts[-1].value.value.startswith("P") else None


def _day_of(parts: list[Node], text: str) -> Built:
    """ "the 12th of next month"."""
    nth, whole = next(n for n in parts if n.symbol == "ORD"), parts[-1].value
    if getattr(whole, "unit", None) != "M" or nth.value > 31:
        return None
    return spanning("DATE", parts, Nth(nth.value, "D", 0, whole))


def _week_of(parts: list[Node], text: str) -> Built:
    """ "the week of August 5"."""
    return spanning("PER", parts, Nth(1, "W", 0, parts[-1].value)) if parts[0].value.unit == "W" else None


def _part(parts: list[Node], text: str) -> Built:
    """ "the end of March", "early 2009", "mid-April", "later this year", "the very beginning of the week"."""
    whole = parts[-1] if parts[-1].symbol != "PART" else parts[0]
    strong = {"THEU": "PER", "YR": "YEAR", "AMON": "MON", "BMON": "MON", "SEAS": "PER", "ASEAS": "PER", "QUARTER": "PER",
              "HALFYEAR": "PER", "DECADE2": "PER"}  # fmt: skip
    mark = pick(parts, "PART", "MODP", "EARLIER", "LATER")
    mod = None
    if mark is not None:
        mod = mark.value if mark.symbol in ("PART", "MODP") else "START" if mark.symbol == "EARLIER" else "END"
    symbol = strong.get(whole.symbol, whole.symbol)
    if whole.symbol == "THEU" and whole.value.unit == "D":
        symbol = "DATE"
    return spanning(symbol, parts, whole.value, mod or whole.mod)


def _year_end(parts: list[Node], text: str) -> Built:
    """ "year-end", "by year end", "month-end", "year-end 2023", "the year's end"."""
    within = year_within(parts)
    unit, mark = pick(parts, "YEARW", "UNIT"), pick(parts, "PART")
    if unit is None or mark is None or (mark.value != "END" and not pick(parts, "HYP")):
        return None
    return spanning("PER", parts, within or Anaphor(unit.value, 0), mark.value)


def _end_of(parts: list[Node], text: str) -> Built:
    """ "this year's end", "next month's start"."""
    return spanning("PER", parts, parts[0].value, parts[-1].value)


def _daypart(parts: list[Node], text: str) -> Built:
    """ "Friday night", "early Monday morning", "the evening of 3 May"."""
    day, part = pick(parts, "DATE"), pick(parts, "POD", "DAWN")
    if day is None or part is None:
        return None
    if parts.index(part) < parts.index(day) and over_a_span(text, parts[0].start) and not pick(parts, "OF"):
        return None
    early = pick(parts, "MODP")
    return spanning("TIME", parts, Clock("T" + part.value, day.value), early.value if early else None)


def _early_hours(parts: list[Node], text: str) -> Built:
    """ "the early hours of Sunday", "the early morning hours": before it is day."""
    hours, early, day = pick(parts, "UNITS"), pick(parts, "MODP"), parts[-1]
    if hours is None or hours.value != "TH" or early is None:
        return None
    part = pick(parts, "POD")
    clock = "T" + (part.value if part else "MO" if early.value == "START" else "NI")
    if day.symbol == "TIME":
        return spanning("TIME", parts, day.value, early.value)
    return spanning("TIME", parts, Clock(clock, day.value if day.symbol == "DATE" else None), early.value)


def _the_daypart(parts: list[Node], text: str) -> Built:
    """ "in the afternoon", "during the late evening": of the day that is spoken of."""
    early = pick(parts, "MODP")
    return spanning("TIMEP", parts, Clock("T" + parts[-1].value), early.value if early else None)


def _clock_day(parts: list[Node], text: str) -> Built:
    """ "9 a.m. on Friday", "Sunday at noon", "4 p.m. this afternoon"."""
    clock = pick(parts, "CLK", "CLKW")
    day = pick(parts, "DATE", "TIME")
    if clock is None or day is None:
        return None
    if not isinstance(day.value, Clock):
        return spanning("TIME", parts, Clock(clock.value, day.value))
    return spanning("TIME", parts, Clock(_in_half(clock, day.value.time, text), day.value.day))


def _hour_day(parts: list[Node], text: str) -> Built:
    """ "at 9 tonight", "at five on Thursday afternoon", "at 0410 on Sunday", "at 04.25 on Monday"."""
    hour, day = parts[0], parts[-1]
    if not _AT.search(text, max(0, hour.start - windows.TWO_WORDS_CHARACTERS), hour.start):
        return None
    figures = text[hour.start : hour.end]
    if hour.symbol in ("NUM", "DNUM"):
        if not isinstance(day.value, Clock) or not 1 <= hour.value <= 12:
            return None
        part = day.value.time
        after = part in ("TAF", "TEV", "TNI") and hour.value < 12
        return spanning("TIME", parts, Clock(f"T{int(hour.value) + 12 * after:02}:00", day.value.day))
    clock = _FOUR_FIGURES.fullmatch(figures)
    if clock is None or int(clock.group(1)) > 24:
        return None
    value = f"T{int(clock.group(1)):02}:{clock.group(2)}"
    if isinstance(day.value, Clock):
        return spanning("TIME", parts, Clock(value, day.value.day))
    return spanning("TIME", parts, Clock(value, day.value))


def _clocks_day(parts: list[Node], text: str) -> Built:
    """ "from 6 to 8 p.m. on Thursday": both on that day."""
    first, mark, *rest = parts
    last = _clock_day(rest, text)
    if not isinstance(last, Node) or not isinstance(last.value, Clock):
        return None
    return [Node("TIME", first.start, first.end, Clock(first.value, last.value.day)), mark, last]


def _in_half(clock: Node, part: str, text: str) -> str:
    """The time of day on a 24-hour clock where only the part of the day says which half: "11 o'clock Monday night"."""
    time = str(clock.value)
    hour = int(time[1:3]) if time[1:3].isdigit() else 0
    said = _HALF.search(text, clock.start, clock.end)
    if said or part not in ("TAF", "TEV", "TNI") or not (1 if part == "TAF" else 5) <= hour < 12:
        return time
    return f"T{hour + 12:02}{time[3:]}"


def _clock_alone(parts: list[Node], text: str) -> Built:
    return spanning("TIME" if parts[0].symbol == "CLK" else "TIMEW", parts, Clock(parts[0].value))


PHASES = (
    (
        Rule("nth of each", "THE? NTH (?:WDAY|UNITX|WKND) (?:OF|IN) SET", _nth_of_each),
        Rule("nth weekday", f"THE? NTH WDAY (?:OF|IN) (?:MON|AMON|BMON|PER|{YEARX}|THEU)", _nth),
        Rule("weekday alone", "WDAY", weekday),
    ),
    (
        Rule("nth", f"THE? NTH (?:UNITX|WKND) (?:OF|IN) (?:MON|AMON|BMON|PER|{YEARX}|THEU|DATE)", _nth),
        Rule("week of", "THEU OF DATE", _week_of),
        Rule("day of a month", "THE? ORD OF PER", _day_of),
        Rule("year end", f"YEARW HYP? PART (?:{YEARX})? | UNIT HYP PART | THE? YEARW S PART(?!OF)", _year_end),
        Rule("end of", "(?:RYR|YEAR|PER|THEU) S PART(?!OF)", _end_of),
        Rule("part", f"THE? VERY? PART (?:OF|HYP) {_WHOLE} | PART HYP? (?:MON|AMON|BMON|YR|YEAR)", _part),
        Rule(
            "daypart",
            "MODP? HYP? DATE S? MODP? POD | (?:THE? MODP? POD) (?:OF|ON) DATE | DAWN (?:ON|OF)? DATE",
            _daypart,
        ),
        Rule("early", f"THE? MODP HYP? {_WHOLE} | MODP IN {_WHOLE}", _part),
        Rule(
            "earlier",
            f"(?<!UNIT)(?<!UNITS)(?<!YEARW)(?<!QTR)(?<!QTRS) (?:EARLIER|LATER) (?:(?:ON|IN)? {_WHOLE})",
            _part,
        ),
    ),
    (
        Rule("early hours", "THE MODP POD? UNITS (?:OF|ON) (?:DATE|TIME) | THE MODP POD UNITS", _early_hours),
        Rule("early daypart", "THE? MODP HYP? TIME", _part),
        Rule("early daypart", "(?:EARLIER|LATER) TIME", _part),
        Rule("clocks and day", "(?:CLK|CLKW) RANGE (?:CLK|CLKW) COMMA? ON? DATE", _clocks_day),
        Rule("clock and day", "(?:CLK|CLKW) COMMA? (?:ON|THIS)? (?:DATE|TIME)", _clock_day),
        Rule("clock and day", "(?:DATE|TIME) COMMA? AT? (?:CLK|CLKW)", _clock_day),
        Rule("hour and day", "(?:NUM|DNUM) (?:ON|THIS)? TIME | (?:ZNUM|YNUM|BNUM|YR) ON (?:DATE|TIME)", _hour_day),
        Rule("clock", "CLK | CLKW", _clock_alone),
        Rule("the daypart", "THE? MODP? HYP? POD(?!POD|UNITS)", _the_daypart),
    ),
)


def phases() -> list[Phase]:
    """The compiled phases of this module, in order."""
    return [Phase.of(rules) for rules in PHASES]
