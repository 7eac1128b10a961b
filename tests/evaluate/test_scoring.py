"""Precision from decisions, agreement of reviewers, and the command that prints them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipeline import review
from pipeline.cli import cli
from pipeline.decisions.lines import Decision
from pipeline.decisions.log import Decisions
from pipeline.emit import write_run
from pipeline.evaluate.reviewed import Share, agreement, by_field, by_kind, by_rule, overall, reviewed, wilson
from pipeline.records import Extraction, Fact, content_id
from tests.paths import ROOT
from tests.support.fakes import make_article, make_fact, make_quantity

FACTS = [
    make_fact(id=content_id("f", n), kind="count" if n % 2 else "money", rules=("unit:after",) if n < 4 else ())
    for n in range(10)
]


def decided(path: Path, reviewer: str = "ann") -> Decisions:
    """Six accepted, two rejected, one with another unit and one with another source."""
    made = Decisions(path, reviewer)
    for fact in FACTS[:6]:
        made.accept(fact)
    for fact in FACTS[6:8]:
        made.reject(fact)
    made.correct(FACTS[8], {"quantity.unit": "lock", "quantity.normalized": "7 lock"})
    made.correct(FACTS[9], {"attribution": None})
    return made


def test_shares_of_facts_and_fields_are_what_was_decided(tmp_path: Path) -> None:
    cases = reviewed(FACTS, decided(tmp_path / "d.jsonl"))
    right, core = overall(cases)
    assert (right, core) == (Share(6, 10), Share(7, 10))
    fields = by_field(cases)
    assert fields["unit"] == Share(7, 8) and fields["attribution"] == Share(7, 8) and fields["subject"] == Share(8, 8)
    assert {kind: len(group) for kind, group in by_kind(cases).items()} == {"count": 5, "money": 5}
    assert overall(by_rule(cases)["unit:after"])[0] == Share(4, 4)


def test_facts_nobody_decided_on_do_not_count(tmp_path: Path) -> None:
    made = Decisions(tmp_path / "d.jsonl", "ann")
    made.accept(FACTS[0])
    made.accept(FACTS[1])
    made.undo()
    assert overall(reviewed(FACTS[:5], made))[0] == Share(1, 1)
    assert reviewed(FACTS[3:], made) == []


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (0, 0, 0.0, 1.0)]
)
def test_intervals_are_wilsons(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_narrows_with_more_cases(case: tuple[int, int]) -> None:
    hits, n = case
    (low, high), (lower, higher) = wilson(hits, n), wilson(hits * 4, n * 4)
    assert 0 <= low <= hits / n <= high <= 1 and higher - lower < high - low


def verdicts(reviewer: str, given: str) -> list[Decision]:
    """Decisions on the facts in turn, a letter each: a, x or e."""
    names = {"a": "accept", "x": "reject", "e": "correct"}
    return [
        Decision(f.id, f.article_id, "7", names[v], {"subject.name": reviewer} if v == "e" else None, reviewer, "", "1")  # type: ignore[arg-type]
        for f, v in zip(FACTS, given, strict=False)
    ]


def test_kappa_is_agreement_beyond_chance() -> None:
    # Half accepted by each, eight of ten alike: (0.8 - 0.5) / (1 - 0.5).
    both = agreement(verdicts("ann", "aaaaaxxxxx"), verdicts("ben", "aaaaxaxxxx"))
    assert (both.n, both.agreed, both.kappa) == (10, 8, pytest.approx(0.6))
    assert [a.fact_id for a, _ in both.disagreements] == [FACTS[4].id, FACTS[5].id]


def test_only_facts_that_both_decided_on_are_compared() -> None:
    both = agreement(verdicts("ann", "axe"), verdicts("ben", "ax"))
    assert (both.n, both.kappa) == (2, 1.0)
    assert agreement(verdicts("ann", "aa"), verdicts("ben", "aa")).kappa is None
    assert agreement([], verdicts("ben", "aa")).kappa is None


def test_two_corrections_that_differ_are_gone_through_though_the_verdict_is_the_same() -> None:
    both = agreement(verdicts("ann", "eax"), verdicts("ben", "eax"))
    assert both.agreed == 3 and [a.fact_id for a, _ in both.disagreements] == [FACTS[0].id]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run whose facts stand at different places of one article."""
    text = "dams " * 40
    facts: list[Fact] = []
    for n, fact in enumerate(FACTS):
        quantity = make_quantity("dams", 5 * n)
        facts.append(replace(fact, quantity=quantity, article_id=make_article().id))
    write_run([Extraction(make_article(text=text), tuple(facts))], str(tmp_path / "run"))
    return tmp_path / "run"


