"""Confidence: the features it sees, the model it is fitted with, and how far it can be believed."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate import CORE, GoldError, reliability
from pipeline.extract import lexicons
from pipeline.extract.facts.confidence import (
    BASE,
    HIGHEST,
    LOWEST,
    confidence,
    features,
    log_odds,
    packaged_weights,
    rated,
)
from pipeline.extract.reader.weights import packaged_folder
from pipeline.fit import confidence as calibrate
from pipeline.fit.confidence import Case, cross_validated, fitted, report, tsv
from pipeline.records import Fact, Property, Span, Subject
from pipeline.user_tables import TableError, read_confidence
from tests.paths import CASES as CASE_FILES
from tests.support import article_cases
from tests.support.fakes import make_fact, make_quantity

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

CASES = [json.loads(line) for line in CASE_FILES.joinpath("confidence_features.jsonl").read_text("utf-8").splitlines()]


def fact_of(case: dict[str, Any]) -> Fact:
    text = case.get("before", "") + case["sentence"]

    def span(part: str) -> Span | None:
        words = case.get(part)
        return Span(words, text.index(words), text.index(words) + len(words)) if words else None

    subject, sentence, quantity, measured = map(span, ("subject", "sentence", "quantity", "property"))
    assert sentence and quantity
    return make_fact(
        quantity=make_quantity(quantity.text, quantity.start),
        subject=subject
        and Subject(subject.text, subject.start, subject.end, case.get("name", subject.text), None, case["type"]),
        property=measured and Property(measured.text, measured.start, measured.end, measured.text),
        sentence=sentence,
        rules=tuple(case.get("rules", ())),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["case"])
def test_features(case: dict[str, Any]) -> None:
    names = features(fact_of(case))
    assert set(case["has"]) - set(names) == set()
    assert set(case["lacks"]) & set(names) == set()
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"modality": "planned"}, "modality:planned"),
        ({"kind": "money"}, "kind:money"),
        ({"quantity": make_quantity(comparator="<=")}, "bound"),
        ({"quantity": make_quantity(comparator="range")}, "range"),
        ({"quantity": make_quantity(approximate=True)}, "approximate"),
        ({"quantity": make_quantity(role="final", change="increase")}, "role:final"),
        ({"quantity": make_quantity(unit=None)}, "counts nothing named"),
    ],
)
def test_what_a_fact_claims_is_a_feature(changed: dict[str, Any], name: str) -> None:
    plain = make_fact(quantity=make_quantity(comparator="="))
    assert name not in features(plain)
    assert name in features(replace(plain, **changed))


@given(st.floats(allow_nan=False))
def test_probabilities_are_bounded_hundredths(odds: float) -> None:
    chance = rated(odds)
    assert LOWEST <= chance <= HIGHEST
    assert chance == round(chance, 2)


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_better_odds_never_give_less_confidence(one: float, other: float) -> None:
    assert (one <= other) == (rated(one) <= rated(other)) or rated(one) == rated(other)


def test_unknown_features_weigh_nothing() -> None:
    weights = {BASE: 0.5, "kind:money": 1.0}
    assert log_odds(["kind:money"], weights) == log_odds(["kind:money", "kind:unheard of"], weights) == 1.5
    assert log_odds([], {}) == 0


def test_confidence_is_that_of_the_reader_and_not_of_the_fact_before() -> None:
    fact = make_fact()
    assert confidence(fact) == rated(log_odds(features(fact), packaged_weights()))
    assert confidence(replace(fact, confidence=0.02)) == confidence(replace(fact, confidence=0.98))


@pytest.mark.parametrize("name", ["confidence.tsv", "confidence_features.tsv"])
def test_packaged_weights_are_what_fitting_writes(name: str) -> None:
    rows = lexicons.rows((packaged_folder() / name).read_text("utf-8").splitlines(), name)
    names = [row["feature"] for row in rows]
    assert names[0] == BASE and len(names) == len(set(names))
    assert all(math.isfinite(float(row["weight"])) and int(row["n"]) >= calibrate.LEAST for row in rows)
    written = tsv(
        calibrate.Weights({r["feature"]: float(r["weight"]) for r in rows}, {r["feature"]: int(r["n"]) for r in rows}),
        "",
    )
    assert lexicons.rows(written.splitlines(), "written") == rows


def test_a_table_of_weights_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    weights = calibrate.Weights(
        {BASE: 1.25, "kind:money": -0.5, "bound": 0.75}, {BASE: 90, "kind:money": 40, "bound": 31}
    )
    whole, path = tsv(weights, "# Fitted here.\n"), tmp_path / "mine.tsv"
    path.write_text(whole)
    assert dict(read_confidence(str(path))) == {BASE: 1.25, "kind:money": -0.5, "bound": 0.75}
    for end in range(len(whole) - 2):  # a number of cases that lost a digit weighs nothing
        path.write_text(whole[:end])
        with pytest.raises(TableError, match=r"mine\.tsv.* claims calibrate\.$"):
            read_confidence(str(path))


def sample(n: int = 1200, articles: int = 12) -> list[Case]:
    """Facts that are right by chances of 0.9 with "good", 0.2 with "bad", else 0.6; "noise" says nothing."""
    dice = random.Random(7)
    out = []
    for number in range(n):
        kind = dice.choice(["good", "bad", "plain"])
        noise = ("noise",) if dice.random() < 0.5 else ()
        chance = {"good": 0.9, "bad": 0.2, "plain": 0.6}[kind]
        out.append(Case("made", str(number % articles), (kind, *noise), dice.random() < chance))
    return out


def test_fitting_finds_the_chances_behind_the_cases() -> None:
    model = fitted(sample(), ridge=0.1)
    rates = {name: model.rate(Case("", "", (name,), True)) for name in ("good", "bad", "plain")}
    assert rates == {
        "good": pytest.approx(0.9, abs=0.05),
        "bad": pytest.approx(0.2, abs=0.05),
        "plain": pytest.approx(0.6, abs=0.06),
    }
    assert abs(model.weight["noise"]) < 0.3


def test_a_ridge_holds_weights_back_and_leaves_the_mean() -> None:
    cases = sample()
    weak, strong = fitted(cases, ridge=0.1), fitted(cases, ridge=300)
    assert all(abs(strong.weight[n]) < abs(weak.weight[n]) for n in ("good", "bad"))
    mean = sum(map(strong.rate, cases)) / len(cases)
    assert mean == pytest.approx(sum(c.right for c in cases) / len(cases), abs=0.01)


def test_rare_features_get_no_weight() -> None:
    cases = [*sample(60), Case("made", "0", ("rare",), False)]
    assert "rare" not in fitted(cases, least=2).weight
    assert fitted(cases, least=1).weight["rare"] < 0


def test_features_that_separate_all_cases_still_give_finite_weights() -> None:
    cases = [Case("made", str(n), ("right" if n % 2 else "wrong",), bool(n % 2)) for n in range(40)]
    model = fitted(cases)
    assert model.weight["right"] > 0 > model.weight["wrong"]
    assert all(map(math.isfinite, model.weight.values()))


def test_an_article_is_rated_by_the_others_alone() -> None:
    # A feature that only one article has, where it is always right: nothing can be known of it from the others.
    cases = [Case("made", str(n % 4), (), n % 8 < 4) for n in range(80)]
    cases += [Case("made", "own", ("peculiar",), True) for _ in range(20)]
    chances = cross_validated(cases, ridge=0.1)
    assert chances[-20:] == [0.5] * 20
    assert fitted(cases, ridge=0.1).rate(cases[-1]) > 0.9


def test_bins_cover_every_case_once() -> None:
    chances = [0.02, 0.2, 0.25, 0.55, 0.9, 0.98, 1.0]
    bins = reliability.bins(chances, [False, False, True, True, True, True, True])
    assert [(b.low, b.n, b.share) for b in bins] == [(0.0, 1, 0.0), (0.2, 2, 0.5), (0.5, 1, 1.0), (0.9, 3, 1.0)]
    assert bins[-1].mean == pytest.approx(0.96)


def test_figures_of_probabilities() -> None:
    right = [True, True, False, False]
    assert reliability.brier([1, 1, 0, 0], right) == 0
    assert reliability.brier([0.5] * 4, right) == 0.25
    assert reliability.log_loss([0.5] * 4, right) == pytest.approx(math.log(2))
    assert reliability.log_loss([1.0, 1.0, 0.0, 1.0], right) < 4
    assert (reliability.area([0.9, 0.8, 0.2, 0.1], right), reliability.area([0.1, 0.2, 0.8, 0.9], right)) == (1, 0)
    assert reliability.area([0.5, 0.5], [True, True]) == 0.5
    assert reliability.calibration_error([0.75] * 4, [True, True, True, False]) == 0
    assert reliability.calibration_error([0.95] * 4, right) == pytest.approx(0.45)


def test_report_shows_bins_and_folders() -> None:
    cases = sample(300)
    text = report(cases, cross_validated(cases))
    assert text.startswith("confidence     n   mean  right\n") and "made: 300 facts" in text
    assert sum(int(line.split()[3]) for line in text.splitlines()[1:] if " to " in line) == 300


def test_calibrating_needs_more_than_one_article(
    tmp_path: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.extract.Extractor", lambda: extractor)
    for part in ("annotations", "text"):
        (tmp_path / part).mkdir()
    (tmp_path / "annotations" / "a.jsonl").write_text("")
    (tmp_path / "text" / "a.txt").write_text("The harbour has 12 cranes and 3 ferries.")
    output = tmp_path / "weights.tsv"
    with pytest.raises(GoldError, match="at least two annotated articles"):
        calibrate.calibrate([str(tmp_path)], output)
    assert not output.exists()
    for name, text in (("b", "The mill has 4 wheels."), ("c", "It costs $5.")):
        (tmp_path / "annotations" / f"{name}.jsonl").write_text("")
        (tmp_path / "text" / f"{name}.txt").write_text(text)
    weights, _ = calibrate.calibrate([str(tmp_path)], output, least=1)
    rows = lexicons.rows(output.read_text("utf-8").splitlines(), "weights.tsv")
    assert {row["feature"] for row in rows} == set(weights.weight)
    assert weights.rate(Case("", "", (), False)) <= 0.2  # nothing is annotated, so every fact is wrong


def test_confidence_can_be_believed_on_articles_that_nothing_was_fitted_to(extractor: Extractor) -> None:
    found = article_cases.found(extractor, "articles_held_out")
    facts = [(o.fact, o.all_right(CORE)) for o in found if o.fact]
    chances, right = [fact.confidence for fact, _ in facts], [r for _, r in facts]
    share = sum(right) / len(right)
    assert abs(sum(chances) / len(chances) - share) < 0.08
    assert reliability.calibration_error(chances, right) < 0.1
    assert reliability.log_loss(chances, right) < 0.95 * reliability.log_loss([share] * len(right), right)
    assert chances == [confidence(fact) for fact, _ in facts]
