"""Decisions are on the disk at once, survive a killed program, and can be taken back."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import warnings
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import review
from pipeline.decisions.fields import FORM, apply, check, correctable, parse
from pipeline.review import Decisions
from tests.support.fakes import make_relation
from tests.support.review_runs import make_run, save_run

RUN = make_run(Path())
USERS, PRICE, MASS = RUN.facts[:3]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outputs" / "decisions.jsonl"


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_decision_is_one_line_with_all_its_fields(path):
    decisions = Decisions(path, "Ana")
    assert not path.exists()
    decisions.accept(USERS)
    assert len(lines(path)) == 1
    decisions.correct(PRICE, {"quantity.value": 13, "subject.name": "Oakline – Ferry"})
    first, second = lines(path)
    assert list(first) == ["fact_id", "article_id", "quantity", "verdict", "corrected", "reviewer", "time", "version"]
    assert first["fact_id"] == USERS.id and first["verdict"] == "accept" and first["corrected"] is None
    assert second["corrected"] == {"quantity.value": 13.0, "subject.name": "Oakline – Ferry"}
    assert second["reviewer"] == "Ana" and second["version"] == PRICE.version and second["time"].endswith("+00:00")


def test_the_last_decision_holds_and_is_found_again(path):
    first = Decisions(path, "Ana")
    first.reject(USERS)
    first.accept(USERS)
    first.reject(MASS)
    again = Decisions(path, "Ana")
    assert [(d.fact_id, d.verdict) for d in again] == [(USERS.id, "accept"), (MASS.id, "reject")]
    assert list(again) == list(first) and len(again) == 2
    assert again.get(PRICE.id) is None
    assert "1 accept, 1 reject" in repr(again)


def test_an_undo_is_a_line_of_its_own_and_brings_back_the_decision_before(path):
    decisions = Decisions(path, "Ana")
    decisions.reject(USERS)
    decisions.accept(USERS)
    decisions.accept(PRICE)
    assert decisions.undo().fact_id == PRICE.id
    assert decisions.undo().verdict == "accept"
    assert [line["verdict"] for line in lines(path)] == ["reject", "accept", "accept", "undo", "undo"]
    for held in (decisions, Decisions(path, "Ana")):
        assert [(d.fact_id, d.verdict) for d in held] == [(USERS.id, "reject")]
    assert Decisions(path, "Ana").undo().verdict == "reject"
    reopened = Decisions(path, "Ana")
    assert len(reopened) == 0 and reopened.undo() is None
    assert len(lines(path)) == 6


def test_joins_and_relations_are_decided_on_beside_facts_and_count_as_none(path):
    decisions = Decisions(path, "Ana")
    relation = make_relation()
    decisions.accept(USERS)
    decisions.cut(USERS, PRICE)
    decisions.join(PRICE, USERS)  # the order of the two says nothing
    decisions.join(USERS, MASS)
    decisions.accept(relation)
    decisions.reject(relation)
    pair = frozenset({USERS.id, PRICE.id})
    for held in (decisions, Decisions(path, "Ana")):
        assert [(d.fact_id, d.verdict) for d in held] == [(USERS.id, "accept")] and not held.missing([USERS.id])
        assert {on: d.verdict for on, d in held.joins.items()} == {
            pair: "accept",
            frozenset({USERS.id, MASS.id}): "accept",
        }
        assert {on: d.verdict for on, d in held.relations.items()} == {relation.id: "reject"}
    decisions.undo(relation.id)
    assert decisions.undo(pair).other_id == USERS.id and decisions.undo(USERS.id).verdict == "accept"
    again = Decisions(path, "Ana")
    assert again.joins[pair].verdict == "cut" and again.relations[relation.id].verdict == "accept" and not len(again)
    assert lines(path)[1]["other_id"] == PRICE.id and "other_id" not in lines(path)[0]


@pytest.mark.parametrize(
    "values",
    [{"verdict": "cut"}, {"other_id": "f1"}, {"other_id": 7}, {"other_id": "f2", "verdict": "reject"},
     {"fact_id": "r1", "verdict": "complete"}],
)  # fmt: skip
def test_a_line_that_fits_neither_fact_join_nor_relation_is_passed_over(path, values):
    base = dict.fromkeys(("article_id", "quantity", "reviewer", "time", "version"), "x")
    path.parent.mkdir()
    path.write_text(json.dumps({"fact_id": "f1", "verdict": "accept", "corrected": None, **base, **values}))
    with pytest.warns(UserWarning, match="line 1 is passed over"):
        held = Decisions(path, "Ana")
    assert not held.history


def test_nobody_takes_back_another_reviewers_decision(path):
    Decisions(path, "Ana").accept(USERS)
    bea = Decisions(path, "Bea")
    assert bea.undo() is None
    bea.reject(USERS)
    ana = Decisions(path, "Ana")
    assert ana.get(USERS.id).reviewer == "Bea"
    ana.undo()
    assert Decisions(path).get(USERS.id).verdict == "reject"


acts = st.lists(
    st.tuples(st.sampled_from(["accept", "reject", "undo"]), st.sampled_from(RUN.facts), st.booleans()), max_size=12
)


@settings(max_examples=40, deadline=None)
@given(acts)
def test_what_holds_is_what_a_reader_of_the_file_finds(tmp_path_factory, moves):
    path = tmp_path_factory.mktemp("held") / "decisions.jsonl"
    reviewers = [Decisions(path, "Ana"), Decisions(path, "Bea")]
    for verdict, fact, second in moves:
        decisions = reviewers[second]
        decisions.reload()
        decisions.undo(fact.id) if verdict == "undo" else getattr(decisions, verdict)(fact)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(Decisions(path)) == list(decisions) if moves else not path.exists()


KILLED = """
import os, signal, sys
from pipeline.emit import read_run
from pipeline.review import Decisions
run, path = read_run(sys.argv[1]), sys.argv[2]
decisions = Decisions(path, "Ana")
decisions.accept(run.facts[0])
decisions.correct(run.facts[1], {"quantity.unit": "EUR"})
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_program_killed_right_after_a_decision_has_lost_nothing(tmp_path, path):
    run = save_run(tmp_path / "run")
    done = subprocess.run([sys.executable, "-c", KILLED, str(run), str(path)], timeout=60)
    assert done.returncode == -signal.SIGKILL
    found = Decisions(path)
    assert [(d.fact_id, d.verdict) for d in found] == [(USERS.id, "accept"), (PRICE.id, "correct")]
    assert found.get(PRICE.id).corrected == {"quantity.unit": "EUR"}