def test_the_command_prints_each_reviewer_and_what_they_disagree_on(run: Path, tmp_path: Path) -> None:
    decided(run / "decisions.jsonl")
    alone = CliRunner().invoke(cli, ["score", str(run), "--least", "4"])
    assert (
        alone.exit_code == 0 and "all facts                       10     60.0%    31% to  83%     70.0%" in alone.output
    )
    assert "unit:after" in alone.output
    other = decided(tmp_path / "ben.jsonl", "ben")
    other.reject(FACTS[0])
    files = ["--decisions", str(run / "decisions.jsonl"), "--decisions", str(tmp_path / "ben.jsonl")]
    both = CliRunner().invoke(cli, ["score", str(run), *files])
    assert "the same verdict on 9 of 10 facts, Cohen's kappa 0.8" in both.output
    assert "ann: accept; ben: reject" in both.output


def test_what_cannot_be_scored_is_told_in_one_sentence(run: Path, tmp_path: Path) -> None:
    none = CliRunner().invoke(cli, ["score", str(run)])
    assert none.exit_code == 2 and "decisions.jsonl does not exist: decide on facts" in none.output
    stranger = Decisions(tmp_path / "d.jsonl", "ann")
    stranger.accept(make_fact(id=content_id("f", "gone")))
    foreign = CliRunner().invoke(cli, ["score", str(run), "--decisions", str(tmp_path / "d.jsonl")])
    assert foreign.exit_code == 2 and "holds no decision on a fact of" in foreign.output


def test_gold_gives_recall(tmp_path: Path) -> None:
    corpus = ROOT / "corpus"
    runner = CliRunner()
    made = runner.invoke(cli, ["extract", str(corpus / "articles"), "-o", str(tmp_path / "run"), "-q"])
    assert made.exit_code == 0
    scored = runner.invoke(cli, ["score", str(tmp_path / "run"), "--gold", str(corpus / "gold")])
    assert scored.exit_code == 0 and "annotated articles are in this run" in scored.output
    assert "detection    P" in scored.output


def test_figures_show_each_share_with_its_interval(tmp_path: Path) -> None:
    cases = review.reviewed(FACTS, decided(tmp_path / "d.jsonl"))
    (axis,) = review.precision_by_kind(cases).axes
    assert [text.get_text() for text in axis.get_yticklabels()] == ["count (5)", "money (5)"]
    core, accepted = ([line.get_xdata()[0] for line in axis.lines[n:4:2]] for n in (0, 1))
    assert core == [0.8, 0.6] and accepted == [0.6, 0.6]
    (axis,) = review.precision_by_rule(cases, least=3).axes
    assert [text.get_text() for text in axis.get_yticklabels()] == ["unit:after (4)"]


def test_a_reliable_confidence_lies_on_the_diagonal(tmp_path: Path) -> None:
    facts = [replace(fact, confidence=0.72) for fact in FACTS]
    (axis,) = review.reliability(review.reviewed(facts, decided(tmp_path / "d.jsonl"))).axes
    ((x,), (y,)) = axis.lines[1].get_data()
    assert (x, y) == (pytest.approx(0.72), 0.7)
    assert [note.get_text() for note in axis.texts] == ["10"]


def test_figures_without_decisions_say_so() -> None:
    for draw in (review.reliability, review.precision_by_kind, review.precision_by_rule):
        figure = draw([])
        assert not figure.axes and "No decisions" in figure.texts[0].get_text()
