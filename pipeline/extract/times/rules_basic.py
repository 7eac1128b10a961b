"""Rules for the first pieces of time expressions: years, sets, "last week", "this April", "the same period"."""

from __future__ import annotations

import re
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.times import calendar as values
from pipeline.extract.times import rules_sets as sets
from pipeline.extract.times import windows
from pipeline.extract.times.cascade import REACH, Built, Phase, Rule, pick, spanning
from pipeline.extract.times.meaning import Absolute, Anaphor, Expression, Relative, Reported, Vague, Weekend, YearBefore
from pipeline.extract.times.named import Clock, Named
from pipeline.extract.times.reckoned import SamePeriod
from pipeline.extract.times.split_years import (
    SportSeason,
    accounting_year,
    ends_in_march,
    fiscal_token,
    is_bounded,
    spans_years,
    which_accounting_year,
)
from pipeline.extract.times.symbols import Node

_any = partial(lexicons.one_of, "time_cues")
_OVER_A_SPAN = re.compile(rf"\b(?:{_any(cue='over_a_span')})\s+$", re.IGNORECASE)
_MEASURE_FOR = re.compile(r"\b([a-z]+)\s+for\s+$", re.IGNORECASE)
_ALL_ALONG = re.compile(rf"\b(?:{_any(cue='all_along')})\s+$", re.IGNORECASE)

_SUPERLATIVE = re.compile(r"(?:st|record|ful)\s$", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:at|for|until|up to)\s+", re.IGNORECASE)


def over_a_span(text: str, start: int) -> bool:
    """Whether a preposition stands before "the last year" that makes it a length of time."""
    measured = _MEASURE_FOR.search(text, max(0, start - REACH), start)  # "the profit for the last year"
    if measured is not None and measured.group(1).lower() in lexicons.words("measure_nouns"):
        return False
    return _OVER_A_SPAN.search(text, max(0, start - REACH), start) is not None


# Years


def year_of(node: Node) -> int:
    """Year of a YNUM, SYEAR or fiscal-year token."""
    digits = int(re.sub(r"\D", "", str(node.value))[-4:])
    return values.full_year(digits) if digits < 100 else digits


def _year(parts: list[Node], text: str) -> Built:
    number = next(n for n in reversed(parts) if n.symbol in ("YNUM", "SYEAR"))
    year = Absolute(values.months("Y", year_of(number), 1))
    if pick(parts, "FISC"):
        year = accounting_year(text, year_of(number))
    return spanning("YR" if len(parts) == 1 else "YEAR", parts, year)


def _year_range(parts: list[Node], text: str) -> Built:
    *before, first, mark, second = parts
    start, end = first.value, second.value
    if second.symbol != "YNUM":
        if second.end - second.start != 2:
            return None
        end += start // 100 * 100 + (100 if end < start % 100 == 99 else 0)
        if end <= start or mark.symbol == "DASH":
            return None
    if not 0 < end - start < 200 or (mark.symbol == "SOLIDUS" and end - start > 1):
        return None
    if end - start == 1 and mark.symbol != "DASH" and ends_in_march(text):
        return spanning("YEAR", parts, accounting_year(text, end))
    opening = [*before, first]
    return [
        spanning("YEAR", opening, Absolute(values.months("Y", start, 1))),
        mark,
        Node("YEAR", second.start, second.end, Absolute(values.months("Y", end, 1))),
    ]


# Which one: last, this, next, previous, following, same, that


def _which_unit(parts: list[Node], text: str) -> Built:
    """ "last year" hangs on the article's date, "the previous year" and "the next day" on the time mentioned last."""
    if len(parts) > 2 and parts[1].symbol == "SAME":
        parts = [Node("THE", parts[0].start, parts[0].end), *parts[1:]]
    if pick(parts, "FISC") and parts[-1].symbol == "YEARW" and not is_bounded(text, parts[-1].end):
        return which_accounting_year(parts, text)
    which, unit = next(n for n in parts if n.symbol not in ("THE", "FISC")), parts[-1]
    the = parts[0].symbol == "THE"
    code = unit.value
    if code in values.CLOCK_UNITS or code == "ML" or (which.symbol == "FOLL" and not the):
        return None
    if _is_length(which.symbol, code, the, text, parts[0].start):
        return spanning("DUR", parts, ((1.0, code),))
    if code == "FN":
        return None
    return spanning("RYR" if code == "Y" else "DATE" if code == "D" else "PER", parts, _pointed(which, code, the))