def test_a_torn_last_line_is_reported_and_the_next_decision_stands_on_its_own_line(path):
    decisions = Decisions(path, "Ana")
    decisions.accept(USERS)
    decisions.accept(PRICE)
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    with pytest.warns(UserWarning, match=r"decisions\.jsonl, line 2 .*not JSON.*stopped"):
        torn = Decisions(path, "Ana")
    assert [d.fact_id for d in torn] == [USERS.id] and len(torn.problems) == 1
    torn.reject(MASS)
    assert path.read_bytes().startswith(whole[:-30] + b"\n")
    with pytest.warns(UserWarning, match="line 2"):
        again = Decisions(path, "Ana")
    assert [d.fact_id for d in again] == [USERS.id, MASS.id]


def test_a_last_line_that_only_lacks_its_line_end_counts(path):
    Decisions(path, "Ana").accept(USERS)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    decisions = Decisions(path, "Ana")
    decisions.accept(PRICE)
    assert [d.fact_id for d in Decisions(path)] == [USERS.id, PRICE.id] and not decisions.problems


@pytest.mark.parametrize(
    "line",
    ["[]", "{}", "\x00\xff", '{"fact_id": "f1"}', '"accept"', "{}{}"],
)
def test_any_line_that_is_no_decision_is_passed_over_and_reported(path, line):
    Decisions(path, "Ana").accept(USERS)
    good = path.read_bytes()
    path.write_bytes(line.encode("latin-1") + b"\n\n" + good)
    with pytest.warns(UserWarning, match="line 1 is passed over"):
        assert [d.fact_id for d in Decisions(path)] == [USERS.id]


