"""Builders of dates told by a length from another time: "two days ago", "a year earlier", "the day after Easter"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.times import windows
from pipeline.extract.times.cascade import Built, spanning
from pipeline.extract.times.meaning import Anaphor, Containing, Expression, Offset, Relative, Vague, YearBefore
from pipeline.extract.times.named import Clock, Named
from pipeline.extract.times.reckoned import Ago
from pipeline.extract.times.symbols import Node

_any = partial(lexicons.one_of, "time_cues")
_THAN = re.compile(r"\s+(?:now\s|today\s|on average\s)?than\b", re.IGNORECASE)


_ENDS_PHRASE = re.compile(
    rf"""
    \s*(?:[.,;:)”"’']|$)
  | \s(?:{_any(cue="behind_offset")})\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LENGTH_TOLD = re.compile(rf"\b(?:{_any(cue='spent_in')})\sthe\s(?!(?:{_any(cue='last')})\b)[^.,;]+$", re.IGNORECASE)
_EVENT = re.compile(
    r"\s(?:the\s(?!next|last)|an?\s|his\s|her\s|its\s|their\s|this\s|that\s|he\s|she\s|they\s|it\s|[A-Z])"
)
_AHEAD_OF = re.compile(
    r"\s(?:since\s(?!then)|leading\sup\sto|that\s(?:followed|preceded)|running\sup\sto|following)\b", re.IGNORECASE
)
_CLAUSE_ENDS = re.compile(rf"\sit\s(?:{_any(cue='earlier_it')})\b|\s\d{{1,3}}(?=[\s.,;])")
"""A clause or a figure of its own behind "the year before": "and the day before it was 50"."""


def period_ended(parts: list[Node], text: str) -> Built:
    """ "the year ended March 31": the length of an accounting period; "the quarter ended June 30": that quarter."""
    whole, mark, end = parts[0], parts[-2], parts[-1]
    unit = str(getattr(whole.value, "unit", None) or getattr(whole.value, "kind", ""))
    if whole.symbol != "THEU" and unit != "Q":
        return None
    if unit in ("Q", "M", "W") and mark.symbol == "ENDED":
        day = end_gone(end.value, text[mark.start : mark.end])
        return [spanning("PER", [whole], Containing(unit, day)), *parts[1:]]
    if whole.symbol != "THEU":
        return [spanning("PER", [whole], Containing(unit, end.value)), *parts[1:]]
    return [spanning("DUR", [whole], ((1.0, unit),)), *parts[1:]]


def end_gone(day: Expression, word: str) -> Expression:
    """The day that ends a period: a past one where it "ended"."""
    if word.lower() != "ended" or not isinstance(day, Named) or day.within is not None or day.which is not None:
        return day
    return replace(day, which=-1)


def period_begun(parts: list[Node], text: str) -> Built:
    """ "the fiscal year that began Oct. 1": the length of an accounting year; "the week starting May 6": that week."""
    whole, day = parts[0], parts[-1]
    if any(n.symbol == "PART" and n.value != "START" for n in parts):
        return None  # "the year end June 30"
    if whole.value.unit == "W" and day.symbol == "DATE":
        return [spanning("PER", [whole], Containing("W", day.value)), *parts[1:]]
    return [spanning("DUR", [whole], ((1.0, "Y"),)), *parts[1:]] if whole.value.unit == "Y" else None


def quarter_ago(parts: list[Node], text: str) -> Built:
    """ "the third quarter a year earlier"."""
    whole, length = parts[0], next(n for n in parts if n.symbol == "AU")
    if getattr(whole.value, "kind", "") not in ("Q", "H") or whole.value.within or length.value != ((1.0, "Y"),):
        return None
    return spanning("PER", parts, YearBefore(whole.value))


def ago(parts: list[Node], text: str) -> Built:
    """ "two days ago" counts from the article's date, "a year earlier" and "three weeks later" from the last mention."""
    length = next(n for n in parts if n.symbol in ("DUR", "AU", "BU"))
    direction = parts[-1].symbol
    if direction in ("EARLIER", "LATER") and _THAN.match(text, parts[-1].end):
        return [
            *parts[: parts.index(length)],
            spanning("DUR", [length], length.value, length.mod),
            *parts[parts.index(length) + 1 :],
        ]
    if direction == "FROMNOW" and text[parts[-1].start : parts[-1].end].lower().endswith("today"):
        return spanning("AGODATE", parts, Ago(tuple(length.value), 1, "article", grain="D"), length.mod)
    sign = -1 if direction in ("AGO", "EARLIER", "PREV") else 1
    anchor = "article" if direction in ("AGO", "FROMNOW") else "mention"
    return spanning("AGODATE", parts, Ago(tuple(length.value), sign, anchor), length.mod)


def from_today(parts: list[Node], text: str) -> Built:
    """ "from today": a preposition and a day, where no length stands before it."""
    word = text[parts[0].start : parts[0].end]
    day = parts[0].end - len(word.split()[-1])
    if word.lower().endswith("today"):
        return Node("DATE", day, parts[0].end, Relative("D", 0))
    return Node("REF", day, parts[0].end, Vague("PRESENT_REF")) if word.lower().endswith("from now") else None


def from_date(parts: list[Node], text: str) -> Built:
    """ "ten days after March 4", "the day before last Thursday"."""
    length, mark, day = parts
    counted = ((1.0, length.value.unit),) if length.symbol == "THEU" else tuple(length.value)
    if any(count is None or count % 1 or unit not in ("D", "W", "M", "Y") for count, unit in counted):
        return None
    if _LENGTH_TOLD.search(text, max(0, length.start - windows.TWO_WORDS_CHARACTERS), length.end):
        return [length, Node("OTHER", mark.start, mark.end), day]  # "in the ten days after March 4": all of them
    return spanning("AGODATE", parts, Offset(counted, -1 if mark.value == -1 else 1, day.value))


def ago_today(parts: list[Node], text: str) -> Built:
    """ "two years ago today", "ten years ago this week": as fine as the word behind."""
    ago, present = parts
    if not isinstance(present.value, Relative) or present.value.count or not isinstance(ago.value, Ago):
        return None
    return spanning("AGODATE", parts, replace(ago.value, grain=present.value.unit), ago.mod)


def unit_before(parts: list[Node], text: str) -> Built:
    """ "the year before" and "the day after" where no thing follows that they would be before or after."""
    unit = parts[0].value
    if not _ENDS_PHRASE.match(text, parts[-1].end) and not _CLAUSE_ENDS.match(text, parts[-1].end):
        return around_event(parts, text) if parts[-1].symbol == "BEFORE" else None
    return spanning("AGODATE", parts, Anaphor(unit.unit, parts[-1].value if parts[-1].symbol == "BEFORE" else -1))


def around_event(parts: list[Node], text: str) -> Built:
    """ "in the weeks before the vote" is a length of time, "the day after the crash" a day that cannot be told."""
    unit = parts[-1] if parts[-1].symbol in ("THEU", "BU", "DUR") else parts[-2]
    code = unit.value.unit if unit.symbol == "THEU" else unit.value[0][1]
    if parts[-1].symbol == "BEFORE":
        led = text[max(0, parts[0].start - 3) : parts[0].start].lower()
        if not _EVENT.match(text, parts[-1].end) or led == "to ":
            return None
        if unit.symbol == "THEU" and code == "D":
            return spanning("REF", parts, Vague("XXXX-XX-XX"))
    elif not _AHEAD_OF.match(text, unit.end):
        return None
    if unit.symbol != "THEU" or code in ("WE",):
        return None
    return [spanning("DUR", [unit], ((1.0, code),)), *parts[parts.index(unit) + 1 :]]


def part_around_event(parts: list[Node], text: str) -> Built:
    """ "the morning after the storm"."""
    part = parts[-2]
    value = part.value.time if isinstance(part.value, Clock) else f"T{part.value}"
    return spanning("TIME", parts, Vague(f"XXXX-XX-XX{value}"))


def length_before(parts: list[Node], text: str) -> Built:
    """ "a few days before.": before the time told of, where no thing follows."""
    follows = text[parts[-1].end : parts[-1].end + 2]
    if parts[-1].value != -1 or (follows.strip() and follows[0] not in ".,;)"):
        return None
    return spanning("AGODATE", parts, Ago(tuple(parts[0].value), -1, "mention"), parts[0].mod)
