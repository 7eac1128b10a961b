"""Two invented events and the reference article's products in the words of several papers: one claim for each question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import emit
from pipeline.api import extract_many
from pipeline.compare import Comparison, compare
from tests.paths import ROOT

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

EVENTS = ROOT / "corpus" / "events"
REFERENCE = ROOT / "corpus" / "articles" / "2024-08-06-video-models.txt"
CLAIMS = [json.loads(line) for line in (EVENTS / "claims.jsonl").read_text("utf-8").splitlines()]
Told = tuple[Comparison, list[tuple[list[str], str]]]


@pytest.fixture(scope="module")
def told(extractor: Extractor, tmp_path_factory: pytest.TempPathFactory) -> Told:
    given = [json.loads(line) for line in (EVENTS / "articles.jsonl").read_text("utf-8").splitlines()]
    given.append({"text": REFERENCE.read_text("utf-8"), "date": "2024-08-06", "publisher": "Reference"})
    extractions = list(extract_many(given))
    folder = tmp_path_factory.mktemp("events") / "run"
    emit.write_run(extractions, str(folder))
    text = {fact.id: fact.quantity.text for extraction in extractions for fact in extraction.facts}
    found = compare([folder])
    return found, [(sorted(text[i] for i in claim.facts), claim.status) for claim in found.claims]


def test_each_event_is_a_story(told: Told) -> None:
    assert sorted(len(story.articles) for story in told[0].stories) == [4, 5, 5]


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, marks=pytest.mark.xfail) if c.get("open") else c for c in CLAIMS],
    ids=lambda case: case["claim"],
)
def test_the_event_is_told_in_one_claim_for_each_question(case: dict[str, Any], told: Told) -> None:
    assert (case["quantities"], case["status"]) in told[1]


def test_what_is_said_to_differ_differs(told: Told) -> None:
    known = {tuple(case["quantities"]) for case in CLAIMS if case["status"] in ("disputed", "updated")}
    differing = [set(quantities) for quantities, status in told[1] if status in ("disputed", "updated")]
    assert all(any(claim <= set(case) for case in known) for claim in differing)
