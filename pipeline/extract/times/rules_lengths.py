"""Rules for lengths of time and for dates told by them: "two and a half hours", "the past two years", "a week ago"."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise

from pipeline.extract import lexicons
from pipeline.extract.times import calendar as values
from pipeline.extract.times import rules_offsets as offsets
from pipeline.extract.times import windows
from pipeline.extract.times.cascade import REACH, Built, Phase, Rule, pick, spanning
from pipeline.extract.times.meaning import Vague
from pipeline.extract.times.reckoned import Ago
from pipeline.extract.times.symbols import Node

_any = partial(lexicons.one_of, "time_cues")
_BEFORE_LENGTH = lexicons.words("time_cues", cue="before quarters")

_NEXT_WORD = re.compile(r"\s+([A-Za-z]+)")
UNIT_SYMBOLS = ("UNIT", "YEARW", "UNITS", "QTR", "QTRS", "SECOND", "WKND", "WKNDS")
NUMBERS = ("NUM", "DNUM", "SNUM", "YNUM", "BNUM")
_ONE_DAY = re.compile(r"\b(?:will|would|could|may|might|can|hopes?\sto|wants?\sto|to)\s$", re.IGNORECASE)
"""What ends "the year before" where no thing follows that it would be before: a mark, a preposition, a clause."""
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_VERB_LAST = re.compile(
    rf"""
    \b
    (?:
        {_any(cue="before_last")}
        | \w+(?:n['’]t|['’]ll|(?<![sui])s)
    )\s$
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words behind which "last" is a verb: an auxiliary, a relative pronoun, a plural that it has for its subject."""
_OVER_THE = re.compile(r"\b(?:over|through|down)\s$", re.IGNORECASE)
_MORE_BY = re.compile(rf"(?:\d|%|\b(?:{_any(cue='more_by')}))\s$")
_AROUND = re.compile(rf"\s(?:{_any(cue='side_of')})\b")
_LAST_WORD = re.compile(r"([A-Za-z]+)\s+$")


def _unit(node: Node) -> str:
    return "TS" if node.symbol == "SECOND" else str(node.value)


def _amount(parts: list[Node], text: str) -> Built:
    """A number and a unit, with what may stand between: "two", "2.5", "several", "a couple of", "two and a half"."""
    unit = next(n for n in reversed(parts) if n.symbol in UNIT_SYMBOLS)
    if unit.symbol == "QTRS" and not _whole_quarters(parts, text):
        return None
    count = _count(parts, unit)
    if parts[0].symbol in ("DNUM", "SNUM") and text[max(0, parts[0].start - 1) : parts[0].start] in (".", "-", "/"):
        return None
    if count == 1 and _unit(unit) == "D" and parts[0].symbol == "NUM" and not pick(parts, "HYP"):
        if _ONE_DAY.search(text, max(0, parts[0].start - windows.TWO_WORDS_CHARACTERS), parts[0].start):
            return spanning("REF", parts, Vague("FUTURE_REF"))  # "will one day be rebuilt"
    if parts[0].symbol in ("A", "THE") and "-" in text[parts[0].end : parts[-1].end]:
        return [parts[0], spanning("DUR", parts[1:], ((count, _unit(unit)),))]  # a half-hour show
    return spanning("DUR", parts, ((count, _unit(unit)),))


def _count(parts: list[Node], unit: Node) -> float | None:
    """How many; None for "several"."""
    number = pick(parts, *NUMBERS)
    half = pick(parts, "HALF") is not None
    if number is not None:
        quarter = unit.symbol != "QTR" and pick(parts, "QTR") is not None
        return float(number.value) + (0.5 if half else 0.25 if quarter else 0.0)
    if pick(parts, "FEW"):
        return None
    return 1.0 if not half else 1.5 if pick(parts, "AND") else 0.5


def _seasons(parts: list[Node], text: str) -> Built:
    """ "the past four winters" are four years."""
    return spanning("DUR", parts, ((float(parts[-2].value), "Y"),))


def _nights(parts: list[Node], text: str) -> Built:
    """ "two nights" last two days; two mornings are no length of time."""
    if parts[-1].value != "NI":
        return None
    return spanning("DUR", parts, ((float(parts[0].value), "D"),))


def _whole_quarters(parts: list[Node], text: str) -> bool:
    """Three quarters of a thing are none of a year: an adjective or "past" must say so."""
    if pick(parts, "HYP"):
        return False
    if pick(parts, "ADJ", "ENTIRE", "FISC", "FEW"):
        return True
    before = text[max(0, parts[0].start - windows.TWO_WORDS_CHARACTERS) : parts[0].start].lower().split()
    return bool(before) and before[-1] in _BEFORE_LENGTH


def _range(parts: list[Node], text: str) -> Built:
    """ "three to five years": two lengths, as TimeBank has them; the first has the number alone."""
    first, mark = parts[0], parts[1]
    if mark.symbol == "AND" and not _BETWEEN.search(text, max(0, first.start - REACH), first.start):
        return None
    second = _amount(parts[2:], text)
    if not isinstance(second, Node):
        return None
    unit = second.value[0][1]
    return [Node("DUR", first.start, first.end, ((float(first.value), unit),)), mark, second]


def _joined(parts: list[Node], text: str) -> Built:
    """ "two years and three months", "1 hour, 30 minutes": units must descend, and weekends and quarters stand alone."""
    lengths = [n for n in parts if n.symbol == "DUR"]
    units = [part for n in lengths for part in n.value]
    sizes = [values.SECONDS_IN.get("S" if u == "TS" else "W" if u == "FN" else u, 0.0) for _, u in units]
    if any(a <= b for a, b in pairwise(sizes)) or any(c is None or u in ("WE", "Q") for c, u in units):
        return None
    return spanning("DUR", parts, tuple(units))


def _framed(parts: list[Node], text: str) -> Built:
    """ "the past two years", "the next few months", "the first nine months"."""
    length = next(n for n in parts if n.symbol == "DUR")
    if len(parts) == 2 and parts[0].symbol == "THE" and "-" in text[length.start : length.end]:
        return None  # the five-year bond
    if parts[0].symbol == "FOLL":
        return None  # "following two years of talks": a preposition
    if parts[0].symbol == "LAST" and _VERB_LAST.search(text, max(0, parts[0].start - REACH), parts[0].start):
        return None
    return spanning("DUR", parts, length.value, length.mod)


def _recent(parts: list[Node], text: str) -> Built:
    """ "recent years", "the coming weeks": no length, but a vague time."""
    which = pick(parts, "RECENT", "COMING", "PREV", "PAST", "FOLL")
    if which is None or parts[0].symbol == "FOLL":
        return None
    return spanning("REF", parts, Vague("PAST_REF" if which.value < 0 else "FUTURE_REF"))


def _bounded(parts: list[Node], text: str) -> Built:
    """ "about three years", "up to about four hours": a bound outweighs an approximation."""
    core = next(n for n in parts if n.symbol in ("DUR", "AU", "AGODATE", "TIME", "TIMEW"))
    if core.symbol == "AGODATE" and _MORE_BY.search(
        text, max(0, parts[0].start - windows.PHRASE_CHARACTERS), parts[0].start
    ):
        return None  # "2% more than three months earlier"
    marks = [n for n in parts if n.symbol in ("APX", "OVER", "ORSO")]
    if parts[0].symbol == "OVER" and core.symbol != "AGODATE":
        # "for over two years" bounds the length, in "to be paid over two years" it is a preposition.
        word = _LAST_WORD.search(text, max(0, parts[0].start - windows.THREE_WORDS_CHARACTERS), parts[0].start)
        if word is None or word.group(1).lower() not in lexicons.words("time_cues", cue="before over"):
            return None
    mods = [str(n.value) for n in marks]
    mod = next((m for m in mods if m != "APPROX"), mods[0])
    symbol = "DUR" if core.symbol == "AU" else "TIME" if core.symbol == "TIMEW" else core.symbol
    return spanning(symbol, parts, core.value, mod)


def _a_unit(parts: list[Node], text: str) -> Built:
    unit = parts[-1].value
    return spanning("AU", parts, ((1.0, unit),))


def _weekends(parts: list[Node], text: str) -> Built:
    return spanning("SET", parts, Vague("XXXX-WXX-WE"))


def _bare_units(parts: list[Node], text: str) -> Built:
    return spanning("BU", parts, ((None, parts[0].value),))


def _long_unit(parts: list[Node], text: str) -> Built:
    """ "a week-long trip", "a yearlong study"."""
    return spanning("DUR", parts, ((1.0, parts[0].value),))


def _part_century(parts: list[Node], text: str) -> Built:
    """ "a quarter-century", "quarter of a century": 25 years."""
    if parts[-1].value != "CE":
        return None
    return spanning("DUR", parts, ((25.0, "Y"),))


def _units_time(parts: list[Node], text: str) -> Built:
    """ "in six weeks' time"."""
    number = pick(parts, *NUMBERS)
    count = float(number.value) if number else None if pick(parts, "FEW") else 1.0
    return spanning("AGODATE", parts, Ago(((count, parts[-1].value),), 1, "article"))


def _over_the_years(parts: list[Node], text: str) -> Built:
    """ "over the years"."""
    over = _OVER_THE.search(text, max(0, parts[0].start - windows.TWO_WORDS_CHARACTERS), parts[0].start) and parts[
        1
    ].value in ("Y", "DE", "CE")
    if not over and not _AROUND.match(text, parts[-1].end):
        return None
    return spanning("DUR", parts, ((None, parts[1].value),))


def _long_units(parts: list[Node], text: str) -> Built:
    return spanning("DUR", parts, ((None, parts[0].value),))


def _word(parts: list[Node], text: str) -> Built:
    """ "recent", "current" before any noun."""
    return spanning("REF", parts, Vague("PAST_REF" if parts[0].symbol == "RECENT" else "PRESENT_REF"))


def _the_past(parts: list[Node], text: str) -> Built:
    """ "the past", "the future": times where no noun follows that they would describe."""
    follows = _NEXT_WORD.match(text, parts[-1].end)
    if follows and follows.group(1) not in lexicons.words("time_cues", cue="after a noun"):
        return None
    value = {"PAST": "PAST_REF", "FUTURE": "FUTURE_REF", "PRESENT": "PRESENT_REF"}[parts[-1].symbol]
    return spanning("REF", parts, Vague(value))


def _age(parts: list[Node], text: str) -> Built:
    """Ages are quantities of people and things, not times."""
    return spanning("AGE", parts, None)


_UNITSX = "(?:UNITS|UNITX|SECOND|QTRS|QTR|WKNDS|WKND)"
_WHICH_LENGTH = "(?:PAST|LAST|NEXT|COMING|FOLL|PREV|FINAL|LATEST|CURR|ORD|SECOND|THAT|THESE)"

PHASES = (
    (
        Rule("range", f"COUNT (?:HYP|DASH|TO|OR|AND) COUNT HYP? MORE? ADJX* HYP? {_UNITSX}", _range),
        Rule("and a quarter", f"COUNT AND A QTR {_UNITSX}", _amount),
        Rule("and a half", f"COUNT HYP? AND HYP? A? HYP? HALF HYP? {_UNITSX}", _amount),
        Rule("unit and a half", "(?:A|COUNT) UNITX AND A? HALF", _amount),
        Rule("half", "(?:A|THE)? HALF HYP? (?:A HYP?)? (?:UNITX)(?!HYP)", _amount),
        Rule("amount", f"ANOTHER? COUNT HYP? MORE? ADJX* HYP? {_UNITSX} (?:HYP? DAYWORD)?", _amount),
        Rule("nights", "COUNT HYP? (?:PODS|POD)", _nights),
        Rule("few", f"FEW HYP? MORE? ADJX* {_UNITSX}", _amount),
        Rule("seasons", "THE? (?:PAST|LAST|NEXT|PREV|COMING) COUNT SEASONS", _seasons),
        Rule("another", "ANOTHER UNITX", _amount),
        Rule("vague", "THE? (?:RECENT|COMING|PREV|PAST|FOLL) (?:UNITS|QTRS)", _recent),
        Rule("a unit", "A (?:UNITX|WKND|QTR(?=AGO|EARLIER|LATER))(?!HYP)", _a_unit),
        Rule("a full unit", "(?:A|THE)? ENTIRE HYP? UNITX(?!HYP)", _amount),
        Rule("units' time", "(?:COUNT|A|FEW) MORE? UNITTIME", _units_time),
        Rule("long unit", "UNITX HYP DAYWORD | LONGW", _long_unit),
        Rule("quarter century", "A? QTR HYP? (?:OF A)? UNIT", _part_century),
        Rule("over the years", "THE UNITS", _over_the_years),
        Rule("long units", "UNITS HYP DAYWORD", _long_units),
        Rule("units", "UNITS", _bare_units),
        Rule("weekends", "WKNDS", _weekends),
    ),
    (
        Rule("age", "(?:DUR|AU|BU) HYP? OLD | AGED (?:DUR|AU|COUNT)", _age),
        Rule("joined", "DUR (?:(?:COMMA? AND | COMMA)? DUR)+", _joined),
    ),
    (Rule("framed", f"(?:THE|THESE|THAT)? {_WHICH_LENGTH} APX? DUR | (?:THE|THESE) DUR", _framed),),
    (
        Rule("ago", "(?:DUR|AU|BU) ORSO? (?:AGO|EARLIER|LATER|FROMNOW|PREV(?!YEARW|UNITX|QTR|PERIOD))", offsets.ago),
        Rule(
            "year ended",
            "(?:THEU|PER|QUARTER) COMMA? (?:(?:ENDED|TO)|THAT ENDED (?:ON|IN)?) (?:MON|AMON|BMON|DATE)",
            offsets.period_ended,
        ),
        Rule(
            "year begun",
            "THEU COMMA? (?:BEGUN|PART(?=ON|IN|MON|AMON|BMON|DATE)|THAT BEGUN) (?:ON|IN)? (?:MON|AMON|BMON|DATE)",
            offsets.period_begun,
        ),
        Rule("quarter a year ago", "(?:QUARTER|PER) COMMA? AU (?:AGO|EARLIER)", offsets.quarter_ago),
        Rule("the past", "THE (?:PAST|FUTURE|PRESENT)", _the_past),
        Rule("from a date", "(?:DUR|AU|THEU) BEFORE DATE", offsets.from_date),
        Rule("from today", "FROMNOW", offsets.from_today),
        Rule("unit before", "THEU (?:BEFORE|EARLIER|PREV)", offsets.unit_before),
        Rule("part around an event", "TIMEP BEFORE(?!DATE|PER|YR|MON)", offsets.part_around_event),
        Rule("around an event", "THEU", offsets.around_event),
    ),
    (
        Rule("length before", "(?:DUR|AU|BU) BEFORE", offsets.length_before),
        Rule("ago today", "AGODATE (?:DATE|PER)", offsets.ago_today),
        Rule("recent", "RECENT | CURR(?!HYP)", _word),
        Rule("bounded", "(?:APX|OVER)+ (?:DUR|AU|AGODATE|TIME|TIMEW) ORSO?", _bounded),
        Rule("or so", "(?:DUR|AU) ORSO", _bounded),
    ),
)


def phases() -> list[Phase]:
    """The compiled phases of this module, in order."""
    return [Phase.of(rules) for rules in PHASES]
