"""Properties of extraction that hold for any text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pipeline import emit
from pipeline.records import Article, Extraction, Property, content_id
from tests.support import fact_cases
from tests.support.fact_cases import article

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

WORDS = """Norvane Vodera Jonas Weil Dr. the its it she which users people phones 5 3,000 12.5 1.2m $4bn £3 €2.50 7% 4K
1080p 16:9 60fps 20°C half third dozen twice doubled one first 2019 24/7 up to over about from between and or by of in a
per rose fell said told will may not if has costs aged -year-old hours km/h GB million percent Monday yesterday , . ; : —
– - ... " “ ” ' ’ ( ) [3] 😀 ½ ² … # • @ https://example.org/1?a=2 X5 5-0 10x 1e5 ٣ 五 ﬁ É"""
PIECES = st.sampled_from([*WORDS.split(), "\n", "\n\n", "\u00a0", "\u200b", "\r\n", "\t"])
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
    st.text(st.characters(codec="utf-8"), max_size=80),
    st.lists(st.sampled_from([case["text"] for case in fact_cases.met()]), max_size=5).map(" ".join),
)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def validator(table: str) -> Draft202012Validator:
    return Draft202012Validator(emit.schema(table))


def one(extractor: Extractor, text: str, date: str | None = None) -> Extraction:
    (extraction,) = extractor.extract([article(text, date)])
    assert extraction.article.error is None
    return extraction


def spans(record: Any) -> Iterator[Any]:
    """Every record with offsets inside a record."""
    if isinstance(record, tuple):
        for item in record:
            yield from spans(item)
    elif is_dataclass(record):
        if hasattr(record, "start") and (not isinstance(record, Property) or record.text is not None):
            yield record
        for field in fields(record):
            yield from spans(getattr(record, field.name))


def ids(extraction: Extraction) -> list[str]:
    tables = (extraction.facts, extraction.entities, extraction.times, extraction.statements)
    return [record.id for table in tables for record in table]


def check(extraction: Extraction) -> None:
    """What every extraction fulfils."""
    text = extraction.article.text or ""
    tables = (extraction.facts, extraction.entities, extraction.times, extraction.statements)
    for span in spans(tables):
        assert text[span.start : span.end] == span.text != "" and len(span.text) == span.end - span.start, span
    for table, lines in emit.Lines().of(extraction).items():
        for line in lines.splitlines():
            validator(table).validate(json.loads(line))
    assert len(set(ids(extraction))) == len(ids(extraction))
    assert extraction.article.facts == len(extraction.facts)
    entities = {entity.id for entity in extraction.entities}
    times = {time.id for time in extraction.times}
    statements = {statement.id for statement in extraction.statements}
    end = 0
    for fact in extraction.facts:
        quantity, said = fact.quantity, fact.attribution
        assert end <= quantity.start, "facts overlap or are out of order"
        end = quantity.end
        assert fact.sentence.start <= quantity.start and quantity.end <= fact.sentence.end
        assert 0 <= fact.confidence <= 1 and fact.rules
        assert fact.time is None or fact.time.time_id in times
        assert fact.subject is None or fact.subject.entity_id in entities | {None}
        if said is not None:
            assert said.statement_id in statements | {None}
            assert said.source is None or said.source.entity_id in entities | {None}
        if quantity.value is None:
            assert quantity.comparator == "range" and (quantity.value_min, quantity.value_max) != (None, None)
        assert quantity.comparator != "=" or quantity.value_min is None and quantity.value_max is None
        if quantity.value_min is not None and quantity.value_max is not None:
            assert quantity.value_min <= quantity.value_max


@FEW
@given(TEXTS, st.sampled_from([None, "2024-05-10", "2024-02-29T23:59:59+02:00"]))
@example("", None)
@example("\n", None)
@example("5", None)
@example("7%", None)
@example("It is 20°C", None)
@example("$", "2024-05-10")
@example("up to", None)
@example('He said "5', None)
@example("\ufeff12 ships. 13 ships.", None)
@example("9" * 400 + " users", None)
@example("Costs fell 3%.\x00 Up 4%.", None)
@example("Team\t12\t15\t3\nOther\t1\t2\t3", None)
def test_any_text_yields_sound_records(extractor: Extractor, text: str, date: str | None) -> None:
    check(one(extractor, text, date))


@settings(max_examples=8, deadline=None)
@given(st.permutations([case["text"] for case in fact_cases.met()[::29]]))
def test_records_do_not_depend_on_order_or_neighbours(extractor: Extractor, texts: list[str]) -> None:
    together = {e.article.id: e for e in extractor.extract([article(text) for text in texts])}
    first = one(extractor, texts[0])
    assert together[first.article.id] == first
    assert set(together) == {content_id("a", text, None) for text in texts}


def test_ids_do_not_depend_on_the_order_of_articles(extractor: Extractor) -> None:
    articles = [article(case["text"], case.get("date")) for case in fact_cases.met()[::5]]
    forward = {e.article.id: ids(e) for e in extractor.extract(articles)}
    backward = {e.article.id: ids(e) for e in extractor.extract(reversed(articles))}
    assert forward == backward


def test_extractions_come_in_the_order_of_the_articles_with_unread_ones_between(extractor: Extractor) -> None:
    unread = Article(
        "a" + "0" * 16, "b.bin", None, None, None, None, None, None, None, 0, "failed", "It is no text.", 0
    )
    articles = [article(f"The port has {n} cranes.") for n in range(20)]
    articles.insert(7, unread)
    out = list(extractor.extract(iter(articles)))
    assert [e.article.id for e in out] == [a.id for a in articles]
    assert out[7] == Extraction(unread)
    assert [len(e.facts) for e in out] == [1] * 7 + [0] + [1] * 13


def test_articles_are_taken_a_batch_at_a_time(extractor: Extractor) -> None:
    taken = []

    def endless() -> Iterator[Article]:
        while True:
            taken.append(article(f"The port has {len(taken)} cranes."))
            yield taken[-1]

    assert next(extractor.extract(endless())).article.id == taken[0].id
    assert len(taken) <= 64


def test_no_articles_yield_nothing(extractor: Extractor) -> None:
    assert list(extractor.extract([])) == []


@pytest.mark.parametrize("text", ["", " \n\t ", "Nothing is counted here.", "………", "漢字だけの文章。"])
def test_a_text_without_numbers_has_no_facts(extractor: Extractor, text: str) -> None:
    assert one(extractor, text).facts == ()


def test_a_long_text_without_sentence_ends_is_read(extractor: Extractor) -> None:
    extraction = one(extractor, "the port has 12 cranes and " * 400)
    assert len(extraction.facts) == 400
    check(extraction)
