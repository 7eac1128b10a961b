"""Lines of decisions.jsonl that no program could use are passed over and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.decisions.log import Decisions

GOOD = {
    "fact_id": "f1", "article_id": "a1", "quantity": "5", "verdict": "accept", "corrected": None, "reviewer": "ann",
    "time": "2024-05-06T10:00:00Z", "version": "0.1",
}  # fmt: skip


@pytest.mark.parametrize("field", ["reviewer", "quantity", "fact_id", "version"])
def test_half_characters(tmp_path: Path, field: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps(GOOD | {field: "x\ud800"}) + "\n" + json.dumps(GOOD) + "\n")
    with pytest.warns(UserWarning, match="line 1 is passed over: it holds half a character"):
        assert len(Decisions(path)) == 1


@pytest.mark.parametrize(
    "time", ["yesterday", "", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "2024-13-01", "12:00"]
)
def test_senseless_times(tmp_path: Path, time: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps(GOOD | {"time": time}) + "\n")
    with pytest.warns(UserWarning, match="its time"):
        assert len(Decisions(path)) == 0
