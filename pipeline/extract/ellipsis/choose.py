"""The choice of what bare numbers count or measure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.extract import lexicons
from pipeline.extract.ellipsis.donors import Donor, donors
from pipeline.extract.ellipsis.features import features
from pipeline.extract.loglinear import probabilities, summed

if TYPE_CHECKING:
    from pipeline.extract.quantities.draft import QuantityDraft

LIKELY = 0.5
"""The probability from which a unit is given: a wrong one is worse than none."""


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in lexicons.read("ellipsis_weights")}


def name_bare(found: Sequence[QuantityDraft], text: str) -> None:
    """Give the numbers of an article that count nothing by name the unit told of near them that they likely have, in place.

    Args:
        found: The article's quantities in text order.
        text: Its text.
    """
    used: Counter[str] = Counter()
    named = []
    for place, bare in enumerate(found):
        if bare.counts_bare and bare.root.tag_:
            named.append((bare, _chosen(donors(found, place, text), bare, used)))
        if bare.unit is not None:
            used[bare.unit] += 1
    for bare, chosen in named:
        if chosen is not None:
            bare.kind, bare.unit, bare.noun, bare.borrowed = chosen.kind, chosen.unit, chosen.noun, True
            bare.rules.append("unit:near")


def _chosen(candidates: Sequence[Donor], bare: QuantityDraft, used: Counter[str]) -> Donor | None:
    """The likeliest candidate with the likeliest unit, if that is likely; several candidates may have one unit."""
    chances = probabilities([summed(one, _weights()) for one in features(bare, candidates, used)])
    of_unit: dict[str, float] = defaultdict(float)
    for one, chance in zip(candidates, chances[:-1], strict=True):
        of_unit[one.unit] += chance
    unit = max(of_unit, key=of_unit.__getitem__)
    if of_unit[unit] < LIKELY:
        return None
    return max(zip(chances, candidates, strict=False), key=lambda pair: (pair[1].unit == unit, pair[0]))[1]
