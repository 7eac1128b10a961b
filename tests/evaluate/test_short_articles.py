"""Short news articles of our own, annotated before they were extracted: figures held to floors.

The floors in ``article_floors.json`` are per cent, of facts that people would agree on (detection, core and full: of
all); they are raised when extraction gets better, and never lowered. ``right`` names the articles with every such fact
right, ``quantities_right`` those with every quantity: they stay so.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from pipeline.evaluate import FIELDS, Score, report
from pipeline.records import Comparator, Kind, Modality, Role
from tests.support import article_cases, fact_cases, gold_runs

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

FLOORS: dict[str, Any] = json.loads(Path(__file__).with_name("article_floors.json").read_text("utf-8"))
CASES = fact_cases.read("articles.jsonl")
MEASURES = ("detection", "core", "full", *FIELDS)
SIDES = {
    "right": frozenset(FIELDS),
    "quantities_right": frozenset(("kind", "unit", "bounds", "change")),
}


@pytest.mark.parametrize("figure", MEASURES)
def test_figures_hold_their_floors(extractor: Extractor, figure: str) -> None:
    gold_runs.assert_floor(article_cases.found(extractor), article_cases.gold(), FLOORS["floors"], figure)


@pytest.mark.parametrize(("side", "key"), [(side, key) for side in SIDES for key in FLOORS[side]])
def test_an_article_that_is_right_stays_right(extractor: Extractor, side: str, key: str) -> None:
    text = next(row.text for row in article_cases.gold() if row.key == key)
    inside = Score((o for o in article_cases.found(extractor) if o.key == key), hard=False).outcomes
    assert [report.mistake(o, text) for o in inside if not o.all_right(SIDES[side])] == []


def test_floors_cover_what_is_measured() -> None:
    assert set(FLOORS) == {"floors", *SIDES}
    assert set(FLOORS["floors"]) == set(MEASURES)
    assert set(FLOORS["right"]) <= set(FLOORS["quantities_right"])


def test_articles_are_well_formed() -> None:
    assert len(CASES) >= 40
    for field in ("key", "title", "text"):
        assert [value for value, count in Counter(case[field] for case in CASES).items() if count > 1] == []
    known = (fact_cases.FIELDS - {"normalized", "width", "height"}) | {"anchor", "hard"}
    for case in CASES:
        assert set(case) == {"key", "title", "date", "text", "facts"}
        assert 60 <= len(case["text"].split()) <= 180, case["key"]
        assert all({"quantity", "kind", "value", "subject", "property"} <= set(fact) <= known for fact in case["facts"])


def test_facts_stand_in_text_order_and_apart() -> None:
    for row, case in zip(article_cases.gold(), CASES, strict=True):
        assert [m.text for m in row.mentions] == [fact["quantity"] for fact in case["facts"]], row.key
        assert all(one.end <= other.start for one, other in pairwise(row.mentions)), row.key


def test_articles_cover_every_kind_but_the_rarest_and_every_bound_role_and_modality() -> None:
    mentions = [m for row in article_cases.gold() for m in row.mentions]
    for field, values in (("comparator", Comparator), ("role", Role), ("modality", Modality)):
        assert set(get_args(values)) <= {getattr(m, field) for m in mentions}
    assert set(get_args(Kind)) - {m.kind for m in mentions} <= {"aspect_ratio", "frequency", "volume"}