def _is_length(which: str, code: str, the: bool, text: str, start: int) -> bool:
    """Whether "the last year" or "the following decade" is a length of time: behind "over", "for" and the like."""
    if code == "FN":
        return the
    if which == "FOLL":
        return code in ("DE", "CE") and _ALL_ALONG.search(text, max(0, start - REACH), start) is not None
    return the and which in ("LAST", "NEXT", "COMING") and code not in ("WE", "Q", "D") and over_a_span(text, start)


def _pointed(which: Node, code: str, the: bool) -> Expression:
    """The unit that a pointing word means, from the article's date, the period told of, or the time mentioned last."""
    if which.symbol == "LATEST" and code in ("M", "Q", "Y"):
        return Reported(code)
    if code == "WE" and which.symbol in ("THIS", "CURR"):
        return Weekend(this=True)
    if which.symbol in ("SAME", "THAT", "FOLL", "PREV") or (the and which.symbol == "NEXT"):
        return Anaphor(code, which.value)
    return Relative(code, which.value)


def _unit_and_half(parts: list[Node], text: str) -> Built:
    """ "the last year and a half" is a length of time."""
    unit = next(n for n in parts if n.symbol in ("UNIT", "YEARW"))
    return spanning("DUR", parts, ((1.5, unit.value),))


def _past_unit(parts: list[Node], text: str) -> Built:
    """ "the past year" is a length of time, "this past week" the last one."""
    if parts[0].symbol == "THIS":
        return _which_unit([Node("LAST", parts[0].start, parts[1].end, -1), parts[-1]], text)
    return spanning("DUR", parts, ((1.0, parts[-1].value),))


def named(node: Node, which: int | None = None, anchor: str = "article", within: Expression | None = None) -> Named:
    """The meaning of a weekday, month, season or holiday word."""
    kinds = {"WDAY": "WD", "WABB": "WD", "MONTH": "M", "AMONTH": "M", "HOLI": "HOL"}
    return Named(kinds.get(node.symbol, "S"), node.value, within=within, which=which, anchor=anchor)


NAMED_SYMBOLS = {"WDAY": "DATE", "WABB": "DATE", "MONTH": "MON", "AMONTH": "MON", "HOLI": "DATE"}


def _which_named(parts: list[Node], text: str) -> Built:
    which, name = next(n for n in parts if n.symbol != "THE" and n.symbol != "PAST"), parts[-1]
    if name.symbol == "AMONTH" and text[name.start].islower():
        return None  # this may help
    count = -1 if pick(parts, "PAST") else 1 if pick(parts, "COMING") else which.value
    anchor = "mention" if which.symbol in ("FOLL", "PREV", "SAME", "THAT") else "article"
    # "following Monday's attack": without "the" the word is a preposition.
    if which.symbol == "LATEST" or (which.symbol == "FOLL" and parts[0].symbol != "THE"):
        return None
    return spanning(NAMED_SYMBOLS.get(name.symbol, "PER"), parts, named(name, count, anchor))


def _before_last(parts: list[Node], text: str) -> Built:
    """ "the week before last", "the year after next"."""
    unit, last = parts[1], parts[-1]
    back = parts[2].value == -1
    if back != (last.symbol == "LAST") or unit.value in values.CLOCK_UNITS:
        return None
    return spanning("PER", parts, Relative(unit.value, -2 if back else 2))


def _which_season(parts: list[Node], text: str) -> Built:
    """ "last season" in sport."""
    which = parts[-2]
    return spanning("REF", parts, SportSeason(which.value if which.symbol != "PAST" else -1, spans_years(text)))


