"""Logistic regression with a ridge, by Newton's method (iteratively reweighted least squares)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_STEPS = 50
_CLOSE = 1e-8


def fit(features: np.ndarray, right: np.ndarray, ridge: float, offset: np.ndarray | None = None) -> np.ndarray:
    """Weights under which the outcomes are likeliest, with a penalty of ``ridge / 2`` times the squares of all but the first.

    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd edition, section 4.4.1.

    Args:
        features: Rows of cases by columns of features; the first column is all ones and goes unpenalised.
        right: For each case 1 or 0.
        ridge: Greater than 0, so that there is one solution, whatever the cases.
        offset: Log odds that each case has before any weight, such as those of a model to be corrected.

    Returns:
        One weight for each column.
    """
    import numpy as np

    penalty = np.full(features.shape[1], ridge)
    penalty[0] = 1e-6
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        chances = probabilities(features, weights, offset)
        slope = features.T @ (right - chances) - penalty * weights
        curve = (features.T * (chances * (1 - chances))) @ features + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < _CLOSE:
            break
    return weights


def probabilities(features: np.ndarray, weights: np.ndarray, offset: np.ndarray | None = None) -> np.ndarray:
    """The probability of each row to be right."""
    import numpy as np

    odds = features @ weights if offset is None else features @ weights + offset
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
