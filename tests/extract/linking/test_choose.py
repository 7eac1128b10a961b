"""Candidates and the choice among them: what is proposed, what its features are named, and that weights decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.extractor import parts_of, wanted
from pipeline.extract.facts.assemble import article_readings
from pipeline.extract.linking.choose import by_features
from pipeline.extract.loglinear import best, probabilities, summed
from pipeline.extract.reader.weights import ReaderWeights
from tests.paths import CASES
from tests.support.fakes import make_article

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor
    from pipeline.extract.facts.assemble import Analysis
    from pipeline.extract.linking.reading import QuantityReading

ROWS = [json.loads(line) for line in (CASES / "candidates.jsonl").open(encoding="utf-8")]


def read(extractor: Extractor, text: str, title: str | None = None) -> tuple[Analysis, list[QuantityReading]]:
    (doc,) = extractor.language.docs([text], wanted)
    parts = parts_of(make_article(text=text, title=title), doc)
    return parts, article_readings(parts)


@pytest.mark.parametrize("case", ROWS, ids=lambda c: c["text"][:50])
def test_the_right_ones_are_proposed_with_these_features(extractor: Extractor, case: dict[str, Any]) -> None:
    _, every = read(extractor, case["text"], case.get("title"))
    (one,) = [r for r in every if case["text"][r.at.found.start : r.at.found.end] == case["quantity"]]
    subjects: dict[str | None, set[str]] = {}
    measured: dict[str | None, set[str]] = {}
    for candidate, features in zip(one.subjects, one.subject_features, strict=True):
        subjects.setdefault(candidate.name, set()).update(features)
    for words, features in zip(one.properties, one.property_features, strict=True):
        measured.setdefault(words.name, set()).update(features)
    for proposed, wanted_ones in ((subjects, case.get("subjects", {})), (measured, case.get("properties", {}))):
        for name, wanted_features in wanted_ones.items():
            assert name in proposed, (name, list(proposed))
            assert set(wanted_features) <= proposed[name], (name, sorted(proposed[name]))
    assert None in subjects and None in measured
    assert not set(case.get("lacks", ())) & set(subjects)


def test_weights_decide_and_a_pair_is_weighed_together(extractor: Extractor) -> None:
    _, every = read(extractor, "The ferry of Corvid Shipping weighs 900 tonnes.")
    weights = ReaderWeights()
    weights.features.subject["acts"] = 2.0
    weights.features.property["verb"] = 2.0
    (made,) = by_features(every, weights)
    assert every[0].subjects[made.subject].name == "ferry" and every[0].properties[made.property].name == "weight"
    assert made.subjects[0][0] == made.subject and 0 < made.subject_chance <= 1
    weights.features.property["acts"] = 2.5
    weights.features.pair["pair one word"] = -9.0
    _, every = read(extractor, "The ferry of Corvid Shipping weighs 900 tonnes.")
    (made,) = by_features(every, weights)
    head = every[0].properties[made.property].head
    assert head is None or head.text != every[0].subjects[made.subject].name


def test_the_same_reading_gives_the_same_choice(extractor: Extractor) -> None:
    text = "Oslo has 40 ferries. Bergen has 30 ferries and a crew of 12."
    assert extractor.settings.reader is not None
    made = []
    for _ in range(2):
        _, every = read(extractor, text)
        made.append(by_features(every, extractor.settings.reader.weights))
    assert made[0] == made[1] and len(made[0]) == 3


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_probabilities_sum_to_one_and_keep_the_order(scores: list[float]) -> None:
    chances = probabilities(scores)
    assert sum(chances) == pytest.approx(1.0)
    assert chances[best(scores)] == max(chances)


@given(st.dictionaries(st.text(max_size=3), st.floats(-5, 5), max_size=9), st.randoms())
def test_a_sum_does_not_depend_on_the_order_of_the_features(weights: dict[str, float], chance: Any) -> None:
    names = list(weights)
    chance.shuffle(names)
    assert summed(names, weights) == summed(sorted(names), weights)
