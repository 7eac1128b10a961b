"""Values that differ: where one was told in the other's place, and where they are of two things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import emit
from pipeline.api import extract_many
from pipeline.compare import compare
from tests.paths import CASES

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

TOLD = [json.loads(line) for line in (CASES / "compare_differing.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", TOLD, ids=lambda case: case["about"])
def test_what_differs_is_one_claim_only_where_one_question_is_answered(
    case: dict[str, Any], extractor: Extractor, tmp_path: Path
) -> None:
    given = [{"date": date, "publisher": publisher, "text": text} for date, publisher, text in case["told"]]
    extractions = list(extract_many(given))
    emit.write_run(extractions, str(tmp_path / "run"))
    text = {fact.id: fact.quantity.text for extraction in extractions for fact in extraction.facts}
    found = compare([tmp_path / "run"])
    assert len(found.stories) == 1
    assert sorted([c.status, *sorted(text[i] for i in c.facts)] for c in found.claims) == sorted(case["joined"])
