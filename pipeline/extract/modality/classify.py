"""How sure the text is of a quantity: asserted, planned, estimated, possible, hypothetical or negated.

What the cues above a quantity say competes with "asserted" (:mod:`candidates`); each weighs the sum of its features'
weights (:mod:`features`), which stand in ``lexicons/modality_weights.tsv`` and are fitted to annotated articles by
:mod:`pipeline.fit.modality`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.loglinear import best, summed
from pipeline.extract.modality.candidates import candidates
from pipeline.extract.modality.features import features
from pipeline.extract.modality.scope import in_future, when
from pipeline.extract.syntax.foretold import foretold
from pipeline.records import Attribution, FactTime, Modality

if TYPE_CHECKING:
    from pipeline.extract.quantities.draft import QuantityDraft


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in lexicons.read("modality_weights")}


def modality(
    found: QuantityDraft, credit: Attribution | None = None, time: FactTime | None = None, date: str | None = None
) -> tuple[Modality, str | None]:
    """Modality of a quantity, with the rule that names its cue.

    Args:
        found: The quantity.
        credit: On whose word it stands.
        time: When its fact holds.
        date: Day of the article, in ISO 8601.
    """
    told = foretold(found.root, found.start, found.end, found.sentence[1])
    if told is not None:
        return "estimated", f"modality:{told.verb.lower_}"
    every = candidates(found, credit, in_future(found, time, date), when(time, date))
    if len(every) == 1:
        return every[0].modality, None
    weights = _weights()
    chosen = every[best([summed(one, weights) for one in features(found, every)])]
    if chosen.modality == "planned" and found.role == "initial":
        return "asserted", None  # what a plan starts from is so: "will rise from 10% to 25%"
    return chosen.modality, chosen.rule
