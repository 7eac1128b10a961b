"""Dates of publication."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.formats.dates import date_in_name, date_in_url, iso_date
from tests.paths import CASES as CASE_FILES

CASES = [json.loads(line) for line in (CASE_FILES / "ingest_dates.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["value"]))
def test_reads_the_day_or_gives_none(case):
    assert iso_date(case["value"]) == case["date"]


@given(st.dates(date(1600, 1, 1), date(2099, 12, 31)))
def test_reads_every_day_in_the_forms_of_iso_and_mail(day):
    assert iso_date(day.isoformat()) == day.isoformat()
    assert iso_date(day.strftime("%Y%m%dT101500Z")) == day.isoformat()
    assert iso_date(day.strftime("%a, ") + f"{day.day} " + day.strftime("%b %Y 10:00:00 +0000")) == day.isoformat()


@given(
    st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.text("0123456789/-.: TZJanuryFebMc,", max_size=25))
)
def test_gives_a_day_or_none_for_anything(value):
    day = iso_date(value)
    assert day is None or (len(day) == 10 and day[4] == day[7] == "-")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-08-01-storm.txt", "2024-08-01"),
        ("storm_20240801.html.gz", "2024-08-01"),
        ("storm 2024_08_01.md", "2024-08-01"),
        ("storm-202408011.txt", None),
        ("storm-2024-13-01.txt", None),
        ("v1-2023-02-30-then-2024-08-01.txt", "2024-08-01"),
        ("storm.txt", None),
    ],
)
def test_finds_the_day_in_a_file_name(name, day):
    assert date_in_name(name) == day


def test_finds_the_day_in_a_url():
    assert date_in_url("https://news.example/world/2024/8/1/storm") == "2024-08-01"
    assert date_in_url("https://news.example/world/20240801/storm") == "2024-08-01"
    assert date_in_url("https://news.example/world/storm-48213") is None
    assert date_in_url(None) is None
