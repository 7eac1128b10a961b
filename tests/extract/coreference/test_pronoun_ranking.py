"""Pronouns of things are put to names and nouns, and the weights by which that is done are fitted to annotated text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate.gold import read_gold
from pipeline.extract import lexicons
from pipeline.extract.entities.find import entities
from pipeline.extract.extractor import Extractor
from pipeline.extract.syntax.tokens import Tokens
from pipeline.fit.choices import fitted
from pipeline.fit.pronouns import Case, cases_of, chosen, collect, cross_validated, from_clusters
from tests.support import fact_cases

CASES: list[dict[str, Any]] = fact_cases.read("pronouns.jsonl")


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_a_pronoun_of_things_stands_for(extractor: Extractor, case: dict[str, Any]) -> None:
    (doc,) = extractor.language.docs([case["text"]])
    form, nth = case["pronoun"]
    at = [token.i for token in doc if token.text == form][nth]
    noun = entities(Tokens(doc), "a1").nouns.get(at)
    assert (None if noun is None else doc[noun].text) == case["stands_for"]


def _case(right: int, *candidates: tuple[str, ...]) -> Case:
    return Case(candidates, frozenset((right,)))


def test_weights_make_what_is_right_likeliest() -> None:
    sample = [
        _case(i % 2, *([("near",), ("far",), ("none",)] if i % 2 == 0 else [("far",), ("near",), ("none",)]))
        for i in range(30)
    ]
    weights = fitted(sample, ridge=0.1, least=6)
    assert weights["near"] > weights["far"]
    assert all(chosen(case, weights) in case.right for case in sample)
    assert cross_validated(sample) == (30, 30)


def test_weights_say_nothing_of_rare_features() -> None:
    sample = [_case(0, ("near", "odd") if i == 0 else ("near",), ("none",)) for i in range(10)]
    assert set(fitted(sample, ridge=1.5, least=6)) == {"near", "none"}


def test_a_pronoun_outside_all_clusters_stands_for_none(extractor: Extractor) -> None:
    text = "The dam holds 5 million litres. It leaks 300 of them a day."
    (doc,) = extractor.language.docs([text])
    mention = {"cluster": "1", "form": "description", "start": 0, "min_start": 4, "min_end": 7}
    pronoun = {"cluster": "1", "form": "pronoun", "start": 32, "min_start": 32, "min_end": 34}
    answered, open_ = (cases_of(doc, from_clusters({"mentions": m})) for m in ([mention, pronoun], [mention]))
    assert [case.answered for case in answered] == [True, False]
    assert [case.answered for case in open_] == [False, False]


def test_annotated_facts_say_what_the_pronouns_of_their_clauses_stand_for(extractor: Extractor, tmp_path: Path) -> None:
    text = "The dam holds 5 million litres. It leaks 300 litres a day."
    fact = {
        "quantity": "300 litres a day",
        "kind": "rate",
        "value": 300.0,
        "unit": "litre per day",
        "subject": ["The dam", "dam"],
        "property": ["leak"],
    }
    from tests.support import article_cases

    for folder, name, lines in (
        ("text", "dam.txt", text),
        ("annotations", "dam.jsonl", json.dumps(article_cases.row(fact)) + "\n"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(lines, "utf-8")
    assert len(read_gold(tmp_path)) == 1
    ((case,),) = collect([str(tmp_path)], [], extractor.language)
    assert case.answered and any("back subject" in name for i in case.right for name in case.features[i])


def test_packaged_weights_cover_what_is_seen_most() -> None:
    weights = {row["feature"]: float(row["weight"]) for row in lexicons.read("pronoun_weights")}
    assert {"none it", "it 1 back", "same role", "into quotation"} <= weights.keys()
    assert weights["its own clause"] > 0 > weights["into quotation"]
