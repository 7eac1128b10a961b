"""Log-linear choice: weights of named features, their sums, and the probabilities of what competes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

Weights = Mapping[str, float]
SURE = 0.9
"""The probability from which a choice by features stands, and the encoder need not read."""
_NOTHING = repeat(0.0)  # what a feature without a weight weighs


def summed(names: Iterable[str], weights: Weights) -> float:
    """The sum of the weights of features, rounded once at the end, so that it is the same in any order."""
    return math.fsum(map(weights.get, names, _NOTHING))


def probabilities(scores: Sequence[float]) -> list[float]:
    """The share of each score's exponential in the sum of all; empty for none."""
    if not scores:
        return []
    highest = max(scores)
    odds = [math.exp(score - highest) for score in scores]
    total = sum(odds)
    return [one / total for one in odds]


def best(scores: Sequence[float]) -> int:
    """The place of the highest score, the first of several."""
    return max(range(len(scores)), key=scores.__getitem__)


def heaviest(names: Iterable[str], weights: Weights, count: int) -> list[tuple[str, float]]:
    """The features that weigh most, for or against, with their weights."""
    known = [(name, weights[name]) for name in names if weights.get(name)]
    return sorted(known, key=lambda one: (-abs(one[1]), one[0]))[:count]


@dataclass(slots=True)
class Weighed:
    """A choice among candidates: their scores by features, to which the encoder may add what it reads."""

    scores: list[float]

    def in_doubt(self) -> bool:
        """Whether features leave doubt, so that the encoder has to read."""
        return len(self.scores) > 1 and max(probabilities(self.scores)) < SURE

    @property
    def best(self) -> int:
        """The number of the best candidate."""
        return best(self.scores)

    def add(self, read: Sequence[float]) -> None:
        """Adds the encoder's score of each candidate."""
        self.scores = [score + more for score, more in zip(self.scores, read, strict=True)]
