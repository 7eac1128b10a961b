"""The JSON Schemas, and that what is written fulfils them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from pipeline import emit
from pipeline.records import RECORDS
from tests.emit.test_emit import records
from tests.support.fakes import Fake, make_article, make_fact, make_quantity


def validator(table: str) -> Draft202012Validator:
    return Draft202012Validator(emit.schema(table))


@pytest.mark.parametrize("table", RECORDS)
def test_each_schema_is_a_valid_one_and_describes_its_table(table: str) -> None:
    schema = emit.schema(table)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == RECORDS[table].__name__
    assert schema["description"]
    assert emit.schemas()[table] == schema
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize("table", RECORDS)
def test_every_object_allows_its_own_keys_alone_and_needs_all(table: str) -> None:
    schema = emit.schema(table)
    for part in [schema, *schema.get("$defs", {}).values()]:
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])


def test_what_extraction_yields_fulfils_the_schemas() -> None:
    (extraction,) = Fake().extract([make_article()])
    for table, lines in emit.Lines().of(extraction).items():
        for line in lines.splitlines():
            validator(table).validate(json.loads(line))


@pytest.mark.parametrize("table", RECORDS)
def test_any_record_fulfils_its_schema(table: str) -> None:
    @settings(max_examples=25, deadline=None)
    @given(records(RECORDS[table]))
    def check(record: object) -> None:
        validator(table).validate(json.loads(emit.encode(record)))

    check()


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "f123"},
        {"article_id": "f0123456789abcdef"},
        {"kind": "weight"},
        {"modality": None},
        {"confidence": 1.5},
        {"confidence": -0.1},
        {"confidence": "0.9"},
        {"rules": "number.plain"},
        {"rules": [1]},
        {"quantity": None},
        {"sentence": {"text": "x", "start": -1, "end": 0}},
        {"sentence": {"text": "x", "start": 0.5, "end": 1}},
        {"sentence": {"text": "x", "start": 0}},
        {"subject": {"text": "x", "start": 0, "end": 1, "name": None, "entity_id": None, "type": "DOG"}},
        {"time": {"text": "x", "start": 0, "end": 1, "type": "DATE", "value": "2024", "time_id": "e0123456789abcdef"}},
        {"attribution": {"source": None, "cue": None}},
        {"colour": "red"},
    ],
)
def test_a_wrong_fact_is_refused(wrong: dict[str, object]) -> None:
    line = json.loads(emit.encode(make_fact()))
    validator("facts").validate(line)
    assert not validator("facts").is_valid(line | wrong)


@pytest.mark.parametrize("key", ["id", "quantity", "time", "version"])
def test_a_fact_without_a_key_is_refused(key: str) -> None:
    line = json.loads(emit.encode(make_fact()))
    del line[key]
    assert not validator("facts").is_valid(line)


def test_nulls_stand_where_they_may() -> None:
    empty = make_quantity(value=None, value_min=None, value_max=None, unit=None, base_value=None, base_unit=None)
    fact = make_fact(quantity=empty, property=None, subject=None, attribution=None, time=None)
    validator("facts").validate(json.loads(emit.encode(fact)))
    article = make_article(text=None, sha256=None, title=None, date=None, language=None, status="failed", error="Why.")
    validator("articles").validate(json.loads(emit.encode(article)))
