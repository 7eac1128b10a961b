"""Names of properties: words of every part of speech to one noun, and a table whose entries can all be reached."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from pipeline.extract import lexicons
from pipeline.extract.linking.property_names import default_name, property_name
from pipeline.records import Kind
from tests.paths import CASES

ROWS = lexicons.read("property_names")
KINDS = frozenset(get_args(Kind))


@pytest.mark.parametrize(
    "case",
    [json.loads(line) for line in (CASES / "property_names.jsonl").open()],
    ids=lambda c: f"{c['words']} {c['kind']}",
)
def test_name_of_words(case: dict[str, Any]) -> None:
    assert property_name(case["words"], case["kind"], case.get("verb", False)) == case["name"]


def test_every_noun_of_the_table_is_found_as_itself_and_in_a_longer_phrase() -> None:
    for row in ROWS:
        for noun in (row["name"], *filter(None, row["nouns"].split("|"))):
            names = {r["name"] for r in ROWS if noun in (r["name"], *r["nouns"].split("|"))}
            assert property_name(noun, "other") in names, noun
            assert property_name(f"the whole {noun} of the firm", "other") in names, noun


def test_rows_name_known_kinds_and_a_kind_has_one_default() -> None:
    said = [kind for row in ROWS for kind in row["default"].split("|") if kind]
    limits = {kind for row in ROWS for kind in row["kinds"].split("|") if kind}
    assert len(said) == len(set(said))
    assert {*said, *limits} <= KINDS
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_what_no_word_says() -> None:
    assert (default_name("age"), default_name("mass"), default_name("count")) == ("age", "weight", None)
