"""The sample corpus with its annotations, extracted once a session; figures of annotated articles beside floors."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.evaluate import FIELDS, GoldArticle, Outcome, Score, facts_by_key, outcomes, read_gold, report
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.extract.extractor import Extractor
    from pipeline.records import Extraction

GOLD = ROOT / "corpus" / "gold"
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


def assert_floor(
    found: Iterable[Outcome], rows: Iterable[GoldArticle], floors: Mapping[str, float], figure: str
) -> None:
    """Fails where a figure, in per cent, lies below its floor, with the mistakes or the table that it comes from.

    A field is judged where people would agree; detection, core and full (as F1) everywhere.
    """
    if figure in FIELDS:
        score = Score(found, hard=False)
        value, texts = 100 * score.share(figure), {row.key: row.text for row in rows}
        why = "\n".join(report.mistake(o, texts[o.key]) for o in score.mistakes(figure))
    else:
        score = Score(found)
        value, why = 100 * getattr(score, figure).f1, report.table(score)
    print(f"{figure} {value:.1f}, floor {floors[figure]}")
    assert value >= floors[figure], f"{figure} {value:.1f} is below {floors[figure]}\n{why}"
