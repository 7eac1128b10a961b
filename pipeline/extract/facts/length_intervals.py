"""The intervals that a length of time makes with the article's day or a date beside it.

"in the last 12 months" ends with the article's day; "the three months to June" are 2024-04/2024-06, and "the fiscal year
that began Oct. 1" begins with that day.
"""

from __future__ import annotations

import re
from datetime import date as Date
from functools import partial

from pipeline.extract import lexicons
from pipeline.extract.times import calendar as values
from pipeline.extract.times import windows
from pipeline.records import FactTime, Time

_any = partial(lexicons.one_of, "time_cues")
_LENGTH = re.compile(r"P(\d+)(DE|CE|[YMWDQ])")
_YEARS = {"DE": 10, "CE": 100}
_LAST = re.compile(rf"(?:(?:the|these)\s)?({_any(cue='last')})\s", re.I)
_EDGE = re.compile(rf"(?:the\s)?({_any(cue='edge')})\s", re.I)
_SPENT = re.compile(rf"\b(?:{_any(cue='spent_in')})\s$", re.I)
_OF_SOMETHING = re.compile(rf"\s(?:{_any(cue='length_of')})\b", re.I)
_BEGUN = re.compile(
    rf",?\s(?:(?:that|which)\s)?(?P<word>{_any(cue='period_begun')}|{_any(cue='span_begun')})\s(?:(?:on|in)\s)?", re.I
)
_ENDED = re.compile(
    rf",?\s(?:(?:that|which)\s)?(?P<word>{_any(cue='period_ended')}|{_any(cue='length_ended')})\s(?:(?:on|in)\s)?", re.I
)
_FRAMED = re.compile(
    r"th(?:e|ese|ose)\s", re.I
)  # "six months after May 4" is a point, "the six months after" it are none
_AFTER = frozenset({"after", "following"})
_OF = re.compile(r"\s(?:(?:of|in)\s(?:the\s)?)?", re.I)
_YEAR = re.compile(r"\d{4}")


def from_length(text: str, time: Time, follow: Time | None, date: str | None) -> FactTime | None:
    """The interval of a length of time, or None where nothing fixes it.

    Args:
        text: The article's text.
        time: The length.
        follow: The time behind it in its sentence, or None.
        date: The article's date, or None.
    """
    found = _LENGTH.fullmatch(time.value)
    if found is None:
        return None
    count, unit = int(found.group(1)), found.group(2)
    if unit in _YEARS:
        count, unit = count * _YEARS[unit], "Y"
    try:
        if follow is not None and follow.type == "DATE" and follow.finish and follow.begin:
            beside = _beside_date(text, time, follow, count, unit)
            if beside is not None:
                return FactTime(text[time.start : follow.end], time.start, follow.end, "DATE", beside, time.id)
        edge = _EDGE.match(time.text)
        if edge and edge.group(1).lower() in ("first", "opening") and date and unit == "M":
            return _opening_months(text, time, count, Date.fromisoformat(date[:10]))
        which = _LAST.match(time.text)
        if which and date and _SPENT.search(text, max(0, time.start - windows.TWO_WORDS_CHARACTERS), time.start):
            day = Date.fromisoformat(date[:10])
            ahead = which.group(1).lower() in ("next", "coming")
            other = values.moved(day, unit, count if ahead else -count)
            grain = "M" if (unit, count) == ("Y", 1) else unit  # "in the past year": from month to month
            bounds = [_written(day, grain), _written(other, grain)]
            return FactTime(time.text, time.start, time.end, "DATE", "/".join(sorted(bounds)), time.id)
    except (ValueError, OverflowError):  # beyond the calendar's years
        return None
    return None


def _beside_date(text: str, time: Time, follow: Time, count: int, unit: str) -> str | None:
    """The interval of a length that a date behind it ends, begins, or is the year of; None where it does none of these."""
    ended = _ENDED.fullmatch(text, time.end, follow.start)
    if ended and (ended["word"].lower() != "before" or _FRAMED.match(time.text)):
        last = Date.fromisoformat(str(follow.finish))
        if ended["word"].lower() == "before":
            last = Date.fromordinal(Date.fromisoformat(str(follow.begin)).toordinal() - 1)
        return _up_to(last, count, unit)
    begun = _BEGUN.fullmatch(text, time.end, follow.start)
    if begun and (begun["word"].lower() not in _AFTER or _FRAMED.match(time.text)):
        return _from(follow, count, unit, begun["word"].lower())
    edge = _EDGE.match(time.text)
    months = count * values.MONTHS_IN.get(unit, 99)
    if not edge or months > 12 or not _YEAR.fullmatch(follow.value) or not _OF.fullmatch(text, time.end, follow.start):
        return None
    first = 1 if edge.group(1).lower() in ("first", "opening") else 13 - months
    if months == 3:
        return f"{follow.value}-Q{first // 3 + 1}"
    return f"{follow.value}-{first:02}/{follow.value}-{first + months - 1:02}"


def _opening_months(text: str, time: Time, count: int, day: Date) -> FactTime | None:
    """The first months of a year that is not named: of the article's, or of the one before where they are not over."""
    if count > 11 or not _SPENT.search(text, max(0, time.start - windows.TWO_WORDS_CHARACTERS), time.start):
        return None
    if _OF_SOMETHING.match(text, time.end):
        return None  # "in the first two months of the war"
    year = day.year - (day.month <= count)
    return FactTime(time.text, time.start, time.end, "DATE", f"{year}-01/{year}-{count:02}", time.id)


def _up_to(last: Date, count: int, unit: str) -> str:
    """The interval of so many units that ends with a day's month, or with the day."""
    if unit in values.MONTHS_IN:
        first = values.moved(last.replace(day=1), "M", 1 - count * values.MONTHS_IN[unit])
        return f"{first:%Y-%m}/{last:%Y-%m}" if first < last.replace(day=1) else f"{last:%Y-%m}"
    first = Date.fromordinal(last.toordinal() + 1 - count * values.DAYS_IN[unit])
    return f"{first.isoformat()}/{last.isoformat()}"


def _from(first: Time, count: int, unit: str, word: str) -> str:
    """The interval of so many units that begins with a day or month, or of the days after it, with it."""
    day = Date.fromisoformat(str(first.begin))
    if unit in values.MONTHS_IN and (day.day == 1 or len(first.value) == 7):
        day = values.moved(day, "M", 1) if word in _AFTER and len(first.value) == 7 else day
        last = values.moved(day.replace(day=1), "M", count * values.MONTHS_IN[unit] - 1)
        return f"{day:%Y-%m}/{last:%Y-%m}" if last > day else f"{day:%Y-%m}"
    last = values.moved(day, unit, count)
    if word not in _AFTER:
        last = Date.fromordinal(last.toordinal() - 1)
    return f"{day.isoformat()}/{last.isoformat()}"


def _written(day: Date, unit: str) -> str:
    """A day as fine as a unit of years or months says, else in full."""
    return f"{day.year:04}" if unit == "Y" else f"{day.year:04}-{day.month:02}" if unit in "MQ" else day.isoformat()
