"""Entities: names repaired, typed and joined, and what pronouns and descriptions stand for."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.entities.find import entities
from pipeline.extract.entities.index import EntityIndex
from pipeline.extract.model.language import Language
from pipeline.extract.syntax.tokens import Tokens
from tests.paths import CASES as CASE_FILES

CASES = [json.loads(line) for line in CASE_FILES.joinpath("entities.jsonl").read_text("utf-8").splitlines()]
LANGUAGE = Language()
PIECES = st.sampled_from(
    [
        "Norvik", "Norvik Group", "Inc.", "Maria Lund", "Lund", "the", "The company", "it", "its", "she", "They", "I",
        "we", "said", "unveiled", "is", "likely", "that", "of", "'s", "’", ",", ".", ":", "\n", "\n\n", '"', "“", "”",
        "(", ")", "(NG)", "-", "-based", "44-year-old", "the 44-year-old", "Halden-X2", "AI", "30 %", "Dr.", "?", "😀",
    ]
)  # fmt: skip


def _wanted(text: str, start: int, end: int) -> bool:
    """As in the whole program: only sentences with a number, a quotation or a verb of speech are parsed."""
    return re.search(r"\d|[\"“”]|\bsaid\b", text[start:end]) is not None


def _index(text: str, title: str | None = None) -> EntityIndex:
    return entities(Tokens(LANGUAGE.docs([text], _wanted)[0]), "a1", title)


def _span(text: str, form: str, nth: int) -> tuple[int, int]:
    found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)]
    return found[nth]


@pytest.fixture(scope="module")
def indexes() -> list[EntityIndex]:
    docs = LANGUAGE.docs([case["text"] for case in CASES], _wanted)
    return [entities(Tokens(doc), "a1", case.get("title")) for doc, case in zip(docs, CASES, strict=True)]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["about"] for case in CASES])
def test_case(indexes: list[EntityIndex], number: int) -> None:
    case, index = CASES[number], indexes[number]
    found = {entity.name: entity for entity in index.entities}
    for name, type_, *aliases in case.get("entities", []):
        assert name in found, sorted(found)
        assert type_ is None or found[name].type == type_
        for alias in aliases[0] if aliases else []:
            assert alias in found[name].aliases
    for form, nth, name in case.get("references", []):
        start, end = _span(case["text"], form, nth)
        mentions = [entity.name for mention, entity in index.mentions_in(start, end) if mention.text == form]
        assert mentions == ([] if name is None else [name])
    every = {mention.text for entity in index.entities for mention in entity.mentions if mention.form == "name"}
    assert not every & set(case.get("absent", []))


TEXT = "Norvik Group has unveiled Halden-X2, its new phone. Norvik said it can run for 30 hours."


def test_a_span_is_the_entity_that_ends_it() -> None:
    index = _index(TEXT)
    start, end = _span(TEXT, "Norvik Group has unveiled Halden-X2", 0)
    entity = index.at(start, end)
    assert entity is not None and entity.name == "Halden-X2"


def test_a_part_of_a_name_is_its_entity() -> None:
    index = _index(TEXT)
    entity = index.at(*_span(TEXT, "Group", 0))
    assert entity is not None and entity.name == "Norvik Group"


def test_a_span_without_a_mention_is_no_entity() -> None:
    index = _index(TEXT)
    start, end = _span(TEXT, "30 hours", 0)
    assert index.at(start, end) is None
    reference = index.reference(TEXT, start, end)
    assert (reference.text, reference.name, reference.entity_id) == ("30 hours", None, None)


def test_a_reference_carries_the_full_name() -> None:
    index = _index(TEXT)
    start, end = _span(TEXT, "Norvik", 1)
    reference = index.reference(TEXT, start, end)
    entity = index.at(start, end)
    assert entity is not None
    assert (reference.text, reference.name, reference.entity_id) == ("Norvik", "Norvik Group", entity.id)


def test_mentions_come_in_text_order_and_inner_names_are_left_out() -> None:
    text = "The University of Oslo has 27,000 students. In Oslo 700,000 people live."
    index = _index(text)
    assert [mention.text for mention, _ in index.mentions_in(0, 30)] == ["University of Oslo"]
    oslo = next(entity for entity in index.entities if entity.name == "Oslo")
    assert [mention.start for mention in oslo.mentions] == [18, 47]


def test_entities_come_in_order_of_first_mention() -> None:
    firsts = [entity.mentions[0].start for entity in _index(CASES[-1]["text"]).entities]
    assert firsts == sorted(firsts)


def test_an_empty_text_has_no_entities() -> None:
    assert _index("").entities == ()


def test_ids_depend_on_article_and_place() -> None:
    doc = Tokens(LANGUAGE.docs([TEXT], _wanted)[0])
    one, again, other = entities(doc, "a1"), entities(doc, "a1"), entities(doc, "a2")
    assert one.entities == again.entities
    assert {entity.id for entity in one.entities}.isdisjoint(entity.id for entity in other.entities)


def test_the_interviewee_is_known_from_the_title() -> None:
    text = (
        "Maria Lund and Oskar Brandt met in 1990.\nWhen did it begin?\nI was 12 then. I drew, and I sang.\n"
        "And now?\nI carve. My hands hurt."
    )
    index = _index(text, "An interview with Oskar Brandt")
    start, end = _span(text, "I", 0)
    assert index.reference(text, start, end).name == "Oskar Brandt"


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40), st.booleans())
def test_offsets_slice_to_text_and_nothing_raises(pieces: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(pieces)
    index = _index(text)
    seen: set[Any] = set()
    for entity in index.entities:
        assert entity.name and any(mention.form == "name" for mention in entity.mentions)
        assert entity.name not in entity.aliases
        starts = [mention.start for mention in entity.mentions]
        assert starts == sorted(starts)
        for mention in entity.mentions:
            assert text[mention.start : mention.end] == mention.text
            assert (mention.start, mention.end) not in seen
            seen.add((mention.start, mention.end))
            assert index.at(mention.start, mention.end) is not None


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    for entity in _index(text).entities:
        for mention in entity.mentions:
            assert text[mention.start : mention.end] == mention.text
