"""A fault in one extractor: what it costs an article, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipeline.extract import extractor as stages
from tests.support.fact_cases import article

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor

TEXT = (
    "Orvane Motors sold 410 cars in May 2023, its chief Ana Boldt said. The Tarnby Trust paid $4 million for them.\n\n"
    "“We had hoped for 500,” said Ms Boldt."
)
TABLES = ("facts", "entities", "times", "statements", "relations")


@pytest.mark.parametrize(
    ("place", "lost"),
    [
        ("times", "times"),
        ("entities", "entities relations"),  # whose ends are entities
        ("statements.statements", "statements"),
        ("quantities.quantities", "facts"),
        ("facts", "facts"),
        ("relations", "relations"),
        ("StatementIndex", "relations"),
    ],
)
def test_an_extractor_that_raises_costs_the_records_of_its_kind_alone(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch, place: str, lost: str
) -> None:
    def fails(*_: Any) -> Any:
        return [][1]

    (whole,) = extractor.extract([article(TEXT)])
    assert whole.article.error is None and all(getattr(whole, table) for table in TABLES)
    target: Any = stages
    *owner, name = place.split(".")
    for part in owner:
        target = getattr(target, part)
    monkeypatch.setattr(target, name, fails)
    (found, other) = extractor.extract([article(TEXT), article("It has 12 yards.")])
    assert [table for table in TABLES if not getattr(found, table)] == lost.split()
    assert found.article.status == "ok" and found.article.text == TEXT
    assert found.article.facts == len(found.facts)
    error = found.article.error or ""
    assert error.startswith(
        f"Lost to a fault of this program: {lost.split()[0]}, IndexError: list index out of range (pipeline/"
    )
    assert "pipeline/extract/extractor.py, line " in error and error.endswith(").")
    assert other.article.error is None or lost.split()[0] in other.article.error


@pytest.mark.parametrize("acronym", ["(CA)", "(CA) CA", "(C.A.)", "(CA), the CA"])
@pytest.mark.parametrize("name", ['Fina CA,"', "Fina CA,", "Osk CA and Fina CA,", "C.A. Fina CA"])
def test_an_acronym_of_common_words_is_no_name_and_no_fault(extractor: Extractor, name: str, acronym: str) -> None:
    (found,) = extractor.extract([article(f"{name} certificate {acronym} responsible all of 40 cars")])
    assert found.article.error is None
