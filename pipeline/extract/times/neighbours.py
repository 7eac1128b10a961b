"""What a time expression takes from the one behind it: the year of a second member, the day of a clock time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date as Date
from datetime import timedelta
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.times import calendar as values
from pipeline.extract.times import windows
from pipeline.extract.times.calendar import Period
from pipeline.extract.times.meaning import Absolute, Containing, Expression, Offset, YearBefore
from pipeline.extract.times.named import Clock, Named, Opening
from pipeline.extract.times.reckoned import Ago
from pipeline.extract.times.rules_offsets import end_gone
from pipeline.extract.times.symbols import Node

_any = partial(lexicons.one_of, "time_cues")
_MEMBERS = re.compile(r"[^.;:!?\n]{0,60}\b(?:and|or|to)\s(?:[^.;:!?\n,]{0,24}\s)?")
_COMPARED = re.compile(rf"\b(?:{_any(cue='sets_apart')})\b", re.IGNORECASE)
_IN = (" in ", " in the ")
_TO_ITS_DAY = re.compile(
    r"""
    (?: ,?\s (?:local|[A-Z][a-z]+) \s time \b )?      # local time; , Tokyo time
    (?: \s?\( [^()\n]{1,40} \) | [^()\n]{0,12}\) )?   # the other zone's in brackets, or the bracket that ends behind it
    ,? \s (?:on\s)?
    """,
    re.VERBOSE,
)
_DATELINE = re.compile(
    r"""
    \s* [A-Z][A-Z\s.,'’/-]{2,40} [\s,] \s?                 # the place, in capitals
    (?P<month>[A-Z][a-z]{2,8})\.? \s (?P<day>\d{1,2}) (?:,?\s(?P<year>\d{4}))?
    \s? (?: \( [^()\n]{2,30} \) )? \s? [-–—.]
    """,
    re.VERBOSE,
)
_UP_TO = re.compile(r"[\s-]?(?:to|until|till|through|-|–)[\s-]?")
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_NTHS = ("first", "second", "third", "fourth")
_HALVES = _NTHS[:2]
_AGAIN = re.compile(
    rf"""
    \b (?:in|during|for) \s (?P<phrase>the\s(?P<nth>first|second|third|fourth))
    (?= [.,;:] | \s(?:{_any(cue="behind_nth")}|\d)\b | $)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A number alone behind the name of a quarter or half: "and in the fourth it sold 70"."""
_WORDS = frozenset(
    {
        "OTHER",
        "THE",
        "IN",
        "AND",
        "TO",
        "COMMA",
        "OF",
        "ORD",
        "SECOND",
        "ON",
        "A",
        "NUM",
        "DNUM",
        "SNUM",
        "BNUM",
        "FOR",
        "OR",
    }
)
_OFF = 2  # days by which a dateline may differ from the date that an article is given
_SPAN = re.compile(rf"(?:{_any(cue='opens_span')})\s(?P<first>(?:first|opening)\s)?", re.IGNORECASE)
_SPAN_ENDS = re.compile(r",?\s(?:to|ended|ending|through|until)\s(?:on\s)?", re.IGNORECASE)
_ENDED = re.compile(rf",?\s\(?(?:(?:which|that)\s)?(?P<word>{_any(cue='period_ended')})\s(?:on\s)?", re.IGNORECASE)
_SPAN_OF = re.compile(r"\s(?:of|in)\s(?:the\s)?", re.IGNORECASE)


def dateline(text: str, article: Date | None) -> Date | None:
    """The day of an article: its dateline's, where that is told with a year or lies within two days of its date."""
    found = _DATELINE.match(text)
    month = _month(found.group("month")) if found else None
    if found is None or month is None:
        return article
    try:
        if article is None:
            return Date(int(found.group("year")), month, int(found.group("day"))) if found.group("year") else None
        day = Date(int(found.group("year") or article.year), month, int(found.group("day")))
    except ValueError:
        return article
    return day if abs((day - article).days) <= _OFF else article


def _month(word: str) -> int | None:
    for row in lexicons.read("time_words"):
        if row["class"] in ("MONTH", "AMONTH") and row["form"] == word.lower():
            return int(row["value"])
    return None


def completed(nodes: Sequence[Node], number: int, text: str) -> Expression:
    """The meaning of a node, with the year or the day that one of the next nodes lends it."""
    node = nodes[number]
    value: Expression = node.value
    if isinstance(value, Named) and (ended := _with_end(value, nodes, number, text)) is not None:
        return ended
    if isinstance(value, Named) and value.within is None:
        return _with_year(value, nodes, number, text)
    if isinstance(value, Ago) and value.parts == ((1.0, "Y"),) and value.sign < 0:
        for other in nodes[number + 1 : number + 3]:
            named = other.value
            if isinstance(named, Named) and named.within is None and text[node.end : other.start] in _IN:
                return YearBefore(named)  # "up from a year earlier in September"
    if isinstance(value, Clock) and value.day is None:
        for other in nodes[number + 1 : number + 1 + windows.NEXT_NODES]:
            if other.symbol == "DATE" and _TO_ITS_DAY.fullmatch(text, node.end, other.start):
                return replace(value, day=other.value)
    return value


def _with_end(value: Named, nodes: Sequence[Node], number: int, text: str) -> Containing | None:
    """A quarter or half by its number that the day behind it ends: "its second quarter (ended July 27)"."""
    ended = _ENDED.match(text, nodes[number].end) if value.kind in ("Q", "H") else None
    if ended is None:
        return None
    near = nodes[number + 1 : number + 1 + windows.NEXT_NODES]
    day = next((other for other in near if other.start == ended.end() and other.symbol == "DATE"), None)
    return Containing(value.kind, end_gone(day.value, ended["word"])) if day is not None else None


def _with_year(value: Named, nodes: Sequence[Node], number: int, text: str) -> Named | Opening:
    """A named period with the year that one of the next nodes lends it."""
    node = nodes[number]
    end = _end_of_span(value, nodes, number, text)
    if end is not None and end.within is None:
        return Opening(value, end)
    if value.which is None and value.kind in ("M", "Q", "H", "S"):
        for other in nodes[number + 1 : number + 1 + windows.NEXT_NODES]:
            named = other.value
            if not isinstance(named, Named) or named.kind != value.kind:
                continue
            between = text[node.end : other.start]
            if named.within is None and not _COMPARED.search(between):
                continue  # "in March, April and May of last year"
            if named.within is None or not _MEMBERS.fullmatch(between) or _COMPARED.search(between):
                break
            return replace(value, within=named.within)
    return value if end is None or value.kind != "MD" else _year_of_end(value, end)


def _end_of_span(first: Named, nodes: Sequence[Node], number: int, text: str) -> Named | None:
    """The period that closes the span which another of its kind opens: "March to June", "between Friday and Sunday"."""
    if first.which is not None or first.kind not in ("M", "MD", "Q", "WD"):
        return None
    start, behind = nodes[number].start, nodes[number].end
    joined = _BETWEEN.search(text, max(0, start - windows.LEAD_CHARACTERS), start) is not None
    for other in nodes[number + 1 : number + 1 + windows.NEXT_NODES]:
        end = other.value
        if isinstance(end, Named) and end.kind == first.kind and end.which is None:
            between = text[behind : other.start]
            return end if _UP_TO.fullmatch(between) or (joined and between == " and ") else None
    return None


def _year_of_end(first: Named, end: Named) -> Named:
    """The first day of "Nov. 28 to Dec. 2, 2022" with the year of the last, or the year before: "Dec. 28 to Jan. 2, 2022"."""
    if not isinstance(end.within, Absolute):
        return first if (end.name, end.day) < (first.name, first.day) else replace(first, within=end.within)
    year = end.within.period.first.year - ((end.name, end.day) < (first.name, first.day))
    return replace(first, within=Absolute(values.months("Y", year, 1)))


def repeated(nodes: Sequence[Node], text: str) -> list[Node]:
    """Nodes with the quarters and halves that are told by their number alone: "in the third quarter … and in the fourth"."""
    out: list[Node] = []
    for number, node in enumerate(nodes):
        out.append(node)
        value = node.value
        if not isinstance(value, Named) or value.kind not in ("Q", "H"):
            continue
        follow = next((other for other in nodes[number + 1 :] if other.symbol not in _WORDS), None)
        limit = min(node.end + windows.AGAIN_CHARACTERS, follow.start if follow is not None else len(text))
        found = _AGAIN.search(text, node.end, limit)
        if found is not None and (value.kind == "Q" or found.group("nth") in _HALVES):
            nth = _NTHS.index(found.group("nth")) + 1
            out = [one for one in out if one.end <= found.start("phrase")]
            out.append(Node("PER", *found.span("phrase"), Named(value.kind, nth, within=value.within)))
    return _in_order(out)


def _in_order(nodes: list[Node]) -> list[Node]:
    """Nodes in text order, without those that another overlaps."""
    out: list[Node] = []
    for node in sorted(nodes, key=lambda one: (one.start, -one.end)):
        if not out or out[-1].end <= node.start:
            out.append(node)
    return out


def from_weekday(nodes: Sequence[Node], number: int, text: str) -> Node | None:
    """A length and the weekday that it is counted from: "a week from Monday"."""
    ahead = [node for node in nodes[number + 1 : number + 3] if node.symbol != "OTHER"]
    if not ahead:
        return None
    length, day = nodes[number], ahead[0]
    if length.symbol not in ("DUR", "AU") or not isinstance(day.value, Named) or day.value.kind != "WD":
        return None
    if text[length.end : day.start] != " from " or any(
        count is None or unit not in ("D", "W") for count, unit in length.value
    ):
        return None
    days = sum((count or 0.0) * values.DAYS_IN[unit] for count, unit in length.value)
    return Node("AGODATE", length.start, day.end, Offset(((days, "D"),), 1, replace(day.value, which=1)))


def closes_span(text: str, span: Node, node: Node) -> bool:
    """Whether a node tells where the months of a length before it end, or of which year they are."""
    gap = (span.end, node.start)
    return _SPAN_ENDS.fullmatch(text, *gap) is not None or _SPAN_OF.fullmatch(text, *gap) is not None


def spanned(text: str, first: tuple[Node, Period] | None, node: Node, period: Period) -> Period | None:
    """The months from one that is told to another: "between July and September", "January to June"."""
    if first is None or first[1].unit != "M" or period.unit != "M" or first[1].first >= period.first:
        return None
    start, gap = first[0].start, text[first[0].end : node.start]
    joined = _BETWEEN.search(text, max(0, start - windows.LEAD_CHARACTERS), start) is not None
    if not _UP_TO.fullmatch(gap) and not (joined and gap == " and "):
        return None
    count = (period.first.year - first[1].first.year) * 12 + period.first.month - first[1].first.month + 1
    return values.months_to(period.last, count)


def months_told(
    node: Node, text: str, follow: Node | None, found: Period | None, article: Date | None
) -> Period | None:
    """The months that a length stands for as a report tells of them: "the nine months", "the six months to September".

    Args:
        node: A length of time.
        text: The article's text.
        follow: The node behind it, if any.
        found: What that means, where it is a date.
        article: The article's date, or None.
    """
    parts = node.value
    if len(parts) != 1 or parts[0][1] not in ("M", "Q", "Y") or not parts[0][0] or parts[0][0] % 1:
        return None
    count = int(parts[0][0]) * values.MONTHS_IN[parts[0][1]]
    if count > 12:
        return None
    if follow is not None and found is not None and _SPAN_ENDS.fullmatch(text, node.end, follow.start):
        return values.months_to(found.last, count) if found.unit in ("D", "M") else None
    framed = _SPAN.match(text, node.start) or _SPAN.search(
        text, max(0, node.start - windows.SPAN_CHARACTERS), node.start
    )
    if framed is None or count == 12:
        return None
    if (
        follow is not None
        and found is not None
        and found.unit == "Y"
        and _SPAN_OF.fullmatch(text, node.end, follow.start)
    ):
        year = found.first.year
    elif article is None:
        return None
    else:
        ended = values.moved(Date(article.year, 1, 1), "M", count) - timedelta(days=1)
        year = article.year if ended < article else article.year - 1
    last = values.moved(Date(year, 1, 1), "M", count) - timedelta(days=1)
    told = values.months_to(last, count)
    return told if told.unit in ("Q", "H") else values.spanning_months("P", Date(year, 1, 1), last)
