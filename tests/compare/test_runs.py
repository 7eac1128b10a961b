"""Runs compared: two invented events told by seven articles, their claims joined by hand."""

from __future__ import annotations

import json
import random
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from pipeline import emit
from pipeline.api import extract_many
from pipeline.claim_records import COMPARED
from pipeline.cli import cli
from pipeline.compare import Comparison, compare, helpers, records, write
from pipeline.decisions.log import Decisions
from pipeline.records import Extraction
from tests.paths import CASES
from tests.support import told_often

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


ARTICLES = rows("compare_articles.jsonl")
CLAIMS = rows("compare_claims.jsonl")


@pytest.fixture(scope="module")
def extractions(extractor: Extractor) -> list[Extraction]:
    given = [{name: value for name, value in row.items() if name != "event"} for row in ARTICLES]
    return list(extract_many(given))


@pytest.fixture(scope="module")
def run(extractions: list[Extraction], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compare") / "run"
    emit.write_run(extractions, str(folder))
    return folder


@pytest.fixture(scope="module")
def found(run: Path) -> Comparison:
    return compare([run])


def test_articles_of_an_event_are_a_story(found: Comparison, extractions: list[Extraction]) -> None:
    events: dict[str, set[str]] = {}
    for row, extraction in zip(ARTICLES, extractions, strict=True):
        events.setdefault(row["event"], set()).add(extraction.article.id)
    assert sorted(set(s.articles) for s in found.stories) == sorted(events.values())


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, marks=pytest.mark.xfail(strict=True)) if c.get("open") else c for c in CLAIMS],
    ids=lambda case: " | ".join(case["quantities"]),
)
def test_the_same_claim_is_one_claim(case: dict[str, Any], found: Comparison, extractions: list[Extraction]) -> None:
    text = {fact.id: fact.quantity.text for extraction in extractions for fact in extraction.facts}
    told = [(sorted(text[i] for i in claim.facts), claim.status) for claim in found.claims]
    assert (case["quantities"], case["status"]) in told


def test_lines_are_the_same_in_any_order_and_of_any_runs(
    found: Comparison, extractions: list[Extraction], tmp_path: Path
) -> None:
    shuffled = random.Random(7).sample(extractions, len(extractions))
    emit.write_run(shuffled[:3], str(tmp_path / "one"))
    emit.write_run(shuffled[2:], str(tmp_path / "two"))
    assert compare([tmp_path / "two", tmp_path / "one"]) == found


def test_copies_are_one_voice(extractor: Extractor, tmp_path: Path) -> None:
    text = ARTICLES[0]["text"]
    given = [{"id": str(n), "date": "2031-03-04", "publisher": f"paper {n}", "title": "Ferry", "text": text + f" By {n}."} for n in (1, 2)]  # fmt: skip
    emit.write_run(extract_many(given), str(tmp_path / "run"))
    copied = compare([tmp_path / "run"])
    assert [len(group) for story in copied.stories for group in story.copies] == [2]
    assert copied.claims
    assert {claim.voices for claim in copied.claims} == {1}


