"""Longer articles of our own, annotated before they were extracted: figures held to floors.

``longer_floors.json`` has the floors of each file, in per cent, of facts that people would agree on (detection, core and
full: of all). Where a figure of the held-out articles falls, only the table is shown: whoever reads their mistakes makes
them worthless as a guess at unseen text.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.evaluate import FIELDS, Score, report
from tests.support import article_cases, fact_cases, gold_runs

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

FLOORS: dict[str, dict[str, float]] = json.loads(Path(__file__).with_name("longer_floors.json").read_text("utf-8"))
HELD_OUT = "articles_held_out"
FILES = ("articles_longer", HELD_OUT)
MEASURES = ("detection", "core", "full", *FIELDS)


@pytest.mark.parametrize("figure", MEASURES)
def test_figures_hold_their_floors(extractor: Extractor, figure: str) -> None:
    name = "articles_longer"
    gold_runs.assert_floor(article_cases.found(extractor, name), article_cases.gold(name), FLOORS[name], figure)


@pytest.mark.parametrize("figure", MEASURES)
def test_figures_of_held_out_articles_hold_their_floors(extractor: Extractor, figure: str) -> None:
    outcomes = article_cases.found(extractor, HELD_OUT)
    every, agreed = Score(outcomes), Score(outcomes, hard=False)
    value = 100 * (agreed.share(figure) if figure in FIELDS else getattr(every, figure).f1)
    print(f"{figure} {value:.1f}, floor {FLOORS[HELD_OUT][figure]}")
    assert value >= FLOORS[HELD_OUT][figure], report.table(every)


def test_floors_cover_what_is_measured() -> None:
    assert set(FLOORS) == set(FILES)
    assert all(set(floors) == set(MEASURES) for floors in FLOORS.values())


@pytest.mark.parametrize("name", FILES)
def test_articles_are_well_formed(name: str) -> None:
    cases = fact_cases.read(f"{name}.jsonl")
    others = [
        case["key"] for other in ("articles", *FILES) if other != name for case in fact_cases.read(f"{other}.jsonl")
    ]
    assert len(cases) == 20
    assert [key for key, count in Counter(others + [case["key"] for case in cases]).items() if count > 1] == []
    for case in cases:
        assert set(case) == {"key", "title", "date", "text", "facts"}
        assert 180 < len(case["text"].split()) <= 300, case["key"]
        assert all({"quantity", "kind", "value", "subject", "property"} <= set(fact) for fact in case["facts"])


@pytest.mark.parametrize("name", FILES)
def test_facts_stand_in_text_order_and_apart(name: str) -> None:
    for row, case in zip(article_cases.gold(name), fact_cases.read(f"{name}.jsonl"), strict=True):
        assert [m.text for m in row.mentions] == [fact["quantity"] for fact in case["facts"]], row.key
        assert all(one.end <= other.start for one, other in pairwise(row.mentions)), row.key
