"""Words before and behind a number that bound or blur it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import lexicons
from pipeline.extract.quantities.bounds import after, before, bounds
from tests.support.fact_cases import read

CASES = read("bounds.jsonl")
BEFORE = [case for case in CASES if case["side"] == "before"]
AFTER = [case for case in CASES if case["side"] == "after"]


@pytest.mark.parametrize("case", BEFORE, ids=[case["text"] for case in BEFORE])
def test_words_before_a_number_bound_it(case: dict) -> None:
    text, start = case["text"], case["text"].index(case["number"])
    comparator, approximate, first, rules = before(text, start)
    assert (comparator, approximate, text[first:start].strip()) == (
        case["comparator"],
        case["approximate"],
        case["words"],
    )
    assert bool(rules) is bool(case["words"])


@pytest.mark.parametrize("case", AFTER, ids=[case["text"] for case in AFTER])
def test_words_behind_a_number_bound_it(case: dict) -> None:
    text, end = case["text"], case["text"].index(case["number"]) + len(case["number"])
    comparator, approximate, last, rules = after(text, end)
    assert (comparator, approximate, text[end:last]) == (case["comparator"], case["approximate"], case["words"])
    assert bool(rules) is bool(case["words"])


@pytest.mark.parametrize("row", lexicons.read("approximators"), ids=lambda row: f"{row['side']}: {row['form']}")
def test_every_entry_of_the_lexicon_is_found(row: dict[str, str]) -> None:
    if row["side"] == "before":
        comparator, approximate, *_ = before(f"It has {row['form']} 500", len(f"It has {row['form']} "))
    else:
        comparator, approximate, *_ = after(f"500 {row['form']} here", 3)
    assert (comparator, approximate) == (row["comparator"], bool(row["approximate"]))


@pytest.mark.parametrize(
    ("text", "comparator", "approximate", "inside"),
    [
        ("up to 500 seats", "<=", False, "up to 500 seats"),
        ("about 500 seats or more", ">=", True, "about 500 seats or more"),
        ("500-plus seats", ">=", False, "500-plus seats"),
        ("over 500 seats or so", ">", True, "over 500 seats or so"),
        ("500 seats", "=", False, "500 seats"),
    ],
)
def test_both_sides_are_joined(text: str, comparator: str, approximate: bool, inside: str) -> None:
    text = f"It has {text} today."
    start, end = text.index("500"), text.index("seats") + 5
    found = bounds(text, start, start + 3, end)
    assert (found.comparator, found.approximate) == (comparator, approximate)
    assert text[found.start : max(found.end, end)] == inside


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 5))
def test_bounds_lie_around_the_quantity(text: str, start: int, size: int) -> None:
    start = min(start, len(text))
    end = min(start + size, len(text))
    found = bounds(text, start, end, end)
    assert 0 <= found.start <= start <= end <= found.end <= len(text)
