"""Units: every case of cases/units.jsonl, conversions, canonical strings, and what holds for any text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import units
from pipeline.extract.numbers.find import find_numbers
from pipeline.extract.quantities import compounds
from pipeline.extract.quantities.measured import picture_size
from pipeline.extract.units.contexts import conditions
from pipeline.extract.units.in_use import table
from pipeline.extract.units.table import Table
from tests.paths import CASES as CASE_FILES

DIRECTORY = CASE_FILES
CASES = [json.loads(line) for line in (DIRECTORY / "units.jsonl").read_text("utf-8").splitlines()]
COMPOUNDS = [json.loads(line) for line in (DIRECTORY / "unit_compounds.jsonl").read_text("utf-8").splitlines()]
CONVERSIONS = [
    (1, "mile", 1609.344, "metre"),
    (100, "degree Celsius", 373.15, "kelvin"),
    (212, "degree Fahrenheit", 373.15, "kelvin"),
    (2, "gigabyte", 2e9, "byte"),
    (2, "gibibyte", 2147483648, "byte"),
    (8, "megabit per second", 8e6, "bit per second"),
    (1, "megabyte per second", 8e6, "bit per second"),
    (36, "kilometre per hour", 10, "metre per second"),
    (12, "percent", 0.12, "fraction"),
    (25, "basis point", 0.0025, "fraction"),
    (1, "kilowatt hour", 3.6e6, "joule"),
    (1, "acre", 4046.8564224, "square metre"),
    (1, "pound", 0.45359237, "kilogram"),
    (3, "gallon per minute", 3 * 0.003785411784 / 60, "cubic metre per second"),
    (5, "user", None, None),
    (5, "USD", None, None),
]
EQUAL = [
    ("PT1H30M", ("duration", 90, "minute"), ("duration", 1.5, "hour"), ("duration", 5400, "second")),
    ("PT3M", ("duration", 3, "minute"), ("duration", 180, "second")),
    ("P1Y6M", ("duration", 18, "month"), ("duration", 1.5, "year")),
    ("P2W", ("duration", 2, "week"), ("duration", 14, "day"), ("duration", 1, "fortnight")),
    ("P1D", ("duration", 24, "hour"), ("duration", 1, "day")),
    ("PT0.25S", ("duration", 250, "millisecond"), ("duration", 0.25, "second")),
    ("P68Y", ("age", 68, "year"), ("age", 816, "month")),
    ("P20Y", ("duration", 2, "decade"), ("duration", 20, "year")),
    ("USD 4200000000", ("money", 4.2e9, "USD")),
    ("0.12", ("percentage", 12, "percent")),
    ("0.5 percentage point", ("percentage", 0.5, "percentage point"), ("percentage", 50, "basis point")),
    ("500000 user", ("user_count", 500000, "user")),
    ("5000 metre", ("length", 5, "kilometre"), ("length", 5000, "metre")),
    ("16000000000 byte", ("data_size", 16, "gigabyte"), ("data_size", 16000, "megabyte")),
    ("20 USD per month", ("rate", 20, "USD per month")),
    ("3", ("multiple", 3, None)),
]


def number_end(case: dict) -> tuple[int, int]:
    start = case["text"].index(case["number"])
    return start, start + len(case["number"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['text'][:40]}")
def test_finds_the_unit_beside_a_number(case: dict) -> None:
    text, (start, end) = case["text"], number_end(case)
    found = units.match_after(text, end) if case["side"] == "after" else units.match_before(text, start)
    if case["unit"] is None:
        assert found is None
        return
    assert found is not None
    assert (found.unit.name, found.unit.kind, found.surface) == (case["unit"], case["kind"], case["surface"])
    assert text[found.start : found.end] == found.surface
    assert found.unit.factor == case.get("factor", found.unit.factor)


@pytest.mark.parametrize("case", COMPOUNDS, ids=lambda case: case["text"])
def test_reads_a_quantity_in_several_units_as_one(case: dict) -> None:
    text, (start, end) = case["text"], number_end(case)
    number = next(n for n in find_numbers(text) if n.start == start)
    match = units.match_after(text, end)
    assert match is not None
    found = compounds.find_compound(text, number, match)
    if case["whole"] is None:
        assert found is None
        return
    assert found is not None
    assert (text[start : found[0]], found[2].name) == (case["whole"], case["unit"])
    assert found[1] == pytest.approx(case["value"])


@pytest.mark.parametrize(("value", "name", "wanted", "base"), CONVERSIONS)
def test_converts_to_the_base_unit(value: float, name: str, wanted: float | None, base: str | None) -> None:
    converted, unit = units.base(value, name)
    assert unit == base
    assert converted is None if wanted is None else converted == pytest.approx(wanted, rel=1e-14)


@pytest.mark.parametrize("wanted", EQUAL, ids=lambda wanted: wanted[0])
def test_equal_quantities_have_one_canonical_string(wanted: tuple) -> None:
    for kind, value, unit in wanted[1:]:
        assert units.normalized(kind, value, None, None, unit) == wanted[0]


def test_ranges_and_sizes_have_canonical_strings() -> None:
    assert units.normalized("duration", None, 5, 10, "second") == "PT5S/PT10S"
    assert units.normalized("money", None, 5e6, 7e6, "USD") == "USD 5000000/7000000"
    assert units.normalized("count", None, 5, None, "ship") == "5/.. ship"
    assert units.normalized("resolution", 1080, None, None, "pixel", 1920, 1080) == "1920x1080"
    assert units.normalized("aspect_ratio", 16 / 9, None, None, None, 32, 18) == "16:9"


@pytest.mark.parametrize(
    ("text", "lines", "width"),
    [
        ("a 1080p video", 1080, 1920),
        ("in 480p", 480, None),
        ("a 4K film", 2160, 3840),
        ("8K footage", 4320, 7680),
        ("frames of 1,280 x 720", 720, 1280),
        ("4K users", None, None),
        ("5K users", None, None),
        ("1081p", None, None),
    ],
)
def test_reads_picture_sizes(text: str, lines: int | None, width: int | None) -> None:
    number = find_numbers(text)[0]
    size = picture_size(text, number)
    assert (lines, width) == (None, None) if size is None else (size.lines, size.width) == (lines, width)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("It paid $5.", "USD"),
        ("It paid HK$5bn and then $2bn.", "HKD"),
        ("It paid $5bn, in Canadian dollars.", "CAD"),
        ("It paid A$10m ($7m).", "USD"),
        ("It paid $10m, or US$7m in Singapore dollars.", "SGD"),
        ("It paid US$7m, then $3m.", "USD"),
        ("Canadian growers lost $4m as Canada shut its ports.", "CAD"),
        ("Canada lost $4m.", "USD"),
        ("Canadian and American growers lost $4m as Canada and the United States shut ports.", "USD"),
        ("Australia paid $3m. Australians paid US$4m.", "USD"),
    ],
)
def test_the_article_decides_which_dollar_is_meant(text: str, code: str) -> None:
    assert units.dollar(text) == code
    assert units.match_before("x $5", 3, dollar=code).unit.name == code  # type: ignore[union-attr]


def test_a_range_takes_the_currency_of_its_first_end() -> None:
    text = "between US$5m and US$7m"
    match = units.match_before(text, 0)
    assert match is not None and (match.start, match.unit.name) == (0, "USD")


def test_every_unit_of_the_table_is_found_by_its_name() -> None:
    for form, readings in table().words.items():
        plain = [reading for reading in readings if not reading.conditions]
        if plain and plain == list(readings) and plain[0].family is None:
            found = units.match_after(f"7 {form}", 1)
            assert found is not None and found.surface == form, form
            assert found.unit == plain[0].unit, form


@given(st.sampled_from(sorted(name for name, unit in table().units.items() if unit.base and unit.kind != "age")))
@settings(deadline=None)
def test_a_value_survives_conversion_and_back(name: str) -> None:
    known = units.unit(name)
    assert known is not None
    for value in (0.0, 1.0, 2.5, 1234.0):
        converted, base = units.base(value, name)
        assert converted is not None and base == known.base
        assert (converted - known.offset) / known.factor == pytest.approx(value, rel=1e-12, abs=1e-9)


@given(st.floats(-1e14, 1e14, allow_nan=False))
@settings(deadline=None)
def test_numbers_are_written_without_exponent(value: float) -> None:
    written = units.plain(value)
    assert "inf" not in written and not written.endswith(".0")
    assert float(written) == pytest.approx(value, rel=1e-11)
    assert "e" not in written or abs(value) < 1e-15


@given(st.text(), st.integers(0, 30))
@settings(deadline=None, max_examples=200)
def test_any_text_and_place_gives_a_span_or_nothing(text: str, place: int) -> None:
    pos = min(place, len(text))
    for match in (units.match_after(text, pos), units.match_before(text, pos), units.match_per(text, pos)):
        assert match is None or text[match.start : match.end] == match.surface


def test_a_wrong_row_of_a_table_is_told() -> None:
    with pytest.raises(ValueError, match="no kind"):
        Table().add_row({"name": "smoot", "kind": "longness"})
    with pytest.raises(ValueError, match="no condition"):
        conditions("sometimes")
