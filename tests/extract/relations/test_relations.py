"""Relations between the entities of a sentence: what is said, planned, denied or over, and which way round."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

import pytest

from pipeline.extract.relations.attachments import candidates
from pipeline.extract.relations.constructions import constructions
from pipeline.extract.relations.cues import cues, frames
from pipeline.extract.relations.items import items
from pipeline.ingest.formats.fields import Draft
from pipeline.ingest.readers import article_of
from pipeline.records import Entity, Mention, Relation, RelationType
from tests.paths import CASES, ROOT
from tests.support import readme

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

PAGE = ROOT.joinpath("docs", "relations.md").read_text("utf-8")
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


@pytest.mark.parametrize("row", readme.table(PAGE, "What counts"), ids=lambda row: row[0])
def test_the_page_shows_what_each_type_counts(extractor: Extractor, row: list[str]) -> None:
    _, _, sentence, gives = row
    assert sorted(f"{r.head.name} {r.type} {r.tail.name}" for r in relations(extractor, sentence)) == sorted(
        gives.split("; ")
    )


@pytest.mark.parametrize("row", readme.table(PAGE, "What does not"), ids=lambda row: row[0])
def test_the_page_shows_what_is_no_relation(extractor: Extractor, row: list[str]) -> None:
    assert relations(extractor, row[0]) == ()


@pytest.mark.parametrize("row", readme.table(PAGE, "How sure, and when"), ids=lambda row: row[0])
def test_the_page_shows_how_sure_and_when(extractor: Extractor, row: list[str]) -> None:
    sentence, field, value = row
    (one,) = relations(extractor, sentence)
    assert getattr(one, field.strip("`")) == value


def test_every_cue_has_a_frame_and_every_type_a_cue_or_construction() -> None:
    told = {made.type for every in constructions().values() for made in every} | {f.type for f in frames().values()}
    assert set(get_args(RelationType)) - {"works_with"} <= told
    assert {frame.name for every in cues().values() for _, frame in every} <= set(frames())


def test_no_candidate_binds_a_cue_to_one_mention_twice() -> None:
    texts = (
        "Ann Lee, founder of Kestrel and chief executive of Norvik, left.",
        "(Kestrel (Norvik))) founder Ann Lee; of",
    )
    for text in texts:
        places = [(text.index(name), name) for name in ("Ann Lee", "Kestrel", "Norvik") if name in text]
        made = [
            (
                Mention(name, at, at + len(name), "name"),
                Entity(name, "a", name, "PERSON" if " " in name else "ORG", (), ()),
            )
            for at, name in sorted(places)
        ]
        row = items(text, 0, len(text), made)
        assert [text[item.start : item.end] for item in row if item.mentions] == [name for _, name in sorted(places)]
        for one in candidates(row):
            assert one.near.at != one.far.at and row[one.cue].frame is one.frame
