"""Extraction over the sample corpus: figures held to floors, and everything annotated in the reference article.

The floors in ``gold_floors.json`` are per cent; they are raised when extraction gets better, and never lowered.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.evaluate import FIELDS, report
from pipeline.evaluate.gold import mention_span
from pipeline.evaluate.judge import same_name, same_time
from tests.support import gold_runs

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor
    from pipeline.records import Entity, Extraction

FLOORS: dict[str, float] = json.loads(Path(__file__).with_name("gold_floors.json").read_text("utf-8"))
EXPECTED = gold_runs.expected()
TEXT = next(row.text for row in gold_runs.gold() if row.key == gold_runs.REFERENCE)


def test_floors_cover_what_is_measured() -> None:
    assert set(FLOORS) == {"detection", "core", *FIELDS}


@pytest.mark.parametrize("figure", ["detection", "core", *FIELDS])
def test_figures_hold_their_floors(extractor: Extractor, figure: str) -> None:
    gold_runs.assert_floor(gold_runs.found(extractor), gold_runs.gold(), FLOORS, figure)


@pytest.fixture(scope="module")
def reference(extractor: Extractor) -> Extraction:
    return next(e for e in gold_runs.extractions(extractor) if e.article.path.endswith(gold_runs.REFERENCE))


def name_of(row: dict[str, Any]) -> str:
    return str(row.get("name") or f"{row['anchor']} [{row.get('cue') or row['text']}]")


def overlapping(entities: tuple[Entity, ...], start: int, end: int, name_only: bool = False) -> list[Entity]:
    """The entities that a mention over these offsets belongs to."""
    return [
        e
        for e in entities
        if any(m.start < end and start < m.end and (m.form == "name" or not name_only) for m in e.mentions)
    ]


def test_reference_facts_are_all_there_and_no_others(extractor: Extractor) -> None:
    inside = [o for o in gold_runs.found(extractor) if o.key == gold_runs.REFERENCE]
    assert [report.mistake(o, TEXT) for o in inside if not o.detected] == []


@pytest.mark.parametrize("field", FIELDS)
def test_reference_facts_are_right(extractor: Extractor, field: str) -> None:
    inside = [o for o in gold_runs.found(extractor) if o.key == gold_runs.REFERENCE and o.detected]
    assert [report.mistake(o, TEXT) for o in inside if field not in o.right] == []


@pytest.mark.parametrize("row", EXPECTED["entities"], ids=name_of)
def test_reference_entities_are_one_each(reference: Extraction, row: dict[str, Any]) -> None:
    forms = "|".join(map(re.escape, sorted([row["name"], *row["aliases"]], key=len, reverse=True)))
    places = [m.span() for m in re.finditer(rf"\b(?:{forms})\b", TEXT)]
    named = [[e.name for e in overlapping(reference.entities, *place, name_only=True)] for place in places]
    assert all(len(names) == 1 and names == named[0] for names in named), named
    (entity,) = (e for e in reference.entities if e.name == named[0][0])
    assert (same_name([row["name"]], entity.name), entity.type) == (True, row["type"])


@pytest.mark.parametrize("name", EXPECTED["not_entities"])
def test_reference_has_no_false_entity(reference: Extraction, name: str) -> None:
    assert [e.name for e in reference.entities if name in {e.name, *(m.text for m in e.mentions)}] == []


@pytest.mark.parametrize("row", EXPECTED["references"], ids=name_of)
def test_reference_pronouns_and_descriptions_point_to_their_entity(reference: Extraction, row: dict[str, Any]) -> None:
    found = [e.name for e in overlapping(reference.entities, *mention_span(row, TEXT))]
    assert len(found) == 1 and same_name([row["name"]], found[0]), f"{found}, not {row['name']}"


@pytest.mark.parametrize("row", EXPECTED["statements"], ids=name_of)
def test_reference_statements_have_their_speaker(reference: Extraction, row: dict[str, Any]) -> None:
    start, end = mention_span({"anchor": row["anchor"], "text": row["cue"]}, TEXT)
    found = [s for s in reference.statements if s.cue and s.cue.start < end and start < s.cue.end]
    sources = [(s.source.name if s.source else None, s.kind) for s in found]
    assert len(found) == 1 and same_name([row["source"]], sources[0][0]) and sources[0][1] == row["kind"], sources


@pytest.mark.parametrize("row", EXPECTED["times"], ids=name_of)
def test_reference_times_have_their_value(reference: Extraction, row: dict[str, Any]) -> None:
    start, end = mention_span(row, TEXT)
    values = [t.value for t in reference.times if t.start < end and start < t.end]
    assert len(values) == 1 and same_time(row["value"], values[0]), values


@pytest.mark.parametrize("row", EXPECTED["not_quantities"], ids=name_of)
def test_reference_has_no_false_quantity(reference: Extraction, row: dict[str, Any]) -> None:
    start, end = mention_span(row, TEXT)
    assert [f.quantity.text for f in reference.facts if f.quantity.start < end and start < f.quantity.end] == []
