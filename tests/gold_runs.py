"""The sample corpus with its annotations, extracted once a session."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.evaluate import GoldArticle, Outcome, facts_by_key, outcomes, read_gold

if TYPE_CHECKING:
    from pipeline.extract.extractor import Extractor
    from pipeline.records import Extraction

GOLD = Path(__file__).parents[1] / "corpus" / "gold"
REFERENCE = "2024-08-06-video-models.txt"


@cache
def gold() -> list[GoldArticle]:
    """The annotated articles of the corpus."""
    return read_gold(GOLD)


@cache
def extractions(extractor: Extractor) -> list[Extraction]:
    """What is found in each of them, in the same order."""
    return list(extractor.extract(row.article for row in gold()))


@cache
def found(extractor: Extractor) -> list[Outcome]:
    """Every annotated mention and every fact of them."""
    return outcomes(gold(), facts_by_key(gold(), extractions(extractor)))


def expected() -> dict[str, Any]:
    """What else is annotated in the reference article."""
    path = GOLD / REFERENCE.replace(".txt", ".expected.json")
    return dict(json.loads(path.read_text("utf-8")))
