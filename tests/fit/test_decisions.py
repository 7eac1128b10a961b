"""Confidence refitted to decisions."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.decisions.log import Decisions
from pipeline.emit import read_run, write_run
from pipeline.extract.facts.confidence import BASE, confidence, packaged_weights, read_weights
from pipeline.extract.reader.weights import packaged_folder
from pipeline.fit.confidence import Case, cross_validated, fitted
from pipeline.records import Extraction, Fact, content_id
from tests.support.fakes import make_article, make_fact, make_quantity

LOUD = "subject:object"
"""A rule that the reviewer of these tests finds wrong nine times in ten."""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Twenty articles of ten facts, of which every second one bears the rule, and decisions on all of them."""
    chance = random.Random(7)
    extractions, verdicts = [], []
    for n in range(20):
        article = make_article(id=content_id("a", n), path=f"{n}.txt", text="dams " * 10)
        facts: list[Fact] = []
        for m in range(10):
            fact = make_fact(id=content_id("f", n, m), article_id=article.id, quantity=make_quantity("dams", 5 * m))
            facts.append(replace(fact, rules=(LOUD,) if m % 2 else ("subject:copular",)))
            verdicts.append(chance.random() < (0.1 if m % 2 else 0.9))
        extractions.append(Extraction(article, tuple(facts)))
    write_run(extractions, str(tmp_path / "run"))
    decisions = Decisions(tmp_path / "run" / "decisions.jsonl", "ann")
    for fact, right in zip((f for e in extractions for f in e.facts), verdicts, strict=True):
        (decisions.accept if right else decisions.reject)(fact)
    return tmp_path / "run"


def figures(output: str, name: str) -> tuple[float, float]:
    """The two figures of a line of the report: before and after."""
    line = next(line for line in output.splitlines() if line.startswith(name))
    before, after = line.split()[-2:]
    return float(before), float(after)


def test_decisions_make_the_next_confidence_better_and_it_says_by_how_much(run: Path, tmp_path: Path) -> None:
    table = tmp_path / "confidence.tsv"
    done = CliRunner().invoke(cli, ["calibrate", str(run), "-o", str(table)])
    assert done.exit_code == 0, done.output
    for name in ("log loss", "Brier score"):
        before, after = figures(done.output, name)
        assert after < before * 0.7
    assert figures(done.output, "ROC area")[1] > 0.8
    weights = read_weights(table.read_text("utf-8").splitlines(), "confidence.tsv")
    fact = make_fact()
    loud, copular = (confidence(replace(fact, rules=(rule,)), weights) for rule in (LOUD, "subject:copular"))
    assert loud < 0.3 and copular > 0.7
    assert confidence(replace(fact, rules=(LOUD,))) > loud, "the package's own weights are untouched"


def test_a_fit_stays_with_its_prior_where_nothing_speaks_against_it() -> None:
    prior = {BASE: 1.0, "kind:money": 2.0}
    cases = [Case("r", str(n), ("kind:count",), n % 4 != 0) for n in range(200)]
    weights = fitted(cases, prior=prior).weight
    assert weights["kind:money"] == 2.0 and weights[BASE] == pytest.approx(1.0986, abs=0.2)


def test_held_back_parts_are_not_rated_by_themselves() -> None:
    # A feature that each article alone has and that settles its verdict cannot help another article.
    cases = [Case("r", str(n // 10), (f"kind:{n // 10}",), (n // 10) % 2 == 0) for n in range(100)]
    for folds in (None, 10):
        rated = cross_validated(cases, least=1, folds=folds)
        assert max(rated) - min(rated) < 0.3


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["feature\tweight\tn", "base\tlots\t3"], "w.tsv, line 2: a weight is a number"),
        (["feature\tweight\tn", "base\tnan\t3"], "w.tsv, line 2: a weight is a number"),
        (["feature\tweight\tn", "kind:age\t1\t3"], "no weight 'base'"),
        (["a\tb", "base\t1"], "w.tsv, line 2"),
    ],
)
def test_a_table_of_weights_that_is_wrong_is_told_by_line(lines: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_weights(lines, "w.tsv")


def test_the_packaged_table_can_be_read_as_a_users() -> None:
    path = packaged_folder() / "confidence.tsv"
    assert read_weights(path.read_text("utf-8").splitlines(), "confidence.tsv") == packaged_weights()


def test_too_few_decisions_are_told_in_one_sentence(run: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join((run / "decisions.jsonl").read_text().splitlines()[:5]) + "\n")
    done = CliRunner().invoke(cli, ["calibrate", str(run), "--decisions", str(few), "-o", str(tmp_path / "w.tsv")])
    assert done.exit_code == 2 and "5 decisions on facts of 1 articles" in done.output and "at least 20" in done.output
    assert not (tmp_path / "w.tsv").exists()
    missing = CliRunner().invoke(cli, ["calibrate", str(run), "--decisions", str(tmp_path / "none.jsonl")])
    assert missing.exit_code == 2 and "does not exist" in missing.output


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_is_rated_by_the_weights_it_is_given(tmp_path: Path, workers: int) -> None:
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(f"The yard has {n + 5} cranes.")
    table = tmp_path / "w.tsv"
    table.write_text("feature\tweight\tn\nbase\t-2.0\t9\n")
    arguments = ["extract", *(str(tmp_path / f"{n}.txt") for n in range(4)), "-q", "--workers", str(workers)]
    facts = []
    for name, options in (("own", []), ("given", ["--confidence", str(table)])):
        done = CliRunner().invoke(cli, [*arguments, "-o", str(tmp_path / name), *options])
        assert done.exit_code == 0, done.output
        facts.append([(fact.id, fact.confidence) for fact in read_run(tmp_path / name).facts])
    assert [i for i, _ in facts[0]] == [i for i, _ in facts[1]] and len(facts[0]) == 4
    assert {c for _, c in facts[1]} == {0.12} and 0.12 not in {c for _, c in facts[0]}


def test_a_wrong_table_stops_the_run_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The yard has 7 cranes.")
    (tmp_path / "w.tsv").write_text("feature\tweight\tn\nbase\tmuch\t9\n")
    options = ["-o", str(tmp_path / "run"), "--confidence", str(tmp_path / "w.tsv")]
    done = CliRunner().invoke(cli, ["extract", str(tmp_path / "a.txt"), *options])
    assert done.exit_code == 2 and "w.tsv, line 2: a weight is a number" in done.output
    assert not (tmp_path / "run").exists()
