"""Datelines: found in the forms of the agencies, no part of a sentence, and what dates a text that nothing else does."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datelines import dateline
from pipeline.extract.text.sentences import split
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.readers import article_of

PLACES = [
    "OSLO",
    "NEW YORK",
    "ST. LOUIS",
    "KYIV/LONDON",
    "OSLO, Norway",
    "AUSTIN, Texas",
    "DUBAI, United Arab Emirates",
]
DAYS = ["", ", May 3", ", May 3, 2024", ", Friday, May 3, 2024", ", 3 May 2024", ", Sept. 12", ", 12 JUNE 2024"]
AGENCIES = ["", " (Reuters)", " (AP)", " /PRNewswire/"]
ENDS = [" — ", " – ", " - ", " -- "]
FIRST = "Norsk Vind cut 300 jobs on Friday."


@given(st.sampled_from(PLACES), st.sampled_from(DAYS), st.sampled_from(AGENCIES), st.sampled_from(ENDS))
def test_a_dateline_is_no_part_of_the_first_sentence(place, day, agency, end):
    line = place + day + agency + end
    text = line + FIRST + " It has 4,000 left."
    found = dateline(text)
    assert found and (found.start, found.end) == (0, len(line))
    assert (found.day or "") == day.lstrip(", ")
    assert FIRST in [text[a:b] for a, b in split(text)]


@pytest.mark.parametrize(
    "line",
    [
        "(Reuters) - ", "May 3 (Reuters) - ", "BOSTON--(BUSINESS WIRE)--", "PARIS (AFP) - 12 July 2019: ", "NEW DELHI: ",
        "LONDON, March 16. /TASS/. ", "Balukhali, Bangladesh - ", "Mumbai, Nov 5 (PTI) ", "Tokyo (Kyodo) — ",
        "Brussels, 5 May 2023 – ", "Geneva/Nairobi, 5 June 2024 – ", "OSLO, 3rd May 2024 – ", "Bergen, VL, 05/03/2024 – ",
        "May 3, 2024 – OSLO – ", "[OSLO, 3 May 2024] ", "Rio de Janeiro, May 3, 2024 (EFE).- ", "Oslo - 3 May 2024 - ",
        "VIENNA, 3.5.2024 – ",
    ],
)  # fmt: skip
def test_other_forms_are_datelines_too(line):
    found = dateline(line + FIRST)
    assert found and found.end == len(line)


def test_a_dateline_may_stand_below_headline_and_byline():
    text = "Wind firm cuts jobs\n\nBy Ann Dale\n\nOSLO, May 3 (Reuters) - " + FIRST
    found = dateline(text)
    assert found and text[found.end :] == FIRST


@pytest.mark.parametrize(
    "text",
    [
        "The firm - a maker of cars - sold 4 million.",
        "Orla said on May 3 - its first day - that it grew.",
        "U.S. stocks rose 3 percent.",
        "DALE: Well, I think.\nROE: No, I do not.\nDALE: Yes.",
        "Norsk Vind (NVIND) - Shares rose 4 percent.",
        "In 2021, Paris (France) was hot.",
        "UK output rose 3 percent.",
        "Boris Roe: I will go.",
        "DW: How many came?",
        "",
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert dateline(text) is None


@pytest.mark.parametrize(
    ("line", "given", "date"),
    [
        ("OSLO, May 3, 2024 (AP) — ", None, "2024-05-03"),
        ("OSLO (AP) - 3 May 2024: ", None, "2024-05-03"),
        ("OSLO, May 3, 2024 (AP) — ", "2024-05-04", "2024-05-04"),
        ("OSLO, May 3 (AP) — ", None, None),
    ],
)
def test_it_dates_an_article_that_nothing_else_does(line, given, date):
    assert article_of("a.txt", Draft(text=line + FIRST, date=given)).date == date


@pytest.mark.parametrize(
    ("line", "told", "date"),
    [
        ("OSLO, May 3 (AP) - ", "On April 28, 2024, it cut 40 others.", "2024-05-03"),
        ("OSLO, Jan. 3 (AP) - ", "On 28 December 2023 it cut 40 others.", "2024-01-03"),
        ("OSLO, Dec 29 (AP) - ", "On January 2, 2024, it will cut 40 others.", "2023-12-29"),
        ("OSLO, 3rd May (AP) - ", "Its last cut was on 2024-04-28.", "2024-05-03"),
        ("OSLO, Friday, May 3 (AP) - ", "On April 28, 2024, it cut 40 others.", "2024-05-03"),
        ("OSLO, Friday, May 3 (AP) - ", "On April 28, 2023, it cut 40 others.", None),
        ("OSLO, May 3 (AP) - ", "It was founded on August 28, 1998.", None),
        ("OSLO, May 3 (AP) - ", "It cut 40 on April 28, 2023 and 30 on April 28, 2024.", None),
        ("OSLO, Feb 29 (AP) - ", "On March 1, 2023, it cut 40 others.", None),
        ("OSLO, 05/03/2024 - ", "It cut 40 others.", None),
        ("OSLO, 13.5.2024 - ", "It cut 40 others.", "2024-05-13"),
    ],
)
def test_its_year_is_that_of_days_near_it_in_the_text(line, told, date):
    assert article_of("a.txt", Draft(text=f"{line}{FIRST} {told}")).date == date


@pytest.mark.parametrize(
    "piece",
    ["A ", "AB ", "AB-", "AB/", "Ab ", "Ab, ", "(", "AB (a", "A.", "May 3 ", "AB. ", "[AB ", "3.5.", "2024-05-03 "],
)
def test_its_search_ends_at_once_on_any_text(piece):
    start = time.process_time()
    dateline(piece * 400)
    assert time.process_time() - start < 0.1
