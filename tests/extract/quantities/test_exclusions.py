"""Numbers that are no quantities, as far as the raw text tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.numbers.find import find_numbers
from pipeline.extract.quantities import exclusions, labels
from pipeline.extract.text.spans import Spans
from tests.support.fact_cases import read

CASES = read("exclusions.jsonl")


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['number']} in {case['text']}".replace("\n", " ") for case in CASES]
)
def test_raw_text_excludes_a_number(case: dict) -> None:
    at = case["text"].index(case["number"])
    number = next(number for number in find_numbers(case["text"]) if number.start <= at < number.end)
    assert (exclusions.by_form(number) or exclusions.by_text(case["text"], number)) == case["rule"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("He sits in Row 21", "not:label"),
        ("Turn to page 45", "not:label"),
        ("He bought the Galaxy 8", "not:name"),
        ("The crew of 9", None),
        ("They were 9", None),
        ("He won 9", None),
    ],
)
def test_a_bare_number_behind_a_name_or_label_is_part_of_it(text: str, rule: str | None) -> None:
    (number,) = find_numbers(text)
    assert labels.as_label(text, number) == rule


@pytest.mark.parametrize(
    ("span", "kind", "rule"),
    [
        ((0, 12), "PRODUCT", "not:name"),
        ((0, 9), "PRODUCT", None),
        ((10, 12), "ORG", None),
        ((0, 12), "NORP", None),
    ],
)
def test_a_number_inside_the_mention_of_a_name_is_part_of_it(
    span: tuple[int, int], kind: str, rule: str | None
) -> None:
    (number,) = find_numbers("Velophone 16 sells")
    assert exclusions.in_name(number, Spans([(*span, kind)])) == rule


@given(st.lists(st.sampled_from([*(case["text"] for case in CASES), "\n", "[", "5", "1.", "#", "No."]), max_size=6))
def test_exclusion_never_fails_and_names_its_rule(parts: list[str]) -> None:
    text = " ".join(parts)
    for number in find_numbers(text):
        for rule in (exclusions.by_form(number), exclusions.by_text(text, number), labels.as_label(text, number)):
            assert rule is None or rule.startswith("not:")