def _which_daypart(parts: list[Node], text: str) -> Built:
    """ "last night", "this morning", "that evening", "the next morning"."""
    which, part = parts[-2], parts[-1]
    if which.symbol in ("LAST", "THIS"):
        day: Expression = Relative("D", which.value)
    elif which.symbol == "NEXT" and parts[0].symbol != "THE":
        return None
    else:
        day = Anaphor("D", which.value)
    return spanning("TIME", parts, Clock("T" + part.value, day))


def _tonight(parts: list[Node], text: str) -> Built:
    code = parts[0].value
    return spanning("TIME", parts, Clock("T" + code[-2:], Relative("D", int(code[:-2]))))


def _deictic(parts: list[Node], text: str) -> Built:
    return spanning("DATE", parts, Relative("D", parts[0].value))


def _to_date(parts: list[Node], text: str) -> Built:
    """ "year-to-date", "the quarter to date": the period that the article's day stands in; no "best year to date"."""
    if _SUPERLATIVE.search(text, max(0, parts[0].start - windows.TWO_WORDS_CHARACTERS), parts[0].start):
        return None
    return spanning("PER", parts, Relative(parts[-1].value, 0))


def _the_unit(parts: list[Node], text: str) -> Built:
    code = parts[-1].value
    if code == "WE":
        return spanning("PER", parts, Weekend(this=False))
    return spanning("THEU", parts, Anaphor(code, 0)) if code in ("D", "W", "M", "Q", "Y", "DE", "CE") else None


def _year_earlier(parts: list[Node], text: str) -> Built:
    """ "the year-earlier quarter", "the prior-year period", "the year-ago third quarter", "year-earlier"."""
    nth = pick(parts, "ORD", "SECOND")
    if nth is not None:
        count = 2 if nth.symbol == "SECOND" else int(nth.value)
        return spanning("PER", parts, YearBefore(Named("Q", count))) if count <= 4 else None
    unit = parts[-1].value if parts[-1].symbol in ("QTR", "UNIT") else None
    return spanning("PER", parts, SamePeriod(unit, None))


def _the_period(parts: list[Node], text: str) -> Built:
    """ "the latest period", "the prior period", "the same period": of the report."""
    return spanning("PER", parts, Reported(None, back=1 if pick(parts, "PREV") else 0))


def _full_year(parts: list[Node], text: str) -> Built:
    """ "the full year", "full-year profit": the financial year reported on, up to March the one that has ended."""
    whole = next(n for n in parts if n.symbol == "ENTIRE")
    if parts[-1].value != "Y" or text[whole.start : whole.end].lower() != "full":
        if pick(parts, "HYP") or parts[0].symbol != "THE":
            return None
        return spanning("DUR", parts, ((1.0, parts[-1].value),))
    return spanning("PER", parts, Reported("Y", running=3))


def _same_period(parts: list[Node], text: str) -> Built:
    """ "the same period last year", "the corresponding quarter of 2022", "the comparable month a year earlier"."""
    unit = next(n for n in parts if n.symbol in ("PERIOD", "QTR", "UNIT", "YEARW"))
    year: Expression | None = None
    number = pick(parts, "YNUM")
    if number:
        year = Absolute(values.months("Y", number.value, 1))
    elif pick(parts, "LAST") or pick(parts, "FISC"):
        year = Relative("Y", -1)
    return spanning("PER", parts, SamePeriod(unit.value or None, year))


# Sets


def _vague(parts: list[Node], text: str) -> Built:
    """ "now", "the time being": a preposition in the phrase stays outside, as TimeML has it."""
    lead = _PREPOSITION.match(text, parts[0].start, parts[0].end)
    return Node("REF", lead.end() if lead else parts[0].start, parts[0].end, Vague(parts[0].value))


