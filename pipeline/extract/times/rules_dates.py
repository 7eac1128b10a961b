"""Rules that compose dates: month and day, weekdays, quarters, decades, seasons."""

from __future__ import annotations

import re
from datetime import date

from pipeline.extract.times import calendar as values
from pipeline.extract.times import windows
from pipeline.extract.times.cascade import Built, Phase, Rule, pick, spanning
from pipeline.extract.times.meaning import Absolute, Containing, Expression, Vague
from pipeline.extract.times.named import Named
from pipeline.extract.times.reckoned import SamePeriod
from pipeline.extract.times.rules_basic import NAMED_SYMBOLS, named, year_of
from pipeline.extract.times.symbols import Node

_TITLE = re.compile(r"\b[Tt]he\s$")
_INDEFINITE = re.compile(r"\b[Aa]\s$")
_OWN_NOUN = re.compile(
    r"\s(?!(?:in|of|when|that|with|at|on|and|or|morning|afternoon|evening|night|like|before|after)\b)[a-z]{3,}"
)
"""A noun behind "a Monday", which makes it a certain Monday: "a Monday filing"."""
_ENDS = re.compile(r"\s*(?:[.,;)]|(?:and|or|to)\b|$)")
_RANGED = re.compile(r"[-–—]$|\b(?:to|through)[ -]$")  # "the January-March quarter" tells two months
_HALF_ENDS = re.compile(r"\s*(?:[.,;:)]|$)|[\s-]years?\b")  # "the December half", no marathon
_CAPITAL = re.compile(r"\s[A-Z][a-z]")
YEARS = ("YR", "YEAR", "RYR")


def _day_number(node: Node) -> int:
    return 2 if node.symbol == "SECOND" else int(node.value)


def year_within(parts: list[Node]) -> Expression | None:
    """The year that a date names, if any."""
    year = pick(parts, *YEARS, "THEU", "SYEAR")
    if year is None:
        return None
    return Absolute(values.months("Y", year_of(year), 1)) if year.symbol == "SYEAR" else year.value


def month_day(month: int, day: int, within: Expression | None) -> Named | None:
    """A day of a month; None if no year has it."""
    try:
        date(2000, month, day)
    except ValueError:
        return None
    return Named("MD", month, day, within)


def _date(parts: list[Node], text: str) -> Built:
    """ "Monday, Oct. 30, 1989", "the 5th of May", "3 June 2024", "October 12 last year"."""
    month = pick(parts, "MONTH", "AMONTH")
    day = pick(parts, "DNUM", "ORD", "SECOND")
    if month is None or day is None:
        return None
    meaning = month_day(month.value, _day_number(day), year_within(parts))
    if meaning is None:
        return None
    if parts[0].symbol == "THE" and parts[1].symbol == "DNUM":
        return [parts[0], spanning("DATE", parts[1:], meaning)]  # the 5 March vote
    return spanning("DATE", parts, meaning)


def _marked(parts: list[Node], text: str) -> Built:
    """ "17-Nov-2021", "7-Nov-21"."""
    last = parts[-1]
    year = last.value if last.symbol == "YR" else Absolute(values.months("Y", values.full_year(last.value), 1))
    meaning = month_day(parts[2].value, parts[0].value, year)
    return None if meaning is None else spanning("DATE", parts, meaning)


def _days(parts: list[Node], text: str) -> Built:
    """Two days of one month: "Nov. 5-7", "April 9 and 23, 2017", "3 to 5 May": two dates."""
    month = pick(parts, "MONTH", "AMONTH")
    if month is None:
        return None
    days = [i for i, n in enumerate(parts) if n.symbol in ("DNUM", "ORD", "SECOND")]
    first, last = days[0], days[-1]
    within = year_within(parts)
    one = month_day(month.value, _day_number(parts[first]), within)
    two = month_day(month.value, _day_number(parts[last]), within)
    if one is None or two is None:
        return None
    return [spanning("DATE", parts[: first + 1], one), *parts[first + 1 : last], spanning("DATE", parts[last:], two)]


def _month(parts: list[Node], text: str) -> Built:
    """ "April 2024", "May of last year", "April"."""
    month = pick(parts, "MONTH", "AMONTH")
    if month is None:
        return None
    if parts[0].symbol == "THEU" and parts[0].value.unit != "M":
        rest = _month(parts[2:], text)
        return [*parts[:2], rest] if isinstance(rest, Node) else None
    within = year_within([n for n in parts[1:] if n is not month])
    symbol = "MON" if within or len(parts) > 1 else "BMON" if month.symbol == "MONTH" else "AMON"
    return spanning(symbol, parts, named(month, within=within))


