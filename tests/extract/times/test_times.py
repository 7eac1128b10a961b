"""Time expressions: sentences with a date and the times expected of them, date styles, durations, robustness."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.times.find import duration_seconds, time_spans, times
from tests.paths import CASES as CASE_FILES

CASES = [json.loads(line) for line in (CASE_FILES / "times.jsonl").read_text("utf-8").splitlines() if line]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SHORT = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def ordinal(number: int) -> str:
    suffix = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


STYLES = {
    "iso": lambda d: d.isoformat(),
    "slashed year first": lambda d: f"{d:%Y/%m/%d}",
    "american": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "american, zero": lambda d: f"{MONTHS[d.month - 1]} {d.day:02}, {d.year}",
    "american, no comma": lambda d: f"{MONTHS[d.month - 1]} {d.day} {d.year}",
    "american, ordinal": lambda d: f"{MONTHS[d.month - 1]} {ordinal(d.day)}, {d.year}",
    "american, short": lambda d: f"{SHORT[d.month - 1]} {d.day}, {d.year}",
    "american, weekday": lambda d: f"{DAYS[d.weekday()]}, {MONTHS[d.month - 1]} {d.day}, {d.year}",
    "american, weekday, short": lambda d: f"{DAYS[d.weekday()]}, {SHORT[d.month - 1]} {d.day}, {d.year}",
    "british": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "british, zero": lambda d: f"{d.day:02} {MONTHS[d.month - 1]} {d.year}",
    "british, comma": lambda d: f"{d.day} {MONTHS[d.month - 1]}, {d.year}",
    "british, ordinal": lambda d: f"{ordinal(d.day)} {MONTHS[d.month - 1]} {d.year}",
    "british, of": lambda d: f"the {ordinal(d.day)} of {MONTHS[d.month - 1]} {d.year}",
    "british, weekday": lambda d: f"{DAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]} {d.year}",
    "british, weekday, comma": lambda d: f"{DAYS[d.weekday()]}, {d.day} {MONTHS[d.month - 1]} {d.year}",
    "british, abbreviated": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "abbreviated weekday": lambda d: f"{DAYS[d.weekday()][:3]}, {d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "hyphened": lambda d: f"{d.day:02}-{MONTHS[d.month - 1][:3]}-{d.year}",
    "figures": lambda d: f"{d.month:02}/{d.day:02}/{d.year}",
    "small letters": lambda d: f"{MONTHS[d.month - 1].lower()} {d.day}, {d.year}",
}


def found(text: str, day: str | None) -> list[dict[str, Any]]:
    """Times as the case file writes them."""
    out = []
    for time in times(text, day, "a1"):
        entry = {"text": time.text, "type": time.type, "value": time.value}
        out.append(entry | ({"mod": time.mod} if time.mod else {}))
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_sentences_have_the_expected_times(case: dict[str, Any]) -> None:
    assert found(case["text"], case["date"]) == case["times"]


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 31)),
    st.sampled_from(sorted(STYLES)),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
)
def test_a_date_in_any_news_style_comes_back_as_itself(day: date, style: str, article: date) -> None:
    written = STYLES[style](day)
    text = f"The treaty was signed on {written} in Geneva."
    assert [(t.value, t.type) for t in times(text, article.isoformat(), "a1")] == [(day.isoformat(), "DATE")]
    assert times(text, None, "a1")[0].text == written


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.sampled_from(DAYS))
def test_a_bare_weekday_is_the_article_s_day_or_the_last_before_it(article: date, name: str) -> None:
    (time,) = times(f"The council voted on {name}.", article.isoformat(), "a1")
    day = date.fromisoformat(time.value)
    assert day.strftime("%A") == name
    assert article - timedelta(days=6) <= day <= article


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.sampled_from(DAYS))
def test_a_weekday_behind_will_is_the_next_one(article: date, name: str) -> None:
    (time,) = times(f"The council will vote on {name}.", article.isoformat(), "a1")
    assert article <= date.fromisoformat(time.value) <= article + timedelta(days=6)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 1)), st.sampled_from(MONTHS))
def test_a_bare_month_in_the_past_is_the_last_that_has_begun(article: date, name: str) -> None:
    (time,) = times(f"The mine was sold in {name}.", article.isoformat(), "a1")
    assert time.begin is not None
    begin = date.fromisoformat(time.begin)
    assert MONTHS[begin.month - 1] == name
    assert begin <= article < date(begin.year + 1, begin.month, 1)


@given(
    st.integers(2, 200), st.sampled_from([("minute", "PT{}M"), ("hour", "PT{}H"), ("day", "P{}D"), ("year", "P{}Y")])
)
def test_a_length_of_time_is_read_from_figures(count: int, unit: tuple[str, str]) -> None:
    for written in (f"{count} {unit[0]}s", f"{count}-{unit[0]}"):
        (time,) = times(f"It was a {written} wait.", "2024-08-09", "a1")
        assert (time.type, time.value) == ("DURATION", unit[1].format(count))
        assert time.begin is None and time.finish is None


@settings(max_examples=60)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    "the",
                    "last",
                    "next",
                    "31",
                    "Feb.",
                    "2024",
                    "30",
                    "February",
                    "half",
                    "a",
                    "of",
                    "year-end",
                    "99:99",
                    "10pm",
                    "0000",
                    "GMT",
                    "9999",
                    "century",
                    "ago",
                    "from",
                    "now",
                    "1",
                    "-",
                    "29",
                    "every",
                    "week",
                    "'s",
                    "quarter",
                    ",",
                    ".",
                    "\n\n",
                    "13/13/13",
                    "'82",
                    "80s",
                    "first",
                    "later",
                    "in",
                    "May",
                    "to",
                    "second",
                    "weekends",
                    "00",
                    "Q4",
                    "12/13",
                    "2012/13",
                    "½",
                    "season",
                    "Lunar New Year",
                    "Hanukkah",
                    "weeks' time",
                    "early",
                    "hours",
                    "morning",
                    "before",
                    "recent",
                    "2 1/2",
                    "Friday the 13th",
                ]
            ),
            max_size=25,
        ).map(" ".join),
    ),
    st.sampled_from([None, "2024-02-29", "0001-01-01", "9999-12-31"]),
)
def test_any_text_gives_sorted_times_that_slice_the_text(text: str, day: str | None) -> None:
    last = 0
    for time in times(text, day, "a1"):
        assert last <= time.start < time.end <= len(text)
        assert text[time.start : time.end] == time.text
        assert time.text.strip() == time.text
        assert (time.begin is None) == (time.finish is None)
        if time.begin and time.finish:
            assert time.begin <= time.finish
        last = time.end


def test_ids_depend_on_article_and_place_alone() -> None:
    text = "He left on Friday and came back on Friday."
    one, two = times(text, "2024-08-09", "a1")
    assert one.id != two.id and one.id.startswith("t")
    assert [t.id for t in times(text, None, "a1")] == [one.id, two.id]
    assert times(text, "2024-08-09", "a2")[0].id != one.id


def test_spans_of_times_need_no_date() -> None:
    assert time_spans("On 5 May 2020 it ran for three hours, as it does every week.") == [
        (3, 13, "DATE"),
        (25, 36, "DURATION"),
        (49, 59, "SET"),
    ]


def test_a_date_that_is_none_raises() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        times("He left.", "yesterday", "a1")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("PT3M", 180.0),
        ("PT1H30M", 5400.0),
        ("PT2.5H", 9000.0),
        ("P1D", 86400.0),
        ("P2W", 1209600.0),
        ("P1M", 2629800.0),
        ("P1Q", 7889400.0),
        ("P1Y", 31557600.0),
        ("P1Y6M", 31557600.0 + 6 * 2629800.0),
        ("P2DE", 20 * 31557600.0),
        ("P1DT12H", 129600.0),
        ("PXW", None),
        ("P", None),
        ("PT", None),
        ("2024-08", None),
        ("PAST_REF", None),
    ],
)
def test_durations_in_seconds(value: str, seconds: float | None) -> None:
    assert duration_seconds(value) == seconds


def test_the_governing_verb_of_a_parsed_sentence_gives_the_direction() -> None:
    from pipeline.extract.model.language import Language

    text = "The council, which was formed in a hurry, is going to convene in October.\n\nIt convened in May."
    (doc,) = Language().docs([text])
    assert [t.value for t in times(text, "2024-08-09", "a1", doc)] == ["2024-10", "2024-05"]
