"""How far probabilities can be believed: reliability bins, log loss and Brier score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases given a probability from ``low`` up to ``high``: how many, their mean probability, the share that is right."""

    low: float
    high: float
    n: int
    mean: float
    share: float


def bins(chances: Sequence[float], right: Sequence[bool], edges: Sequence[float] = EDGES) -> list[Bin]:
    """Reliability by bins; empty ones are left out, and the last includes its upper edge."""
    out = []
    for low, high in pairwise(edges):
        inside = [i for i, p in enumerate(chances) if low <= p < high or p == high == edges[-1]]
        if inside:
            n = len(inside)
            out.append(Bin(low, high, n, sum(chances[i] for i in inside) / n, sum(right[i] for i in inside) / n))
    return out


def log_loss(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Mean surprise in nats: 0 is perfect, ln 2 = 0.693 a coin's. Probabilities of 0 and 1 count as a millionth off."""
    bounded = [min(1 - 1e-6, max(1e-6, p)) for p in chances]
    return -sum(math.log(p if r else 1 - p) for p, r in zip(bounded, right, strict=True)) / max(1, len(bounded))


def brier(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Mean squared distance (Brier 1950): 0 is perfect, 0.25 a coin's."""
    return sum((p - r) ** 2 for p, r in zip(chances, right, strict=True)) / max(1, len(chances))


def calibration_error(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance between probability and share right over the bins, weighed by their cases."""
    return sum(b.n * abs(b.mean - b.share) for b in bins(chances, right)) / max(1, len(chances))


def area(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Area under the ROC curve: how often a right case is given more than a wrong one; 0.5 where there is but one sort."""
    good = [p for p, r in zip(chances, right, strict=True) if r]
    bad = [p for p, r in zip(chances, right, strict=True) if not r]
    if not good or not bad:
        return 0.5
    return sum((g > b) + 0.5 * (g == b) for g in good for b in bad) / (len(good) * len(bad))