PHASE = (
    Rule("times a", "(?:ONCE|COUNT TIMES) (?:(?:A|PERW|EVERY) UNITX | EVERY (?:NUM|DNUM) UNITS)", sets.times_a),
    Rule("every two", "EVERY (?:WDAY|WABB) COMMA? (?:AND|OR) (?:WDAY|WABB)", sets.every_two),
    Rule(
        "every",
        "EVERY (?:(?:OTHER2|ORD|SECOND)? (?:UNITX|WDAY|WABB|MONTHX|SEASONX|POD|HOLI|WKND|QTR|SECOND(?!HYP))"
        "| (?:FEW|NUM|DNUM|SNUM) (?:UNITS|QTRS))",
        sets.every,
    ),
    Rule("weekdays", "WDAYS PODS? | WDAY PODS", sets.weekdays),
    Rule("set word", "SETW", sets.set_word),
    Rule("year range", "(?:THE? FISC YEARW?)? YNUM (?:HYP|DASH|SOLIDUS) (?:YNUM|DNUM|SNUM)(?!HYP|UNITS)", _year_range),
    Rule("fiscal year", "THE? FISC YEARW? (?:YNUM|SYEAR) | THE? YNUM FISC YEARW", _year),
    Rule("year", "(?:THE? (?:ENTIRE HYP?)?) YEARW YNUM | YNUM(?!HYP?(?:UNITS|UNITX|BIGW|QTRS))  | SYEAR", _year),
    Rule("quarter token", "QTOK", fiscal_token),
    Rule(
        "same period",
        "THE? SAME (?:PERIOD|QTR|UNIT) (?:OF|IN|FROM)? (?:YNUM | THE? (?:LAST|PREV) (?:FISC YEARW? | YEARW) | A YEARW (?:AGO|EARLIER))",
        _same_period,
    ),
    Rule(
        "year earlier",
        "THE? (?:YEARW HYP (?:EARLIER|AGO) | (?:PREV|LAST) HYP YEARW | PREV YEARW (?=QTR|PERIOD|ORD QTR|SECOND QTR))"
        "(?:(?:ORD|SECOND) QTR | QTR | PERIOD | UNIT)?",
        _year_earlier,
    ),
    Rule("the period", "THE (?:LATEST|PREV|CURR|SAME) PERIOD(?!HYP|OF|IN|LAST|A)", _the_period),
    Rule("full year", "THE ENTIRE HYP? YEARW(?!YNUM) | ENTIRE HYP YEARW(?!HYP|YNUM)", _full_year),
    Rule("before last", "THE (?:UNITX|WKND) BEFORE (?:LAST|NEXT)(?!UNITX|WKND|MONTHX|WDAY|POD)", _before_last),
    Rule("unit and a half", "THE? (?:LAST|PAST|NEXT|COMING) UNITX AND A? HALF", _unit_and_half),
    Rule("past unit", "(?:THE|THIS)? PAST (?:UNITX|QTR|WKND)(?!HYP)", _past_unit),
    Rule("past named", "THIS (?:PAST|COMING) (?:WDAY|MONTHX|SEASONX)", _which_named),
    Rule("which named", "THE? (?:WHICH) (?:WDAY|MONTHX(?!DAYN)|SEASONX|HOLI)", _which_named),
    Rule("which season", "THE? (?:LAST|THIS|NEXT|PREV|CURR|COMING|PAST) SEASONW", _which_season),
    Rule("which daypart", "(?:THE|THAT(?=SAME)|THIS(?=SAME))? (?:WHICH) POD", _which_daypart),
    Rule(
        "which fiscal",
        "THE? (?:LAST|THIS|NEXT|PREV|CURR) FISC(?!YEARW|UNIT|QTR|HALF|HYP|YNUM|OTHER|ORD)",
        which_accounting_year,
    ),
    Rule(
        "which unit",
        "(?:THE|THAT(?=SAME)|THIS(?=SAME))? (?:WHICH) FISC? (?:UNITX|QTR|WKND)(?!HYP|OF (?:MONTHX|YNUM|(?:THE|WHICH) (?:UNITX|QTR|WHICH|FISC|SEASONX)))",
        _which_unit,
    ),
    Rule("tonight", "TONIGHT", _tonight),
    Rule("deictic", "DEICT", _deictic),
    Rule("to date", "(?:THE|THIS)? TODATE", _to_date),
    Rule("vague", "REFW(?!HYP)", _vague),
    Rule("the unit", "THE FISC? (?:UNITX|QTR|WKND)(?!HYP)", _the_unit),
)


def phases() -> list[Phase]:
    """The compiled phases of this module, in order."""
    return [Phase.of(PHASE)]
