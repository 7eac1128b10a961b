"""Weights of named features under which the right candidates of many choices are likeliest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.loglinear import Weights, summed

_STEPS = 250
_RATE, _MEMORY, _SCALE = 0.05, 0.9, 0.99  # Kingma and Ba (2015), Adam


@dataclass(frozen=True, slots=True)
class Choice:
    """Features of each candidate, "none of them" among these, and which candidates are right."""

    features: tuple[tuple[str, ...], ...]
    right: frozenset[int]


def fitted(cases: Sequence[Choice], ridge: float, least: int) -> dict[str, float]:
    """Weights under which the right choices are likeliest, with a penalty of ``ridge / 2`` times their squares.

    Args:
        cases: The choices.
        ridge: How strong the penalty is.
        least: Features of fewer candidates get no weight.
    """
    import numpy as np

    counts = Counter(name for case in cases for one in case.features for name in one)
    column = {name: i for i, name in enumerate(sorted(n for n, count in counts.items() if count >= least))}
    rows = [(k, i in case.right, one) for k, case in enumerate(cases) for i, one in enumerate(case.features)]
    of_case = np.array([k for k, _, _ in rows])
    right = np.array([r for _, r, _ in rows], dtype=float)
    known = [[column[name] for name in one if name in column] for _, _, one in rows]
    columns = np.array([c for one in known for c in one], dtype=int)
    row = np.repeat(np.arange(len(rows)), [len(one) for one in known])
    weights, mean, square = np.zeros(len(column)), np.zeros(len(column)), np.zeros(len(column))
    for step in range(1, _STEPS + 1):
        scores = np.bincount(row, weights[columns], len(rows))
        highest = np.full(len(cases), -np.inf)
        np.maximum.at(highest, of_case, scores)
        odds = np.exp(scores - highest[of_case])
        chance = odds / np.bincount(of_case, odds, len(cases))[of_case]
        answer = chance * right
        answer /= np.maximum(np.bincount(of_case, answer, len(cases)), 1e-12)[of_case]
        slope = np.bincount(columns, (answer - chance)[row], len(column)) - ridge * weights
        mean = _MEMORY * mean + (1 - _MEMORY) * slope
        square = _SCALE * square + (1 - _SCALE) * slope**2
        pace = np.sqrt(square / (1 - _SCALE**step)) + 1e-8
        weights = weights + _RATE * mean / (1 - _MEMORY**step) / pace
    return {name: float(weights[i]) for name, i in column.items()}


def scored(features: Sequence[Sequence[str]], weights: Weights) -> list[float]:
    """The sum of the weights of each candidate's features."""
    return [summed(one, weights) for one in features]
