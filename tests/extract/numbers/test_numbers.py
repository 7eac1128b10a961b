"""Numbers: every case of cases/numbers.jsonl, and what holds for any number and any text."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.numbers.find import Number, find_numbers
from pipeline.extract.units.matching import match_after, match_before
from tests.paths import CASES as CASE_FILES

CASES = [json.loads(line) for line in (CASE_FILES / "numbers.jsonl").read_text("utf-8").splitlines()]
SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["", "", *["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]]
SCALES = [(10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand")]
PIECES = [
    *"0123456789.,-–/:x%$€£'\" ½¾×°mkK",
    "one ",
    "half ",
    "a ",
    "million ",
    "to ",
    "and ",
    "between ",
    "1,000",
    " of ",
]


def in_words(value: int, linked: str) -> str:
    """A whole number in English words; ``linked`` stands before the tens and units of a hundred."""
    for size, name in SCALES:
        if value >= size:
            rest = value % size
            between = linked if 0 < rest < 100 else " "
            return in_words(value // size, linked) + " " + name + (between + in_words(rest, linked) if rest else "")
    if value >= 100:
        rest = value % 100
        return SMALL[value // 100] + " hundred" + (linked + in_words(rest, linked) if rest else "")
    if value >= 20:
        return TENS[value // 10] + ("-" + SMALL[value % 10] if value % 10 else "")
    return SMALL[value]


def described(text: str, number: Number, wanted: dict) -> dict:
    """A number in the shape of a case, with the keys that the case gives."""
    full = {
        "text": text[number.start : number.end],
        "value": number.value,
        "low": number.low,
        "high": number.high,
        "form": number.form,
        "ordinal": number.ordinal,
    }
    return {key: full[key] for key in wanted}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['text'][:40]}")
def test_finds_the_numbers_of_a_sentence(case: dict) -> None:
    found = find_numbers(case["text"])
    assert [case["text"][n.start : n.end] for n in found] == [n["text"] for n in case["numbers"]]
    for number, wanted in zip(found, case["numbers"], strict=True):
        assert described(case["text"], number, wanted) == pytest.approx(wanted)
        assert number.ordinal == wanted.get("ordinal", False)


def test_the_ends_of_a_range_keep_their_own_spans() -> None:
    text = "It rose from 5 million to 7 million."
    (number,) = find_numbers(text)
    assert number.parts is not None
    assert [(text[p.start : p.end], p.value, p.part) for p in number.parts] == [
        ("5 million", 5e6, 1),
        ("7 million", 7e6, 2),
    ]


def test_a_range_shares_the_multiplier_of_its_right_end_with_both_parts() -> None:
    (number,) = find_numbers("some 5 to 10 million people")
    assert number.parts is not None and [p.value for p in number.parts] == [5e6, 1e7]


@pytest.mark.parametrize("surface", ["7m", "300k", "34B"])
def test_an_ambiguous_suffix_leaves_the_bare_digits_to_the_caller(surface: str) -> None:
    text = f"They sold {surface} tickets"
    (number,) = find_numbers(text)
    assert number.bare is not None and text[number.bare.start : number.bare.end] == surface[:-1]


def test_a_suffix_after_a_currency_is_not_ambiguous() -> None:
    (number,) = find_numbers("They paid $7m")
    assert number.value == 7e6 and number.bare is None


def test_only_the_part_of_the_text_asked_for_is_read() -> None:
    text = "10 cats, 20 dogs, 30 birds"
    assert [n.value for n in find_numbers(text, 5, 18)] == [20.0]


@given(st.integers(0, 10**15 - 1), st.sampled_from([" and ", " "]))
@settings(deadline=None, max_examples=150)
def test_words_and_digits_give_the_same_value(value: int, linked: str) -> None:
    for text in (in_words(value, linked), in_words(value, linked).capitalize(), f"{value:,}"):
        (number,) = find_numbers(text)
        assert (number.start, number.end, number.value) == (0, len(text), float(value))


@given(st.integers(1, 999_999), st.integers(0, 3), st.sampled_from([(n, s) for s, n in SCALES]))
@settings(deadline=None, max_examples=150)
def test_digits_with_a_multiplier_are_exact(digits: int, decimals: int, scale: tuple[str, int]) -> None:
    name, size = scale
    amount = f"{digits / 10**decimals:.{decimals}f}"
    (number,) = find_numbers(f"of {amount} {name} things")
    assert number.value == digits * size / 10**decimals


@given(st.integers(1, 899), st.integers(1, 100), st.sampled_from(["{}-{}", "{} to {}", "between {} and {}", "{}–{}"]))
@settings(deadline=None, max_examples=100)
def test_a_range_has_both_ends_however_it_is_written(low: int, more: int, form: str) -> None:
    (number,) = find_numbers("for " + form.format(low, low + more) + " days")
    assert (number.value, number.low, number.high) == (None, low, low + more)


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
@settings(deadline=None, max_examples=300)
def test_any_text_gives_spans_in_order_inside_it(text: str) -> None:
    end = 0
    for number in find_numbers(text):
        assert end <= number.start < number.end <= len(text)
        assert any(char.isdigit() or char.isnumeric() or char.isalpha() for char in text[number.start : number.end])
        if number.low is not None and number.high is not None:
            assert number.value is None and number.low <= number.high
        for part in (number.bare, *(number.parts or ())):
            assert part is None or number.start <= part.start < part.end <= number.end
        end = number.end


@pytest.mark.parametrize(
    "text",
    [
        "1234567890" * 100_000,
        "million " * 125_000,
        "1 to 1 to " * 20_000,
        "1 to 2-3 to " * 10_000,
        "6 for 255 " * 20_000,
        "between the ages of 6 and " * 10_000,
        "1,11," * 20_000,
        "9 " * 20_000,
    ],
    ids=lambda text: text[:26],
)
def test_time_is_linear_in_the_length(text: str) -> None:
    find_numbers("5 km")
    started = time.process_time()
    find_numbers(text)
    assert time.process_time() - started < 4  # a quadratic scan would take minutes


def test_numbers_and_units_of_plain_text_are_found_fast() -> None:
    prose = (
        " The council then spoke of the harbour, its ferries and the people who wait there every morning in the rain. "
    )
    text = prose.join(case["text"] for case in CASES) * 10
    started = time.process_time()
    found = find_numbers(text)
    units = [match_after(text, n.end) or match_before(text, n.start, dollar="USD") for n in found]
    seconds = time.process_time() - started
    assert any(units) and len(found) > 10 * len(CASES)
    assert len(text.split()) / seconds > 40_000  # words a second, on one core
