"""Dates of publication as ``YYYY-MM-DD``, from metadata and from file names; never relative to today."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate
from functools import lru_cache

EARLIEST_YEAR = 1600
"""The first newspaper is of 1605; placeholders such as 0001-01-01 fall out."""

_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?=$|[T\s,])", re.IGNORECASE)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?=$|[T\s,])")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
"""How the names of months begin, in full and short, in lower case."""
_MONTH_NAMED = re.compile(rf"{MONTH}[a-z]*", re.I)
_FULL_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_LONGEST = 80
_SECONDS = range(10**8, 10**10)
_MILLISECONDS = range(10**11, 10**13)


def _valid(year: int, month: int, day: int) -> str | None:
    """The date in ISO form, null where the calendar has no such day."""
    try:
        return date(year, month, day).isoformat() if year >= EARLIEST_YEAR else None
    except (ValueError, OverflowError):
        return None


def iso_date(value: object) -> str | None:
    """The day named by a date or time of any usual form, as written there (no change of time zone).

    Reads ISO 8601 dates and times, RFC 2822, dates with the month's name, and seconds or milliseconds since 1970.
    Dates such as 03/04/2024, whose order of day and month differs by country, give null unless only one order is
    possible; so do dates without a day or a year.
    """
    if isinstance(value, datetime | date):
        return _valid(value.year, value.month, value.day)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return _since_1970(value)
    text = value.strip()
    if not text or len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return _since_1970(int(text))
    found = _YEAR_FIRST.match(text)
    if found and (found[2] or len(found[0]) == 8):
        return _valid(int(found[1]), int(found[3]), int(found[4]))
    found = _YEAR_LAST.match(text)
    if found:
        return either_order(int(found[1]), int(found[3]), int(found[4]))
    if _MONTH_NAMED.search(text) and _FULL_YEAR.search(text):
        return _named_month(text)
    return None


def _since_1970(number: float) -> str | None:
    """The day in UTC of a count of seconds or milliseconds."""
    if number != number or abs(number) > 1e15:
        return None
    whole = int(number)
    if whole in _MILLISECONDS:
        whole //= 1000
    elif whole not in _SECONDS:
        return None
    return datetime.fromtimestamp(whole, UTC).date().isoformat()


def either_order(first: int, second: int, year: int, day_first: bool | None = None) -> str | None:
    """Day and month where only one order of the two is possible, or the order is known."""
    if first > 12 or first == second or (day_first and second <= 12):
        return _valid(year, second, first)
    return _valid(year, first, second) if second > 12 or day_first is False else None


@lru_cache(maxsize=4096)
def _named_month(text: str) -> str | None:
    """A date with its month's name: RFC 2822 first (cheap), then dateparser for absolute dates alone."""
    mail = parsedate(text)  # RFC 2822
    if mail and mail[0] >= EARLIEST_YEAR:
        return _valid(*mail[:3])
    found = _date_parser().get_date_data(text)
    moment = found.date_obj
    return _valid(moment.year, moment.month, moment.day) if moment and found.period == "day" else None


@lru_cache(maxsize=1)
def _date_parser():  # type: ignore[no-untyped-def]  # dateparser has no types
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RELATIVE_BASE": datetime(2000, 1, 1),
        "NORMALIZE": True,
    }
    return DateDataParser(languages=["en"], settings=settings)


def date_in_name(name: str) -> str | None:
    """The first date in ISO form in a file's name: ``2024-08-01-foo.txt``, ``foo_20240801.html``."""
    for found in _IN_NAME.finditer(name):
        day = _valid(int(found[1]), int(found[3]), int(found[4]))
        if day:
            return day
    return None


def date_in_url(url: str | None) -> str | None:
    """The day in a URL's path: ``/2024/08/01/``, ``/2024-08-01-``, ``/20240801/``."""
    for found in _IN_URL.finditer(url or ""):
        if found[2] or len(found[0]) == 8:
            day = _valid(int(found[1]), int(found[3]), int(found[4]))
            if day:
                return day
    return None
