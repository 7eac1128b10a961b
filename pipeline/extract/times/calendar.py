"""Calendar arithmetic for time expressions: periods of the calendar, lengths of time, and their TIMEX3 values.

TIMEX3 (TimeML 1.2.1) writes periods and lengths in ISO 8601 with additions: ``2024-Q3``, ``2024-H1``, ``2024-SU``
(season), ``2024-W31-WE`` (weekend), ``198`` (decade), ``19`` (century), ``PXW`` (some weeks), ``P2DE`` (two decades).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.extract.times.holidays import easter, hebrew_holiday, lunar_new_year

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of each meteorological season of the northern hemisphere; a winter ends in the next year."""

MONTHS_IN = {"M": 1, "Q": 3, "S": 3, "H": 6, "Y": 12, "DE": 120, "CE": 1200, "ML": 12000}
DAYS_IN = {"D": 1, "W": 7, "FN": 14, "WE": 7}
CLOCK_UNITS = {"TS": 1.0, "TM": 60.0, "TH": 3600.0}

FRACTIONS = {"TH": (60, "TM"), "TM": (60, "TS"), "D": (24, "TH"), "Y": (12, "M"), "DE": (10, "Y"), "CE": (100, "Y")}
"""What a part of a unit is counted in: half an hour is 30 minutes."""

DAY = 86400.0
YEAR = 365.25 * DAY
SECONDS_IN = {
    "S": 1.0,
    "TM": 60.0,
    "TH": 3600.0,
    "D": DAY,
    "W": 7 * DAY,
    "WE": 2 * DAY,
    "M": YEAR / 12,
    "Q": YEAR / 4,
    "Y": YEAR,
    "DE": 10 * YEAR,
    "CE": 100 * YEAR,
    "ML": 1000 * YEAR,
}
"""Seconds of a unit; a year is the Julian year of 365.25 days, a month its twelfth (30.4375 days)."""

_DURATION = re.compile(r"P(?=.)((?:\d+(?:\.\d+)?(?:Y|ML|M|Q|WE|W|DE|D|CE))*)(?:T(?=.)((?:\d+(?:\.\d+)?[HMS])*))?")
_PART = re.compile(r"(\d+(?:\.\d+)?)([A-Z]+)")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole calendar days, named by its unit.

    Attributes:
        unit: D day, W ISO week, WE weekend, M month, Q quarter, H half-year, S season, Y year, DE decade, CE century;
            N whole months that are no such period ("the quarter ended July 31"), P a part of a year that TIMEX3 can
            tell as its year alone ("the nine months").
        first: Its first day.
        last: Its last day, inclusive.
    """

    unit: str
    first: date
    last: date

    @property
    def value(self) -> str:
        """TIMEX3 value."""
        first = self.first
        match self.unit:
            case "D":
                return first.isoformat()
            case "W" | "WE":
                year, week, _ = first.isocalendar()
                return f"{year:04}-W{week:02}" + ("-WE" if self.unit == "WE" else "")
            case "M":
                return f"{first.year:04}-{first.month:02}"
            case "Q":
                return f"{first.year:04}-Q{(first.month + 2) // 3}"
            case "H":
                return f"{first.year:04}-H{1 if first.month < 7 else 2}"
            case "S":
                return f"{first.year:04}-" + next(s for s, month in SEASONS.items() if month == first.month)
            case "N":
                return f"{first:%Y-%m}/{self.last:%Y-%m}"
            case "DE":
                return f"{first.year // 10:03}"
            case "CE":
                return f"{first.year // 100:02}"
            case _:
                return f"{first.year:04}"


def full_year(two_digits: int) -> int:
    """The year that two digits stand for: 00 to 49 this century, the others the last."""
    return two_digits + (2000 if two_digits < 50 else 1900)


def months(unit: str, year: int, month: int) -> Period:
    """The period of ``unit`` (M, Q, S, H, Y, DE or CE) that begins with a month.

    Raises:
        ValueError: The calendar of dates, years 1 to 9999, does not hold it.
    """
    first = date(year, month, 1)
    after = year * 12 + month - 1 + MONTHS_IN[unit]
    end_year, end_month = divmod(after - 1, 12)
    return Period(unit, first, date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1]))


def century(number: int) -> Period:
    """The century of a number: the 14th is 1301 to 1400.

    Raises:
        ValueError: The calendar of dates does not hold it.
    """
    return Period("CE", date(number * 100 - 99, 1, 1), date(number * 100, 12, 31))


def containing(unit: str, day: date) -> Period:
    """The period of ``unit`` that a day lies in; a fortnight counts as its first week, a weekend as its week's.

    Raises:
        ValueError: The period reaches out of the years 1 to 9999.
    """
    try:
        match unit:
            case "W" | "FN":
                monday = day - timedelta(days=day.weekday())
                return Period("W", monday, monday + timedelta(days=6))
            case "WE":
                saturday = day - timedelta(days=day.weekday()) + timedelta(days=5)
                return Period("WE", saturday, saturday + timedelta(days=1))
            case "M":
                return months("M", day.year, day.month)
            case "Q":
                return months("Q", day.year, (day.month - 1) // 3 * 3 + 1)
            case "H":
                return months("H", day.year, 1 if day.month < 7 else 7)
            case "S":
                month = day.month // 3 * 3 or 12
                return months("S", day.year - (day.month < 3), month)
            case "Y":
                return months("Y", day.year, 1)
            case "DE":
                return months("DE", day.year // 10 * 10, 1)
            case "CE":
                return months("CE", day.year // 100 * 100, 1)
            case _:
                return Period("D", day, day)
    except OverflowError as error:
        raise ValueError(f"no {unit} around {day}") from error


def moved(day: date, unit: str, count: float) -> date:
    """A day moved by so many units; the day of the month is cut to the month's length, parts of a month become days.

    Raises:
        ValueError: The result lies outside the years 1 to 9999.
    """
    if unit in CLOCK_UNITS:
        return day
    try:
        if unit in DAYS_IN:
            return day + timedelta(days=round(DAYS_IN[unit] * count))
        whole = round(MONTHS_IN[unit] * count)
        year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except OverflowError as error:
        raise ValueError(f"{day} moved by {count} {unit}") from error


def shifted(period: Period, unit: str, count: int) -> Period:
    """A period of the same kind, so many units later.

    Raises:
        ValueError: The result lies outside the years 1 to 9999.
    """
    if period.unit in ("N", "P"):
        return spanning_months(period.unit, moved(period.first, unit, count), moved(period.last, unit, count))
    return containing(period.unit, moved(period.first, unit, count))


def spanning_months(unit: str, first: date, last: date) -> Period:
    """The whole months from that of one day to that of another."""
    return Period(unit, first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1]))


def months_to(day: date, count: int) -> Period:
    """The quarter, half, year, or other so many months that end with a day; one early in a month ends the one before.

    Firms close their books on a weekday near a month's end: a quarter ended 2 July is that of April to June.
    """
    last = day if day.day > 7 else moved(day.replace(day=1), "D", -1)
    first = moved(last.replace(day=1), "M", 1 - count)
    unit = {1: "M", 3: "Q", 6: "H", 12: "Y"}.get(count)
    if unit is not None and (period := containing(unit, last)).first == first:
        return period
    return spanning_months("N", first, last)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The n-th weekday (1 Monday to 7 Sunday) of a month, counted from its end if ``nth`` is negative.

    Raises:
        ValueError: The month has no such day.
    """
    if nth > 0:
        first = date(year, month, 1)
        return date(year, month, 1 + (weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.isoweekday() - weekday) % 7 + 7 * (-nth - 1))


