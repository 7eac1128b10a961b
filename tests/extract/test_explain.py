"""Why a fact is as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipeline.api import extract_many
from pipeline.cli import cli
from pipeline.emit import read_run, write_run
from pipeline.errors import ClaimsError
from pipeline.extract import lexicons
from pipeline.extract.facts.confidence import log_odds, rated, weighed
from pipeline.records import Fact
from pipeline.review.explain import explain, reasons, rendered
from tests.paths import ROOT
from tests.support import fact_cases
from tests.support.fakes import make_fact

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

TEXT = (
    "Ada Brock, the manager of Corvid Shipping, said on Tuesday that Gate 14 had opened. "
    "She said profit at Corvid Shipping rose 12% to $40 million in 2023."
)
SOURCE = ROOT / "pipeline" / "extract"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("run"))
    write_run(extract_many([{"text": TEXT, "date": "2024-05-03"}, {"text": "The yard has 7 cranes."}]), folder)
    return folder


def fact_with(run: str, text: str) -> Fact:
    return next(fact for fact in read_run(run).facts if fact.quantity.text == text)


def test_every_field_is_traced_to_the_rules_that_decided_it(run: str) -> None:
    found = explain(run, fact_with(run, "$40 million").id)
    told = {reason.rule: reason for reason in found.reasons}
    assert told["unit:before"].field == "unit" and "stands before the number" in told["unit:before"].meaning
    assert any(reason.field == "change" for reason in found.reasons)
    assert any(reason.field == "subject" for reason in found.reasons)


def test_the_weights_add_up_to_the_confidence(run: str) -> None:
    for fact in read_run(run).facts:
        assert rated(sum(weight for _, weight in weighed(fact))) == fact.confidence
        assert log_odds([], {}) == 0.0


def test_what_was_not_taken_is_listed_with_its_rule(run: str) -> None:
    lost = {(a.field, a.text): a for a in explain(run, fact_with(run, "12%").id).lost}
    assert lost["quantity", "2023"].rule == "not:date"
    assert all(TEXT[a.start : a.end] == a.text for a in lost.values())


def test_a_run_with_tables_of_the_users_own_is_explained_by_them(tmp_path: Path) -> None:
    units, weights, out = tmp_path / "mine.tsv", tmp_path / "confidence.tsv", str(tmp_path / "run")
    units.write_text("name\tkind\twords\nsmoot\tlength\tsmoot\n", "utf-8")
    weights.write_text("feature\tweight\tn\nbase\t-1.5\t9\nkind:length\t0.25\t9\n", "utf-8")
    (tmp_path / "one.txt").write_text("The bridge is 364 smoots long.", "utf-8")
    done = CliRunner().invoke(
        cli, ["extract", str(tmp_path / "one.txt"), "-o", out, "--units", str(units), "--confidence", str(weights)]
    )
    assert done.exit_code == 0, done.output
    (fact,) = read_run(out).facts
    found = explain(out, fact.id)
    assert found.weights == (("base", -1.5), ("kind:length", 0.25))
    assert rated(sum(weight for _, weight in found.weights)) == fact.confidence
    assert [lost.text for lost in found.lost if lost.field == "quantity"] == []
    units.unlink()
    with pytest.raises(ClaimsError, match=r"mine\.tsv could not be read"):
        explain(out, fact.id)


def test_a_beginning_of_the_id_is_enough_if_it_is_the_only_one(run: str) -> None:
    ids = [fact.id for fact in read_run(run).facts]
    assert explain(run, ids[0][:10]).fact.id == ids[0]
    with pytest.raises(ClaimsError, match=r"3 facts of .* begin with f, such as f\w+ and f\w+: give more of the id"):
        explain(run, "f")
    with pytest.raises(ClaimsError, match="has no fact f0123"):
        explain(run, "f0123")


def test_the_command_prints_it_all(run: str) -> None:
    fact = fact_with(run, "$40 million")
    done = CliRunner().invoke(cli, ["explain", fact.id, run])
    assert done.exit_code == 0
    for words in ("[$40 million]", "Spans", "Rules", "Not taken", f"Confidence {fact.confidence:.2f}", "unit:before"):
        assert words in done.output
    missing = CliRunner().invoke(cli, ["explain", "fnone", run])
    assert missing.exit_code == 2 and "has no fact fnone" in missing.output


def test_facts_alone_cannot_be_explained_and_it_says_what_is_needed(run: str) -> None:
    with pytest.raises(ClaimsError, match="from the folder of its run"):
        explain(f"{run}/facts.jsonl", fact_with(run, "12%").id)


def test_a_fact_that_is_not_found_again_is_told(run: str, tmp_path: Path) -> None:
    for name in ("facts", "articles", "entities", "times", "statements"):
        text = (Path(run) / f"{name}.jsonl").read_text("utf-8")
        (tmp_path / f"{name}.jsonl").write_text(text.replace('"text": "12%", "start": ', '"text": "12%", "start": 1'))
    with pytest.raises(ClaimsError, match="another version, model or table of units"):
        explain(str(tmp_path), fact_with(run, "12%").id)


def test_no_text_of_an_article_can_steer_the_terminal() -> None:
    fact = make_fact(rules=("bound:\x1b[2J",))
    from pipeline.review.explain import Explanation

    lines = list(rendered(Explanation(fact, tuple(reasons(fact)), (), ())))
    assert not any("\x1b" in line for line in lines)


def test_every_rule_that_fires_is_explained(extractor: Extractor) -> None:
    fired = {rule for facts in fact_cases.extract(extractor, fact_cases.met()) for fact in facts for rule in fact.rules}
    unknown = {r.rule for rule in sorted(fired) for r in reasons(make_fact(rules=(rule,))) if not r.meaning}
    assert unknown == set(), "add them to lexicons/rules.tsv"


def test_every_rule_explained_is_in_the_code() -> None:
    code = "\n".join(path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.py")))
    assert len({row["rule"] for row in lexicons.read("rules")}) == len(lexicons.read("rules"))
    names = [row["rule"].rstrip(":").rpartition(":")[2].lstrip("+") for row in lexicons.read("rules")]
    assert [name for name in names if name not in code] == []
