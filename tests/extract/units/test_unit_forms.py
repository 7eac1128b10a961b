"""Every form of every row of the tables is read as its unit; conversions are exact; writing and reading agree."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import lexicons, units
from pipeline.extract.numbers.find import find_numbers
from pipeline.extract.units.in_use import standard
from tests.paths import CASES
from tests.support.unit_contexts_met import sentence, units_and_currencies

FACTORS = [json.loads(line) for line in (CASES / "unit_factors.jsonl").read_text("utf-8").splitlines()]
SHARED = {("GBP", "pound"), ("GBP", "pounds")}  # a mass where nothing speaks of money
BY_BASE: dict[tuple[str, str], list[str]] = {}
for _name, _unit in standard().units.items():
    if _unit.base and _unit.kind not in ("rate", "percentage", "resolution", "age"):
        BY_BASE.setdefault((_unit.kind, _unit.base), []).append(_name)


def test_every_form_of_every_row_is_read_as_its_unit() -> None:
    wrong = []
    for name, form, context in units_and_currencies():
        text, end = sentence(form, context)
        found = units.match_per(text, end) if "per" in context.split() else units.match_after(text, end)
        if (name, form) not in SHARED and (found is None or found.unit.name != name):
            wrong.append((name, form, text, found and found.unit.name))
    assert wrong == []


def test_every_currency_in_use_is_read_by_its_code_on_either_side() -> None:
    from babel import Locale
    from babel.core import get_global

    uses = get_global("territory_currencies")
    codes = {code for rows in uses.values() for code, _, until, tender in rows if until is None and tender}
    for code in sorted(codes):
        name = Locale("en").currencies[code]
        text = f"The {name} is in use: {code} 2.5 million was paid."
        before = units.match_before(text, text.index("2.5"))
        assert before is not None and before.unit.name == code, text
        text = f"The {name} is in use: 2.5 million {code} was paid."
        after = units.match_after(text, text.index(" " + code + " was"))
        assert after is not None and after.unit.name == code, text


def test_every_symbol_before_a_number_is_read_as_a_currency() -> None:
    for row in lexicons.read("currencies"):
        for form in filter(None, row["before"].split("|")):
            if not row["context"]:
                found = units.match_before(f"x {form}7.50", len(f"x {form}"))
                assert found is not None and found.surface == form, form
                assert found.unit.name == row["code"] or row["family"], form


@pytest.mark.parametrize("case", FACTORS, ids=lambda case: case["one"])
def test_one_unit_is_so_much_of_its_base(case: dict) -> None:
    """The values are those of pint's default registry, taken where both mean the same unit."""
    assert units.base(1, case["one"]) == (pytest.approx(case["is"], rel=1e-13), case["base"])


@st.composite
def _quantities(draw: st.DrawFn) -> tuple[str, float]:
    plain = sorted(name for name, unit in standard().units.items() if unit.kind not in ("money", "age"))
    return draw(st.sampled_from(plain)), draw(st.integers(1, 9_999_999)) / draw(st.sampled_from((1, 10, 100, 1000)))


@given(_quantities())
@settings(deadline=None, max_examples=300)
def test_a_quantity_written_out_is_read_again(quantity: tuple[str, float]) -> None:
    name, value = quantity
    text = f"{units.plain(value)} {name}"
    number = find_numbers(text)[0]
    found = units.match_after(text, number.end)
    if found is None:  # a form that needs more context than its name
        assert all(reading.conditions for reading in standard().words.get(name.lower(), ()))
        return
    known, read = units.unit(name), units.unit(found.unit.name)
    assert known is not None and read is not None and number.value is not None
    assert found.end == len(text)
    if read.kind == known.kind and number.multiplier is None and known.kind != "rate":
        again = units.normalized(read.kind, number.value, None, None, found.unit.name)
        assert again == units.normalized(known.kind, value, None, None, name)
    elif read.base == known.base and known.base:  # "2 million tonnes" is a number of tonnes
        assert number.value * read.factor == pytest.approx(value * known.factor)


@given(st.sampled_from(sorted(BY_BASE)), st.data(), st.integers(1, 10_000))
@settings(deadline=None, max_examples=200)
def test_equal_quantities_in_two_units_are_written_alike(
    group: tuple[str, str], data: st.DataObject, value: int
) -> None:
    one, other = (data.draw(st.sampled_from(BY_BASE[group])) for _ in range(2))
    base, _ = units.base(value, one)
    there = standard().units[other]
    assert base is not None
    converted = (base - there.offset) / there.factor
    first = units.normalized(group[0], value, None, None, one)  # type: ignore[arg-type]
    second = units.normalized(group[0], converted, None, None, other)  # type: ignore[arg-type]
    if group[0] == "duration" and ("M" in first + second or "Y" in first + second) and "T" not in first + second:
        return  # months and years, whose length varies, are never written as days
    if group[0] == "duration":
        assert first[0] == second[0] == "P"
        return
    assert first.split(" ", 1)[1:] == second.split(" ", 1)[1:]
    assert float(first.split(" ")[0]) == pytest.approx(float(second.split(" ")[0]), rel=1e-9)
