"""Relations between the entities of a sentence: what is said, planned, denied or over, and which way round."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.extract.relations.constructions import constructions
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.readers import article_of
from pipeline.records import Relation
from tests.paths import CASES

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

EACH = [json.loads(line) for line in CASES.joinpath("relations.jsonl").read_text("utf-8").splitlines()]


def relations(extractor: Extractor, text: str, date: str | None = None) -> tuple[Relation, ...]:
    (found,) = extractor.extract([article_of("text", Draft(text=text, date=date))])
    return found.relations


@pytest.mark.parametrize("case", EACH, ids=lambda case: case["text"])
def test_relations_of_a_sentence(extractor: Extractor, case: dict) -> None:
    found = relations(extractor, case["text"])
    told = [[r.head.name, r.type, r.tail.name, r.role and r.role.name, r.phase, r.modality] for r in found]
    assert told == case["relations"]


def test_a_relation_told_twice_is_one_record_with_both_sentences(extractor: Extractor) -> None:
    text = "Marrow Labs acquired Tidewater Systems. Tidewater Systems was bought by Marrow Labs for $3m."
    (one,) = relations(extractor, text)
    assert [text[place.start : place.end] for place in one.also] == [text.partition(". ")[2]]


def test_what_an_event_is_dated_and_credited_with(extractor: Extractor) -> None:
    text = "Marrow Labs acquired Tidewater Systems in March 2021, Ines Okafor said."
    (one,) = relations(extractor, text, "2024-05-03")
    assert one.time is not None and one.time.value == "2021-03"
    assert one.attribution is not None and one.attribution.source is not None
    assert one.attribution.source.name == "Ines Okafor"


def test_every_part_slices_to_its_text(extractor: Extractor) -> None:
    for case in EACH:
        text = case["text"]
        for one in relations(extractor, text):
            for part in (one.head, one.tail, one.cue, one.sentence, *([one.role] if one.role else [])):
                assert text[part.start : part.end] == part.text


def test_the_table_names_only_what_it_explains() -> None:
    rules = {made.rule for every in constructions().values() for made in every}
    assert len(rules) > 40 and all(":" in rule for rule in rules)
