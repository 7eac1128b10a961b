"""How two amounts can be set side by side: what they measure, in which unit, and to how many digits they were told."""

from __future__ import annotations

import re

from pipeline.extract import units
from pipeline.records import Quantity

_FRACTIONS = frozenset({"percentage", "ratio", "multiple"})
COUNTS = frozenset({"count", "user_count"})
_CURRENCY = re.compile(r"([A-Z]{3})\b")


def dimension(kind: str, quantity: Quantity) -> str:
    """What two amounts must share to answer one question: money, a count, a fraction, or the base unit of a measure."""
    if kind in COUNTS:
        return "count"
    if kind in _FRACTIONS:
        return "fraction"
    if kind == "money" or _CURRENCY.match(quantity.unit or ""):
        return "money"
    if quantity.base_unit or not quantity.unit:
        return quantity.base_unit or kind
    return units.base(1.0, quantity.unit)[1] or quantity.unit


def significant(value: float | None) -> int:
    """Significant digits of a number as it is told: 2 of 1,200, 4 of 145.5 million's 1455; 1 where there is no number."""
    if value is None or value == 0:
        return 1
    return len(f"{abs(value):.10e}".split("e")[0].replace(".", "").rstrip("0"))


def in_base(q: Quantity) -> tuple[float | None, float | None, float | None]:
    """Value and bounds in the base unit, by which two units of one dimension can be set side by side."""
    ends = (q.value, q.value_min, q.value_max)
    if q.base_value is not None:
        # What the run says holds, also of units that were added to it.
        factor = q.base_value / q.value if q.value else 1.0
        low, high = (None if end is None else end * factor for end in ends[1:])
        return q.base_value, low, high
    if q.unit is None:
        return ends
    low, high = (None if end is None else units.base(end, q.unit)[0] for end in ends[1:])
    return (ends[0], ends[1] if low is None else low, ends[2] if high is None else high)
