"""Facts of invented texts: every kind, bound, change, subject and modality, and the numbers that are no quantities.

``cases/facts/`` holds what the extractor meets, ``cases/facts_open.jsonl`` what it does not meet yet.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

import pytest

from pipeline.records import Comparator, Fact, Kind, Modality
from tests.support import fact_cases

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

MET = fact_cases.met()
OPEN = fact_cases.still_open()
ALL = MET + OPEN
FLOORS = {"subject": 89.5, "property": 82.0}
"""Per cent of the facts that are found; raised when the reader gets better, and never lowered."""


@pytest.fixture(scope="module")
def extracted(extractor: Extractor) -> dict[str, tuple[Fact, ...]]:
    """The facts of every case by its text."""
    return dict(zip((case["text"] for case in ALL), fact_cases.extract(extractor, ALL), strict=True))


@pytest.mark.parametrize("case", MET, ids=map(fact_cases.name, MET))
def test_a_text_yields_its_facts_and_no_others(case: fact_cases.Case, extracted: dict[str, tuple[Fact, ...]]) -> None:
    assert fact_cases.differences(case, extracted[case["text"]], fact_cases.CHOSEN) == []


@pytest.mark.parametrize("field", sorted(fact_cases.CHOSEN))
def test_what_a_reader_chooses_is_right_as_often_as_ever(extracted: dict[str, tuple[Fact, ...]], field: str) -> None:
    share = fact_cases.shares(MET, extracted)[field]
    print(f"{field} {share:.1f}, floor {FLOORS[field]}")
    assert share >= FLOORS[field]


@pytest.mark.parametrize("case", OPEN, ids=map(fact_cases.name, OPEN))
def test_an_open_case_is_still_open(case: fact_cases.Case, extracted: dict[str, tuple[Fact, ...]]) -> None:
    met = not fact_cases.differences(case, extracted[case["text"]])
    assert not met, "now met: move its line from facts_open.jsonl to the file of its topic under facts/"


def test_cases_are_well_formed() -> None:
    assert [text for text, count in Counter(case["text"] for case in ALL).items() if count > 1] == []
    for case in ALL:
        assert {"text", "topic", "facts"} <= set(case) <= {"text", "topic", "facts", "date", "title"}
        for fact in case["facts"]:
            assert {"quantity", "kind", "value"} <= set(fact) <= fact_cases.FIELDS, case["text"]
            assert all(text in case["text"] for text in fact_cases.options(fact["quantity"])), case["text"]
            assert set(fact_cases.options(fact["kind"])) <= set(get_args(Kind)), case["text"]


def test_cases_cover_every_kind_bound_and_modality() -> None:
    facts = [fact_cases.PLAIN | fact for case in ALL for fact in case["facts"]]
    for field, values in (("kind", Kind), ("comparator", Comparator), ("modality", Modality)):
        assert set(get_args(values)) <= {value for fact in facts for value in fact_cases.options(fact[field])}


def test_a_comparison_names_every_field_that_differs() -> None:
    (case,) = [case for case in MET if case["text"] == "Vodera has 13 million users."]
    assert fact_cases.differences(case, ()) == ["missing: 13 million users"]
    assert not fact_cases.right("subject", "Vodera", None)
    assert fact_cases.right("subject", ["its chip", None], None)
    assert fact_cases.right("property", "users", "paying users") and not fact_cases.right("property", "user", "users")
    assert not fact_cases.right("value", 5.0, 5.1)