def _quarter_to(parts: list[Node], text: str) -> Built:
    """ "The June quarter", "the September 2023 quarter", "the June half": it ends with the month."""
    month, unit = pick(parts, "MONTH", "AMONTH"), pick(parts, "QTR", "HALF")
    if month is None or unit is None:
        return None
    ranged = _RANGED.search(text, max(0, parts[0].start - windows.SPAN_CHARACTERS), parts[0].start)
    if ranged or unit.symbol == "HALF" and not _HALF_ENDS.match(text, unit.end):
        first, behind = parts.index(month), parts.index(unit)
        plain = _month(parts[first:behind], text)
        return [*parts[:first], plain, *parts[behind:]] if isinstance(plain, Node) else None
    end = named(month, within=year_within(parts))
    return spanning("PER", parts, Containing("Q" if unit.symbol == "QTR" else "H", end))


def _months(parts: list[Node], text: str) -> Built:
    """ "March and April 2015": both lie in the year."""
    found = [i for i, n in enumerate(parts) if n.symbol in ("MONTH", "AMONTH")]
    within = year_within(parts)
    first, last = found[0], found[-1]
    return [
        spanning("MON", parts[: first + 1], named(parts[first], within=within)),
        *parts[first + 1 : last],
        spanning("MON", parts[last:], named(parts[last], within=within)),
    ]


def weekday(parts: list[Node], text: str) -> Built:
    """ "Monday"; with "of last week", "next week" the day of that week; "the 5th" beside it is part of it."""
    week = pick(parts, "PER")
    if week is not None and getattr(week.value, "unit", None) != "W":
        return None
    if _TITLE.search(text, max(0, parts[0].start - windows.TITLE_CHARACTERS), parts[0].start) and _CAPITAL.match(
        text, parts[-1].end
    ):
        return None  # the Sunday Times
    name = next(n for n in parts if n.symbol == "WDAY")
    day = pick(parts, "ORD", "SECOND", "DNUM")
    if day is not None and day.symbol == "DNUM" and not _ENDS.match(text, day.end):
        return [spanning("DATE", parts[:1], named(name)), *parts[1:]]
    if day is not None:
        return spanning("DATE", parts, Named("WD", name.value, _day_number(day)))
    if _INDEFINITE.search(text, max(0, parts[0].start - 3), parts[0].start) and not _OWN_NOUN.match(text, name.end):
        return spanning("DATE", parts, Vague(named(name).unanchored()))
    return spanning("DATE", parts, named(name, within=week.value if week else None))


def _quarter(parts: list[Node], text: str) -> Built:
    """ "the third quarter of 2023", "this year's second half", "fiscal first quarter"."""
    unit = pick(parts, "QTR", "HALF")
    nth = pick(parts, "ORD", "SECOND", "LAST", "FINAL", "LATEST")
    if unit is None or nth is None:
        return None
    count = 2 if nth.symbol == "SECOND" else int(nth.value)
    most = 4 if unit.symbol == "QTR" else 2
    count = most if nth.symbol in ("FINAL", "LAST") else count
    if not 1 <= count <= most:
        return None
    within = year_within(parts)
    symbol = "PER" if within or pick(parts, "FISC") else "QUARTER" if most == 4 else "HALFYEAR"
    return spanning(symbol, parts, Named("Q" if most == 4 else "H", count, within=within))


def _quarter_of(parts: list[Node], text: str) -> Built:
    """ "last year's quarter", "the 2023 period": the one told of, in that year."""
    year = year_within(parts)
    return None if year is None else spanning("PER", parts, SamePeriod(parts[-1].value or None, year))


def _quarters(parts: list[Node], text: str) -> Built:
    """ "the third and fourth quarters": two periods."""
    within = year_within(parts)
    last = max(i for i, n in enumerate(parts) if n.symbol in ("ORD", "SECOND"))
    out: list[Node] = []
    for number, node in enumerate(parts[: last + 1]):
        if node.symbol not in ("ORD", "SECOND"):
            out += [node] if out else []
            continue
        count = 2 if node.symbol == "SECOND" else int(node.value)
        if count > 4:
            return None
        pieces = parts[last:] if number == last else parts[: number + 1] if not out else [node]
        out.append(spanning("PER", pieces, Named("Q", count, within=within)))
    return out


def _quarter_token(parts: list[Node], text: str) -> Built:
    token = next(n for n in parts if n.symbol == "QTOKEN")
    within = year_within(parts) or token.value.within
    return spanning("PER", parts, Named(token.value.kind, token.value.name, within=within))


