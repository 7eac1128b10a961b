"""Quantities and times are told as a person would write them."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import FactTime, Property
from pipeline.views.wording import amount, measured, number, plural_of, when
from tests.paths import CASES
from tests.support.fakes import make_fact, make_quantity

LINES = [json.loads(line) for line in (CASES / "wording.jsonl").read_text("utf-8").splitlines()]
EMPTY = {"unit": None, "value_min": None, "value_max": None}


@pytest.mark.parametrize("case", [c for c in LINES if "quantity" in c], ids=lambda c: c["told"])
def test_quantities(case: dict) -> None:  # type: ignore[type-arg]
    assert amount(make_quantity(**(EMPTY | case["quantity"])), case["kind"]) == case["told"]


@pytest.mark.parametrize("case", [c for c in LINES if "time" in c], ids=lambda c: c["told"])
def test_times(case: dict) -> None:  # type: ignore[type-arg]
    time = case["time"]
    assert when(FactTime(time["text"], 0, len(time["text"]), "DATE", time["value"], "t")) == case["told"]


@given(st.floats(-1e300, 1e300))
def test_a_number_has_no_exponent_and_keeps_its_size(value: float) -> None:
    told = number(value)
    assert re.fullmatch(r"−?[\d,]+(\.\d+)?( (m|b|tr)illion)?", told)
    digits, _, scale = told.replace("−", "-").replace(",", "").partition(" ")
    size = float(digits) * {"": 1, "million": 1e6, "billion": 1e9, "trillion": 1e12}[scale]
    assert size == pytest.approx(value, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("unit", "plural"),
    [("inch", "inches"), ("square foot", "square feet"), ("barrel of oil equivalent", "barrels of oil equivalent"),
     ("century", "centuries"), ("staff", "staff"), ("human", "humans"), ("part per million", "parts per million")],
)  # fmt: skip
def test_plurals(unit: str, plural: str) -> None:
    assert plural_of(unit) == plural


@pytest.mark.parametrize(("told", "kept"), [("monthly users", None), ("user", None), ("price", "price"), (None, None)])
def test_what_the_unit_says_is_not_said_twice(told: str | None, kept: str | None) -> None:
    fact = make_fact(property=Property(None, None, None, told) if told else None, quantity=make_quantity(unit="user"))
    assert measured(fact) == kept