@pytest.mark.parametrize("table", COMPARED)
def test_what_is_written_fulfils_its_schema(table: str, found: Comparison, tmp_path: Path) -> None:
    write(found, tmp_path / "out")
    schema = Draft202012Validator(emit.schema(table))
    lines = (tmp_path / "out" / f"{table}.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        schema.validate(json.loads(line))
    assert list(emit.read_records(tmp_path / "out" / f"{table}.jsonl", COMPARED[table])) == getattr(found, table)


def test_the_command_shows_writes_and_explains(run: Path, found: Comparison, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["compare", str(run), "-o", str(tmp_path / "claims.jsonl")])
    assert done.exit_code == 0
    assert "REFINED" in done.output
    claim = found.claims[0]
    done = CliRunner().invoke(cli, ["show", str(tmp_path / "claims.jsonl"), "--claim", claim.id])
    assert all(fact in done.output for fact in claim.facts)
    done = CliRunner().invoke(cli, ["explain", claim.facts[0], str(run), "--beside", claim.facts[1]])
    assert done.exit_code == 0
    assert "told in one story" in done.output
    assert "bias" in done.output


def test_a_comparison_taken_for_a_run_is_told_apart(found: Comparison, tmp_path: Path) -> None:
    write(found, tmp_path / "out")
    done = CliRunner().invoke(cli, ["export", str(tmp_path / "out"), "--to", str(tmp_path / "claims.csv")])
    assert done.exit_code and "holds a comparison and no facts" in done.output and "--table" in done.output


@pytest.mark.parametrize("parts", [[3], [1, 2, 5]])
def test_what_is_added_is_as_if_compared_at_once(
    parts: list[int], extractions: list[Extraction], tmp_path: Path
) -> None:
    for number, (begin, end) in enumerate(pairwise([0, *parts, len(extractions)])):
        emit.write_run(extractions[begin:end], str(tmp_path / f"run{number}"))
        command = ["compare", str(tmp_path / f"run{number}"), "-o", str(tmp_path / "added"), "--add", "-q"]
        assert CliRunner().invoke(cli, command).exit_code == 0
    emit.write_run(extractions, str(tmp_path / "all"))
    assert (
        CliRunner().invoke(cli, ["compare", str(tmp_path / "all"), "-o", str(tmp_path / "at_once"), "-q"]).exit_code
        == 0
    )
    for table in COMPARED:
        name = f"{table}.jsonl"
        assert (tmp_path / "added" / name).read_bytes() == (tmp_path / "at_once" / name).read_bytes()


def test_a_reviewers_word_on_a_join_holds(run: Path, found: Comparison) -> None:
    joined = next(claim for claim in found.claims if len(claim.facts) > 2)
    first, second = joined.facts[:2]
    cut = compare([run], joins={frozenset({first, second}): "cut"})
    assert not any({first, second} <= set(claim.facts) for claim in cut.claims)
    strange = next(claim.facts[0] for claim in found.claims if claim.story_id != joined.story_id)
    accepted = compare([run], joins={frozenset({first, strange}): "accept"})
    assert any({first, strange} <= set(claim.facts) for claim in accepted.claims)
    counted = [fact for claim in accepted.claims for fact in claim.facts]
    assert len(counted) == len(set(counted))


def test_a_review_is_honoured_by_the_command(run: Path, found: Comparison, tmp_path: Path) -> None:
    facts = {fact.id: fact for fact in emit.read_table(run, "facts")}
    first, second = found.claims[0].facts[:2]
    decisions = Decisions(tmp_path / "decisions.jsonl", "ann")
    decisions.join(facts[first], facts[second])
    decisions.cut(facts[first], facts[second])
    command = [
        "compare",
        str(run),
        "--decisions",
        str(tmp_path / "decisions.jsonl"),
        "-o",
        str(tmp_path / "c.jsonl"),
        "-q",
    ]
    assert CliRunner().invoke(cli, command).exit_code == 0
    claims = emit.read_records(tmp_path / "c.jsonl", COMPARED["claims"])
    assert not any({first, second} <= set(claim.facts) for claim in claims)


def test_many_articles_are_compared_alike_in_parts(tmp_path: Path) -> None:
    told_often.write(tmp_path / "run", 60)
    articles = (tmp_path / "run" / "articles.jsonl").read_text().splitlines(keepends=True)
    facts = (tmp_path / "run" / "facts.jsonl").read_text().splitlines(keepends=True)
    for number, (begin, end) in enumerate(((0, 20), (20, 60))):
        part = tmp_path / f"part{number}"
        part.mkdir()
        (part / "articles.jsonl").write_text("".join(articles[begin:end]))
        (part / "facts.jsonl").write_text("".join(facts[begin * told_often.FACTS : end * told_often.FACTS]))
        added = list(records([part], single=True, keep=tmp_path / "kept"))
    assert sorted(map(emit.encode, added)) == sorted(map(emit.encode, records([tmp_path / "run"], single=True)))


def test_processes_that_help_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told_often.write(tmp_path / "run", 60)
    alone = [emit.encode(record) for record in records([tmp_path / "run"], single=True)]
    monkeypatch.setattr(helpers, "WORTH", 0)
    for name in ("_ARTICLES", "_FACTS", "_PARTS"):
        monkeypatch.setattr(import_module("pipeline.compare.compare"), name, 7)
    assert [emit.encode(record) for record in records([tmp_path / "run"], single=True, processes=2)] == alone


@pytest.mark.parametrize("table", ["articles", "facts"])
@pytest.mark.parametrize("processes", [0, 1])
def test_a_line_that_is_no_record_is_named(
    table: str, processes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_often.write(tmp_path / "run", 3)
    with open(tmp_path / "run" / f"{table}.jsonl", "a") as file:
        file.write('\n{"id": 1}\n')
    monkeypatch.setattr(helpers, "WORTH", 0)
    with pytest.raises(emit.ReadError, match=rf"{table}.jsonl, line \d+ is not a record of {table}"):
        list(records([tmp_path / "run"], processes=processes))


@pytest.mark.parametrize("arguments", [["nowhere"], ["facts.jsonl"]])
def test_what_cannot_be_compared_is_said_in_a_sentence(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "facts.jsonl").write_text("")
    done = CliRunner().invoke(cli, ["compare", *(str(tmp_path / name) for name in arguments)])
    assert done.exit_code == 2
    assert "Extract into a folder" in done.output
