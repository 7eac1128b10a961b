"""The weights of relations' cues are fitted to what is annotated, and to nothing where too little is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ClaimsError
from pipeline.fit.relations import Case, cases_of, write

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor


def test_what_is_right_more_often_weighs_more(tmp_path: Path) -> None:
    cases = [Case(f"p{n}", ("good",) if n % 2 else ("bad",), bool(n % 2), True, 1, ()) for n in range(200)]
    told = write(cases, tmp_path / "weights.tsv")
    rows = [line.split("\t") for line in tmp_path.joinpath("weights.tsv").read_text("utf-8").splitlines()]
    weights = {row[0]: float(row[1]) for row in rows if len(row) == 2 and row[0] in ("good", "bad")}
    assert weights["good"] > 1 > 0 > weights["bad"] and "right=100" in told


def test_too_few_cases_are_told(tmp_path: Path) -> None:
    with pytest.raises(ClaimsError, match="too few"):
        write([Case("p", ("good",), True, True, 1, ())], tmp_path / "weights.tsv")


def test_a_passage_says_what_is_right_and_what_nobody_judged(extractor: Extractor) -> None:
    text = "Ines Okafor, a founder of Marrow Labs, met Bram Visser."
    told = {"type": "founded_by", "head": ["Marrow Labs"], "tail": ["Ines Okafor"]}
    (row,) = [{"id": "p", "text": text, "complete": ["founded_by"], "relations": [told]}]
    cases = cases_of(extractor, [row])
    assert {case.right for case in cases if case.known} == {True, False}
    judged = cases_of(extractor, [{**row, "relations": [], "open": [told]}])
    assert len([case for case in judged if case.known]) < len([case for case in cases if case.known])
