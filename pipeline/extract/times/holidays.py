"""Movable holidays: Easter, the lunar new year of China, and the holidays of the Hebrew calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from math import radians, sin

HEBREW_EPOCH = -1373427
"""Ordinal (``date.toordinal``) of the day before 1 Tishri of the year 1, on the proleptic Gregorian calendar."""

_NEW_MOON_TERMS = (
    (-0.40720, 0, 1, 0),
    (0.17241, 1, 0, 0),
    (0.01608, 0, 2, 0),
    (0.01039, 0, 0, 2),
    (0.00739, -1, 1, 0),
    (-0.00514, 1, 1, 0),
    (0.00208, 2, 0, 0),
    (-0.00111, 0, 1, -2),
    (-0.00057, 0, 1, 2),
)
"""Days, and multiples of the anomalies of sun and moon and of the moon's argument of latitude."""


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian algorithm, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ell = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def lunar_new_year(year: int) -> date:
    """First day of the Chinese year: the day, in Beijing, of the new moon that falls between 21 January and 20 February.

    Raises:
        ValueError: The year is not between 1645, when this calendar began, and 2200.
    """
    if not 1645 <= year <= 2200:
        raise ValueError(f"no lunar new year of {year}")
    # Two new moons fit into the days only in 1985, where the leap month of 1984 puts the year off to the second.
    earliest = date(year, 1, 22 if year == 1985 else 21)
    count = round((year + 0.02 - 2000) * 12.3685) - 1
    while (found := _new_moon(count)) < earliest:
        count += 1
    return found


def _new_moon(count: int) -> date:
    """Day in Beijing of the new moon so many moons after that of 6 January 2000 (Meeus, Astronomical Algorithms, 49)."""
    t = count / 1236.85
    moment = 2451550.09766 + 29.530588861 * count + 0.00015437 * t * t
    sun = radians(2.5534 + 29.10535670 * count)
    moon = radians(201.5643 + 385.81693528 * count + 0.0107582 * t * t)
    latitude = radians(160.7108 + 390.67050284 * count)
    moment += sum(days * sin(s * sun + m * moon + f * latitude) for days, s, m, f in _NEW_MOON_TERMS)
    # Terrestrial time is about a minute ahead of universal time, Beijing eight hours behind it.
    return date.fromordinal(int(moment - 0.0008 + 8 / 24 - 1721424.5))


def rosh_hashanah(year: int) -> date:
    """1 Tishri that falls in a Gregorian year.

    Molad and postponements as in Dershowitz and Reingold, Calendrical Calculations.

    Raises:
        ValueError: The day lies outside the years 1 to 9999.
    """
    return date.fromordinal(HEBREW_EPOCH + _hebrew_days(year + 3761))


def hebrew_holiday(name: str, year: int) -> date:
    """A holiday of the Hebrew calendar in a Gregorian year: passover, kippur, sukkot or hanukkah.

    Raises:
        ValueError: The day lies outside the years 1 to 9999.
    """
    new_year = rosh_hashanah(year)
    match name:
        case "passover":
            return new_year - timedelta(days=163)
        case "kippur":
            return new_year + timedelta(days=9)
        case "sukkot":
            return new_year + timedelta(days=14)
        case "hanukkah":
            length = _hebrew_days(year + 3762) - _hebrew_days(year + 3761)
            return new_year + timedelta(days=84 if length % 10 == 5 else 83)
        case _:
            return new_year


def _hebrew_days(year: int) -> int:
    """Days from the epoch to the new year's day of a Hebrew year."""
    days = [_molad(each) for each in (year - 1, year, year + 1)]
    if days[2] - days[1] == 356:
        return days[1] + 2
    return days[1] + (1 if days[1] - days[0] == 382 else 0)


def _molad(year: int) -> int:
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    day = 29 * months + parts // 25920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day