def holiday(rule: str, year: int) -> date:
    """The date of a holiday in a year, by a rule of ``lexicons/time_holidays.tsv``.

    Raises:
        ValueError: The year has no such day.
    """
    base, plus, days = rule.rpartition("+")
    if plus and base != "E":
        return holiday(base, year) + timedelta(days=int(days))
    if rule == "moon-1":
        return lunar_new_year(year) - timedelta(days=1)
    if rule.isalpha():
        return lunar_new_year(year) if rule == "moon" else hebrew_holiday(rule, year)
    if rule.startswith("E"):
        return easter(year) + timedelta(days=int(rule[1:]))
    if "W" in rule:
        month, weekday, nth = rule[:2], rule[4], rule[6:]
        return nth_weekday(year, int(month), int(weekday), int(nth))
    if len(rule) == 10:
        return date.fromisoformat(rule)
    return date(year, int(rule[:2]), int(rule[3:]))


def number(value: float) -> str:
    """A number as it stands in a TIMEX3 value: no exponent, no needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def length(parts: list[tuple[float | None, str]]) -> str:
    """TIMEX3 value of a duration; the count None is an unknown number.

    A fortnight is two weeks; a part of one unit is counted in a smaller one: half an hour is PT30M, but two and a half
    hours PT2.5H.
    """
    calendar, clock = "", ""
    for count, unit in parts:
        if count is not None and unit == "FN":
            count, unit = count * 2, "W"
        elif unit == "FN":
            unit = "W"
        if count is not None and 0 < count < 1 and unit in FRACTIONS:
            factor, unit = FRACTIONS[unit]
            count *= factor
        text = "X" if count is None else number(count)
        if unit in CLOCK_UNITS:
            clock += text + unit[1]
        else:
            calendar += text + unit
    return "P" + calendar + ("T" + clock if clock else "")


def duration_seconds(value: str) -> float | None:
    """Seconds of a TIMEX3 duration: ``PT3M`` is 180.0, ``P1Y`` 31557600.0; None if it is none or has an X in it.

    A year counts 365.25 days and a month a twelfth of it, a weekend two days.
    """
    match = _DURATION.fullmatch(value)
    if not match:
        return None
    total = sum(float(n) * SECONDS_IN[unit] for n, unit in _PART.findall(match.group(1)))
    clock = {"H": "TH", "M": "TM", "S": "S"}
    return total + sum(float(n) * SECONDS_IN[clock[unit]] for n, unit in _PART.findall(match.group(2) or ""))