def test_decisions_whose_fact_is_gone_are_listed(path):
    decisions = Decisions(path, "Ana")
    decisions.accept(USERS)
    decisions.reject(MASS)
    (gone,) = decisions.missing(f.id for f in RUN.facts if f is not MASS)
    assert (gone.fact_id, gone.article_id, gone.quantity) == (MASS.id, MASS.article_id, "30-tonne")


def test_a_decision_that_cannot_be_written_does_not_hold(tmp_path):
    (tmp_path / "file").write_text("")
    decisions = Decisions(tmp_path / "file" / "decisions.jsonl", "Ana")
    with pytest.raises(OSError):
        decisions.accept(USERS)
    assert len(decisions) == 0


def test_the_reviewer_is_named_by_the_environment(path, monkeypatch):
    monkeypatch.setenv("CLAIMS_REVIEWER", "Cleo")
    assert Decisions(path).accept(USERS).reviewer == "Cleo"


# Corrections


@pytest.mark.parametrize(
    ("corrected", "message"),
    [
        ({}, "no field is corrected"),
        ({"quantity.valu": 3.0}, "no correctable field 'quantity.valu'; did you mean quantity.value"),
        ({"value": 3.0}, "did you mean quantity.value"),
        ({"id": "f1"}, "no correctable field 'id'"),
        ({"confidence": 1.0}, "no correctable field 'confidence'"),
        ({"kind": "price"}, "kind cannot be 'price': it is one of duration"),
        ({"kind": None}, "kind cannot be null"),
        ({"quantity.value": "3"}, "quantity.value cannot be '3': it is of type float"),
        ({"quantity.value": True}, "quantity.value cannot be True"),
        ({"quantity.value": float("nan")}, "a number is finite"),
        ({"quantity.approximate": 1}, "it is of type bool"),
        ({"subject": {"name": "X"}}, "subject can only be null"),
        ({"subject.name": " "}, "subject.name cannot be empty: null says"),
    ],
)
def test_a_wrong_correction_is_refused_and_nothing_is_written(path, corrected, message):
    decisions = Decisions(path, "Ana")
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        decisions.correct(USERS, corrected)
    assert not path.exists() and len(decisions) == 0


def test_corrections_stand_in_the_record_and_parts_that_were_missing_are_made():
    changed = apply(MASS, {"attribution.source.name": "the mill", "quantity.value": 31.0, "property": None})
    assert changed["attribution"]["source"] == {
        "text": None,
        "start": None,
        "end": None,
        "name": "the mill",
        "entity_id": None,
    }
    assert changed["attribution"]["cue"] is None
    assert changed["quantity"]["value"] == 31.0 and changed["property"] is None
    assert asdict(MASS)["attribution"] is None and apply(MASS, {}) == asdict(MASS)


def test_what_is_typed_into_the_form_becomes_a_checked_value():
    assert set(FORM) <= set(correctable())
    typed = {"quantity.value": "1,200.5", "quantity.unit": "", "quantity.approximate": "false", "kind": "money"}
    values = {path: parse(path, text) for path, text in typed.items()}
    assert check(values) == {
        "quantity.value": 1200.5,
        "quantity.unit": None,
        "quantity.approximate": False,
        "kind": "money",
    }
    with pytest.raises(ValueError, match="'about 3': it is a number"):
        parse("quantity.value", "about 3")


def test_a_frame_is_annotated_with_verdicts_and_corrected_in_place(path):
    decisions = Decisions(path, "Ana")
    decisions.accept(USERS)
    decisions.correct(
        PRICE, {"kind": "rate", "quantity.value": None, "attribution": None, "quantity.approximate": True}
    )
    decisions.reject(MASS)
    before = review.to_frame(RUN)
    after = decisions.annotate(before)
    assert list(after["verdict"].astype("object").fillna(""))[:4] == ["accept", "correct", "reject", ""]
    price = after.iloc[1]
    assert price["kind"] == "rate" and price["approximate"] and price["reviewer"] == "Ana"
    assert after.isna().loc[1, ["value", "source", "cue"]].all()
    assert before.loc[1, "value"] == 12.0
    assert (after.dtypes[list(before.columns)] == before.dtypes).all()
    assert after["decided"].notna().sum() == 3
    assert decisions.annotate(before[:0]).empty
