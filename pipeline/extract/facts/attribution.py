"""On whose word a quantity stands: one of the credits around it, or the article's own, by a log-linear choice.

Candidates are found in :mod:`credits`, weighed by the features of :mod:`credit_features`; the weights stand in
``lexicons/attribution_weights.tsv`` and are fitted to annotated articles by :mod:`pipeline.fit.attribution`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.facts.credit_features import features
from pipeline.extract.loglinear import best, summed
from pipeline.records import Attribution

if TYPE_CHECKING:
    from pipeline.extract.facts.credits import Credits
    from pipeline.extract.quantities.draft import QuantityDraft


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in lexicons.read("attribution_weights")}


def attribution_of(credits: Credits, found: QuantityDraft) -> Attribution | None:
    """On whose word a quantity stands, None where the article asserts it itself."""
    foreteller = credits.foreteller(found)
    if foreteller is not None:
        return Attribution(foreteller.source, foreteller.cue, None)
    candidates = credits.candidates(found)
    if not candidates:
        return None
    weights = _weights()
    number = best([summed(one, weights) for one in features(credits, found, candidates)])
    if number == len(candidates):
        return None
    chosen = candidates[number]
    cue = chosen.cue if chosen.cue is not None or chosen.statement is None else chosen.statement.cue
    return Attribution(chosen.source, cue, chosen.statement.id if chosen.statement is not None else None)
