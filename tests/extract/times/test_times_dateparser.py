"""Our grammar of dates against dateparser: where both read a written form, they agree."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from pipeline.extract.times.find import times

ARTICLE = date(2024, 8, 9)
FORMS = [
    "{d:%Y-%m-%d}",
    "{d:%B} {n}, {d:%Y}",
    "{d:%b} {n}, {d:%Y}",
    "{d:%b}. {n}, {d:%Y}",
    "{d:%B} {d:%d} {d:%Y}",
    "{n} {d:%B} {d:%Y}",
    "{n} {d:%b} {d:%Y}",
    "{n} {d:%B}, {d:%Y}",
    "{d:%A}, {n} {d:%B} {d:%Y}",
    "{d:%A}, {d:%B} {n}, {d:%Y}",
    "{d:%a}, {n} {d:%b} {d:%Y}",
    "{d:%m}/{d:%d}/{d:%Y}",
    "{d:%d}-{d:%b}-{d:%Y}",
]
RELATIVE = ["{k} days ago", "{k} weeks ago", "{k} months ago", "{k} years ago", "yesterday", "today"]


@cache
def parser() -> Any:
    from dateparser.date import DateDataParser

    settings = {"RELATIVE_BASE": datetime(ARTICLE.year, ARTICLE.month, ARTICLE.day), "DATE_ORDER": "MDY"}
    return DateDataParser(languages=["en"], settings=settings)


def theirs(written: str, grain: str) -> str:
    """The day that dateparser reads, as coarse as our grammar tells such a form."""
    found = parser().get_date_data(written).date_obj
    assert found is not None, written
    match grain:
        case "week":
            year, week, _ = found.date().isocalendar()
            return f"{year}-W{week:02}"
        case "month":
            return f"{found:%Y-%m}"
        case "year":
            return f"{found:%Y}"
    return found.date().isoformat()


def ours(written: str) -> str:
    (time,) = times(f"It was agreed {written}", ARTICLE.isoformat(), "a1")
    assert time.text == written
    return time.value


@pytest.mark.parametrize("form", FORMS)
def test_written_dates_are_read_alike(form: str) -> None:
    chance = random.Random(form)
    for _ in range(12):
        day = date(1960, 1, 1) + timedelta(days=chance.randrange(32000))
        written = form.format(d=day, n=day.day)
        assert ours(written) == theirs(written, "day"), written


@pytest.mark.parametrize("form", RELATIVE)
def test_days_told_from_the_article_s_are_read_alike(form: str) -> None:
    grain = next((unit for unit in ("week", "month", "year") if unit in form), "day")
    for count in (2, 3, 7, 11, 18):
        written = form.format(k=count)
        assert ours(written) == theirs(written, grain), written