def _decade(parts: list[Node], text: str) -> Built:
    token = parts[-1]
    if token.symbol == "DECWORD":
        return spanning("PER", parts, Absolute(values.months("DE", 1900 + token.value, 1)))
    digits = "".join(c for c in str(token.value) if c.isdigit())
    if len(digits) == 4:
        return spanning("PER", parts, Absolute(values.months("DE", int(digits), 1)))
    short = parts[0].symbol == "THE" or str(token.value)[0] in "'’"
    return spanning("PER" if short else "DECADE2", parts, Absolute(values.months("DE", 1900 + int(digits), 1)))


def _century(parts: list[Node], text: str) -> Built:
    nth = pick(parts, "ORD")
    if nth is None or parts[-1].value != "CE" or not 1 <= nth.value <= 30:
        return None
    return spanning("PER", parts, Absolute(values.century(nth.value)))


def _season(parts: list[Node], text: str) -> Built:
    season = pick(parts, "SEASON", "ASEASON")
    if season is None:
        return None
    within = year_within(parts)
    symbol = "PER" if within else "SEAS" if season.symbol == "SEASON" else "ASEAS"
    return spanning(symbol, parts, named(season, within=within))


def _holiday(parts: list[Node], text: str) -> Built:
    return spanning(NAMED_SYMBOLS["HOLI"], parts, named(parts[0], within=year_within(parts)))


YEARX = "(?:YR|YEAR|RYR)"
OFYEAR = f"(?:(?:OF|IN|COMMA)? (?:{YEARX}) | (?:OF|IN) THEU)"

PHASES = (
    (
        Rule(
            "days of a month",
            f"(?:WD COMMA?)? MONTHX DAYN RANGE DAYN (?!HYP? (?:UNITS|MONTHX)) (?:COMMA? {YEARX})?",
            _days,
        ),
        Rule("days of a month", f"THE? DAYN RANGE THE? DAYN OF? MONTHX (?:COMMA? {YEARX})?", _days),
        Rule("date", f"(?:WD COMMA?)? MONTHX THE? DAYN (?!HYP? UNITS) (?:COMMA? WD)? (?:{OFYEAR})?", _date),
        Rule("date", f"(?:WD COMMA?)? (?:THE? (?:ORD|SECOND) OF? | THE? DNUM OF?) MONTHX (?:{OFYEAR})?", _date),
        Rule("date with marks", "DNUM HYP MONTHX HYP (?:YR|DNUM|SNUM)", _marked),
        Rule("months of a year", f"MONTHX RANGE MONTHX (?:COMMA|OF)? {YEARX}", _months),
        Rule("months", "MONTH HYP AMONTH | AMONTH HYP MONTH", _months),
        Rule("months of a quarter", f"MONTHX (?:HYP|RANGE) MONTHX HYP? QTR {OFYEAR}", _months),
        Rule(
            "quarter to",
            f"THE? MONTHX (?:{YEARX})? HYP? QTR (?:{OFYEAR})? | THE MONTHX HALF (?:{OFYEAR})?",
            _quarter_to,
        ),
        Rule("month", f"(?:THEU OF(?!MONTHX THE? DAYN))? MONTHX (?:{OFYEAR} | SYEAR)?", _month),
        Rule(
            "weekday",
            "WDAY COMMA? (?:OF|IN)? PER | PER (?:ON|COMMA)? WDAY | WDAY THE (?:ORD|SECOND)(?!UNITX|HYP|QTR) | WDAY DNUM (?!UNITX|UNITS|HYP|MONTHX|OF|AMPM|OCLOCK)",
            weekday,
        ),
        Rule(
            "quarters",
            f"THE (?:ORD|SECOND) (?:COMMA (?:ORD|SECOND))* COMMA? (?:AND|OR) (?:ORD|SECOND) QTRS (?:{OFYEAR})?",
            _quarters,
        ),
        Rule("quarter", f"THE? FISC? NTH FISC? HYP? (?:QTR|HALF) (?:{OFYEAR})?", _quarter),
        Rule("quarter", f"THE? {YEARX} S? FISC? NTH HYP? (?:QTR|HALF)", _quarter),
        Rule("quarter of", f"THE? (?:{YEARX}) S (?:QTR|PERIOD) | THE (?:YR|YEAR) (?:QTR|PERIOD)", _quarter_of),
        Rule("quarter token", f"(?:{YEARX} S?)? QTOKEN (?:{OFYEAR})?", _quarter_token),
        Rule("century", "THE? ORD HYP? UNIT", _century),
        Rule("decade", "THE? (?:DECADE) | THE DECWORD", _decade),
        Rule("winter of two years", f"THE? SEASONX OF? {YEARX} HYP {YEARX}", _season),
        Rule("season", f"THE? SEASONX (?:{OFYEAR})?", _season),
        Rule("holiday", f"HOLI (?:{OFYEAR})?", _holiday),
    ),
)


def phases() -> list[Phase]:
    """The compiled phases of this module, in order."""
    return [Phase.of(rules) for rules in PHASES]
