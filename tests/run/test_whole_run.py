"""The real extractor over the sample corpus: the contract of the output, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline import emit
from pipeline.records import RECORDS
from pipeline.run import Options, chunks, run
from tests.paths import ROOT

CORPUS = ROOT / "corpus" / "articles"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run over the corpus in this process, in chunks of three files."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_SOURCES", 3)
        assert run([str(CORPUS)], str(folder / "one"), Options(workers=1)).exit_code == 0
        assert run([str(CORPUS)], str(folder / "two"), Options(workers=2)).workers == 2
    return folder


@pytest.fixture(scope="module")
def whole(output: Path) -> emit.Run:
    return emit.read_run(output / "one")


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with text, start and end inside a line; a property that no word names has a name alone."""
    if isinstance(value, dict):
        if {"text", "start", "end"} <= value.keys():
            if (value["text"], value["start"], value["end"]) != (None, None, None):
                yield value
            else:
                assert value["name"]
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


@pytest.mark.parametrize("table", RECORDS)
def test_two_workers_write_the_bytes_that_one_writes(output: Path, table: str) -> None:
    assert (output / "one" / f"{table}.jsonl").read_bytes() == (output / "two" / f"{table}.jsonl").read_bytes()


@pytest.mark.parametrize("table", RECORDS)
def test_every_line_fulfils_its_schema(output: Path, table: str) -> None:
    validator = Draft202012Validator(emit.schema(table))
    lines = (output / "one" / f"{table}.jsonl").read_text("utf-8").split("\n")[:-1]
    assert lines
    for number, line in enumerate(lines, 1):
        assert not list(validator.iter_errors(json.loads(line))), f"{table}.jsonl, line {number}"


@pytest.mark.parametrize("table", [t for t in RECORDS if t != "articles"])
def test_every_offset_slices_to_its_text(output: Path, whole: emit.Run, table: str) -> None:
    texts = {a.id: a.text or "" for a in whole.articles}
    for line in (output / "one" / f"{table}.jsonl").read_text("utf-8").split("\n")[:-1]:
        record = json.loads(line)
        for span in spans(record):
            assert texts[record["article_id"]][span["start"] : span["end"]] == span["text"], record["id"]


@pytest.mark.parametrize("table", RECORDS)
def test_ids_are_unique(whole: emit.Run, table: str) -> None:
    ids = [record.id for record in getattr(whole, table)]
    assert len(ids) == len(set(ids))


def test_what_is_referred_to_is_there(whole: emit.Run) -> None:
    entities, times = {e.id for e in whole.entities}, {t.id for t in whole.times}
    statements = {s.id for s in whole.statements}
    for fact in whole.facts:
        if fact.subject and fact.subject.entity_id:
            assert fact.subject.entity_id in entities
        if fact.time:
            assert fact.time.time_id in times
        if fact.attribution and fact.attribution.statement_id:
            assert fact.attribution.statement_id in statements
        if fact.attribution and fact.attribution.source and fact.attribution.source.entity_id:
            assert fact.attribution.source.entity_id in entities
    for statement in whole.statements:
        if statement.source and statement.source.entity_id:
            assert statement.source.entity_id in entities


def test_articles_count_their_facts(whole: emit.Run) -> None:
    for article in whole.articles:
        assert article.facts == sum(fact.article_id == article.id for fact in whole.facts)
