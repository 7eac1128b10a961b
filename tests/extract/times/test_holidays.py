"""Movable holidays: the lunar new year and the Hebrew calendar, by dates of almanacs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.times.calendar import holiday
from pipeline.extract.times.find import times
from pipeline.extract.times.holidays import easter, hebrew_holiday, lunar_new_year, rosh_hashanah


@pytest.mark.parametrize(
    "day",
    [
        "1966-01-21",
        "1985-02-20",
        "1998-01-28",
        "2000-02-05",
        "2008-02-07",
        "2013-02-10",
        "2015-02-19",
        "2020-01-25",
        "2024-02-10",
        "2025-01-29",
        "2033-01-31",
        "2034-02-19",
    ],
)
def test_the_lunar_new_year(day: str) -> None:
    assert lunar_new_year(int(day[:4])).isoformat() == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("passover", "2013-03-26"),
        ("passover", "2024-04-23"),
        ("kippur", "2023-09-25"),
        ("sukkot", "2023-09-30"),
        ("hanukkah", "2013-11-28"),
        ("hanukkah", "2023-12-08"),
        ("hanukkah", "2024-12-26"),
        ("tishri", "2024-10-03"),
    ],
)
def test_hebrew_holidays(name: str, day: str) -> None:
    assert hebrew_holiday(name, int(day[:4])).isoformat() == day


@given(st.integers(1900, 2200))
def test_holidays_stay_in_their_part_of_the_year(year: int) -> None:
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)
    assert easter(year).weekday() == 6
    assert date(year, 1, 21) <= lunar_new_year(year) <= date(year, 2, 21)
    assert date(year, 9, 4) <= rosh_hashanah(year) <= date(year, 10, 12)
    assert rosh_hashanah(year).weekday() not in (2, 4, 6)


def test_days_counted_from_a_weekday_of_the_month() -> None:
    assert holiday("11-W1-1+1", 2024) == date(2024, 11, 5)
    assert holiday("moon-1", 2024) == date(2024, 2, 9)


def test_years_without_a_lunar_calendar_raise_and_give_no_time() -> None:
    with pytest.raises(ValueError, match="no lunar new year"):
        lunar_new_year(1500)
    assert times("They kept the Lunar New Year.", "1500-03-01", "a1") == []
