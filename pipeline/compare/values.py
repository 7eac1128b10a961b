"""Amounts side by side: equal, converted, rounded, inside the other's bounds, or not to be reconciled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, log10

import numpy as np

from pipeline.compare.mentions import ClaimMention

APPROXIMATE = 0.05
"""How far, as a share, the amount meant by "about" or "nearly" may lie from the one told."""
_WIDEST = 1.01 * APPROXIMATE  # beyond which no last digit reaches
CONVERTED = 0.02
"""How far apart two amounts of different units may be if one was converted into the other and rounded."""
NAMESAKES = 0.13
"""How far apart units of nearly one name lie: short ton, tonne and long ton."""
_TON = "ton"
"""Which ton a paper means, nobody knows: what is told in another unit may be told of any of the three."""
LIMITS = 0.15
"""How far apart two upper limits may be that are one."""
HOPELESS = 12.0
"""How many times one value is the other from which nothing joins the two."""
_UP_TO = frozenset({"<", "<="})
_OPEN = float("inf")


def interval(m: ClaimMention) -> tuple[float, float]:
    """Lowest and highest amount that a mention may mean: its bounds, or its value give or take half of its last digit."""
    if m.comparator == "range":
        return (m.low if m.low is not None else -_OPEN, m.high if m.high is not None else _OPEN)
    value = m.value if m.value is not None else 0.0
    # "More than 70" is told of 70 and something: an amount far beyond is another one.
    if m.comparator in (">", ">="):
        return value, _beyond(m, value, 1)
    if m.comparator in ("<", "<="):
        return _beyond(m, value, -1), value
    slack = _slack(m)
    return value - slack, value + slack


def _beyond(m: ClaimMention, value: float, sign: int) -> float:
    """How far an amount told by a bound alone may lie beyond it: a quarter, and of one digit up to the next."""
    step = _last_digit(m.told or 0.0, 1) * _factor(m) if m.digits == 1 else 0.0
    return value + sign * max(step, abs(value) * 0.25)


def _slack(m: ClaimMention) -> float:
    value = m.value or 0.0
    if m.approximate:
        return max(abs(value) * APPROXIMATE, _last_digit(m.told or 0.0, m.digits) / 2 * _factor(m))
    # A small whole number of things is counted, not rounded; a large one ends where its zeros begin.
    if m.dimension == "count" and m.told is not None and abs(m.told) < 1000 and m.told == int(m.told):
        return 0.0
    if m.digits >= 5:
        return 0.0
    return min(_last_digit(m.told or 0.0, m.digits) / 2 * _factor(m), abs(value) * APPROXIMATE)


def _factor(m: ClaimMention) -> float:
    return abs(m.value / m.told) if m.value and m.told else 1.0


def _last_digit(value: float, digits: int) -> float:
    """The worth of the last significant digit: 10,000,000 of 143 million's is 1,000,000."""
    if not value:
        return 0.0
    return float(10.0 ** (floor(log10(abs(value))) - digits + 1))


def comparable(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether the numbers of two mentions are on one scale: one unit, or both in the base unit."""
    if a.unit == b.unit or a.dimension == "count":
        return True
    if a.dimension == "money":
        return (a.unit or "")[:3] == (b.unit or "")[:3]
    return a.value is not None and b.value is not None


def worth_a_look(members: Sequence[ClaimMention]) -> Iterator[tuple[int, int]]:
    """Pairs of facts of one dimension, by their places, whose values are something like one another.

    What else is told of the others could not make up for it. A bound leaves room for a quarter more at most
    (``interval``), so that it need not be asked for.
    """
    values = np.array([m.value or 0.0 for m in members])
    # Amounts in two currencies are on no one scale.
    scales: dict[str, int] = {}
    scale = np.array(
        [scales.setdefault((m.unit or "")[:3] if m.dimension == "money" else "", len(scales)) for m in members]
    )
    with np.errstate(all="ignore"):
        times = values[:, None] / values
    near = (times > 1 / HOPELESS) & (times < HOPELESS) | (values[:, None] == 0) | (values == 0)
    near |= scale[:, None] != scale
    first, second = np.nonzero(np.triu(near, 1))
    yield from zip(first.tolist(), second.tolist(), strict=True)


def relation(a: ClaimMention, b: ClaimMention) -> str:
    """How two amounts relate: equal, converted, compatible, near, far, or unknown where they cannot be set side by side."""
    if a.unit != b.unit and not comparable(a, b):
        return "unknown"
    if a.normalized == b.normalized or (a.value is not None and a.value == b.value and a.comparator == b.comparator):
        return "equal"
    if a.value is not None and b.value is not None:
        largest = max(abs(a.value), abs(b.value))
        apart = abs(a.value - b.value) / largest if largest else 0.0
        if a.unit != b.unit and a.dimension not in ("count", "money"):
            # A ton is a tonne to most papers.
            if apart <= CONVERTED or (a.told == b.told and apart <= NAMESAKES):
                return "converted"
        if apart < 1e-9:
            return "equal"
        if _TON in (a.unit, b.unit) and a.unit != b.unit and apart <= NAMESAKES:
            return "compatible"
        if compatible(a, b):
            return "compatible"
        return "near" if apart <= 0.34 and a.value * b.value > 0 else "far"
    return "compatible" if compatible(a, b) else "far"


def compatible(a: ClaimMention, b: ClaimMention) -> bool:
    """Whether both amounts can be true of one thing at one time."""
    if not comparable(a, b):
        return False
    if a.value is not None and b.value is not None and a.unit != b.unit and a.dimension not in ("count", "money"):
        largest = max(abs(a.value), abs(b.value))
        if not largest or abs(a.value - b.value) / largest <= CONVERTED:
            return True
        if largest and _TON in (a.unit, b.unit) and abs(a.value - b.value) / largest <= NAMESAKES:
            return True
    if a.comparator in _UP_TO and b.comparator in _UP_TO and a.value and b.value:
        # "Up to two" and "up to three" are two limits, where "over two" and "over three" can both be true.
        return abs(a.value - b.value) / max(abs(a.value), abs(b.value)) <= LIMITS
    if a.value is not None and b.value is not None and a.comparator == b.comparator == "=":
        if not (a.approximate or b.approximate) and abs(a.value - b.value) > _WIDEST * (abs(a.value) + abs(b.value)):
            return False
    (low, high), (other_low, other_high) = interval(a), interval(b)
    # Give or take the noise of conversion; open ends stay open.
    return low <= other_high + 1e-9 * abs(other_high) and other_low <= high + 1e-9 * abs(high)
